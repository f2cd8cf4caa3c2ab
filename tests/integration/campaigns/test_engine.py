"""The engine over a real database: who gets an announcement, who does not, and why."""

import asyncio
import time
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.campaigns.estimating import Estimator, Way
from bot.campaigns.firing import fire
from bot.campaigns.model import Policy, Status, Unknown
from bot.campaigns.planning import Plan, Ways, plan_range
from bot.campaigns.reactions import Reactions
from bot.campaigns.reconciling import Odd, balance
from bot.campaigns.rounds import run_of
from bot.channels.base import Incoming, IncomingKind
from bot.channels.errors import DeliveryError, Failure
from bot.state.consents import Withdrawal
from bot.state.contacts import Contacts, Person, forget
from bot.state.sealing import Sealer
from bot.state.subscriptions import Subscription
from tests.support.broadcasts import TOPIC, Post, Station, quick, until
from tests.support.campaigns import NOW, SEALER, definition_of

DONE = "SELECT status FROM campaigns ORDER BY id DESC"
STATES = "SELECT state, reason, count(*) FROM deliveries GROUP BY 1, 2 ORDER BY 1, 2"
EVENING = NOW.replace(hour=22)


async def test_everybody_who_subscribed_gets_it_once(station: Station) -> None:
    await station.people(1000)
    await station.begin(definition_of())
    await station.start()
    await station.row(DONE, (Status.FINISHED,))
    assert sorted(station.post.taken) == sorted(f"post-{number}" for number in range(1, 1001))
    assert station.rows(STATES) == [("sent", "", 1000)]
    assert station.rows("SELECT max(attempts), sum(possible_duplicate) FROM deliveries") == [(1, 0)]
    assert station.rows("SELECT action FROM audit ORDER BY id DESC LIMIT 2") == [
        ("run-finished",),
        ("fired",),
    ]


async def test_who_is_sealed_with_another_key_is_listed_as_failed(station: Station) -> None:
    await station.people(3)
    foreign = Sealer("another " * 5).seal(["post-2", "post-2"])
    await station.change(f"UPDATE contacts SET who = '{foreign}' WHERE id = 2")
    await station.begin(definition_of())
    await station.start()
    await station.row(DONE, (Status.FINISHED,))
    assert sorted(station.post.taken) == ["post-1", "post-3"]
    assert station.rows(STATES) == [("failed", "unreadable", 1), ("sent", "", 2)]


async def test_what_happens_between_planning_and_sending_is_seen(station: Station) -> None:
    station.bureau.clock.moment = EVENING
    await station.people(6)
    await station.begin(definition_of())
    await station.start()
    await station.row("SELECT state, planned_to > 0 FROM runs", ("sending", 1))
    database = station.bureau.database
    await database.transact(
        lambda connection: forget(connection, SEALER.key_of("post", "post-1"), Withdrawal.STOPPED, EVENING)
    )
    await station.change("UPDATE contacts SET presence = 'left' WHERE id = 2")
    await station.change("DELETE FROM subscriptions WHERE contact_id = 3")
    moved = SEALER.seal(["post-4", "elsewhere"])
    await station.change(f"UPDATE contacts SET who = '{moved}' WHERE id = 4")
    # Somebody new must not get what was planned for the forgotten one, whatever number they have.
    await station.change(
        "INSERT INTO contacts (id, channel, person_key, who, language, presence, created_at, changed_at) "
        f"VALUES (1, 'post', 'x', '{SEALER.seal(['new', 'new'])}', 'vi', 'here', '2026-11-21 15:30:00', "
        "'2026-11-21 15:30:00')"
    )
    await station.change("INSERT INTO subscriptions VALUES (1, 'La Khê', 'y-te', '2026-11-21 15:30:00')")
    assert not station.post.taken, "it is night"
    station.bureau.clock.moment = EVENING + timedelta(hours=9)
    await station.row(DONE, (Status.FINISHED,))
    assert sorted(station.post.taken) == ["elsewhere", "post-5", "post-6"]
    assert station.rows("SELECT contact_id, reason FROM deliveries WHERE state = 'skipped' ORDER BY 1") == [
        (1, "moved_away"),
        (2, "blocked"),
        (3, "moved_away"),
    ]


