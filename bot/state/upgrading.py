"""Brings the schema of a database up to this program's, after a backup; checks and backs it up.

Alembic is imported only when there is something to do: a start with a current schema does not pay for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError

from bot.messages import Messages
from bot.state.database import begin, prepare, url_of
from knowledge.errors import StateError

KEPT_BACKUPS = 5  # of those made before an upgrade
_VERSIONS = files("bot.state.migrations") / "versions"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a database found."""

    sound: bool  # SQLite's own integrity check and the references between tables
    revision: str  # "" when no migration has run
    newest: str
    rows: dict[str, int]  # by table

    @property
    def ok(self) -> bool:
        """True when nothing is to be done."""
        return self.sound and self.revision == self.newest


def newest() -> str:
    """The revision of the schema this program works with."""
    return max(name.partition("_")[0] for entry in _VERSIONS.iterdir() if (name := entry.name)[0].isdigit())


def revision_of(path: Path) -> str:
    """The revision of the database at `path`; "" when there is none or it is empty."""
    if not path.exists():
        return ""
    with _reading(path) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return str(row[0]) if row else ""


def is_current(path: Path, words: Messages) -> bool:
    """Whether the database at `path` has the schema of this program. Raises `StateError`."""
    with _plainly(path, words):
        return revision_of(path) == newest()


def upgrade(path: Path, now: datetime, words: Messages) -> Path | None:
    """Bring the database at `path` up to date, making it where there is none.

    Returns the backup that was made before, if one was. Raises `StateError` when the file cannot be used
    or was written by a newer program.
    """
    with _plainly(path, words):
        path.parent.mkdir(parents=True, exist_ok=True)
        current = revision_of(path)
        if current == newest():
            return None
        if current > newest():
            raise StateError(
                words.text("state-too-new", revision=current),
                where=str(path),
                mend=words.text("state-too-new-mend"),
            )
        saved = None
        if current:
            saved = backup(path, path.parent / "backups" / _name(path, now, f"-{current}"), words)
            _forget_old(saved.parent, path)
        _migrate(path)
        return saved


def backup(path: Path, to: Path, words: Messages) -> Path:
    """Copy the database at `path` as it is now to the file `to`, while it is used; returns `to`.

    The copy is whole or not there. Raises `StateError` when it cannot be read or written.
    """
    _must_be_there(path, words)
    with _plainly(path, words):
        to.parent.mkdir(parents=True, exist_ok=True)
        part = to.with_name(f".{to.name}.part")
        part.unlink(missing_ok=True)
        with _reading(path) as source, closing(sqlite3.connect(part)) as target:
            part.chmod(0o600)
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        part.replace(to)
    return to


def backup_name(path: Path, now: datetime) -> Path:
    """Where a backup of `path` goes when nobody says."""
    return path.parent / "backups" / _name(path, now)


def check(path: Path, words: Messages) -> Checked:
    """Look through the whole database. Raises `StateError` when it cannot be read."""
    _must_be_there(path, words)
    with _plainly(path, words), _reading(path) as connection:
        sound = [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
        sound = sound and not connection.execute("PRAGMA foreign_key_check").fetchall()
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " AND name <> 'alembic_version' ORDER BY name"
            )
        ]
        # The names are those of our own tables.
        counts = [connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in names]  # noqa: S608
    rows = {name: int(row[0]) for name, row in zip(names, counts, strict=True)}
    return Checked(sound, revision_of(path), newest(), rows)


def _migrate(path: Path, to: str = "head") -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "bot.state:migrations")
    engine = create_engine(url_of(path), hide_parameters=True)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "connect", _without_references)
    event.listen(engine, "begin", begin)  # a migration that breaks off changes nothing
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, to)
            connection.commit()
    finally:
        engine.dispose()
    path.chmod(0o600)


def _without_references(connection: Any, _record: object) -> None:
    # SQLite changes a table by dropping the old one: with it would go what refers to it.
    connection.execute("PRAGMA foreign_keys = OFF")


def _name(path: Path, now: datetime, suffix: str = "") -> str:
    return f"{path.stem}-{now:%Y%m%dT%H%M%S}{suffix}.sqlite"


def _forget_old(folder: Path, path: Path) -> None:
    made = sorted(folder.glob(f"{path.stem}-*-[0-9][0-9][0-9][0-9].sqlite"))
    for old in made[:-KEPT_BACKUPS]:
        old.unlink()


def _must_be_there(path: Path, words: Messages) -> None:
    """An admin who asks before the first start is told how the database comes to be."""
    if not path.exists():
        raise StateError(
            words.text("state-not-current"), where=str(path), mend=words.text("state-not-current-mend")
        )


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
        yield connection


@contextmanager
def _plainly(path: Path, words: Messages) -> Iterator[None]:
    """Say what is wrong with the file in words an admin can act on."""
    try:
        yield
    except OSError as error:
        raise StateError(
            words.text("state-unusable", reason=error.strerror or ""),
            where=str(path),
            mend=words.text("state-unusable-mend"),
        ) from error
    except (sqlite3.DatabaseError, DBAPIError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StateError(
            words.text("state-unusable", reason=str(reason)),
            where=str(path),
            mend=words.text("state-damaged-mend"),
        ) from error
