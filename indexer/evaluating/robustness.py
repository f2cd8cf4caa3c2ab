"""What is lost when people type without accents, in chat spelling, with slips of the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.evaluating.answers import Answers
from indexer.evaluating.judging import AS_WRITTEN, Judgement
from indexer.evaluating.refusals import Refusals


@dataclass(frozen=True, slots=True)
class Style:
    """One way of typing, beside the same questions as they were written."""

    name: str
    right: float
    lost: float  # share right as written, less share right in this style
    found_first: float  # the best passage is right
    refused: float  # of what must be refused, refused; 1 when nothing must


def robustness(judged: Sequence[Judgement]) -> tuple[Style, ...]:
    """One row for each style that was asked, the wording as written first."""
    by_style: dict[str, list[Judgement]] = {}
    for one in judged:
        by_style.setdefault(one.asked.style, []).append(one)
    written = Answers.of(by_style.get(AS_WRITTEN, [])).right
    return tuple(_style(name, asked, written) for name, asked in by_style.items())


def _style(name: str, judged: Sequence[Judgement], written: float) -> Style:
    asked = [one for one in judged if not one.asked.case.must_be_refused]
    right = Answers.of(asked).right
    return Style(
        name=name,
        right=right,
        lost=written - right,
        found_first=sum(one.rank == 1 for one in asked) / (len(asked) or 1),
        refused=Refusals.of(judged).recall,
    )
