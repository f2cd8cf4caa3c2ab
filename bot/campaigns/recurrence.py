"""When a campaign goes out: the moments of a schedule, from a cron expression or from plain Vietnamese.

Phrases are read strictly: a word that is not understood is an error that names it, never passed over. Each
becomes one or more cron expressions; what they mean is left to cronsim. All moments are UTC at the edge and
the office's time inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Self

from cronsim import CronSim, CronSimError

from bot.campaigns.model import Schedule
from bot.campaigns.moments import TIME, schedule_error, times_in
from knowledge.clock import VIETNAM
from knowledge.vietnamese.text import fold, one_line

CLOSEST = timedelta(hours=1)  # announcements that come more often than this are a slip of the pen
_LOOKED_AT = 60  # occurrences: more than those of a day in which two could stand too close
_SOME_DAY = datetime(2026, 1, 1, tzinfo=VIETNAM)

_CRON = re.compile(r"[\d*,/-]+ [\d*,/-]+ [\d*,/LW-]+ [\d*,/A-Z-]+ [\d*,/#A-Z-]+", re.IGNORECASE)
_EVERY = r"(?:hang|moi|cac|vao)"
_SIGNS = re.compile(r"[,;]|(?<!\w)(?:va|luc|vao luc|vao|cac)(?!\w)")
_WEEKDAYS = {
    **{f"thu {word}": day + 1 for day, word in enumerate(("hai", "ba", "tu", "nam", "sau", "bay"))},
    **{f"thu {digit}": digit - 1 for digit in range(2, 8)},
    **{f"t{digit}": digit - 1 for digit in range(2, 8)},
    "chu nhat": 0,
    "cn": 0,
}
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_LISTED = f"(?:{_WEEKDAY})(?:, (?:{_WEEKDAY}))*"
_NTH = {"dau tien": "#1", "dau": "#1", "thu nhat": "#1", "cuoi cung": "L", "cuoi": "L"}
_QUARTER_STARTS, _QUARTER_ENDS = "1,4,7,10", "3,6,9,12"
_SHORT = "2,4,6,9,11"  # months of 30 days, and February


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Moments that come again and again: those of any of the cron expressions, in the office's time."""

    crons: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a cron expression of five fields or a Vietnamese phrase ("ngày 1 và 15 hằng tháng, 8:00").

        A day that a month does not have is its last day in a phrase; in cron such a month is passed over.
        Raises `ScheduleError`, which says the mend.
        """
        plain = one_line(text)
        made = cls((plain.upper(),) if _CRON.fullmatch(plain) else tuple(_crons(plain)))
        try:
            moments = list(islice(made.after(_SOME_DAY), _LOOKED_AT))
        except CronSimError as error:
            raise schedule_error(text, "wrong-cron", str(error)) from error
        if not moments:
            raise schedule_error(text, "never")
        if any(later - sooner < CLOSEST for sooner, later in pairwise(moments)):
            raise schedule_error(text, "too-often")
        return made

    def after(self, moment: datetime) -> Iterator[datetime]:
        """The moments later than `moment`, in order, with the office's time zone."""
        comings = [iter(CronSim(cron, moment.astimezone(VIETNAM))) for cron in self.crons]
        waiting = {number: next(coming, None) for number, coming in enumerate(comings)}
        while sooner := [found for found in waiting.values() if found is not None]:
            first = min(sooner)
            yield first
            for number, found in waiting.items():
                if found == first:
                    waiting[number] = next(comings[number], None)


def next_after(schedule: Schedule, moment: datetime) -> datetime | None:
    """The first moment of `schedule` that is later than `moment` (both with a zone), in UTC; None: no more.

    `first` and `last` belong to the schedule. Without `at` and `recurrence` there is no moment: such a
    campaign goes out when somebody runs it. Raises `ScheduleError` for a recurrence that cannot be read.
    """
    return next(iter(upcoming(schedule, moment)), None)


