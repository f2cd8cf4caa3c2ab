"""How well the desk knows what it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.evaluating.judging import Judgement


@dataclass(frozen=True, slots=True)
class Refusals:
    """Over all questions: those that must be refused, and those that were."""

    questions: int  # that must be refused
    recall: float  # of these, refused
    precision: float  # of all refused, those that had to be

    @classmethod
    def of(cls, judged: Sequence[Judgement]) -> Refusals:
        """Count over all questions."""
        must = sum(one.asked.case.must_be_refused for one in judged)
        refused = [one for one in judged if one.refused]
        rightly = sum(one.asked.case.must_be_refused for one in refused)
        return cls(
            questions=must,
            recall=rightly / must if must else 1.0,
            precision=rightly / len(refused) if refused else 1.0,
        )
