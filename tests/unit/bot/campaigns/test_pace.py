"""The pace of a channel, chats that were written to lately, quiet hours, bursts of failures."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.hours import Hours
from bot.campaigns.model import Policy
from bot.campaigns.orders import Order, Run
from bot.campaigns.pace import LEAST, RECOVERY_SECONDS, ChatPauses, Pace
from bot.channels.errors import Failure
from knowledge.clock import VIETNAM
from tests.support.campaigns import NOW, definition_of


def sent(pace: Pace, begin: float, seconds: float) -> int:
    """How many turns there are in so many seconds."""
    now, count = begin, 0
    while now < begin + seconds:
        if wait := pace.wait(now):
            now += wait
        else:
            count += 1
    return count


@pytest.mark.parametrize("rate", [0.5, 28.0, 400.0])
def test_the_rate_is_kept(rate: float) -> None:
    assert sent(Pace(rate), 100.0, 60.0) == pytest.approx(60 * rate, abs=1.5, rel=0.02)


def test_a_late_turn_is_not_made_good_with_a_burst() -> None:
    pace = Pace(10.0)
    sent(pace, 0.0, 1.0)
    assert sent(pace, 30.0, 1.0) <= 11


def test_a_stray_refusal_halves_the_rate_which_comes_back_soon() -> None:
    pace = Pace(100.0)
    sent(pace, 0.0, 1.0)
    pace.refused(1.0, 0.5)
    pace.refused(1.1, 0.5)
    assert pace.rate == 50, "messages that were on their way count as one"
    sent(pace, 1.5, RECOVERY_SECONDS + 0.1)
    assert pace.rate == 100


def test_refusals_in_a_row_lower_what_is_aimed_at_and_growth_is_slow() -> None:
    pace = Pace(100.0)
    for second in range(3):
        pace.refused(10.0 + second, 0.1)
    assert (pace.rate, pace.target) == (12.5, 25.0)
    sent(pace, 13.0, 10.0)
    assert 25 < pace.rate < 40
    for second in range(20):
        pace.refused(50.0 + second, 0.1)
    assert pace.rate == LEAST * 100


def test_a_reply_takes_its_share() -> None:
    pace = Pace(10.0)
    assert pace.wait(5.0) == 0
    pace.debit(5.0)
    assert pace.wait(5.0) == pytest.approx(0.2, abs=0.03)


@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 3)), max_size=40))
def test_two_messages_to_one_chat_keep_their_distance(messages: list[tuple[int, float]]) -> None:
    pauses, now = ChatPauses(1.0), 0.0
    moments: dict[int, list[float]] = {}
    for contact, later in messages:
        now += later
        moments.setdefault(contact, []).append(now + pauses.take(contact, now))
    for times in moments.values():
        assert all(b - a >= 1 - 1e-9 for a, b in pairwise(times))


REST = {date(2026, 11, 22), date(2026, 11, 23)}
HOURS = Hours(time(21), time(7), lambda day: day not in REST)


@pytest.mark.parametrize(
    ("now", "on_holidays", "opens"),
    [
        (datetime(2026, 11, 21, 9), True, datetime(2026, 11, 21, 9)),
        (datetime(2026, 11, 21, 20, 59), True, datetime(2026, 11, 21, 20, 59)),
        (datetime(2026, 11, 21, 21), True, datetime(2026, 11, 22, 7)),
        (datetime(2026, 11, 21, 6, 59), True, datetime(2026, 11, 21, 7)),
        (datetime(2026, 11, 21, 22), False, datetime(2026, 11, 24, 7)),
        (datetime(2026, 11, 22, 12), False, datetime(2026, 11, 24, 7)),
    ],
)
def test_nothing_is_sent_at_night_and_on_days_of_rest(
    now: datetime, *, on_holidays: bool, opens: datetime
) -> None:
    now, opens = now.replace(tzinfo=VIETNAM), opens.replace(tzinfo=VIETNAM)
    assert HOURS.opens(now, Policy(on_holidays=on_holidays)) == opens
    assert HOURS.opens(now, Policy(on_holidays=on_holidays, urgent=True)) == now


def test_an_office_may_have_no_quiet_hours() -> None:
    midnight = NOW.replace(hour=0)
    assert Hours(time(0), time(0), lambda _: True).opens(midnight, Policy()) == midnight


def test_only_a_burst_of_grave_failures_stops_a_run() -> None:
    order = Order(Run(1, 1, definition_of(), NOW - timedelta(days=1)), stop_after=5)
    for _ in range(50):
        order.note_success()
        order.note_success()
        order.note(Failure.RETRY_LATER)
    assert order.active, "a third fails"
    for failure in (Failure.RECIPIENT_GONE, Failure.SLOW_DOWN, Failure.OUT_OF_WINDOW):
        for _ in range(20):
            order.note(failure)
    assert order.active, "people and limits are no reason"
    for _ in range(5):
        order.note(Failure.CONTENT_REFUSED)
    assert (order.active, order.stopped) == (False, "content_refused")