def upcoming(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    """All moments of `schedule` later than `moment`, in order, in UTC."""
    if schedule.at is not None:
        if schedule.at > moment:
            yield schedule.at.astimezone(UTC)
        return
    if not schedule.recurrence:
        return
    begin = moment
    if schedule.first is not None:
        begin = max(moment, schedule.first - timedelta(microseconds=1))
    for found in Recurrence.parse(schedule.recurrence).after(begin):
        if schedule.last is not None and found > schedule.last:
            return
        yield found.astimezone(UTC)


def _crons(text: str) -> Iterator[str]:
    plain = fold(text)
    times = list(times_in(text))
    days = " ".join(_SIGNS.sub(" , ", TIME.sub(" ", plain)).split())
    days = re.sub(r"(?:, )+", ", ", days).strip(" ,").replace(" ,", ",")
    days = re.sub(r"(\d+) thang (\d+)", r"\1/\2", re.sub(r"(?<!\w)(?:ngay )?mung (?=\d)", "ngay ", days))
    if not days:
        raise schedule_error(text, "no-day")
    fields = list(_days(text, days))
    if not times:
        raise schedule_error(text, "no-time")
    for at in dict.fromkeys(times):
        for field in fields:
            yield f"{at.minute} {at.hour} {field}"


def _days(text: str, days: str) -> Iterator[str]:
    """The last three fields of cron: day of the month, month, day of the week."""
    if re.fullmatch(rf"{_EVERY} ngay", days):
        yield "* * *"
    elif re.fullmatch(rf"(?:{_EVERY} )?ngay lam viec|{_EVERY} ngay trong tuan", days):
        yield "* * 1-5"
    elif found := re.fullmatch(rf"(?:moi )?({_LISTED}),? {_EVERY} tuan|moi ({_LISTED})", days):
        yield "* * " + ",".join(str(_WEEKDAYS[name]) for name in (found[1] or found[2]).split(", "))
    elif found := re.fullmatch(rf"({_WEEKDAY}) ({'|'.join(_NTH)}),? (?:cua )?(?:{_EVERY} )?thang", days):
        yield f"* * {_WEEKDAYS[found[1]]}{_NTH[found[2]]}"
    elif found := re.fullmatch(rf"ngay (\d+(?:, (?:ngay )?\d+)*),? {_EVERY} (thang|quy)", days):
        months = "*" if found[2] == "thang" else _QUARTER_STARTS
        for day in re.findall(r"\d+", found[1]):
            yield from _monthly(text, int(day), months)
    elif found := re.fullmatch(
        rf"ngay (dau|cuoi)(?: (?:tien|cung))?,? (?:cua )?(?:{_EVERY} )?(thang|quy)", days
    ):
        yield _at_edge(first=found[1] == "dau", quarterly=found[2] == "quy")
    elif found := re.fullmatch(rf"ngay (\d+/\d+(?:, (?:ngay )?\d+/\d+)*),? {_EVERY} nam", days):
        for day, month in re.findall(r"(\d+)/(\d+)", found[1]):
            yield from _yearly(text, int(day), int(month))
    else:
        raise schedule_error(text, "not-understood", days)


def _monthly(text: str, day: int, months: str) -> Iterator[str]:
    """The day of each of `months`; their last day where they are too short."""
    if not 1 <= day <= 31:
        raise schedule_error(text, "wrong-day", str(day))
    named = set(range(1, 13)) if months == "*" else {int(month) for month in months.split(",")}
    short = {int(month) for month in _SHORT.split(",")} if day == 31 else {2} if day > 28 else set()
    for chosen, number in ((named - short, str(day)), (named & short, "L")):
        if chosen:
            yield f"{number} {','.join(map(str, sorted(chosen)))} *"


def _at_edge(*, first: bool, quarterly: bool) -> str:
    months = (_QUARTER_STARTS if first else _QUARTER_ENDS) if quarterly else "*"
    return f"{'1' if first else 'L'} {months} *"


def _yearly(text: str, day: int, month: int) -> Iterator[str]:
    longest = 29 if month == 2 else 30 if str(month) in _SHORT.split(",") else 31
    if not 1 <= month <= 12 or not 1 <= day <= longest:
        raise schedule_error(text, "wrong-day", f"{day}/{month}")
    yield from _monthly(text, day, str(month))
