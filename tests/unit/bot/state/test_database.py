import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select
from sqlalchemy.exc import IntegrityError

from bot.state.database import MAX_BATCH, Database
from bot.state.schema import Moment

METADATA = MetaData()
THINGS = Table(
    "things",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String, unique=True, nullable=False),
    Column("at", Moment),
)


class Counting:
    """A batch operation that remembers how many items each call had."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def __call__(self, connection: Connection, names: Sequence[str]) -> Sequence[str]:
        self.calls.append(len(names))
        connection.execute(insert(THINGS), [{"name": name} for name in names])
        return [f"{name}!" for name in names]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "x.sqlite")
    await opened.transact(METADATA.create_all)
    yield opened
    await opened.close()


def count(connection: Connection) -> int:
    return len(connection.execute(select(THINGS.c.id)).all())


async def test_callers_who_wait_share_a_transaction_and_get_their_own_results(database: Database) -> None:
    batch = Counting()
    results = await asyncio.gather(*(database.write(batch, f"a{number}") for number in range(100)))
    assert results == [f"a{number}!" for number in range(100)]
    assert len(batch.calls) <= 2
    assert await database.read(count) == 100


async def test_one_bad_item_fails_alone(database: Database) -> None:
    batch = Counting()
    await database.write(batch, "twice")
    results = await asyncio.gather(
        *(database.write(batch, name) for name in ("new", "twice", "other")), return_exceptions=True
    )
    assert results[0] == "new!"
    assert isinstance(results[1], IntegrityError)
    assert results[2] == "other!"
    assert await database.read(count) == 3


async def test_a_failing_operation_leaves_nothing_behind(database: Database) -> None:
    def half(connection: Connection) -> None:
        connection.execute(insert(THINGS), [{"name": "half"}])
        raise RuntimeError("half way")

    batch = Counting()
    failed, kept = await asyncio.gather(
        database.transact(half), database.write(batch, "kept"), return_exceptions=True
    )
    assert isinstance(failed, RuntimeError)
    assert kept == "kept!"
    assert await database.read(count) == 1


async def test_large_batches_are_cut(database: Database) -> None:
    batch = Counting()
    await asyncio.gather(*(database.write(batch, str(number)) for number in range(MAX_BATCH * 2 + 1)))
    assert max(batch.calls) == MAX_BATCH
    assert sum(batch.calls) == MAX_BATCH * 2 + 1


async def test_whoever_gives_up_does_not_stop_the_others(database: Database) -> None:
    batch = Counting()
    impatient = asyncio.create_task(database.write(batch, "impatient"))
    patient = asyncio.create_task(database.write(batch, "patient"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == "patient!"


async def test_reading_does_not_wait_for_a_writer(database: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO things (name) VALUES ('not yet')")
        assert await database.read(count) == 0
        other.execute("COMMIT")
    assert await database.read(count) == 1


async def test_closing_waits_for_writes_and_they_are_there_afterwards(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "y.sqlite")
    await database.transact(METADATA.create_all)
    writing = asyncio.create_task(database.write(Counting(), "last"))
    await asyncio.sleep(0)
    await database.close()
    assert await writing == "last!"
    again = await Database.open(tmp_path / "y.sqlite")
    assert await again.read(count) == 1
    await again.close()


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=7))])
async def test_moments_come_back_as_the_same_moment(database: Database, zone: timezone) -> None:
    moment = datetime(2026, 1, 1, 6, 30, 1, 250, tzinfo=zone)
    await database.transact(
        lambda connection: connection.execute(insert(THINGS).values(name="m", at=moment)).rowcount
    )
    found = await database.read(lambda connection: connection.scalar(select(THINGS.c.at)))
    assert found == moment
    assert found.tzinfo is UTC


async def test_who_comes_soon_after_a_transaction_shares_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.state.database.APART_SECONDS", 0.5)  # more than a busy machine takes for five
    batch = Counting()
    await database.write(batch, "first")
    waiting = []
    for number in range(5):
        waiting.append(asyncio.create_task(database.write(batch, f"soon{number}")))
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert batch.calls == [1, 5]


async def test_a_glance_sees_what_is_durable_and_holds_nothing_up(database: Database) -> None:
    batch = Counting()
    assert database.glance(count) == 0
    await database.write(batch, "one")
    assert database.glance(count) == 1
    assert await database.tidy(), "a reader is still in the log"
