"""When a result may be expected: "nộp hôm nay khi nào có?" is answered with a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from knowledge.answering.lexicon import phrase_table, read_list
from knowledge.answering.model import Remark
from knowledge.calendar import WorkCalendar, counted_from, due, spoken
from knowledge.clock import VIETNAM
from knowledge.model import Duration
from knowledge.vietnamese.days import day_meant, hour_meant

_OPENS = time(8)  # what comes on a later day is taken to come when the desk opens
_OLDEST = timedelta(days=60)  # of what has been handed in, it is the receipt that tells the day
_LISTS = read_list("conversation.toml")
_WHEN = phrase_table(_LISTS["when"]["phrases"])
_HANDED_IN = phrase_table(_LISTS["handed_in"]["phrases"])


def asks_for_date(question: str, today: date) -> bool:
    """True when `question` names a day of handing in and asks when the result comes."""
    return (
        bool(_WHEN.find(question))
        and bool(_HANDED_IN.find(question))
        and day_meant(question, today) is not None
    )


def due_remarks(
    question: str, durations: Iterable[Duration], now: datetime, calendar: WorkCalendar
) -> tuple[Remark, ...]:
    """The expected date, to add to an answer; empty where none is asked or none can be told.

    `durations` are those of the TIME facts the answer quotes; where they differ, or one is longer in
    complicated cases, a span of days is told. `now` is the present moment of the office's clock.
    """
    here = now.astimezone(VIETNAM)
    known = tuple(durations)
    if not known or not asks_for_date(question, here.date()):
        return ()
    day = day_meant(question, here.date())
    if day is None or day < here.date() - _OLDEST:
        return ()
    received = _received(question, day, here)
    dates = sorted({due(received, each, calendar) for item in known for each in _cases(item)})
    told = {"received": spoken(received.date()), "date": spoken(dates[-1])}
    if len(dates) == 1:
        remarks = [Remark(key="answer-due", arguments=told)]
    else:
        remarks = [Remark(key="answer-due-range", arguments=told | {"first": spoken(dates[0])})]
    start = counted_from(received, calendar)
    if start != received.date():
        remarks.append(Remark(key="answer-due-counted-from", arguments={"start": spoken(start)}))
    if calendar.uncertain(received.date(), dates[-1]):
        remarks.append(Remark(key="answer-due-provisional"))
    return tuple(remarks)


def _received(question: str, day: date, here: datetime) -> datetime:
    """The moment of handing in: the hour named; else now for today, the opening hour for another day."""
    hour = hour_meant(question)
    if hour is not None:
        return datetime.combine(day, time(hour), VIETNAM)
    return here if day == here.date() else datetime.combine(day, _OPENS, VIETNAM)


def _cases(duration: Duration) -> tuple[Duration, ...]:
    """The usual term, and the longer one of complicated cases."""
    if duration.up_to is None:
        return (duration,)
    return duration, duration.model_copy(update={"value": duration.up_to, "up_to": None})