async def test_at_night_only_what_is_urgent_goes_out(station: Station) -> None:
    station.bureau.clock.moment = EVENING
    await station.people(5)
    await station.begin(definition_of("Lịch tiêm"))
    await station.begin(definition_of("Bão", policy=Policy(urgent=True)))
    await station.start()
    await station.row(DONE, (Status.FINISHED,))
    assert station.rows("SELECT run_id, state, count(*) FROM deliveries GROUP BY 1, 2 ORDER BY 1") == [
        (1, "planned", 5),
        (2, "sent", 5),
    ]


async def test_nobody_gets_more_than_the_office_allows(station: Station) -> None:
    station.settings = quick(per_person=2)
    await station.people(3)
    await station.start()
    for _ in range(3):
        await station.begin(definition_of())
        await station.row(DONE, (Status.FINISHED,))
    await station.begin(definition_of(policy=Policy(urgent=True)))
    await station.row(DONE, (Status.FINISHED,))
    assert station.rows("SELECT run_id, state, reason, count(*) FROM deliveries GROUP BY 1, 2, 3") == [
        (1, "sent", "", 3),
        (2, "sent", "", 3),
        (3, "skipped", "capped", 3),
        (4, "sent", "", 3),
    ]
    station.bureau.clock.moment += timedelta(days=8)
    await station.begin(definition_of())
    await station.row("SELECT state, count(*) FROM deliveries WHERE run_id = 5", ("sent", 3))


async def test_who_has_left_is_noted_at_once_and_who_has_moved_gets_it_there(station: Station) -> None:
    station.post.refusals = {
        "post-1": DeliveryError(Failure.RECIPIENT_GONE, "403 blocked"),
        "post-2": DeliveryError(Failure.RETRY_LATER, moved_to="new"),
    }
    await station.people(3)
    await station.begin(definition_of())
    await station.start()
    await station.row(DONE, (Status.FINISHED,))
    assert sorted(station.post.taken) == ["new", "post-3"]
    assert station.rows(STATES) == [("failed", "recipient_gone", 1), ("sent", "", 2)]
    assert station.rows("SELECT id FROM contacts WHERE presence = 'left'") == [(1,)]
    assert SEALER.open(station.rows("SELECT who FROM contacts WHERE id = 2")[0][0]) == ["post-2", "new"]
    assert sorted((event.kind, event.sender, event.text) for event in station.events) == [
        (IncomingKind.LEFT, "post-1", ""),
        (IncomingKind.MOVED, "post-2", "new"),
    ]


@pytest.mark.parametrize(
    ("policy", "row"),
    [(Unknown.LEAVE, ("unknown", "unknown", 1, 0)), (Unknown.RESEND, ("sent", "", 2, 1))],
)
async def test_what_may_have_arrived_is_sent_again_only_where_the_campaign_says_so(
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    policy: Unknown,
    row: tuple[str, str, int, int],
) -> None:
    monkeypatch.setattr("bot.delivery.retrying.FIRST_PAUSE", timedelta(0))
    station.post.errors = [DeliveryError(Failure.UNKNOWN, "timeout")]
    await station.people(1)
    await station.begin(definition_of(policy=Policy(unknown=policy)))
    await station.start()
    await station.row(DONE, (Status.FINISHED,))
    assert station.rows("SELECT state, reason, attempts, possible_duplicate FROM deliveries") == [row]
    assert len(station.post.taken) == (policy is Unknown.RESEND)


async def test_a_retry_waits_and_succeeds(station: Station) -> None:
    station.post.errors = [DeliveryError(Failure.RETRY_LATER, "503")]
    await station.people(2)
    await station.begin(definition_of())
    await station.start()
    await station.row("SELECT count(*) FROM deliveries WHERE reason = 'retry_later'", (1,))
    assert station.rows("SELECT state FROM deliveries WHERE due_at > '2026-11-21'") == [("planned",)]
    station.bureau.clock.moment += timedelta(seconds=5)
    await station.row(DONE, (Status.FINISHED,))
    assert station.rows("SELECT state, attempts FROM deliveries ORDER BY 2") == [("sent", 1), ("sent", 2)]


