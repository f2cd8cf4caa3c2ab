"""The sentences of passages that may be quoted: no headings, and each with the warning put behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from knowledge.answering.facts import FactBook, Part
from knowledge.answering.turn import Evidence
from knowledge.answering.wording import lines
from knowledge.model import DocumentKind
from knowledge.procedures import ADDED
from knowledge.retrieval.protocols import Ids
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.text import fold, sentences

_KEPT = 5_000  # passages whose lines are kept in memory


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, and its tokens in ascending order."""

    text: str
    keys: Ids
    part: Part | None = None  # of the guide that it stands in

    @property
    def length(self) -> int:
        """How many sentences it has; the warning behind it is none of its own."""
        return sum(not sentence.startswith(ADDED) for sentence in sentences(self.text))

    def is_over(self, day: date) -> bool:
        """True where the part of a guide that it stands in is past its time."""
        return self.part is not None and self.part.until is not None and self.part.until < day


@dataclass(frozen=True, slots=True)
class Quotable:
    """Reads the lines of passages, and keeps them."""

    retriever: Retriever
    facts: FactBook
    _lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)

    def row(self, item: Evidence) -> int:
        """The row of the document that a passage stands in."""
        return int(self.retriever.index.document_of[item.hit.row])

    def lines(self, item: Evidence) -> tuple[Line, ...]:
        """The sentences of a passage, those left out that only repeat a heading of it."""
        known = self._lines.get(item.passage.id)
        if known is None:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            known = self._lines[item.passage.id] = tuple(self._read(item))
        return known

    def _read(self, item: Evidence) -> Iterator[Line]:
        headings = {_plain(heading) for heading in item.passage.heading_path}
        expand = self.retriever.reader.abbreviations.expand
        lookup = self.retriever.index.vocabulary.lookup
        for part, text in self._texts(item):
            own = _plain(part.heading) if part else ""
            if _plain(text) not in {own, *headings}:
                # Where several parts share the passage, a heading tells which of them is meant.
                told = f"{part.heading}. {text}" if part and own not in headings else text
                yield Line(text, np.unique(lookup(expand(told))), part)

    def _texts(self, item: Evidence) -> Iterator[tuple[Part | None, str]]:
        """What may be quoted of a passage, each with the part of a guide that it stands in."""
        passage = item.passage
        if item.meta.kind is DocumentKind.PROCEDURE:
            # A line is one fact with its conditions and warnings: it is quoted whole.
            yield from ((None, line) for line in passage.text.split("\n"))
            return
        parts = self.facts.parts(self.row(item), passage.span) if item.meta.kind is DocumentKind.GUIDE else ()
        at = 0
        for part in parts:
            start, end = (max(0, bound - passage.span.start) for bound in (part.span.start, part.span.end))
            yield from ((None, line) for line in lines(passage.text[at:start]))
            yield from ((part, line) for line in _with_what_was_added(lines(passage.text[start:end])))
            at = max(at, end)
        yield from ((None, line) for line in lines(passage.text[at:]))


def _with_what_was_added(texts: list[str]) -> list[str]:
    """Each sentence with the warning or the period that was put behind it."""
    found: list[str] = []
    for text in texts:
        if found and text.startswith(ADDED):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return found


def _plain(text: str) -> str:
    return fold(text).strip(" .:;")
