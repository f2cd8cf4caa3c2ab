"""When campaigns go out: recurring ones, moments slept through, edits after approval, clocks that jump."""

import asyncio
from datetime import timedelta

import pytest

from bot.campaigns.firing import GRACE
from bot.campaigns.model import Missed, Schedule, Status
from bot.channels.errors import DeliveryError, Failure
from tests.support.broadcasts import Station, until
from tests.support.campaigns import NOW, definition_of

RUNS = "SELECT state, occurrence FROM runs ORDER BY id"
TODAY_TEN, TOMORROW_TEN = "2026-11-21 03:00:00.000000", "2026-11-22 03:00:00.000000"  # in UTC
MONDAY_TEN = "2026-11-23 03:00:00.000000"
DAILY = Schedule(recurrence="0 10 * * *")


async def scheduled(station: Station, schedule: Schedule) -> int:
    """A campaign that waits for its moment."""
    campaign = await station.bureau.approved(definition_of(schedule=schedule))
    return (await station.bureau.life.schedule(station.bureau.lan, campaign.id, campaign.version)).id


async def rounds(station: Station, number: int = 3) -> None:
    """Let the engine look around."""
    assert station.engine is not None
    for _ in range(number):
        await station.engine.round()


async def test_a_recurring_campaign_goes_out_again_and_again(station: Station) -> None:
    await station.people(3)
    number = await scheduled(station, DAILY)
    await station.start()
    await rounds(station)
    assert station.rows(RUNS) == [], "its moment has not come"
    for day in range(3):
        station.bureau.clock.moment = NOW.replace(hour=10, second=1) + timedelta(days=day)
        await station.row(f"SELECT count(*) FROM runs WHERE state = 'finished' AND id = {day + 1}", (1,))
        await station.row("SELECT status FROM campaigns", (Status.SCHEDULED,))
    assert len(station.post.taken) == 9
    assert [occurrence for _, occurrence in station.rows(RUNS)][:2] == [TODAY_TEN, TOMORROW_TEN]
    assert (await station.bureau.life.cancel(station.bureau.lan, number)).status is Status.CANCELLED


async def test_it_ends_with_its_last_moment(station: Station) -> None:
    await station.people(1)
    await scheduled(station, Schedule(at=NOW + timedelta(hours=1)))
    await station.start()
    station.bureau.clock.moment += timedelta(hours=1)
    await station.row("SELECT status, next_fire FROM campaigns", (Status.FINISHED, None))
    assert station.post.taken == ["post-1"]


@pytest.mark.parametrize(
    ("missed", "asleep", "states"),
    [
        (Missed.SEND_LATE, timedelta(hours=22), [("finished", TODAY_TEN)]),
        (Missed.SEND_LATE, timedelta(days=2), [("missed", TODAY_TEN), ("finished", MONDAY_TEN)]),
        (Missed.SKIP, GRACE - timedelta(seconds=1), [("finished", TODAY_TEN)]),
        (Missed.SKIP, GRACE + timedelta(seconds=1), [("missed", TODAY_TEN)]),
        (Missed.SKIP, timedelta(days=30, hours=1), [("missed", TODAY_TEN)]),
    ],
)  # fmt: skip
async def test_what_the_machine_slept_through_is_sent_late_once_or_told_as_missed(
    station: Station, missed: Missed, asleep: timedelta, states: list[tuple[str, str]]
) -> None:
    await station.people(2)
    await scheduled(station, DAILY.model_copy(update={"missed": missed}))
    station.bureau.clock.moment = NOW.replace(hour=10) + asleep
    await station.start()
    await rounds(station)
    sent = [state for state, _ in states].count("finished")
    await until(lambda: len(station.post.taken) == 2 * sent)
    await station.row("SELECT status FROM campaigns", (Status.SCHEDULED,))
    assert station.rows(RUNS) == states
    told = station.rows("SELECT action FROM audit WHERE action IN ('fired', 'missed')")
    assert told == [("fired",) if sent else ("missed",)]
    following = station.rows("SELECT next_fire FROM campaigns")[0][0]
    assert following > f"{station.bureau.clock.moment.astimezone(None):%Y-%m-%d}", (
        "the next moment is to come"
    )


async def test_what_was_changed_after_its_approval_is_not_sent(station: Station) -> None:
    await station.people(2)
    await scheduled(station, Schedule(at=NOW + timedelta(hours=1)))
    await station.change("UPDATE campaigns SET definition = json_set(definition, '$.content.title', 'Khác')")
    await station.start()
    station.bureau.clock.moment += timedelta(hours=1)
    await station.row("SELECT status, approved FROM campaigns", (Status.DRAFT, ""))
    assert station.rows(RUNS) == []
    assert not station.post.taken


