"""The rate limit of the OA OpenAPI: 4,000 requests a minute for an app, less for some accounts."""

from __future__ import annotations

import time
from collections.abc import Mapping

import structlog

from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_oa.events import CHANNEL

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0  # seconds after rate limits in a row
HOLD_SECONDS = 5.0  # when the platform says that nothing remains of the minute
_log = structlog.get_logger()


class Pace:
    """What the platform tells about its rate limit, and how long to wait for it."""

    def __init__(self) -> None:
        self.limit: int | None = None
        self.remaining: int | None = None
        self._next = FIRST_PAUSE
        self._held_until = 0.0  # on the clock of the machine's uptime

    def check(self) -> None:
        """Raise `DeliveryError` SLOW_DOWN while a request would be refused anyway."""
        left = self._held_until - time.monotonic()
        if left > 0:
            raise DeliveryError(Failure.SLOW_DOWN, "rate", left)

    def saw(self, headers: Mapping[str, str]) -> None:
        """Take what the headers of an answer say."""
        self.limit = _number(headers.get("X-RateLimit-Limit"), self.limit)
        self.remaining = _number(headers.get("X-RateLimit-Remain"), None)
        if self.remaining == 0:
            self._held_until = time.monotonic() + HOLD_SECONDS
            _log.warning("rate limit reached", channel=CHANNEL, limit=self.limit)

    def refused(self) -> float:
        """The pause, in seconds, after one more refusal in a row."""
        pause, self._next = self._next, min(LONGEST_PAUSE, self._next * 2)
        return pause

    def went_well(self) -> None:
        """Begin with the first pause again."""
        self._next = FIRST_PAUSE


def _number(value: str | None, otherwise: int | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else otherwise
