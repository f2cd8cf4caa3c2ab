"""How a channel is, with a clock to turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.channels.errors import DeliveryError, Failure
from bot.delivery.concerns import SILENT_SECONDS, concerns_of
from bot.delivery.condition import Condition, Health
from bot.delivery.retrying import LONGEST_PAUSE, SLOW_DOWN_PAUSE, channel_pause
from bot.delivery.watch import Concern
from tests.fakes.courier import CourierChannel


@dataclass
class Line:
    """A channel, and the seconds of its machine's uptime."""

    now: float = 1000.0
    condition: Condition = field(init=False)

    def __post_init__(self) -> None:
        self.condition = Condition("courier", lambda: self.now)
        self.condition.health = Health.OK

    def fails(self, failure: Failure, retry_after: float | None = None, *, chat: str = "") -> timedelta:
        error = DeliveryError(failure, "429", retry_after)
        return self.condition.unwell(error, channel_pause(error), chat=chat)

    def concern(self) -> Concern | None:
        return concerns_of([CourierChannel("")], {"courier": self.condition}).get("courier")


@pytest.fixture
def line() -> Line:
    return Line()


def test_a_quota_that_is_used_up_is_told_after_half_an_hour(line: Line) -> None:
    while line.now < 1000 + SILENT_SECONDS:
        assert line.concern() is None
        line.fails(Failure.SLOW_DOWN)
        line.now += max(60, line.condition.pause_left())
    assert line.concern() == Concern("silent")
    line.condition.well()
    assert line.concern() is None
    assert line.condition.health is Health.OK


def test_pauses_grow_where_the_platform_does_not_say_how_long(line: Line) -> None:
    pauses = []
    for _ in range(12):
        pauses.append(line.fails(Failure.SLOW_DOWN))
        line.fails(Failure.SLOW_DOWN)  # was on its way, too
        line.now += line.condition.pause_left()
    assert pauses[:3] == [SLOW_DOWN_PAUSE, SLOW_DOWN_PAUSE * 2, SLOW_DOWN_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE
    line.condition.well()
    assert line.fails(Failure.SLOW_DOWN) == SLOW_DOWN_PAUSE


def test_a_pause_that_the_platform_names_is_kept_and_does_not_grow(line: Line) -> None:
    for _ in range(5):
        assert line.fails(Failure.SLOW_DOWN, 33.0) == timedelta(seconds=33)
        assert line.condition.pause_left() == 33
        line.now += 33


def test_one_chat_that_is_too_much_holds_up_nobody_else(line: Line) -> None:
    line.fails(Failure.SLOW_DOWN, 20.0, chat="an")
    assert (line.condition.pause_left(), line.condition.chat_pause("an")) == (0, 20)
    assert line.condition.chat_pause("ba") == 0
    assert line.condition.health is Health.SLOWED
    assert not line.condition.one_by_one
    line.now += 8
    line.fails(Failure.SLOW_DOWN, 3.0, chat="an")  # was on its way
    assert (line.condition.pause_left(), line.condition.chat_pause("an")) == (0, 12)


@pytest.mark.parametrize(("first", "later"), [(1.0, 4.0), (20.0, 15.0)])
def test_a_second_chat_soon_after_means_the_whole_channel(line: Line, first: float, later: float) -> None:
    line.fails(Failure.SLOW_DOWN, first, chat="an")
    line.now += later
    line.fails(Failure.SLOW_DOWN, 7.0, chat="ba")
    assert line.condition.pause_left() == 7
    assert line.condition.one_by_one
    line.now += 7
    line.condition.well()
    assert not line.condition.one_by_one


def test_a_second_chat_much_later_is_alone_again(line: Line) -> None:
    line.fails(Failure.SLOW_DOWN, 1.0, chat="an")
    line.now += 6
    line.fails(Failure.SLOW_DOWN, 7.0, chat="ba")
    assert line.condition.pause_left() == 0
