"""Lines of passages that can be quoted, and how well each answers a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from knowledge.answering.elsewhere import Elsewhere
from knowledge.answering.facts import Case, FactBook, Part
from knowledge.answering.lexicon import AnswerKind, Lexicon
from knowledge.answering.quotable import Line, Quotable
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.wording import counted, counts, holds, is_free
from knowledge.model import Aspect, DocumentKind, Metadata, SectionRole
from knowledge.retrieval.lexical import among
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.text import folded_words


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
    quotable: Quotable

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
        near = self.retriever.index.intents.near(turn.query.intent, self.quotable.row(turn.evidence[0]))
        things, told = counted(turn.text), (turn.case, turn.today, turn.elsewhere)
        return Need(subject, weights, turn.kind, things, *told, paid, near, plain, beside)

    def quote(self, need: Need, item: Evidence, *, wanted: int, room: int, most: int) -> list[str]:
        """Lines from the best one on, in order: about `wanted`, at most `room` characters, but always one.

        No line begins after `most` sentences, or would go beyond them.

        The first line of a procedure's aspect is the general rule: where it answers about as well as the best
        line, the quotation starts there, and a fee or time is never told without it.
        """
        found = self.telling(need, item)
        if not found:
            return [] if self.quotable.lines(item) else [item.passage.text[:room]]
        scores = self.scores(need, item)
        start = max(range(len(found)), key=lambda at: (scores[at], -at))
        if item.passage.role is SectionRole.SIGNATURE:
            start = 0  # office, rank and name belong together
        chosen = list(found[start:])
        if item.meta.kind is DocumentKind.GUIDE:
            rule = next(at for at, line in enumerate(found) if line.part == found[start].part)
            if scores[start] - scores[rule] < _CLOSE:
                start = rule
            chosen = [line for line in found[start:] if line.part == found[start].part]
        if item.meta.kind is DocumentKind.PROCEDURE and start:
            told = found[: start + 1]  # the general rule, and what follows up to the best line
            fits = sum(line.length for line in told) <= most
            short = sum(len(line.text) + 1 for line in found) <= min(_SHORT, room)
            if fits and (short or scores[start] - scores[0] < _CLOSE):
                chosen = list(found)
            elif item.passage.aspect in _RULE_FIRST and len(found[0].text) + len(found[start].text) < room:
                chosen.insert(0, found[0])
        quoted: list[str] = []
        used = told_so_far = 0
        for line in chosen:
            told_so_far += line.length
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
        every = self.quotable.lines(item)
        scores = self._scores(need, item, every)
        best = max(range(len(every)), key=lambda at: (scores[at], -at), default=None)
        return every[best].part if best is not None and every[best].is_over(need.day) else None

    def _scores(self, need: Need, item: Evidence, told: Sequence[Line]) -> list[float]:
        scores: list[float] = []
        row = self.quotable.row(item)
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
        found = self.quotable.lines(item)
        if item.meta.kind is not DocumentKind.PROCEDURE:
            return tuple(line for line in found if not line.is_over(need.day))
        row = self.quotable.row(item)
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


def _beside(text: str, meta: Metadata) -> str:
    named = {
        word for name in (meta.title, meta.type_name or "", *meta.aliases) for word in folded_words(name)
    }
    return " ".join(word for word in folded_words(text) if word not in named)
