"""Lines of passages that can be quoted, and how well each answers a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from knowledge.answering.elsewhere import Elsewhere
from knowledge.answering.facts import Case, FactBook, Part
from knowledge.answering.lexicon import AnswerKind, Lexicon
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.wording import counted, counts, holds, is_free, lines
from knowledge.model import Aspect, DocumentKind, Metadata, SectionRole
from knowledge.procedures import ADDED
from knowledge.retrieval.lexical import among
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.text import fold, folded_words, sentences


class _Points(NamedTuple):
    """What counts for a line beside its share of the question's words."""

    fitting: float  # that it has the kind of words that the answer needs
    meant: float  # that it is for this very case


# Where people's questions for the lines of a document are known, they tell best (docs/adr/0018).
_NEAR = 1.2  # for a line for which people ask in these very words
_KNOWN, _UNKNOWN = _Points(0.1, 0.15), _Points(0.3, 0.5)
_HARDLY_MORE = 2  # syllables beside the name and the words that ask
_RULE_FIRST = frozenset({Aspect.FEE, Aspect.TIME, Aspect.DOSSIER, Aspect.FORM})
_SHORT = 300  # characters; a part of a procedure no longer than this is told whole
_CLOSE = 0.15  # difference of scores that says nothing
_KEPT = 5_000  # passages whose lines are kept in memory


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, and its tokens in ascending order."""

    text: str
    keys: Ids
    part: Part | None = None  # of the guide that it stands in


@dataclass(frozen=True, slots=True)
class Need:
    """What a line must say to answer: words and their weights (which sum to 1), and the kind of words."""

    subject: Ids
    weights: Vector
    kind: AnswerKind
    things: tuple[str, ...]  # what a number must count
    case: Case
    day: date
    elsewhere: Elsewhere
    paid: bool  # asked what is to be paid: "miễn" answers it
    near: Mapping[str, float]  # by line, how near the question is to those that people ask for it
    plain: bool  # the question says hardly more than the procedure's name and what is asked of it
    beside: str | None  # folded words beside the name and what people call it, where they are no subject


@dataclass(frozen=True, slots=True)
class Quoter:
    """Chooses what to quote from passages of one snapshot."""

    retriever: Retriever
    lexicon: Lexicon
    facts: FactBook
    _lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)

    def need(self, turn: Turn, meta: Metadata) -> Need:
        """What the lines of a document are judged by.

        In a procedure the words of its name are left out: every line is about it.
        """
        if turn.query is None:
            raise ValueError("the question was not understood before it was answered")
        index = self.retriever.index
        subject = np.concatenate([turn.query.subject, turn.query.subject_pairs])
        plain, beside = False, None
        if meta.kind is DocumentKind.PROCEDURE:
            named = index.vocabulary.lookup(". ".join([meta.title, meta.type_name or "", *meta.aliases]))
            more = among(subject, np.unique(named)) == 0
            left = int(more[: len(turn.query.subject)].sum())
            plain = left <= _HARDLY_MORE
            said = _beside(turn.text, meta)
            beside = said if left == 0 or not said else None
            subject = subject[more]
        idf = index.passages.idf(subject)
        weights = idf / (float(idf.sum()) or 1.0)
        paid = turn.kind is AnswerKind.MONEY or Aspect.FEE in turn.aspects
        near = self.retriever.index.intents.near(turn.query.intent, self.row(turn.evidence[0]))
        return Need(
            subject,
            weights,
            turn.kind,
            counted(turn.text),
            turn.case,
            turn.today,
            turn.elsewhere,
            paid,
            near,
            plain,
            beside,
        )

    def quote(self, need: Need, item: Evidence, *, wanted: int, room: int, most: int) -> list[str]:
        """Lines from the best one on, in order: about `wanted`, at most `room` characters, but always one.

        No line begins after `most` sentences, or would go beyond them.

        The first line of a procedure's aspect is the general rule: where it answers about as well as the best
        line, the quotation starts there, and a fee or time is never told without it.
        """
        found = self.telling(need, item)
        if not found:
            return [] if self.lines(item) else [item.passage.text[:room]]
        scores = self.scores(need, item)
        start = max(range(len(found)), key=lambda at: (scores[at], -at))
        if item.passage.role is SectionRole.SIGNATURE:
            start = 0  # office, rank and name belong together
        chosen = list(found[start:])
        if item.meta.kind is DocumentKind.GUIDE:
            chosen = [line for line in chosen if line.part == found[start].part]
        if item.meta.kind is DocumentKind.PROCEDURE and start:
            told = found[: start + 1]  # the general rule, and what follows up to the best line
            fits = sum(map(_length, told)) <= most
            short = sum(len(line.text) + 1 for line in found) <= min(_SHORT, room)
            if (short and fits) or scores[start] - scores[0] < _CLOSE:
                chosen = list(found)
            elif item.passage.aspect in _RULE_FIRST and len(found[0].text) + len(found[start].text) < room:
                chosen.insert(0, found[0])
        quoted: list[str] = []
        used = told_so_far = 0
        for line in chosen:
            told_so_far += _length(line)
            if quoted and (used >= wanted or used + len(line.text) > room or told_so_far > most):
                break
            quoted.append(line.text)
            used += len(line.text) + 1
        return quoted

    def best(self, need: Need, item: Evidence) -> float:
        """Score of the line of a passage that answers best; 0 when it has none."""
        return max(self.scores(need, item), default=0.0)

    def scores(self, need: Need, item: Evidence) -> list[float]:
        """How well each line answers: rarity-weighed share of the question's words, and the kind of words."""
        return self._scores(need, item, self.telling(need, item))

    def over(self, need: Need, item: Evidence) -> Part | None:
        """The part of a guide that answers best, where it no longer holds."""
        every = self.lines(item)
        scores = self._scores(need, item, every)
        best = max(range(len(every)), key=lambda at: (scores[at], -at), default=None)
        part = every[best].part if best is not None else None
        return part if part is not None and _is_over(part, need.day) else None

    def _scores(self, need: Need, item: Evidence, told: Sequence[Line]) -> list[float]:
        scores: list[float] = []
        row = self.row(item)
        points = _KNOWN if need.near else _UNKNOWN
        for line in told:
            fits = holds(need.kind, line.text) and (not need.things or counts(need.things, line.text))
            fits = fits or (need.paid and item.passage.aspect is Aspect.FEE and is_free(line.text))
            share = float(need.weights @ among(need.subject, line.keys))
            fact = self.facts.fact(row, line.text) if item.meta.kind is DocumentKind.PROCEDURE else None
            meant = fact is not None and need.case.meant_by(fact.applies)
            fitting = fits and need.kind is not AnswerKind.OPEN
            asked = _NEAR * need.near.get(line.text, 0.0)
            scores.append(share + asked + points.fitting * fitting + points.meant * meant)
        return scores

    def telling(self, need: Need, item: Evidence) -> tuple[Line, ...]:
        """The lines of a passage that are in force and not for another case than the person's."""
        found = self.lines(item)
        if item.meta.kind is not DocumentKind.PROCEDURE:
            return tuple(line for line in found if line.part is None or not _is_over(line.part, need.day))
        row = self.row(item)
        found = tuple(line for line in found if not self.is_elsewhere(need, row, line))
        fitting = tuple(line for line in found if self.facts.tells(row, line.text, need.case, need.day))
        # Where every line is for another case, they are better told with their conditions than not at all.
        return fitting or tuple(line for line in found if self.facts.tells(row, line.text, Case(), need.day))

    def is_elsewhere(self, need: Need, row: int, line: Line) -> bool:
        """True for a line that the office set, where another place is asked for."""
        fact = self.facts.fact(row, line.text)
        if fact is None or not fact.set_by:
            return False
        return need.elsewhere.fees if fact.aspect is Aspect.FEE else need.elsewhere.desk

    def row(self, item: Evidence) -> int:
        """The row of the document that a passage stands in."""
        return int(self.retriever.index.document_of[item.hit.row])

    def lines(self, item: Evidence) -> tuple[Line, ...]:
        """The sentences of a passage, those left out that only repeat a heading of it."""
        known = self._lines.get(item.passage.id)
        if known is None:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            headings = {_plain(heading) for heading in item.passage.heading_path}
            expand = self.retriever.reader.abbreviations.expand
            lookup = self.retriever.index.vocabulary.lookup
            found: list[Line] = []
            for part, text in self._texts(item):
                own = _plain(part.heading) if part else ""
                if _plain(text) in {own, *headings}:
                    continue
                # Where several parts share the passage, a heading tells which of them is meant.
                told = f"{part.heading}. {text}" if part and own not in headings else text
                found.append(Line(text, np.unique(lookup(expand(told))), part))
            known = tuple(found)
            self._lines[item.passage.id] = known
        return known

    def _texts(self, item: Evidence) -> Iterator[tuple[Part | None, str]]:
        """What may be quoted of a passage, each with the part of a guide that it stands in."""
        passage = item.passage
        if item.meta.kind is DocumentKind.PROCEDURE:
            # A line is one fact with its conditions and warnings: it is quoted whole.
            yield from ((None, line) for line in passage.text.split("\n"))
        elif item.meta.kind is DocumentKind.GUIDE:
            for part in self.facts.parts(self.row(item), passage.span):
                start, end = (at - passage.span.start for at in (part.span.start, part.span.end))
                text = passage.text[max(0, start) : end]
                yield from ((part, line) for line in _with_what_was_added(lines(text)))
        else:
            yield from ((None, line) for line in lines(passage.text))


def _beside(text: str, meta: Metadata) -> str:
    named = {
        word for name in (meta.title, meta.type_name or "", *meta.aliases) for word in folded_words(name)
    }
    return " ".join(word for word in folded_words(text) if word not in named)


def _is_over(part: Part, day: date) -> bool:
    return part.until is not None and part.until < day


def _length(line: Line) -> int:
    """How many sentences a line has; the warning behind it is none of its own."""
    return sum(not sentence.startswith(ADDED) for sentence in sentences(line.text))


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
