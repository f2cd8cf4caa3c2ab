"""Gradient-boosted trees evaluated with numpy alone, for all candidates of a question at once.

Every condition of every tree is compared at once; each one that does not hold rules out the leaves on its
left (Lucchese et al., QuickScorer, SIGIR 2015). A candidate ends in the first leaf that nothing ruled out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.protocols import Vector

_MOST_LEAVES = 64  # bits of the widest integer


@dataclass(frozen=True, slots=True)
class Trees:
    """Conditions `x[feature] <= threshold` of all trees, shape `(trees, conditions)`, and leaf values.

    `left_out[tree, condition]` has a 0 bit for each leaf on the condition's left; bit n is leaf n from the
    left. Trees of fewer conditions are filled up with ones that always hold.
    """

    features: NDArray[np.int64] = field(repr=False)
    thresholds: NDArray[np.float32] = field(repr=False)
    left_out: NDArray[np.unsignedinteger[Any]] = field(repr=False)
    values: NDArray[np.float64] = field(repr=False)

    @classmethod
    def of(cls, trees: Sequence[Mapping[str, Sequence[float]]]) -> Self:
        """From trees in LightGBM's terms: lists `feature`, `threshold`, `left`, `right` by condition and
        `value` by leaf; a child below zero is the leaf `~child`. Raises `ValueError` for anything else.
        """
        conditions = max((len(tree["feature"]) for tree in trees), default=0)
        if conditions >= _MOST_LEAVES:
            raise ValueError(f"more than {_MOST_LEAVES} leaves")
        width = next(bits for bits in (8, 16, 32, 64) if conditions < bits)
        full = (1 << width) - 1
        features = np.zeros((len(trees), conditions), np.int64)
        thresholds = np.full((len(trees), conditions), np.inf, np.float32)
        left_out = np.full((len(trees), conditions), full, f"uint{width}")
        values = np.zeros((len(trees), conditions + 1))
        for number, tree in enumerate(trees):
            size = len(tree["feature"])
            if {len(tree["threshold"]), len(tree["left"]), len(tree["right"]), len(tree["value"]) - 1} != {
                size
            }:
                raise ValueError("a tree whose lists differ in length")
            features[number, :size] = tree["feature"]
            thresholds[number, :size] = _rounded_down(np.asarray(tree["threshold"], np.float64))
            order, left = _leaves([int(node) for node in tree["left"]], [int(node) for node in tree["right"]])
            values[number, : size + 1] = np.asarray(tree["value"])[order]
            left_out[number, :size] = [full ^ (((1 << (last - first)) - 1) << first) for first, last in left]
        return cls(features, thresholds, left_out, values)

    def score(self, matrix: Vector) -> Vector:
        """Sum of the leaves that each row of `matrix` ends in; shapes `(rows, features)` and `(rows,)`."""
        if not self.features.size:
            return np.full(len(matrix), self.values.sum(), np.float32)
        fails = matrix.T.take(self.features, axis=0) > self.thresholds[:, :, None]
        full = self.left_out.dtype.type(~self.left_out.dtype.type(0))
        left = np.bitwise_and.reduce(np.where(fails, self.left_out[:, :, None], full), axis=1)
        lowest = left & (~left + left.dtype.type(1))
        leaf = np.frexp(lowest.astype(np.float64))[1] - 1  # the place of a single bit
        total: Vector = np.take_along_axis(self.values, leaf.astype(np.int64), axis=1).sum(axis=0)
        return total.astype(np.float32)


def _leaves(left: Sequence[int], right: Sequence[int]) -> tuple[list[int], list[tuple[int, int]]]:
    """The leaves from left to right, and for each condition which of them are on its left: (first, after)."""
    order: list[int] = []
    spans = [(0, 0)] * len(left)

    def visit(node: int) -> None:
        if node < 0:
            order.append(~node)
            return
        first = len(order)
        visit(left[node])
        spans[node] = (first, len(order))
        visit(right[node])

    visit(0 if left else ~0)
    if sorted(order) != list(range(len(left) + 1)):
        raise ValueError("not a tree")
    return order, spans


def _rounded_down(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """The highest 32-bit number not above each: `x <= value` then holds for the same 32-bit numbers x."""
    narrow = values.astype(np.float32)
    above = narrow.astype(np.float64) > values
    rounded: NDArray[np.float32] = np.where(above, np.nextafter(narrow, np.float32(-np.inf)), narrow)
    return rounded
