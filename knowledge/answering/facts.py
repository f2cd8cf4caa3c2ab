"""The facts behind the lines of a procedure: whether they are in force, and for whom they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.answering.lexicon import Lexicon, read_list
from knowledge.model import Applies, Channel, Fact, Procedure, Span
from knowledge.procedures import fact_lines
from knowledge.store import PassageStore
from knowledge.vietnamese.text import fold, folded_words

_PATTERNS = read_list("patterns.toml")
_AGE = re.compile(_PATTERNS["age"])
_NUMBERS: dict[str, int] = _PATTERNS["numbers"]
_OVERDUE = {words: when == "late" for when, of in _PATTERNS["overdue"].items() for words in of}
_ABROAD: dict[str, list[str]] = read_list("cases.toml")["abroad"]
_STAYS, _EVENTS = frozenset(_ABROAD["stays"]), frozenset(_ABROAD["events"])
_BEFORE = 4  # syllables before a country that are looked at
_KEPT = 500  # procedures kept in memory


@dataclass(frozen=True, slots=True)
class Case:
    """What a question tells of the person's case; None where it tells nothing."""

    age: int | None = None
    channel: Channel | None = None
    foreign: bool | None = None
    overdue: bool | None = None

    def excluded_by(self, applies: Applies | None) -> bool:
        """True when `applies` is for another case than this one."""
        if applies is None:
            return False
        return self._fits(applies) is False

    def meant_by(self, applies: Applies | None) -> bool:
        """True when `applies` is for this very case."""
        if applies is None:
            return False
        return self._fits(applies) is True

    def _fits(self, applies: Applies) -> bool | None:
        overdue = _OVERDUE.get(applies.text)
        if self.overdue is not None and overdue is not None:
            return self.overdue is overdue
        return applies.fits(age=self.age, channel=self.channel, foreign=self.foreign)


def case_of(question: str, lexicon: Lexicon) -> Case:
    """The case that a question tells: an age in years, a channel, a foreign element, overdue."""
    said = _AGE.search(fold(question))
    age = _number(said.group(2)) - (1 if said.group(1) else 0) if said else None
    newborn = lexicon.newborn.find(question)
    channels = lexicon.channels.values(question)
    return Case(
        age=0 if age is None and newborn else age,
        channel=channels[0] if len(channels) == 1 else None,
        foreign=True if is_foreign(question, lexicon) else None,
        overdue=next(iter(lexicon.overdue.values(question)), None),
    )


def is_foreign(question: str, lexicon: Lexicon) -> bool:
    """True when somebody or something in `question` is foreign, and does not only stay abroad."""
    plain = folded_words(question)
    return any(not stays_abroad(plain, found.start) for found in lexicon.foreign.find(question))


def stays_abroad(plain: Sequence[str], at: int) -> bool:
    """True where the country at place `at` of folded syllables is where somebody stays: "đang ở Đài Loan"."""
    before = plain[max(0, at - _BEFORE) : at]
    return bool(before) and before[-1] in _STAYS and _EVENTS.isdisjoint(before)


def _number(said: str) -> int:
    """Of figures, or of words: "muoi hai"."""
    return int(said) if said.isdigit() else sum(_NUMBERS[word] for word in said.split())


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a guide under one heading; small ones share a passage."""

    heading: str
    span: Span  # in the guide's text
    until: date | None  # the last day on which it holds


@dataclass(frozen=True, slots=True)
class FactBook:
    """Looks up procedures of one snapshot and the facts of their lines."""

    store: PassageStore
    _kept: dict[int, tuple[Procedure | None, dict[str, Fact]]] = field(default_factory=dict)
    _parts: dict[int, tuple[Part, ...]] = field(default_factory=dict)

    def procedure(self, document_row: int) -> Procedure | None:
        """The procedure that the document at `document_row` tells, None when it tells none."""
        return self._open(document_row)[0]

    def fact(self, document_row: int, line: str) -> Fact | None:
        """The fact that `line` of the document says, None when it is no line of a fact."""
        return self._open(document_row)[1].get(line)

    def tells(self, document_row: int, line: str, case: Case, day: date) -> bool:
        """False for a line whose fact is past its time, or for another case."""
        fact = self.fact(document_row, line)
        if fact is None:
            return True
        past = fact.effective_to is not None and fact.effective_to < day
        return not past and not case.excluded_by(fact.applies)

    def parts(self, document_row: int, span: Span) -> tuple[Part, ...]:
        """The parts of the guide at `document_row` that lie in `span` of its text, in order."""
        known = self._parts.get(document_row)
        if known is None:
            if len(self._parts) >= _KEPT:
                self._parts.clear()
            document = self.store.document(document_row)
            ends = {part.heading: part.validity.effective_to for part in document.dated}
            known = self._parts[document_row] = tuple(
                Part(section.heading, section.span, ends.get(section.heading))
                for section in document.sections
            )
        return tuple(part for part in known if part.span.start < span.end and span.start < part.span.end)

    def of_case(self, document_row: int, case: Case) -> int:
        """`document_row`, or that of its sister procedure where `case` is that one's: "cho con 5 tuổi"."""
        procedure = self.procedure(document_row)
        if procedure is None or not case.excluded_by(procedure.applies):
            return document_row
        for code in procedure.related:
            row = self.store.find(code)
            sister = None if row is None else self.procedure(row)
            if row is not None and sister is not None and case.meant_by(sister.applies):
                return row
        return document_row

    def excludes(self, document_row: int, case: Case) -> bool:
        """True where the procedure at `document_row` is for another case."""
        procedure = self.procedure(document_row)
        return procedure is not None and case.excluded_by(procedure.applies)

    def _open(self, row: int) -> tuple[Procedure | None, dict[str, Fact]]:
        known = self._kept.get(row)
        if known is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            procedure = self.store.document(row).procedure
            lines = fact_lines(procedure) if procedure else ()
            known = self._kept[row] = procedure, {line.text: line.fact for line in lines}
        return known