async def test_a_campaign_without_enough_approvals_is_not_sent(station: Station) -> None:
    await station.people(1)
    await scheduled(station, Schedule(at=NOW + timedelta(hours=1)))
    await station.change("DELETE FROM approvals")
    await station.start()
    station.bureau.clock.moment += timedelta(hours=1)
    await station.row("SELECT status FROM campaigns", (Status.DRAFT,))
    assert not station.post.taken


async def test_a_clock_that_is_set_back_sends_nothing_twice_and_delays_nothing(station: Station) -> None:
    station.post.errors = [None, DeliveryError(Failure.RETRY_LATER, "503")]
    await station.people(3)
    await scheduled(station, DAILY)
    await station.start()
    station.bureau.clock.moment = NOW.replace(hour=10)
    await until(lambda: len(station.post.taken) == 2)
    await station.row("SELECT reason FROM deliveries WHERE state = 'planned'", ("retry_later",))
    station.bureau.clock.moment = NOW.replace(hour=9, minute=50)
    await rounds(station)
    due = station.rows("SELECT due_at FROM deliveries WHERE state = 'planned'")[0][0]
    assert due <= TODAY_TEN, "ten minutes from the clock as it is now"
    station.bureau.clock.moment = NOW.replace(hour=10, minute=1)
    await station.row("SELECT status FROM campaigns", (Status.SCHEDULED,))
    assert station.rows("SELECT count(*) FROM runs") == [(1,)]
    assert sorted(station.post.taken) == ["post-1", "post-2", "post-3"]


async def test_planning_goes_on_where_a_crash_stopped_it(station: Station) -> None:
    await station.people(2500)
    await station.begin(definition_of())
    engine = await station.start()
    await station.row("SELECT planned_to > 0 FROM runs", (1,))
    await engine.stop()
    planned = station.rows("SELECT count(*), count(DISTINCT contact_id) FROM deliveries")[0]
    assert planned[0] == planned[1]
    await station.start()
    await station.row("SELECT status FROM campaigns", (Status.FINISHED,))
    assert station.rows("SELECT count(*), count(DISTINCT contact_id) FROM deliveries") == [(2500, 2500)]
    assert len(station.post.taken) == len(set(station.post.taken)) == 2500


async def test_what_was_on_its_way_at_a_crash_is_unknown_and_the_rest_goes_out(station: Station) -> None:
    station.post.hold = asyncio.Event()
    await station.people(300)
    await station.begin(definition_of())
    engine = await station.start()
    await until(lambda: station.post.on_the_way)
    everybody = [*engine._tasks, *engine.lanes[0].crew.senders]
    for task in everybody:
        task.cancel()  # as dead as a process: nothing is written any more
    await asyncio.gather(*everybody, return_exceptions=True)
    await station.change("UPDATE runs SET planned_to = planned_to")  # what was being written is there
    crashed = station.rows("SELECT count(*) FROM deliveries WHERE state = 'attempting'")[0][0]
    station.post.hold = None
    station.engine = None
    await station.start()
    await station.row("SELECT status FROM campaigns", (Status.FINISHED,))
    assert crashed > 0
    assert station.rows("SELECT state, reason, count(*) FROM deliveries GROUP BY 1, 2 ORDER BY 1") == [
        ("sent", "", 300 - crashed),
        ("unknown", "crashed", crashed),
    ]


async def test_after_a_long_sleep_the_rest_is_let_go_and_counted(station: Station) -> None:
    station.post.errors = [DeliveryError(Failure.RETRY_LATER, "503")] * 3
    await station.people(3)
    await station.begin(definition_of())
    engine = await station.start()
    await station.row("SELECT count(*) FROM deliveries WHERE reason = 'retry_later'", (3,))
    await engine.stop()
    station.bureau.clock.moment += timedelta(hours=48)
    await station.start()
    await station.row("SELECT status FROM campaigns", (Status.FINISHED,))
    assert station.rows("SELECT state, reason, count(*) FROM deliveries GROUP BY 1, 2") == [
        ("skipped", "too_late", 3)
    ]
    assert ("too-late",) in station.rows("SELECT action FROM audit")


async def test_a_channel_that_was_switched_off_holds_nothing_up(station: Station) -> None:
    await station.people(2)
    await station.people(2, channel="mail")
    await station.begin(definition_of())
    await station.start()
    await station.row("SELECT status FROM campaigns", (Status.FINISHED,))
    assert station.rows("SELECT channel, state, reason, count(*) FROM deliveries GROUP BY 1") == [
        ("mail", "skipped", "channel_off", 2),
        ("post", "sent", "", 2),
    ]
