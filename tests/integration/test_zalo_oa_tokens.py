"""Tokens of an Official Account: one refresh for all, nothing lost without an alarm."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_oa import tokens as tokens_module
from bot.dev.base import CallFault
from bot.state.sealing import Sealer
from bot.state.zalo_tokens import Alarm, ZaloTokens
from tests.integration.zalo_oa import (
    ACCOUNT,
    SECRET,
    Place,
    grant,
    keeper_of,
    pair_of,
    pass_time,
    place_in,
)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with place_in(tmp_path) as made:
        yield made


async def test_a_fresh_token_is_used_as_it_is(place: Place) -> None:
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        assert await keeper.access() == place.first.access
        pass_time(place, hours=19.9)
        assert await keeper.access() == place.first.access
    assert place.fake.tokens.requests == 0


async def test_at_20_of_25_hours_it_is_renewed_and_stored_before_it_is_used(place: Place) -> None:
    pass_time(place, hours=20.1)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        token = await keeper.access()
    assert place.fake.tokens.good(token)
    stored = await place.store.read()
    assert stored.pair is not None
    assert stored.pair.access == token != place.first.access
    assert stored.pair.expires_at - stored.pair.issued_at == timedelta(seconds=90_000)
    assert (stored.generation, stored.unsettled, stored.alarm) == (2, False, None)


async def test_eight_callers_cause_one_refresh(place: Place) -> None:
    pass_time(place, hours=26)
    async with (
        keeper_of(place.fake, place.store, place.clock) as one,
        keeper_of(place.fake, place.store, place.clock) as other,
    ):
        # Four in each of two "processes", which share nothing but the database.
        got = await asyncio.gather(*(keeper.access() for keeper in (one, other) * 4))
    assert len(set(got)) == 1
    assert place.fake.tokens.requests == place.fake.tokens.refreshes == 1


async def test_eight_callers_with_a_refused_token_cause_one_refresh(place: Place) -> None:
    async with (
        keeper_of(place.fake, place.store, place.clock) as one,
        keeper_of(place.fake, place.store, place.clock) as other,
    ):
        refused = await one.access()
        got = await asyncio.gather(*(keeper.replace(refused) for keeper in (one, other) * 4))
    assert len(set(got)) == 1
    assert place.fake.tokens.requests == 1


async def test_what_another_process_renewed_is_read_not_renewed_again(place: Place) -> None:
    async with (
        keeper_of(place.fake, place.store, place.clock) as one,
        keeper_of(place.fake, place.store, place.clock) as other,
    ):
        stale = await one.access()
        fresh = await other.replace(stale)
        assert await one.replace(stale) == fresh
    assert place.fake.tokens.requests == 1


@pytest.mark.parametrize(("idle_days", "requests"), [(6.9, 0), (7.1, 1)])
async def test_a_token_nobody_uses_is_renewed_weekly(place: Place, idle_days: float, requests: int) -> None:
    pass_time(place, days=idle_days)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        await keeper.look()
    assert place.fake.tokens.requests == requests


async def test_a_token_in_use_is_renewed_in_the_background(place: Place) -> None:
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        await keeper.access()
        pass_time(place, hours=20.1)
        await keeper.look()
        assert place.fake.tokens.requests == 1
        await keeper.look()
    assert place.fake.tokens.requests == 1


async def test_before_any_consent_the_channel_is_not_set_up(place: Place) -> None:
    nobody = ZaloTokens(place.database, Sealer(SECRET), "other/oa", place.clock)
    async with keeper_of(place.fake, nobody, place.clock) as keeper:
        for ask in (keeper.access, lambda: keeper.replace("x")):
            with pytest.raises(DeliveryError) as caught:
                await ask()
            assert (caught.value.failure, caught.value.code) == (Failure.MISCONFIGURED, "consent")


async def test_an_error_with_status_200_overwrites_nothing_and_alarms(place: Place) -> None:
    place.fake.tokens.faults.script.append(CallFault.UNAUTHORISED)
    pass_time(place, hours=26)
    with capture_logs() as logs:
        async with keeper_of(place.fake, place.store, place.clock) as keeper:
            with pytest.raises(DeliveryError) as caught:
                await keeper.access()
    assert (caught.value.failure, caught.value.code) == (Failure.MISCONFIGURED, "consent-refused")
    stored = await place.store.read()
    assert stored.pair == place.first
    assert stored.alarm is Alarm.REFUSED
    assert stored.alarm_at is not None
    assert [line["reason"] for line in logs if line["log_level"] == "error"] == ["refused"]


async def test_after_an_alarm_the_old_token_is_tried_once_an_hour(place: Place) -> None:
    place.fake.tokens.revoke()
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        for _ in range(5):
            with pytest.raises(DeliveryError):
                await keeper.access()
        assert place.fake.tokens.requests == 1
        pass_time(place, minutes=61)
        with pytest.raises(DeliveryError):
            await keeper.access()
        assert place.fake.tokens.requests == 2


async def test_an_alarm_is_repeated_once_an_hour(place: Place) -> None:
    place.fake.tokens.revoke()
    pass_time(place, days=8)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        with capture_logs() as logs:
            with pytest.raises(DeliveryError):
                await keeper.look()
            for _ in range(5):
                with pytest.raises(DeliveryError):
                    await keeper.look()
            pass_time(place, minutes=61)
            with pytest.raises(DeliveryError):
                await keeper.look()
    cries = [line for line in logs if "zalo login" in line["event"]]
    assert len(cries) in {2, 3}, "at the alarm, and after an hour when it is repeated and tried again"


async def test_a_new_consent_ends_the_alarm_for_everybody(place: Place) -> None:
    place.fake.tokens.revoke()
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        with pytest.raises(DeliveryError):
            await keeper.access()
        granted = pair_of(place.fake, place.clock)
        await grant(place.store, granted)
        await keeper.look()
        assert await keeper.access() == granted.access
    stored = await place.store.read()
    assert (stored.alarm, stored.alarm_at) == (None, None)


async def test_wrong_app_settings_are_told_apart(place: Place) -> None:
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock, app_secret="wrong") as keeper:
        with pytest.raises(DeliveryError):
            await keeper.access()
    assert (await place.store.read()).alarm is Alarm.SETTINGS


async def test_an_answer_that_never_came_is_asked_for_once_more_then_a_person(place: Place) -> None:
    """The first request used up the token, so the second is refused: only a person can mend that."""
    place.fake.tokens.faults.script.append(CallFault.DROPPED_AFTER)
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        with pytest.raises(DeliveryError, match="consent-lost"):
            await keeper.access()
    assert place.fake.tokens.requests == 2
    assert (await place.store.read()).alarm is Alarm.LOST


async def test_an_answer_that_comes_too_late_is_the_same(place: Place) -> None:
    place.fake.tokens.slow_seconds = 1.0
    place.fake.tokens.faults.script.append(CallFault.SLOW)
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock, timeout_seconds=0.2) as keeper:
        with pytest.raises(DeliveryError, match="consent-lost"):
            await keeper.access()
    assert (await place.store.read()).alarm is Alarm.LOST


async def test_an_answer_lost_before_zalo_took_the_token_does_no_harm(place: Place) -> None:
    place.fake.tokens.faults.script.append(CallFault.DROPPED_BEFORE)
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        assert place.fake.tokens.good(await keeper.access())
    assert (await place.store.read()).alarm is None


@pytest.mark.parametrize(
    ("fault", "requests", "unsettled"),
    [(CallFault.SERVER_ERROR, 2, True), (CallFault.TOO_MANY, 1, False)],
)
async def test_a_platform_in_trouble_is_no_reason_for_an_alarm(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: CallFault, requests: int, unsettled: bool
) -> None:
    monkeypatch.setattr(tokens_module, "FAILED_PAUSE", 0.0)
    place.fake.tokens.faults.chances[fault] = 1.0
    pass_time(place, hours=20.5)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        assert await keeper.access() == place.first.access, "good for five hours more"
        assert place.fake.tokens.requests == requests
        pass_time(place, hours=5)
        with pytest.raises(DeliveryError) as caught:
            await keeper.access()
        assert caught.value.failure is Failure.RETRY_LATER
        stored = await place.store.read()
        assert (stored.alarm, stored.unsettled) == (None, unsettled)
        place.fake.tokens.faults.chances.clear()
        assert place.fake.tokens.good(await keeper.access())


async def test_a_platform_in_trouble_is_not_asked_by_every_message(place: Place) -> None:
    place.fake.tokens.faults.chances[CallFault.TOO_MANY] = 1.0
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        for _ in range(20):
            with pytest.raises(DeliveryError):
                await keeper.access()
    assert place.fake.tokens.requests == 1


async def test_a_platform_that_is_away_is_no_reason_for_an_alarm(place: Place) -> None:
    pass_time(place, hours=26)
    await place.fake.stop()
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        with pytest.raises(DeliveryError) as caught:
            await keeper.access()
    assert caught.value.failure is Failure.RETRY_LATER
    stored = await place.store.read()
    assert (stored.pair, stored.unsettled, stored.alarm) == (place.first, False, None)


async def test_callers_who_go_away_do_not_break_off_a_refresh(place: Place) -> None:
    place.fake.tokens.slow_seconds = 0.3
    place.fake.tokens.faults.script.append(CallFault.SLOW)
    pass_time(place, hours=26)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        caller = asyncio.create_task(keeper.access())
        while not place.fake.tokens.refreshes:  # noqa: ASYNC110 - the stand-in tells nobody
            await asyncio.sleep(0.01)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        await keeper.close()
    stored = await place.store.read()
    assert stored.pair is not None
    assert place.fake.tokens.good(stored.pair.access)


async def test_a_lock_left_by_a_crash_is_taken_over_when_its_time_is_up(place: Place) -> None:
    assert await place.store.lock("crashed", 0.4)
    assert not await place.store.lock("me", 30)
    pass_time(place, hours=20.1)
    async with keeper_of(place.fake, place.store, place.clock) as keeper:
        assert place.fake.tokens.good(await keeper.access())


async def test_a_lock_from_a_clock_that_was_set_back_since_holds_nobody_up(place: Place) -> None:
    pass_time(place, hours=6)
    assert await place.store.lock("crashed", 30)
    pass_time(place, hours=-6)
    assert await place.store.lock("me", 30)
    assert not await place.store.lock("another", 30)


async def test_whoever_lost_the_lock_overwrites_nothing(place: Place) -> None:
    assert await place.store.lock("slow", 0.0)
    await asyncio.sleep(0.01)
    newer = pair_of(place.fake, place.clock)
    await grant(place.store, newer)
    with pytest.raises(LookupError):
        await place.store.save("slow", place.first)
    with pytest.raises(LookupError):
        await place.store.attempt("slow")
    assert (await place.store.read()).pair == newer


async def test_tokens_are_sealed_in_the_file_and_shown_by_nobody(place: Place) -> None:
    with closing(sqlite3.connect(place.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = place.path.read_bytes()
    for secret in (place.first.access, place.first.refresh):
        assert secret.encode() not in content
        assert secret not in repr(place.first)
        assert secret not in repr(await place.store.read())


async def test_another_key_of_the_database_is_an_alarm_of_its_own(place: Place) -> None:
    other = ZaloTokens(place.database, Sealer("o" * 40), ACCOUNT, place.clock)
    stored = await other.read()
    assert (stored.pair, stored.alarm) == (None, Alarm.KEY)
    async with keeper_of(place.fake, other, place.clock) as keeper:
        with pytest.raises(DeliveryError, match="consent-key"):
            await keeper.access()
