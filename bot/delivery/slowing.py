"""How long to wait for a platform that wants fewer messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.delivery.retrying import LONGEST_PAUSE

_MOST_DOUBLINGS = 10


class Growing:
    """Pauses after refusals in a row, where the platform does not say how long."""

    def __init__(self, uptime: Callable[[], float]) -> None:
        self._uptime = uptime
        self._refusals = 0
        self._until = 0.0

    def after_refusal(self, first: timedelta) -> timedelta:
        """The pause after one more refusal: doubled each time, from `first` on."""
        now = self._uptime()
        if not self._refusals or now >= self._until:  # else it left before the last one, and counts as that
            self._refusals += 1
        pause: timedelta = min(first * 2 ** min(self._refusals - 1, _MOST_DOUBLINGS), LONGEST_PAUSE)
        self._until = max(self._until, now + pause.total_seconds())
        return pause

    def reset(self) -> None:
        """Something got through: begin with the first pause again."""
        self._refusals = 0
