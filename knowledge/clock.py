"""The time, injected: whoever needs "now" takes a `Clock`, so that tests can set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Tells the time of the office."""

    def now(self) -> datetime:
        """The present moment, with the office's time zone."""
        ...


class SystemClock:
    """The machine's clock in Vietnamese time."""

    def now(self) -> datetime:
        """The present moment in Asia/Ho_Chi_Minh."""
        return datetime.now(VIETNAM)


@dataclass
class FixedClock:
    """A clock that stands still until somebody sets `moment`; for tests and replays."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment
