"""Boosted trees that keep the direction that their features must have, as a probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from indexer.training.confidence.recipe import Recipe
from indexer.training.trees import STEADY, plain
from knowledge.answering.confidence import Boosted

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Examples as numbers: `rows` has shape `(examples, features)`, the others `(examples,)`.

    The trees count the examples by `leaning`, their probabilities hold for `weights`.
    """

    rows: Matrix
    right: NDArray[np.bool_]
    weights: Matrix
    leaning: Matrix

    def of(self, chosen: NDArray[np.bool_]) -> Table:
        """Only the examples that are `chosen`."""
        return Table(self.rows[chosen], self.right[chosen], self.weights[chosen], self.leaning[chosen])


def fit(table: Table, signs: Mapping[str, int], recipe: Recipe, seed: int) -> Boosted:
    """Trees that make what is right most probable, their score made a probability (Platt scaling).

    `signs` gives each feature's direction, in the order of the table: 1 for "the more of it, the surer", -1
    for the other way, 0 for either.
    """
    settings = {
        "objective": "binary",
        "learning_rate": recipe.rate,
        "num_leaves": recipe.leaves,
        "min_data_in_leaf": recipe.fewest,
        "lambda_l2": recipe.shrinkage,
        "feature_fraction": recipe.features,
        "bagging_fraction": recipe.examples,
        "bagging_freq": 1,
        "max_bin": 63,
        "monotone_constraints": list(signs.values()),
        "seed": seed,
        **STEADY,
    }
    data = lightgbm.Dataset(table.rows, table.right.astype(np.int8), weight=table.leaning)
    booster = lightgbm.train(settings, data, recipe.rounds)
    score = np.asarray(booster.predict(table.rows, raw_score=True))
    stretch, shift = _scaling(score, table.right, table.weights)
    return Boosted(features=tuple(signs), trees=tuple(plain(booster, stretch)), bias=round(shift, 4))


def folds(groups: Sequence[str], count: int, seed: int) -> NDArray[np.int64]:
    """The fold of each example: all of a group are in one; shape `(examples,)`."""
    distinct, inverse = np.unique(np.asarray(groups), return_inverse=True)
    of_group = np.random.default_rng(seed).permutation(len(distinct)) % count
    return np.asarray(of_group[inverse], dtype=np.int64)


def _scaling(score: Matrix, right: NDArray[np.bool_], weights: Matrix) -> tuple[float, float]:
    """What makes a probability of `score`: its factor, not below 0, and what is added."""
    towards = np.where(right, 1.0, -1.0)

    def loss(values: Matrix) -> float:
        return float((weights * np.logaddexp(0, -towards * (values[0] * score + values[1]))).sum())

    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.0, None), (None, None)])
    return float(found.x[0]), float(found.x[1])
