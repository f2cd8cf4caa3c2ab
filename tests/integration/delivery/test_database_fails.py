"""A database that is locked for a while, or fails to read, ends nothing and repeats nothing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.delivery import dispatcher, insisting, intake
from bot.delivery.condition import Health
from bot.delivery.inbox import Inbox
from bot.state import database
from tests.integration.delivery.conftest import World, a_world, until

FAILED = "the database fails, trying again"

Logs = list[MutableMapping[str, Any]]


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logs]:
    """What is logged while the database is waited for but a moment."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(dispatcher, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(insisting, "FIRST_SECONDS", 0.1)
    monkeypatch.setattr(insisting, "LONGEST_SECONDS", 0.1)
    with capture_logs() as lines:
        yield lines


@pytest.fixture
async def world(logs: Logs) -> AsyncIterator[World]:
    async with a_world(delivery={"parallel": 1}) as made:
        yield made


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Somebody else is writing."""
    with closing(sqlite3.connect(world.settings.state.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def failures(logs: Logs) -> int:
    return sum(line["event"] == FAILED for line in logs)


async def test_what_cannot_be_claimed_is_sent_later(world: World, logs: Logs) -> None:
    with locked(world):
        await until(lambda: failures(logs))
    await world.say("an", "khai sinh")
    assert (await world.answers(1))[0]["question"] == "khai sinh"
    assert {line["error"] for line in logs if line["event"] == FAILED} == {"OperationalError"}


async def test_what_was_sent_is_noted_as_soon_as_it_can_be(world: World) -> None:
    world.courier.hold = asyncio.Event()
    await world.say("an", "khai sinh")
    await until(lambda: world.courier.calls)
    with locked(world):
        world.courier.hold.set()
        await world.answers(1)
        await asyncio.sleep(0.5)
    await world.row("SELECT state, attempts, possible_duplicate FROM outbox", ("sent", 1, 0))
    await world.say("an", "khai sinh nữa")
    assert [body["question"] for body in await world.answers(2)] == ["khai sinh", "khai sinh nữa"]
    assert world.courier.calls == 2


async def test_who_is_gone_is_noted_as_soon_as_it_can_be(world: World) -> None:
    world.courier.hold = asyncio.Event()
    world.courier.statuses = [404]
    await world.say("an", "khai sinh")
    await until(lambda: world.courier.calls)
    with locked(world):
        world.courier.hold.set()
        await asyncio.sleep(0.5)
    await world.row("SELECT state FROM outbox", ("failed",))
    await world.row("SELECT state FROM inbox WHERE kind = 'left'", ("silent",))


async def test_what_waits_in_the_database_is_read_later(
    world: World, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_WAITING", 2)
    waiting, failing = Inbox.waiting, [2]

    async def fails_twice(self: Inbox, *given: Any, **more: Any) -> Any:
        if failing[0]:
            failing[0] -= 1
            raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))
        return await waiting(self, *given, **more)

    monkeypatch.setattr(Inbox, "waiting", fails_twice)
    await asyncio.gather(*(world.say(f"p{n}", f"khai sinh {n}") for n in range(10)))
    assert {body["chat"] for body in await world.answers(10)} == {f"p{n}" for n in range(10)}
    assert failures(logs) == 2


async def test_a_task_that_ended_all_the_same_shows(world: World) -> None:
    assert world.desk is not None
    desk, delivery = world.desk, world.desk._delivery
    assert delivery is not None
    assert delivery._intake is not None
    assert set(desk._health()[1]["channels"].values()) == {Health.OK}
    delivery._tasks["courier"].cancel()
    await until(lambda: desk._health()[1]["channels"] == {"web": Health.OK, "courier": Health.STOPPED})
    assert delivery.concerns()["courier"].why == "stopped"
    delivery._intake._workers[0].cancel()
    await until(lambda: desk._health()[1]["channels"] == {"web": Health.STOPPED, "courier": Health.STOPPED})
