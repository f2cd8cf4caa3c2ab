"""Opens the desk's state in order: the lock, the schema, the key, the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bot.messages import Messages
from bot.settings import PrivacySettings, StateSettings
from bot.state import facts, upgrading
from bot.state.database import Database
from bot.state.lock import sole_use
from bot.state.sealing import Sealer, secret_of
from knowledge.clock import Clock
from knowledge.errors import StateError

_KEY_CHECK = "privacy key check"


@dataclass(frozen=True, slots=True)
class State:
    """What must survive a restart, and the key to the ids in it."""

    database: Database
    sealer: Sealer
    new_key: Path | None = None  # the file of a key that was made just now: somebody must keep a copy
    saved: Path | None = None  # the backup that was made before an upgrade


@asynccontextmanager
async def open_state(
    state: StateSettings, privacy: PrivacySettings, clock: Clock, words: Messages, *, sole: bool
) -> AsyncIterator[State]:
    """The state of the settings, brought up to date; closed at the end.

    `sole`: no other process may have it open this way, as `run` needs. Raises `StateError`.
    """
    path = state.database
    with sole_use(path, words) if sole else nullcontext():
        saved = await asyncio.to_thread(_upgraded, path, clock, words, sole=sole)
        given = privacy.key.get_secret_value() if privacy.key else ""
        secret = secret_of(given, privacy.key_file or path.with_suffix(".key"), words)
        sealer = Sealer(secret.value)
        database = await Database.open(path)
        try:
            if not await database.transact(lambda connection: _is_the_key(connection, sealer)):
                raise StateError(
                    words.text("privacy-key-wrong"),
                    where=str(secret.file or "[privacy] key"),
                    mend=words.text("privacy-key-wrong-mend"),
                )
            yield State(database, sealer, secret.file if secret.fresh else None, saved)
        finally:
            await database.close()


def _upgraded(path: Path, clock: Clock, words: Messages, *, sole: bool) -> Path | None:
    """Bring the schema up to date; never under a desk of an older version that is running."""
    if sole or upgrading.is_current(path, words):
        return upgrading.upgrade(path, clock.now(), words)
    with sole_use(path, words):
        return upgrading.upgrade(path, clock.now(), words)


def _is_the_key(connection: Connection, sealer: Sealer) -> bool:
    """Whether the database was used with this key; a new one is from now on."""
    mark = sealer.key_of(_KEY_CHECK)
    known = facts.fact(connection, _KEY_CHECK)
    if known is None:
        facts.note(connection, _KEY_CHECK, mark)
    return known in {None, mark}