async def test_a_long_announcement_goes_on_with_the_part_that_failed(station: Station) -> None:
    async def three(*_: object) -> list[dict[str, int]]:
        return [{"part": number} for number in range(3)]

    station.compose = three
    station.post.errors = [None, DeliveryError(Failure.SLOW_DOWN, "429", 0.1)]
    await station.people(1)
    await station.begin(definition_of())
    await station.start()
    await station.row(DONE, (Status.FINISHED,))
    assert [part["part"] for part in station.post.parts] == [0, 1, 2]


async def test_a_slow_down_holds_for_the_whole_channel(station: Station) -> None:
    station.settings = quick(rates={"post": 400.0})
    station.post.errors = [*[None] * 20, DeliveryError(Failure.SLOW_DOWN, "429", 0.8)]
    moments: list[float] = []
    station.post.seen = lambda _: moments.append(time.monotonic())
    await station.people(60)
    await station.begin(definition_of())
    engine = await station.start()
    await station.row(DONE, (Status.FINISHED,))
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert max(gaps) >= 0.75, "nothing for 0.8 seconds"
    assert moments.index(moments[gaps.index(max(gaps))]) >= 20
    assert station.rows(STATES) == [("sent", "", 60)]
    assert station.rows("SELECT max(attempts) FROM deliveries") == [(1,)], "it was not the message's fault"
    assert engine.lanes[0].pace.rate < 400


async def test_a_burst_of_failures_stops_it_and_tells_officials(station: Station) -> None:
    accounts = station.bureau.accounts
    code = await accounts.link_code(station.bureau.sep, "sep")
    await accounts.link(Person("post", "boss", "boss"), code)
    station.settings = quick(stop_after=5)
    station.post.errors = [DeliveryError(Failure.CONTENT_REFUSED, "400")] * 100
    await station.people(200)
    await station.begin(definition_of())
    await station.start()
    await station.row(DONE, (Status.PAUSED,))
    await until(lambda: station.alarms)
    assert "Lịch tiêm chủng" in station.alarms[0]
    failed = station.rows("SELECT count(*) FROM deliveries WHERE state = 'failed'")[0][0]
    assert 5 <= failed < 100
    assert station.rows("SELECT action FROM audit ORDER BY id DESC LIMIT 1") == [("stopped",)]
    station.post.errors = []
    await station.bureau.life.resume(station.bureau.lan, 1)
    await station.row(DONE, (Status.FINISHED,))
    assert station.rows("SELECT count(*) FROM deliveries WHERE state = 'sent'") == [(200 - failed,)]


async def test_a_wrong_token_stops_it_at_once(station: Station) -> None:
    station.post.errors = [DeliveryError(Failure.MISCONFIGURED, "401")] * 50
    await station.people(50)
    await station.begin(definition_of())
    await station.start()
    await station.row(DONE, (Status.PAUSED,))
    await station.row("SELECT state, count(*) FROM deliveries GROUP BY 1", ("planned", 50))


async def test_pause_resume_and_cancel_act_within_a_second(station: Station) -> None:
    station.settings = quick(rates={"post": 100.0})
    await station.people(1000)
    campaign = await station.begin(definition_of())
    await station.start()
    await until(lambda: len(station.post.taken) > 20)
    life, lan = station.bureau.life, station.bureau.lan
    await life.pause(lan, campaign.id)
    await asyncio.sleep(1)
    before = len(station.post.taken)
    await asyncio.sleep(0.5)
    assert len(station.post.taken) == before, "nothing leaves a second after the pause"
    await station.row("SELECT count(*) FROM deliveries WHERE state = 'attempting'", (0,))
    began = time.monotonic()
    await life.resume(lan, campaign.id)
    await until(lambda: len(station.post.taken) > before)
    assert time.monotonic() - began < 1
    await life.cancel(lan, campaign.id)
    await station.row("SELECT state FROM runs", ("cancelled",))
    sent = len(station.post.taken)
    assert station.rows(STATES) == [("sent", "", sent), ("skipped", "cancelled", 1000 - sent)]


async def test_several_campaigns_share_a_channel_fairly(station: Station) -> None:
    station.settings = quick(rates={"post": 200.0}, in_flight=4)
    await station.people(400)
    await station.begin(definition_of("Một"))
    await station.start()
    await until(lambda: len(station.post.taken) > 20)
    station.post.parts.clear()
    await station.begin(definition_of("Hai"))
    await until(lambda: len(station.post.parts) > 250)
    second = [part["run"] for part in station.post.parts][100:250].count(2)
    assert 50 <= second <= 100


