"""Whether what was found answers the question: the right place, the right year, the subject, the figure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.answering.lexicon import AnswerKind, Lexicon
from knowledge.answering.model import Outcome, Resolution
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.wording import counted, counts, counts_by_list, holds, lines
from knowledge.model import Aspect, DocumentKind
from knowledge.retrieval.query import Query
from knowledge.store import PassageStore
from knowledge.vietnamese.places import unit_name
from knowledge.vietnamese.text import fold, folded_words

# Logistic weights of the confidence and its threshold, fitted on the dev sets (docs/adr/0005). Only lexical
# signals: changing the embedder must not change what is refused.
_BIAS = -6.4
_WEIGHTS = {"coverage": 0.8, "pairs": 0.6, "passage": 4.0, "name": 4.0, "place": 1.0}  # of the best passage
_BEST_WEIGHTS = {"coverage": 0.7, "pairs": 3.4}  # of the best of the first five
_UNKNOWN = -6.0  # share of the subject's syllables that no document has
_SYLLABLES, _MOST_SYLLABLES = 0.44, 12
_THRESHOLD = 0.45
_THRESHOLD_NAMED = 0.1  # where an aspect is asked of something that is in the name of a procedure
_TOPIC_THRESHOLD = 0.25  # of the right place and year, but about something else
_NATIONAL = frozenset({DocumentKind.PROCEDURE, DocumentKind.GUIDE, DocumentKind.LAW})
# "miễn", "trong ngày", "chưa có nguồn nào ghi" answer them too.
_FIGURE_ASPECTS = frozenset({Aspect.FEE, Aspect.TIME, Aspect.DEADLINE, Aspect.PENALTY, Aspect.VALIDITY})
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class JudgeStep:
    """Puts evidence that fits the question's place, year and figure first; refuses when there is none."""

    lexicon: Lexicon
    topicless: Topicless
    store: PassageStore
    name: str = "judge"

    def __call__(self, turn: Turn) -> Resolution | None:
        """A refusal, or None with `evidence` reordered and `confidence` set."""
        query = turn.query
        if query is None:
            raise ValueError("the question was not understood before it was judged")
        turn.confidence = _confidence(turn.evidence, query)
        reason = self._misses_what_is_named(turn, query)
        if reason is None:
            named = self._named(turn)
            elsewhere = bool(query.places or query.years) and not named
            off_topic = elsewhere and _topic_missed(turn.evidence, query)
            if turn.confidence < self._threshold(turn) or off_topic:
                reason = "no_evidence"
            elif not _narrow(turn, lambda item: _has_figure(item, turn, named=named)):
                reason = "no_figure"
        return None if reason is None else turn.refuse(Outcome.NOT_FOUND, reason)

    def _of_unit(self, item: Evidence, units: list[str]) -> bool:
        """True unless the passage stands in a document of an office that nowhere names one of `units`."""
        if item.meta.kind is not DocumentKind.ADMINISTRATIVE:
            return True
        row = self.store.find(item.meta.id)
        passages = self.store.passages_of(row) if row is not None else [item.passage]
        said = " ".join(word for p in passages for word in folded_words(f"{p.context} {p.text}"))
        return any(f" {unit} " in f" {said} " for unit in units)

    def _threshold(self, turn: Turn) -> float:
        if "guide_called" in turn.routes:  # all that was asked stands in the heading of what was found
            return 0.0
        return _THRESHOLD_NAMED if turn.aspects and self._named(turn) else _THRESHOLD

    def _named(self, turn: Turn) -> bool:
        """True when a procedure was found, and the question says something of a procedure's name."""
        found = turn.evidence[0].meta.kind is DocumentKind.PROCEDURE
        return found and self.topicless.names_something(turn)

    def _misses_what_is_named(self, turn: Turn, query: Query) -> str | None:
        """Why the evidence is not of the place, year or number that the question names; None when it is.

        What fits the year must fit the place as well: each gate looks only at what passed those before.
        """
        named = bool(self.lexicon.documents.find(turn.text))
        if query.places and not _narrow(turn, lambda item: _of_place(item, query.places, named)):
            return "unknown_place"
        if query.years and not _narrow(turn, lambda item: _of_year(item, query.years, named)):
            return "unknown_year"
        units = self.lexicon.units.values(turn.text)
        if units and not _narrow(turn, lambda item: self._of_unit(item, units)):
            return "unknown_unit"
        turn.confidence = _confidence(turn.evidence, query)
        if query.numbers and not any(_has_number(item, query.numbers) for item in _near(turn)):
            return "unknown_number"
        return None


