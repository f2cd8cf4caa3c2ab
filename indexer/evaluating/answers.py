"""How good answers are: of what was asked, and of what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.evaluating.judging import Judgement
from knowledge.answering.model import Outcome


@dataclass(frozen=True, slots=True)
class Answers:
    """Shares of the questions that have an answer."""

    questions: int
    right: float
    answered: float
    asked_back: float
    precision: float  # right ones of those answered

    @classmethod
    def of(cls, judged: Sequence[Judgement]) -> Answers:
        """Count over the questions that have an answer."""
        asked = [one for one in judged if not one.asked.case.must_be_refused]
        answered = sum(one.answered for one in asked)
        right = sum(one.right for one in asked)
        total = len(asked) or 1
        return cls(
            questions=len(asked),
            right=right / total,
            answered=answered / total,
            asked_back=sum(one.outcome is Outcome.CLARIFY for one in asked) / total,
            precision=right / answered if answered else 0.0,
        )
