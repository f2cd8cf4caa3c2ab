"""Whether what was found answers the question: the right place, the right year, the subject, the figure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.answering.lexicon import AnswerKind
from knowledge.answering.model import Outcome, Resolution
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.wording import counted, counts, counts_by_list, holds, lines
from knowledge.model import Aspect, DocumentKind
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.places import unit_name
from knowledge.vietnamese.text import folded_words

# Logistic weights of the confidence and its threshold, chosen on the dev sets (docs/adr/0005).
_BIAS, _COVERAGE, _PASSAGE = -4.0, 7.0, 3.0
_THRESHOLD = 0.5
_NATIONAL = frozenset({DocumentKind.PROCEDURE, DocumentKind.GUIDE, DocumentKind.LAW})
_FIGURE_ASPECTS = frozenset({Aspect.FEE, Aspect.TIME, Aspect.DEADLINE, Aspect.RESULT, Aspect.CONDITIONS})
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class JudgeStep:
    """Puts evidence that fits the question's place, year and figure first; refuses when there is none."""

    retriever: Retriever
    name: str = "judge"

    def __call__(self, turn: Turn) -> Resolution | None:
        """A refusal, or None with `evidence` reordered and `confidence` set."""
        query = turn.query
        if query is None:
            raise ValueError("the question was not understood before it was judged")
        turn.confidence = self._confidence(turn.evidence)
        if query.places and not self._keep(turn, lambda item: _of_place(item, query.places)):
            return turn.refuse(Outcome.NOT_FOUND, "unknown_place")
        if query.years and not self._keep(turn, lambda item: _of_year(item, query.years, turn.today.year)):
            return turn.refuse(Outcome.NOT_FOUND, "unknown_year")
        turn.confidence = self._confidence(turn.evidence)
        if turn.confidence < _THRESHOLD:
            return turn.refuse(Outcome.NOT_FOUND, "no_evidence")
        if not self._keep(turn, lambda item: _has_figure(item, turn)):
            return turn.refuse(Outcome.NOT_FOUND, "no_figure")
        return None

    def _confidence(self, evidence: list[Evidence]) -> float:
        """Probability that the best passage answers."""
        best = evidence[0].hit.signals
        score = _BIAS + _COVERAGE * best["coverage"] + _PASSAGE * best["passage"]
        return 1 / (1 + math.exp(-score))

    def _keep(self, turn: Turn, fits: Callable[[Evidence], bool]) -> bool:
        """Bring the evidence that fits to the front; False when none of the best does."""
        fitting = [item for item in turn.evidence[:_LOOKED_AT] if fits(item)]
        if not fitting:
            return False
        turn.evidence = fitting + [item for item in turn.evidence if item not in fitting]
        return True


def _of_place(item: Evidence, places: tuple[str, ...]) -> bool:
    if item.meta.kind in _NATIONAL or unit_name(item.meta.locality or "") in places:
        return True
    said = " ".join(folded_words(f"{item.passage.context} {item.passage.text}"))
    return any(place in said for place in places)


def _of_year(item: Evidence, years: tuple[int, ...], this_year: int) -> bool:
    if item.meta.kind in _NATIONAL and all(abs(year - this_year) <= 1 for year in years):
        return True
    said = f"{item.passage.context} {item.passage.text}"
    return any(year in item.meta.years or str(year) in said for year in years)


def _has_figure(item: Evidence, turn: Turn) -> bool:
    """True unless the question wants an amount or a count that no sentence of the passage states."""
    if turn.kind not in {AnswerKind.MONEY, AnswerKind.FIGURE} or counts_by_list(turn.text):
        return True
    if item.meta.kind is DocumentKind.PROCEDURE and set(turn.aspects) & _FIGURE_ASPECTS:
        return True
    things = counted(turn.text) if turn.kind is AnswerKind.FIGURE else ()
    return any(
        counts(things, line) if things else holds(turn.kind, line) for line in lines(item.passage.text)
    )
