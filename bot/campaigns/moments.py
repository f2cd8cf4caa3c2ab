"""Moments in plain Vietnamese: the times of a day ("8h sáng"), and one moment ("8:00 ngày 15/12/2026")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.messages import DEFAULT_LANGUAGE, Catalogue
from knowledge.clock import VIETNAM
from knowledge.errors import CampaignError
from knowledge.vietnamese.text import fold, one_line

TIME = re.compile(
    r"(?<![\d/.])(\d{1,2})\s?(?::|h|gio|g)\s?(?:(\d{2})(?!\d)|(ruoi))?\s?(?:phut)?\s?(sang|trua|chieu|toi|dem)?(?!\w)"
)
_DATE = re.compile(r"(?<![\d/])(\d{1,2})(?:/|-| thang )(\d{1,2})(?:(?:/|-| nam )(\d{4}))?(?![\d/])")
_DAYS_ON = {"hom nay": 0, "ngay mai": 1, "mai": 1, "ngay kia": 2}
_BESIDE = re.compile(
    r"[,;]|(?<!\w)(?:luc|vao|va|ngay|mung|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)(?!\w)"
)


class ScheduleError(CampaignError):
    """A time that cannot be read; a recurrence that never comes, or comes too often."""


def times_in(text: str) -> Iterator[time]:
    """The times of day in `text`. Raises `ScheduleError` for one that does not exist."""
    for found in TIME.finditer(fold(text)):
        hour, minute = int(found[1]), 30 if found[3] else int(found[2] or 0)
        afternoon = found[4] in {"chieu", "toi"} or (found[4] == "trua" and hour < 4)
        hour += 12 if afternoon and hour < 12 else 0
        if hour > 23 or minute > 59:
            raise schedule_error(text, "wrong-time", found[0].strip())
        yield time(hour, minute)


def moment_in(text: str, now: datetime) -> datetime | None:
    """The one moment that `text` names, in the office's time; None where it says something else.

    A date without its year is the next one. Raises `ScheduleError` for a day or a time that does not exist.
    """
    plain = TIME.sub(" ", fold(text))
    dates = _DATE.findall(plain)
    named = [days for words, days in _DAYS_ON.items() if re.search(rf"(?<!\w){words}(?!\w)", plain)]
    rest = _DATE.sub(" ", plain)
    for words in _DAYS_ON:
        rest = re.sub(rf"(?<!\w){words}(?!\w)", " ", rest)
    if len(dates) + bool(named) != 1 or _BESIDE.sub(" ", rest).strip():
        return None
    times = list(times_in(text))
    if len(times) != 1:
        raise schedule_error(text, "no-time" if not times else "one-time")
    today = now.astimezone(VIETNAM).date()
    day = today + timedelta(days=max(named)) if named else _day(text, dates[0], today)
    return datetime.combine(day, times[0], VIETNAM)


def schedule_error(text: str, problem: str, detail: str = "") -> ScheduleError:
    """What is wrong with `text` in the words of officials."""
    words = Catalogue.load().of(DEFAULT_LANGUAGE)
    told = words.text(f"schedule-{problem}", detail=detail)
    return ScheduleError(
        words.text("schedule-wrong", text=one_line(text), problem=told), mend=words.text("schedule-mend")
    )


def _day(text: str, named: tuple[str, str, str], today: date) -> date:
    day, month, year = named
    try:
        if year:
            return date(int(year), int(month), int(day))
        soon = date(today.year, int(month), int(day))
        return soon if soon >= today else date(today.year + 1, int(month), int(day))
    except ValueError:
        raise schedule_error(text, "wrong-day", f"{day}/{month}") from None
