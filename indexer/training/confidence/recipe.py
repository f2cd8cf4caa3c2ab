"""Everything but the questions that decides the trees of the confidence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes, rates and weights; what was tried against some of them stands in docs/adr/0011."""

    folds: int = 8
    rounds: int = 250  # trees
    leaves: int = 7
    rate: float = 0.05
    fewest: int = 60  # examples in a leaf
    shrinkage: float = 5.0  # pulls the values of leaves to nothing
    features: float = 0.6  # share of them that a tree may use
    examples: float = 0.8  # share of them that a tree sees
    slips: float = 0.5  # what a wording with slips counts beside the one as written
    typos: float = 0.15
    unwanted: float = 3.0  # what a question counts that must be refused
    learned: float = 0.2  # what one of the questions counts that lines carry: there are so many of them
