"""When announcements may be sent: not in quiet hours, and on holidays only where the campaign says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.campaigns.model import Policy
from knowledge.calendar import WorkCalendar
from knowledge.clock import VIETNAM

_LONGEST_WAIT_DAYS = 60  # no calendar has as many days of rest in a row


@dataclass(frozen=True, slots=True)
class Hours:
    """The office's quiet hours and days of rest, in its own time zone."""

    quiet_from: time
    quiet_to: time  # the same as `quiet_from`: there are none
    is_working: Callable[[date], bool]

    @classmethod
    def of(cls, quiet_from: time, quiet_to: time, calendar: WorkCalendar) -> Hours:
        """Hours with the days of `calendar`."""
        return cls(quiet_from, quiet_to, calendar.is_working)

    def opens(self, now: datetime, policy: Policy) -> datetime:
        """From when it may be sent: `now`, or the end of the quiet hours and days of rest."""
        if policy.urgent:
            return now
        moment = now.astimezone(VIETNAM)
        for _ in range(_LONGEST_WAIT_DAYS):
            if self._quiet(moment.time()):
                later = moment.replace(
                    hour=self.quiet_to.hour, minute=self.quiet_to.minute, second=0, microsecond=0
                )
                moment = later if later > moment else later + timedelta(days=1)
            if policy.on_holidays or self.is_working(moment.date()):
                return moment
            moment = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return moment

    def _quiet(self, moment: time) -> bool:
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= moment < self.quiet_to
        return moment >= self.quiet_from or moment < self.quiet_to
