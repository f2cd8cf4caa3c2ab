"""When people last did something towards the Official Account, kept by a keyed hash."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.messages import Catalogue
from bot.state import upgrading
from bot.state.contacts import Contacts, Person
from bot.state.database import Database
from bot.state.housekeeping import Housekeeping
from bot.state.sealing import Sealer
from bot.state.zalo_windows import Window, ZaloWindows, forget
from knowledge.clock import VIETNAM, FixedClock

NOW = datetime(2026, 11, 21, 9, tzinfo=VIETNAM)
AN = "246845883529197922"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "state.sqlite"
    upgrading.upgrade(path, datetime.now(UTC), Catalogue.load().of("vi"))
    opened = await Database.open(path)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def windows(database: Database, clock: FixedClock) -> ZaloWindows:
    return ZaloWindows(database, Sealer("s" * 40), "zalo-oa", clock)


@pytest.mark.parametrize(
    ("since", "window"),
    [
        (timedelta(0), Window.FREE),
        (timedelta(hours=48), Window.FREE),
        (timedelta(hours=48, seconds=1), Window.PAID),
        (timedelta(days=7), Window.PAID),
        (timedelta(days=7, seconds=1), Window.CLOSED),
        (timedelta(days=400), Window.CLOSED),
    ],
)
async def test_windows(windows: ZaloWindows, clock: FixedClock, since: timedelta, window: Window) -> None:
    await windows.interacted(AN, NOW)
    clock.moment = NOW + since
    assert await windows.window_of(AN) is window
    assert await windows.window_of("somebody else") is Window.UNKNOWN


async def test_events_out_of_order_leave_the_latest(windows: ZaloWindows, clock: FixedClock) -> None:
    times = [NOW - timedelta(hours=hours) for hours in (60, 1, 100, 30)]
    await asyncio.gather(*(windows.interacted(AN, at) for at in times))
    assert await windows.window_of(AN) is Window.FREE
    for at in times:
        await windows.interacted(AN, at)
    clock.moment = NOW + timedelta(hours=46, minutes=59)
    assert await windows.window_of(AN) is Window.FREE
    clock.moment = NOW + timedelta(hours=47, minutes=1)
    assert await windows.window_of(AN) is Window.PAID


async def test_a_clock_that_is_ahead_keeps_no_window_open(windows: ZaloWindows, clock: FixedClock) -> None:
    await windows.interacted(AN, NOW + timedelta(days=300))
    clock.moment = NOW + timedelta(days=8)
    assert await windows.window_of(AN) is Window.CLOSED


async def test_a_refusal_closes_the_window_until_something_newer(windows: ZaloWindows) -> None:
    await windows.interacted(AN, NOW - timedelta(hours=3))
    await windows.closed(AN)
    assert await windows.window_of(AN) is Window.CLOSED
    await windows.interacted(AN, NOW - timedelta(hours=4))
    assert await windows.window_of(AN) is Window.CLOSED, "an old event that came late opens nothing"
    await windows.interacted(AN, NOW - timedelta(hours=2))
    assert await windows.window_of(AN) is Window.FREE


async def test_a_refusal_of_somebody_never_heard_of(windows: ZaloWindows) -> None:
    await windows.closed(AN)
    assert await windows.window_of(AN) is Window.CLOSED
    await windows.interacted(AN, NOW)
    assert await windows.window_of(AN) is Window.FREE


async def test_people_stand_in_the_file_by_a_keyed_hash_and_can_be_forgotten(
    windows: ZaloWindows, database: Database, tmp_path: Path
) -> None:
    await windows.interacted(AN, NOW)
    key = Sealer("s" * 40).key_of("zalo-oa", AN)
    await database.transact(lambda connection: forget(connection, key))
    assert await windows.window_of(AN) is Window.UNKNOWN
    await windows.interacted(AN, NOW)
    path = tmp_path / "state.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sender_key FROM zalo_interactions").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert rows == [(Sealer("s" * 40).key_of("zalo-oa", AN),)]
    assert AN.encode() not in path.read_bytes()


async def test_people_who_did_nothing_for_long_are_forgotten_unless_they_want_news(
    windows: ZaloWindows, database: Database, clock: FixedClock
) -> None:
    contacts = Contacts(database, Sealer("s" * 40), clock)
    subscriber = Person("zalo-oa", "7003", "7003")
    await contacts.agree(subscriber, "1", "vi")
    for sender, days in ((AN, 9), ("7002", 7.5), ("7003", 300)):
        await windows.interacted(sender, NOW - timedelta(days=days))
    await windows.closed("7004")  # Zalo has just said so
    keeper = Housekeeping(database, Sealer("s" * 40), clock, lapse_days=365)
    await keeper.round()
    assert await windows.window_of(AN) is Window.UNKNOWN
    for kept in ("7002", "7003", "7004"):
        assert await windows.window_of(kept) is Window.CLOSED
    clock.moment += timedelta(days=400)
    await contacts.left(subscriber)
    await keeper.round()
    assert await windows.window_of("7003") is Window.CLOSED, "still a contact"
    clock.moment += timedelta(days=366)
    await keeper.round()
    assert await windows.window_of("7003") is Window.UNKNOWN, "gone with the contact"
