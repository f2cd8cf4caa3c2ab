"""A real database for tests: made by the migrations once, then copied."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.messages import Catalogue
from bot.state.database import Database
from bot.state.upgrading import upgrade


@cache
def _template() -> bytes:
    """An empty database with the newest schema: migrating anew would take most of a test's time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        upgrade(path, datetime.now(UTC), Catalogue.load().of("vi"))
        return path.read_bytes()


def make(path: Path) -> None:
    """Put an empty database at `path` where there is none."""
    if not path.exists():
        path.write_bytes(_template())


@asynccontextmanager
async def migrated(path: Path) -> AsyncIterator[Database]:
    """The database at `path`, opened; an empty one is made where there is none."""
    make(path)
    database = await Database.open(path)
    try:
        yield database
    finally:
        await database.close()
