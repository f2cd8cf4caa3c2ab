"""What time it is for a platform: this machine's clock may be wrong, and messages are ordered by theirs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.channels.base import Channel, TimedChannel
from knowledge.clock import Clock

LOOK_SECONDS = 20.0  # so often the date of an answer is read
_NEVER = 9000  # a year that no platform means
FRESH_SECONDS = 600.0  # so long it tells that this machine's clock is ahead


def _uptime() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)  # goes on while the machine sleeps, unlike `monotonic`


class TheirTime:
    """The latest moment that a platform named, and the seconds since on the clock of the machine's uptime.

    It may lag behind, since messages tell when they were written; it is never ahead.
    """

    def __init__(self, clock: Clock, uptime: Callable[[], float] = _uptime) -> None:
        """`clock` is this machine's, which is compared."""
        self._clock = clock
        self._uptime = uptime
        self._latest: datetime | None = None
        self._seen = 0.0  # when, on the uptime
        self._dated: float | None = None  # when an answer last told the time there

    def saw(self, at: datetime) -> None:
        """The platform named the moment `at`, which is over."""
        if at.year >= _NEVER:
            return
        known = self.known()
        if known is None or at > known:
            self._latest, self._seen = at, self._uptime()

    def dated(self, header: str | None) -> None:
        """An answer of the platform has the header `Date`: the time there, to the second."""
        if self._dated is not None and self._uptime() < self._dated + LOOK_SECONDS:
            return
        try:
            at = parsedate_to_datetime(header or "")
        except ValueError:
            return
        if at.tzinfo is None:
            return
        known = self.known()
        if known is not None and at < known - timedelta(seconds=LOOK_SECONDS):
            return  # an answer that somebody on the way had kept
        self.saw(at)
        self._dated = self._uptime()

    def known(self) -> datetime | None:
        """At least so late it is there; None before anything was told."""
        if self._latest is None:
            return None
        return self._latest + timedelta(seconds=self._uptime() - self._seen)

    def now(self) -> datetime:
        """The time there; until an answer has told it, this machine's or the latest moment that was named."""
        known, here = self.known(), self._clock.now().astimezone(UTC)
        if known is None:
            return here
        return known if self._dated is not None else max(known, here)

    @property
    def skew(self) -> float:
        """Seconds this machine's clock is ahead; negative when it is behind; 0 when nothing is known.

        That it is ahead only the date of a fresh answer tells: what was written long ago may come late.
        """
        known = self.known()
        if known is None:
            return 0.0
        ahead = (self._clock.now() - known).total_seconds()
        fresh = self._dated is not None and self._uptime() < self._dated + FRESH_SECONDS
        return ahead if ahead < 0 or fresh else 0.0


def time_there(channel: Channel, clock: Clock) -> datetime:
    """The time for the platform of `channel`, as far as it is known; `clock` is this machine's."""
    skew = channel.skew if isinstance(channel, TimedChannel) else 0.0
    return clock.now() - timedelta(seconds=skew)
