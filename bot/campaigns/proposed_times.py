"""The times that are proposed for what a plan orders: rules that an official can foresee."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.campaigns.model import Schedule
from knowledge.clock import VIETNAM

_DAYS = {1: "1", 2: "1,15", 3: "1,11,21", 4: "1,8,15,22"}  # of a month, by how often
_WEEKDAYS = {1: "1", 2: "1,4", 3: "1,3,5", 4: "1,2,4,5", 5: "1-5", 6: "1-6", 7: "*"}
_WEEKS_A_MONTH = 4  # at least
_MONTHS = {1: "1", 2: "1,7", 3: "1,5,9", 4: "1,4,7,10", 6: "1,3,5,7,9,11", 12: "*"}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """When a plan wants something: what stands in the words, by the kind of its pattern."""

    kind: str
    count: int = 1
    unit: str = ""  # "week", "month", "quarter", "year"
    day: int = 0
    month: int = 0
    year: int = 0  # of the words, else of the plan
    quarter: int = 0
    weekdays: tuple[int, ...] = ()  # as in cron: 0 is Sunday


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is proposed where the plan leaves it open."""

    hour: int
    days_before: int  # a deadline or an event


def proposed(timing: Timing, now: datetime, defaults: Defaults) -> tuple[Schedule, bool]:
    """The schedule for `timing`, and whether its time is over already (then the schedule is empty).

    Days before a deadline; the first working days of a month or a quarter; spread evenly for so many times
    a month; until the end of the plan's year for what comes again.
    """
    today = now.astimezone(VIETNAM).date()
    if timing.kind in {"regularly", "ongoing"}:
        return Schedule(), timing.year < today.year
    if cron := _cron(timing, defaults):
        end = datetime.combine(date(timing.year, 12, 31), time(23, 59), VIETNAM)
        if end < now:
            return Schedule(), True
        begin = datetime.combine(date(timing.year, 1, 1), time(0), VIETNAM)
        return Schedule(recurrence=cron, first=begin if begin > now else None, last=end), False
    return _once(timing, today, defaults)


def _once(timing: Timing, today: date, defaults: Defaults) -> tuple[Schedule, bool]:
    span = _span(timing)
    if span is None:
        return Schedule(), False
    first, last = span
    if last < today:
        return Schedule(), True
    day = first
    if timing.kind in {"deadline", "day"}:
        day = last - timedelta(days=defaults.days_before)
    day = _weekday(max(day, today + timedelta(days=1)))
    return Schedule(at=datetime.combine(min(day, max(last, today)), time(defaults.hour), VIETNAM)), False


def _span(timing: Timing) -> tuple[date, date] | None:
    """The first and the last day meant; None for a day that does not exist."""
    year = timing.year
    try:
        match timing.kind:
            case "month":
                return date(year, timing.month, 1), _last(year, timing.month)
            case "quarter":
                begin = timing.quarter * 3 - 2
                return date(year, begin, 1), _last(year, begin + 2)
            case _:
                day = date(year, timing.month, timing.day)
                return day, day
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _weekday(day: date) -> date:
    """`day`, or the Monday after it."""
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def _cron(timing: Timing, defaults: Defaults) -> str:
    """What comes again, as cron; "" for what comes once."""
    at = f"0 {defaults.hour}"
    match timing.kind:
        case "monthly_deadline":
            return f"{at} {max(1, timing.day - defaults.days_before)} * *"
        case "monthly_day":
            return f"{at} {timing.day} * *" if 1 <= timing.day <= 31 else ""
        case "yearly_day":
            is_day = _span(timing) is not None
            return f"{at} {timing.day} {timing.month} *" if is_day else ""
        case "weekdays":
            return f"{at} * * {','.join(map(str, timing.weekdays))}"
        case "times" | "every":
            return f"{at} {_spread(timing.count, timing.unit)}"
    return ""


def _spread(count: int, unit: str) -> str:
    """The days on which something happens `count` times in each `unit`, as three fields of cron."""
    if unit == "week":
        return f"* * {_WEEKDAYS[min(max(count, 1), 7)]}"
    if unit == "month":
        if count in _DAYS:
            return f"{_DAYS[count]} * *"
        return _spread(-(-count // _WEEKS_A_MONTH), "week")
    months = 3 if unit == "quarter" else 12
    if unit == "quarter" and count < 3:
        return f"{_DAYS[max(count, 1)]} 1,4,7,10 *"
    if unit == "year" and count in _MONTHS:
        return f"15 {_MONTHS[count]} *" if count < 12 else "1 * *"
    return _spread(-(-count // months), "month")