def _near(turn: Turn) -> list[Evidence]:
    """The best evidence that has passed every gate so far."""
    return turn.evidence[: turn.passed]


def _narrow(turn: Turn, fits: Callable[[Evidence], bool]) -> bool:
    """Bring what fits of the best evidence to the front, in its order; False when nothing of it fits."""
    fitting = [item for item in _near(turn) if fits(item)]
    if not fitting:
        return False
    rows = {item.hit.row for item in fitting}
    turn.evidence = fitting + [item for item in turn.evidence if item.hit.row not in rows]
    turn.passed = len(fitting)
    return True


def _topic_missed(evidence: list[Evidence], query: Query) -> bool:
    """True when the documents fit the question's place and year, and nothing in them what it asks of them."""
    best = max(item.hit.signals["topic"] for item in evidence[:_LOOKED_AT])
    return bool(len(query.topic)) and best < _TOPIC_THRESHOLD


def _confidence(evidence: list[Evidence], query: Query) -> float:
    """Probability that the best passage answers."""
    first = evidence[0].hit.signals
    near = [item.hit.signals for item in evidence[:_LOOKED_AT]]
    score = _BIAS + sum(weight * first[name] for name, weight in _WEIGHTS.items())
    score += sum(weight * max(signals[name] for signals in near) for name, weight in _BEST_WEIGHTS.items())
    score += _SYLLABLES * min(len(query.subject), _MOST_SYLLABLES)
    score += _UNKNOWN * (float((query.subject < 0).mean()) if len(query.subject) else 1.0)
    return 1 / (1 + math.exp(-score))


def _of_place(item: Evidence, places: tuple[str, ...], named: bool) -> bool:
    """True when the passage is about one of `places`.

    What holds everywhere holds there too, unless the question names a document of that place ("kế hoạch").
    """
    if (item.meta.kind in _NATIONAL and not named) or unit_name(item.meta.locality or "") in places:
        return True
    said = " ".join(folded_words(f"{item.passage.context} {item.passage.text}"))
    return any(place in said for place in places)


def _has_number(item: Evidence, numbers: tuple[str, ...]) -> bool:
    """True when the passage names a document by one of `numbers`."""
    said = fold(f"{item.passage.context} {item.passage.text}")
    return any(number in said for number in numbers)


def _of_year(item: Evidence, years: tuple[int, ...], named: bool) -> bool:
    """True when the passage is about one of `years`; in "sinh năm 2017" the year is not what is asked."""
    if item.meta.kind in _NATIONAL and not named:
        return True
    said = f"{item.passage.context} {item.passage.text}"
    return any(year in item.meta.years or str(year) in said for year in years)


def _has_figure(item: Evidence, turn: Turn, *, named: bool) -> bool:
    """True unless the question wants an amount or a count that no sentence of the passage states."""
    if turn.kind not in {AnswerKind.MONEY, AnswerKind.FIGURE} or counts_by_list(turn.text):
        return True
    if item.meta.kind is DocumentKind.PROCEDURE and set(turn.aspects) & _FIGURE_ASPECTS:
        return True
    if named and item.meta.kind is DocumentKind.PROCEDURE and turn.kind is AnswerKind.FIGURE:
        return holds(turn.kind, item.passage.text)  # "mỗi tuần mấy buổi" is answered by "1 ngày mỗi tuần"
    things = counted(turn.text) if turn.kind is AnswerKind.FIGURE else ()
    return any(
        counts(things, line) if things else holds(turn.kind, line) for line in lines(item.passage.text)
    )
