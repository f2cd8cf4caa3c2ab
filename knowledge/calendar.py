"""Working days of the office, and the day something handed in is due.

Monday to Friday, without public holidays, with the Saturdays worked in exchange: a TOML file that an
office can edit (docs/huong-dan/ngay-nghi-va-dia-danh.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self

from knowledge.calendar_file import Year, read_file, shipped_file
from knowledge.clock import VIETNAM
from knowledge.model import Duration, TimeUnit

_ONE = timedelta(days=1)
_HOURS_A_DAY = 8  # of work
_SATURDAY = 5
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked.

    `closes` is the hour from which what is handed in counts as of the next working day. `provisional` are
    holidays whose official schedule is not announced.
    """

    holidays: frozenset[date]
    extra: frozenset[date]  # days of rest that are worked
    provisional: frozenset[date]
    years: frozenset[int]
    closes: int = 17

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The shipped calendar; the years in the office's own file `path` replace the shipped ones.

        Raises SettingsError when the file is missing or wrong.
        """
        files = [shipped_file(), *([read_file(path)] if path is not None else [])]
        years = {year.year: year for file in files for year in file.year}
        closes = next(file.closes for file in reversed(files) if file.closes is not None)
        return cls._of(years.values(), closes)

    @classmethod
    def _of(cls, years: Iterable[Year], closes: int) -> Self:
        years = list(years)
        holidays = {day for year in years for holiday in year.holiday for day in holiday.days}
        provisional = {
            day
            for year in years
            for holiday in year.holiday
            if not (year.official if holiday.official is None else holiday.official)
            for day in holiday.days
        }
        swaps = [swap for year in years for swap in year.swap]
        return cls(
            holidays=frozenset(holidays | {swap.off for swap in swaps}),
            extra=frozenset(swap.work for swap in swaps),
            provisional=frozenset(provisional),
            years=frozenset(year.year for year in years),
            closes=closes,
        )

    def is_working(self, day: date) -> bool:
        """True when the office works on `day`."""
        return day in self.extra or (day.weekday() < _SATURDAY and day not in self.holidays)

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is worked, else the next working day."""
        while not self.is_working(day):
            day += _ONE
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`; with 0 the first on or after it. ValueError below 0."""
        if count < 0:
            raise ValueError("count must not be negative")
        day = self.on_or_after(start) if count == 0 else start
        for _ in range(count):
            day = self.on_or_after(day + _ONE)
        return day

    def uncertain(self, start: date, end: date) -> bool:
        """True when a holiday not yet announced, or a year that the file does not know, lies in between."""
        if any(year not in self.years for year in range(start.year, end.year + 1)):
            return True
        return any(start <= day <= end for day in self.provisional)


def counted_from(received: datetime, calendar: WorkCalendar) -> date:
    """The working day that counts as the day of receipt: the next one after hours and on days of rest."""
    here = received.astimezone(VIETNAM)
    late = calendar.is_working(here.date()) and here.hour >= calendar.closes
    return calendar.on_or_after(here.date() + _ONE if late else here.date())


def due(received: datetime, duration: Duration, calendar: WorkCalendar) -> date:
    """The day the result is due; never a day of rest. `up_to` of the duration is not looked at.

    What comes in after the duration's cutoff hour counts as of the next working day. A term in days or
    months that ends on a day of rest ends on the next working day (Civil Code 2015, article 148).
    """
    here = received.astimezone(VIETNAM)
    start = counted_from(received, calendar)
    cutoff = duration.cutoff_hour
    if cutoff is not None and start == here.date() and here.hour >= cutoff:
        start = calendar.on_or_after(start + _ONE)
    match duration.unit:
        case TimeUnit.SAME_DAY:
            return start
        case TimeUnit.WORKING_DAY:
            return calendar.add_working_days(start, duration.value)
        case TimeUnit.WORKING_HOUR:
            return calendar.add_working_days(start, -(-duration.value // _HOURS_A_DAY))
        case TimeUnit.HOUR:
            return calendar.on_or_after(start + timedelta(days=-(-duration.value // 24)))
        case TimeUnit.DAY:
            return calendar.on_or_after(start + timedelta(days=duration.value))
        case TimeUnit.MONTH:
            return calendar.on_or_after(_add_months(start, duration.value))


def spoken(day: date) -> str:
    """A day as it is told: "thứ Năm, 03/12/2026"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def _add_months(day: date, months: int) -> date:
    """The same day of a later month, its last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - _ONE)
