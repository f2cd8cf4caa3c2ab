"""What is done about a delivery that failed, by the class of its error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.channels.errors import DeliveryError, Failure
from bot.delivery.tables import OutboxState

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
SLOW_DOWN_PAUSE = timedelta(seconds=5)  # the first, where the platform does not say how long
MENDING_PAUSE = timedelta(minutes=5)  # a misconfigured channel tries one message so often: it may be mended
_MOST_DOUBLINGS = 12
_PAUSES = {Failure.SLOW_DOWN: SLOW_DOWN_PAUSE, Failure.MISCONFIGURED: MENDING_PAUSE}  # of the whole channel
_FINAL = {Failure.RECIPIENT_GONE, Failure.OUT_OF_WINDOW, Failure.CONTENT_REFUSED}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message, and of its channel."""

    state: OutboxState
    pause: timedelta = timedelta(0)  # before the message is tried again
    channel_pause: timedelta = timedelta(0)  # before anything is sent on the channel again
    counted: bool = True  # False when the attempt was not the message's fault
    possible_duplicate: bool = False


def channel_pause(error: DeliveryError) -> timedelta:
    """For how long nothing is sent on the channel after `error`, where the message itself is not at fault."""
    if error.failure not in _PAUSES:
        return timedelta(0)
    return timedelta(seconds=error.retry_after or 0) or _PAUSES[error.failure]


def judge(
    error: DeliveryError,
    *,
    attempts: int,
    tried_twice: bool,
    age: timedelta,
    give_up: timedelta,
    random: Random,
) -> Verdict:
    """What to do after `error`.

    `attempts` counts this one; `tried_twice`: it was sent again before though it may have arrived; `age` is
    the time since it was recorded, and after `give_up` it is not tried again.
    """
    failure, paused = error.failure, channel_pause(error)
    if failure is Failure.UNKNOWN:
        if tried_twice:
            return Verdict(OutboxState.UNKNOWN)
        return Verdict(OutboxState.PLANNED, pause=_growing(1, random), possible_duplicate=True)
    if failure in _FINAL or age >= give_up:
        return Verdict(OutboxState.FAILED, channel_pause=paused)
    if paused:
        return Verdict(OutboxState.PLANNED, channel_pause=paused, counted=False)
    asked = timedelta(seconds=error.retry_after or 0)
    return Verdict(OutboxState.PLANNED, pause=max(_growing(attempts, random), asked))


def _growing(attempts: int, random: Random) -> timedelta:
    """Doubled with every attempt, and not the same for all, so that they do not come back together."""
    pause: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, _MOST_DOUBLINGS)
    return min(pause, LONGEST_PAUSE) * random.uniform(0.75, 1.25)
