"""The time of a platform, told by what it names and by the dates of its answers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.channels.base import Incoming, IncomingKind
from bot.channels.telegram.updates import in_their_order
from bot.channels.their_time import FRESH_SECONDS, LOOK_SECONDS, TheirTime
from knowledge.clock import FixedClock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Place:
    """A machine with a clock that may be wrong and an uptime that is right."""

    def __init__(self, wrong: timedelta = timedelta()) -> None:
        self.up = 100.0
        self.clock = FixedClock(NOON + wrong)
        self.time = TheirTime(self.clock, uptime=lambda: self.up)

    def wait(self, seconds: float) -> None:
        self.up += seconds
        self.clock.moment += timedelta(seconds=seconds)

    def answer(self, at: datetime) -> None:
        self.time.dated(format_datetime(at, usegmt=True))


def test_before_anything_is_told_there_is_only_this_clock() -> None:
    place = Place()
    assert place.time.known() is None
    assert place.time.now() == NOON
    assert place.time.skew == 0


@pytest.mark.parametrize("hours", [-7, 7])
def test_the_date_of_an_answer_tells_how_wrong_this_clock_is(hours: int) -> None:
    place = Place(hours * HOUR)
    place.answer(NOON)
    place.wait(5)
    assert place.time.now() == NOON + timedelta(seconds=5)
    assert place.time.skew == hours * 3600


def test_that_this_clock_is_ahead_is_not_told_by_what_was_written_long_ago() -> None:
    place = Place()
    place.time.saw(NOON - 5 * HOUR)
    assert place.time.skew == 0
    assert place.time.now() == NOON
    place.time.saw(NOON + HOUR)
    assert place.time.skew == -3600, "nothing is written in the future"
    assert place.time.now() == NOON + HOUR


def test_an_old_answer_says_nothing_about_now() -> None:
    place = Place(HOUR)
    place.answer(NOON)
    place.wait(FRESH_SECONDS + 1)
    assert place.time.skew == 0
    place.answer(NOON + timedelta(seconds=FRESH_SECONDS + 1))
    assert place.time.skew == 3600


@pytest.mark.parametrize("header", [None, "", "yesterday", "Sat, 21 Nov 2026 99:00:00 GMT"])
def test_a_date_that_is_none_is_passed_over(header: str | None) -> None:
    place = Place()
    place.time.dated(header)
    assert place.time.known() is None


def test_an_answer_that_somebody_kept_does_not_set_the_time_back() -> None:
    place = Place()
    place.answer(NOON)
    place.wait(LOOK_SECONDS + 1)
    place.answer(NOON - HOUR)
    assert place.time.now() == NOON + timedelta(seconds=LOOK_SECONDS + 1)
    assert place.time.skew == 0


def test_moments_at_the_end_of_time_do_no_harm() -> None:
    place = Place()
    place.time.saw(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    place.wait(10)
    assert place.time.known() is None


def test_a_tap_stays_before_what_was_written_after_it() -> None:
    def came(kind: IncomingKind, at: datetime, sender: str = "an") -> Incoming:
        return Incoming("telegram", sender, str(at), kind, "", at)

    T, B = IncomingKind.TEXT, IncomingKind.BUTTON
    read = [came(T, NOON - 2 * HOUR), came(B, NOON), came(T, NOON - HOUR), came(B, NOON), came(B, NOON, "ba")]
    found = in_their_order(read)
    assert [(item.sender, item.at) for item in found] == [
        ("an", NOON - 2 * HOUR),
        ("an", NOON - HOUR),
        ("an", NOON - HOUR),
        ("an", NOON),
        ("ba", NOON),
    ]
