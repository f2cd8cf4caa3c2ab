from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.web.limits import RateLimiter
from knowledge.clock import VIETNAM, FixedClock

START = datetime(2026, 1, 1, tzinfo=VIETNAM)


def test_a_burst_then_the_steady_rate() -> None:
    clock = FixedClock(START)
    limiter = RateLimiter(clock, per_minute=30, burst=3)
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 2]
    assert limiter.take("b") == 0, "others do not wait"
    clock.moment += timedelta(seconds=2)
    assert [limiter.take("a") for _ in range(2)] == [0, 2]


def test_a_clock_set_back_takes_nothing_away() -> None:
    clock = FixedClock(START)
    limiter = RateLimiter(clock, per_minute=60, burst=2)
    limiter.take("a")
    clock.moment -= timedelta(hours=1)
    assert limiter.take("a") == 0


def test_memory_is_bounded() -> None:
    limiter = RateLimiter(FixedClock(START), per_minute=60, burst=1, max_keys=10)
    for number in range(1000):
        limiter.take(str(number))
    assert len(limiter) == 10


@given(st.lists(st.floats(0, 30), min_size=1, max_size=80), st.integers(1, 120), st.integers(1, 10))
def test_never_more_than_burst_and_rate_allow(waits: list[float], per_minute: int, burst: int) -> None:
    clock = FixedClock(START)
    limiter = RateLimiter(clock, per_minute=per_minute, burst=burst)
    allowed = 0
    for wait in waits:
        clock.moment += timedelta(seconds=wait)
        allowed += limiter.take("a") == 0
        elapsed = (clock.moment - START).total_seconds()
        assert allowed <= burst + elapsed * per_minute / 60 + 1e-6