async def test_two_engines_on_one_database_send_nothing_twice(station: Station) -> None:
    await station.people(500)
    other = Station(station.bureau, [Post()])
    await station.start()
    await other.start()
    await station.begin(definition_of())
    await station.row(DONE, (Status.FINISHED,))
    await other.stop()
    taken = station.post.taken + other.post.taken
    assert len(taken) == len(set(taken)) == 500
    assert station.rows("SELECT count(*) FROM runs") == [(1,)]


async def test_the_audience_is_counted_while_it_is_planned(station: Station) -> None:
    await station.people(30)
    await station.change("DELETE FROM contacts WHERE id IN (4, 20)")
    await station.change("UPDATE contacts SET presence = 'left' WHERE id = 5")
    campaign = await station.begin(definition_of())
    database, now = station.bureau.database, station.bureau.clock.now()
    [fired] = await database.transact(lambda connection: fire(connection, now))
    run = await database.read(lambda connection: run_of(connection, 1))
    order = Plan(run.id, run.definition, run.created_at, Ways(frozenset({"post"})))
    counted = []
    ended = False
    while not ended:  # as after crashes: each range by itself
        ended = await database.transact(lambda connection: plan_range(connection, order, 8, now))
        counted += station.rows("SELECT audience, (SELECT count(*) FROM deliveries) FROM runs")
    assert fired.campaign == campaign.id
    assert counted == [(7, 7), (15, 15), (22, 22), (28, 28)]
    assert (await balance(database, run.id)).odd == (Odd.WAITING,)
    await station.change("DELETE FROM deliveries WHERE contact_id = 30")
    assert set((await balance(database, run.id)).odd) == {Odd.WAITING, Odd.AUDIENCE}


async def test_a_run_that_an_older_version_began_to_plan_says_that_nobody_counted(station: Station) -> None:
    await station.people(3)
    await station.begin(definition_of())
    database, now = station.bureau.database, station.bureau.clock.now()
    await database.transact(lambda connection: fire(connection, now))
    await station.change("UPDATE runs SET audience = NULL")
    await station.start()
    await station.row(DONE, (Status.FINISHED,))
    found = await balance(database, 1)
    assert (found.audience, found.rows, found.closed) == (None, 3, True)


async def test_somebody_new_inherits_nothing_from_the_newest_who_was_erased(station: Station) -> None:
    """Neither the cap, nor the buttons of what the other one got, nor a place in a run under way."""
    station.settings = quick(per_person=1)
    await station.people(2)
    await station.start()
    await station.begin(definition_of(policy=Policy()))
    await station.row(DONE, (Status.FINISHED,))
    await station.begin(definition_of(policy=Policy(urgent=True)))
    await station.row(DONE, (Status.FINISHED,))
    database, now = station.bureau.database, station.bureau.clock.now()
    await database.transact(
        lambda connection: forget(connection, SEALER.key_of("post", "post-2"), Withdrawal.ERASED, now)
    )
    people = Contacts(database, SEALER, station.bureau.clock)
    new = Person("post", "new", "new")
    await people.agree(new, "1", "vi")
    await people.subscribe(new, [Subscription("La Khê", TOPIC)])
    station.bureau.clock.moment += timedelta(minutes=1)
    key = SEALER.key_of("post", "new")
    said = Incoming("post", "new", "m1", IncomingKind.TEXT, "khai sinh", now)
    reactions = Reactions(database, station.bureau.clock)
    assert await reactions.reader(said, key) is None, "nothing was sent to them"
    estimated = await Estimator(
        database, station.bureau.clock, station.settings, Ways(frozenset({"post"})), station.hours
    ).estimate(definition_of())
    assert [(share.way, share.people) for share in estimated.shares] == [(Way.MESSAGE, 1), (Way.CAPPED, 1)]
    await station.begin(definition_of())
    await station.row(DONE, (Status.FINISHED,))
    assert station.post.taken[-1] == "new"
    assert station.rows("SELECT state, reason FROM deliveries WHERE run_id = 3 ORDER BY contact_id") == [
        ("skipped", "capped"),
        ("sent", ""),
    ]
