"""A logistic regression whose weights keep the sign that their features must have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.answering.confidence import Regression

Matrix = NDArray[np.float64]
_ITERATIONS = 2_000
_SMALL = 1e-9


def fit(
    rows: Matrix, right: NDArray[np.bool_], weights: Matrix, signs: Mapping[str, int], *, l2: float
) -> Regression:
    """Weights and bias that make `right` most probable, with a penalty on the squares of scaled weights.

    `rows` has shape `(examples, features)` in the order of `signs`, which gives each feature's direction: 1
    for "the more of it, the surer", -1 for the other way, 0 for either. `weights` count the examples.
    """
    names = list(signs)
    scale = rows.std(axis=0) + _SMALL
    scaled = rows / scale
    towards = np.where(right, 1.0, -1.0)

    def loss(values: Matrix) -> tuple[float, Matrix]:
        margin = towards * (scaled @ values[:-1] + values[-1])
        slope = -weights * towards / (1 + np.exp(np.clip(margin, -50, 50)))
        cost = float((weights * np.logaddexp(0, -margin)).sum() + l2 / 2 * (values[:-1] ** 2).sum())
        return cost, np.append(scaled.T @ slope + l2 * values[:-1], slope.sum())

    bounds = [{1: (0.0, None), -1: (None, 0.0), 0: (None, None)}[signs[name]] for name in names]
    found: Any = minimize(
        loss,
        np.zeros(len(names) + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None)],
        options={"maxiter": _ITERATIONS},
    )
    told = found.x[:-1] / scale
    kept = {name: round(float(value), 3) for name, value in zip(names, told, strict=True) if round(value, 3)}
    return Regression(bias=round(float(found.x[-1]), 3), weights=kept)


def recalibrated(
    model: Regression, rows: Matrix, right: NDArray[np.bool_], weights: Matrix, signs: Mapping[str, int]
) -> Regression:
    """`model`, its score stretched and shifted so that its probabilities hold for these `weights`.

    Where examples that must be refused were counted more than there are, it says too little otherwise
    (Platt scaling).
    """
    told = np.array([model.weights.get(name, 0.0) for name in signs])
    score = rows @ told + model.bias
    scaling = fit(score[:, None], right, weights, {"score": 1}, l2=0.0)
    stretch = scaling.weights.get("score", 0.0)
    kept = {name: round(weight * stretch, 3) for name, weight in model.weights.items()}
    return Regression(bias=round(model.bias * stretch + scaling.bias, 3), weights=kept)


def folds(groups: Sequence[str], count: int, seed: int) -> NDArray[np.int64]:
    """The fold of each example: all of a group are in one; shape `(examples,)`."""
    distinct, inverse = np.unique(np.asarray(groups), return_inverse=True)
    of_group = np.random.default_rng(seed).permutation(len(distinct)) % count
    return np.asarray(of_group[inverse], dtype=np.int64)
