"""From a plan to a calendar: what it orders, how often and until when, as drafts that officials complete.

A plan is read sentence by sentence; a sentence that says when something is to be done is a duty, cited with
its section and page. What the plan leaves open ("định kỳ") gets no time of its own: a person decides that.
Nothing here sends or schedules anything.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Self

from bot.campaigns.model import Content, Definition, Schedule
from bot.campaigns.proposed_times import Defaults, Timing, proposed
from bot.messages import Messages
from knowledge.clock import VIETNAM
from knowledge.model import Document, Section, SectionRole
from knowledge.vietnamese.text import one_line, sentences

_READ = frozenset({SectionRole.BODY, SectionRole.TABLE})
_YEAR = re.compile(r"\b(20\d\d)\b")
_MARK = re.compile(r"^[\s\-+*•–(]+")
_TITLE, _QUOTE = 120, 600  # characters


@dataclass(frozen=True, slots=True)
class Duty:
    """What a plan orders at some time, and where it says so."""

    text: str  # the sentence, as it stands
    said: str  # the words that say when
    timing: Timing
    heading_path: tuple[str, ...]
    page: int | None
    internal: bool  # rather the office's own affair than news for citizens
    topic: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft for a duty; without a schedule where the plan names no time, or a `past` one."""

    duty: Duty
    schedule: Schedule
    past: bool
    definition: Definition


class Proposer:
    """Reads duties out of plans and proposes drafts."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Take the parsed proposing.toml."""
        self._patterns = [(item["kind"], re.compile(item["match"])) for item in data["pattern"]]
        self._not_duties = tuple(data["not_duties"])
        self._after_all = tuple(data["duties_after_all"])
        self._not_sentences = tuple(data["not_sentences"])
        self._internal = tuple(data["internal"]["words"])
        self._topics = [(item["id"], tuple(item["words"])) for item in data["topic"]]
        self._numbers = dict(data["numbers"])
        self._units = dict(data["units"])
        self._days = dict(data["weekdays"])
        self._defaults = Defaults(hour=data["hour"], days_before=data["days_before"])

    @classmethod
    def load(cls) -> Self:
        """The shipped patterns."""
        text = files("bot.campaigns").joinpath("data", "proposing.toml").read_text(encoding="utf-8")
        return cls(tomllib.loads(text))

    def duties(self, document: Document, now: datetime) -> list[Duty]:
        """What `document` orders at some time, in the order of its text; the same words twice are one."""
        year = year_of(document, now)
        found: dict[tuple[str, str], Duty] = {}
        for section in document.sections:
            if not self._may_order(section):
                continue
            for sentence, page in _sentences(document, section):
                for said, timing in self._timings(sentence, year):
                    duty = self._duty(sentence, said, timing, section, page)
                    found.setdefault((duty.text, said), duty)
        return list(found.values())

    def proposals(self, document: Document, now: datetime, words: Messages) -> list[Proposal]:
        """A draft for every duty of `document`: with times after `now` where the plan gives any."""
        return [self._proposal(document, duty, now, words) for duty in self.duties(document, now)]

    def _may_order(self, section: Section) -> bool:
        path = " › ".join(section.heading_path).lower()
        general = any(words in path for words in self._not_duties)
        return section.role in _READ and (not general or any(words in path for words in self._after_all))

    def _timings(self, sentence: str, year: int) -> Iterator[tuple[str, Timing]]:
        plain = sentence.lower()
        if any(words in plain for words in self._not_sentences):
            return
        taken: list[tuple[int, int]] = []
        for kind, pattern in self._patterns:
            for match in pattern.finditer(plain):
                begin, end = match.span()
                if any(begin < upto and end > start for start, upto in taken):
                    continue
                if kind in {"regularly", "ongoing", "every"} and taken:
                    continue  # the sentence says it more exactly elsewhere
                taken.append((begin, end))
                yield sentence[begin:end], self._timing(kind, match, year)

    def _timing(self, kind: str, match: re.Match[str], year: int) -> Timing:
        named = {name: value for name, value in match.groupdict().items() if value}
        count = named.get("count", "1")
        return Timing(
            kind=kind,
            count=self._numbers.get(count) or int(count),
            unit=self._units.get(named.get("unit", ""), ""),
            day=int(named.get("day", 0)),
            month=int(named.get("month", 0)),
            year=int(named.get("year", year)),
            quarter=_quarter(named.get("quarter", "")),
            weekdays=self._weekdays(named.get("days", "")),
        )

    def _weekdays(self, text: str) -> tuple[int, ...]:
        words = text.replace(",", " ").split()
        return tuple(sorted({number for word, number in self._days.items() if word in words}))

    def _duty(self, sentence: str, said: str, timing: Timing, section: Section, page: int | None) -> Duty:
        around = f"{sentence} {' '.join(section.heading_path)}".lower()
        topic = next((name for name, words in self._topics if any(word in around for word in words)), "")
        internal = any(word in sentence.lower() for word in self._internal)
        return Duty(sentence, said, timing, section.heading_path, page, internal, topic)

    def _proposal(self, document: Document, duty: Duty, now: datetime, words: Messages) -> Proposal:
        schedule, past = proposed(duty.timing, now, self._defaults)
        meta = document.meta
        place = " › ".join(duty.heading_path) or words.text("propose-no-heading")
        where = words.text("propose-page", place=place, page=duty.page) if duty.page else place
        quote = duty.text if len(duty.text) <= _QUOTE else f"{duty.text[: _QUOTE - 1]}…"
        lines = [
            words.text("propose-write-here"),
            words.text("propose-source", title=one_line(meta.title), number=meta.number or "-", where=where),
            words.text("propose-quote", quote=quote),
        ]
        content = Content(title=_title(duty), body="\n\n".join(lines), source=meta.id[:200], topic=duty.topic)
        return Proposal(duty, schedule, past, Definition(content=content, schedule=schedule))


def year_of(document: Document, now: datetime) -> int:
    """The year a plan is for: as its title says, else that of its date, else the present one."""
    for text in (document.meta.title, str(document.meta.issued_on or "")):
        if years := _YEAR.findall(text):
            return int(years[-1])
    return now.astimezone(VIETNAM).year


def _sentences(document: Document, section: Section) -> Iterator[tuple[str, int | None]]:
    """The sentences of a section with the page each begins on."""
    starts = [start for start, _ in document.page_starts]
    at = section.span.start
    for sentence in sentences(document.text[section.span.start : section.span.end]):
        at = max(at, document.text.find(sentence, at))
        number = bisect_right(starts, at) - 1
        page = document.page_starts[number][1] if number >= 0 else section.page
        yield one_line(_MARK.sub("", sentence)), page


def _title(duty: Duty) -> str:
    """The sentence, cut after a word; where it is but a few words, with the heading it stands under."""
    text = duty.text.rstrip(" .;:,")
    if len(text) < 40 and duty.heading_path:
        text = f"{duty.heading_path[-1].strip(' .:')}: {text}"
    return text if len(text) <= _TITLE else f"{text[:_TITLE].rsplit(' ', 1)[0]}…"


def _quarter(text: str) -> int:
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
    return roman.get(text) or int(text or 0)
