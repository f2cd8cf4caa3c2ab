from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.errors import DeliveryError, Failure
from bot.delivery.retrying import FIRST_PAUSE, LONGEST_PAUSE, Verdict, judge
from bot.delivery.tables import OutboxState

DAY = timedelta(days=1)


def verdict(
    failure: Failure,
    *,
    attempts: int = 1,
    tried_twice: bool = False,
    age: timedelta = timedelta(0),
    retry_after: float | None = None,
) -> Verdict:
    error = DeliveryError(failure, retry_after=retry_after)
    return judge(
        error, attempts=attempts, tried_twice=tried_twice, age=age, give_up=DAY, random=Random(attempts)
    )


@pytest.mark.parametrize(
    ("failure", "state", "counted", "twice"),
    [
        (Failure.RETRY_LATER, OutboxState.PLANNED, True, False),
        (Failure.SLOW_DOWN, OutboxState.PLANNED, False, False),
        (Failure.RECIPIENT_GONE, OutboxState.FAILED, True, False),
        (Failure.OUT_OF_WINDOW, OutboxState.FAILED, True, False),
        (Failure.CONTENT_REFUSED, OutboxState.FAILED, True, False),
        (Failure.MISCONFIGURED, OutboxState.PLANNED, False, False),
        (Failure.UNKNOWN, OutboxState.PLANNED, True, True),
    ],
)
def test_every_class_of_error_has_its_way(
    failure: Failure, state: OutboxState, counted: bool, twice: bool
) -> None:
    found = verdict(failure)
    assert (found.state, found.counted, found.possible_duplicate) == (state, counted, twice)
    assert bool(found.channel_pause) == (failure in {Failure.SLOW_DOWN, Failure.MISCONFIGURED})


def test_what_may_have_arrived_twice_is_not_sent_a_third_time() -> None:
    assert verdict(Failure.UNKNOWN, tried_twice=True).state is OutboxState.UNKNOWN


@pytest.mark.parametrize("failure", [Failure.RETRY_LATER, Failure.SLOW_DOWN, Failure.MISCONFIGURED])
def test_after_a_day_it_is_given_up(failure: Failure) -> None:
    assert verdict(failure, age=DAY).state is OutboxState.FAILED


def test_the_platform_says_how_long() -> None:
    assert verdict(Failure.SLOW_DOWN, retry_after=33.0).channel_pause == timedelta(seconds=33)
    assert verdict(Failure.RETRY_LATER, retry_after=33.0).pause == timedelta(seconds=33)


@given(st.integers(1, 10_000))
def test_pauses_grow_and_end(attempts: int) -> None:
    pause = verdict(Failure.RETRY_LATER, attempts=attempts).pause
    assert FIRST_PAUSE * 0.75 <= pause <= LONGEST_PAUSE * 1.25
    if attempts > 9:
        assert pause >= LONGEST_PAUSE * 0.75
