"""A new pair of tokens that cannot be stored: it is tried again, told of, and not lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.errors import DeliveryError
from bot.channels.zalo_oa import saving
from bot.channels.zalo_oa import tokens as tokens_module
from bot.state.zalo_tokens import Alarm
from tests.integration.zalo_oa import Place, grant, keeper_of, pair_of, pass_time, place_in


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with place_in(tmp_path) as made:
        yield made


@contextmanager
def full_disk(place: Place) -> Iterator[sqlite3.Connection]:
    """No pair can be stored, as when the disk is full; everything else can."""
    with closing(sqlite3.connect(place.path, isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE UPDATE OF sealed ON zalo_tokens"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        yield connection
        connection.execute("DROP TRIGGER IF EXISTS full")


async def test_a_pair_that_cannot_be_stored_at_once_is_stored_when_there_is_room(place: Place) -> None:
    pass_time(place, hours=26)
    with capture_logs() as logs, full_disk(place) as disk:
        async with keeper_of(place.fake, place.store, place.clock) as keeper:
            asked = asyncio.create_task(keeper.access())
            await asyncio.sleep(0.5)
            assert not asked.done(), "nobody uses a pair that is not stored"
            disk.execute("DROP TRIGGER full")
            token = await asked
    assert place.fake.tokens.good(token)
    stored = await place.store.read()
    assert stored.pair is not None
    assert (stored.pair.access, stored.generation, stored.alarm) == (token, 2, None)
    tries = [line["last"] for line in logs if line["event"] == "new tokens not stored"]
    assert tries
    assert not any(tries)


async def test_a_pair_that_cannot_be_stored_for_long_raises_the_alarm_and_is_not_dropped(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "SAVE_SECONDS", 0.5)
    monkeypatch.setattr(tokens_module, "FAILED_PAUSE", 0.0)
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        with capture_logs() as logs, full_disk(place):
            with pytest.raises(DeliveryError, match="token-store"):
                await keeper.access()
            assert (await place.store.read()).alarm is Alarm.LOST
        assert "lost" in [line.get("reason") for line in logs]
        await keeper.look()
        assert place.fake.tokens.good(await keeper.access())
    assert place.fake.tokens.requests == 1, "it is the pair that was in memory"
    assert (await place.store.read()).alarm is None


async def test_a_pair_that_was_not_stored_gives_way_to_a_new_consent(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "SAVE_SECONDS", 0.0)
    monkeypatch.setattr(tokens_module, "FAILED_PAUSE", 0.0)
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        with full_disk(place), pytest.raises(DeliveryError, match="token-store"):
            await keeper.access()
        granted = pair_of(place.fake, place.clock)
        await grant(place.store, granted)
        await keeper.look()
        assert await keeper.access() == granted.access
        assert (await place.store.read()).pair == granted
        pass_time(place, hours=26)
        assert place.fake.tokens.good(await keeper.access()), "renewed from the consent, not from memory"
