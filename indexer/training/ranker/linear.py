"""The linear part: which of a question's articles is right, as a conditional logit (McFadden 1974)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.retrieval.learned import CLIP
from knowledge.retrieval.protocols import Ids, Vector

_STEPS = 200


@dataclass(frozen=True, slots=True)
class Linear:
    """Signals are standardised by `mean` and `scale` and clipped before they are weighed."""

    mean: Vector = field(repr=False)
    scale: Vector = field(repr=False)
    weight: Vector = field(repr=False)

    def score(self, matrix: Vector) -> Vector:
        """One score for each row."""
        score: Vector = np.clip((matrix - self.mean) / self.scale, -CLIP, CLIP) @ self.weight
        return score


def fit(matrix: Vector, right: NDArray[np.bool_], sizes: Ids, ridge: float) -> Linear:
    """Weights under which the right articles of each question are likeliest.

    `sizes` are the articles of each question, in the order of the rows; questions without a right one teach
    nothing. `ridge` times half the squared weights is added to the mean loss of a question.
    """
    mean = matrix.mean(axis=0)
    scale = matrix.std(axis=0)
    scale[scale < 1e-6] = 1.0
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    found = np.add.reduceat(right.astype(np.float64), starts)
    question = np.repeat(np.arange(len(sizes)), sizes)
    taught = found[question] > 0
    x = np.clip((matrix - mean) / scale, -CLIP, CLIP)[taught].astype(np.float64)
    kept = sizes[found > 0]
    starts = np.concatenate([[0], np.cumsum(kept)[:-1]])
    question = np.repeat(np.arange(len(kept)), kept)
    wanted = right[taught] / np.add.reduceat(right[taught].astype(np.float64), starts)[question]

    def loss(weight: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = x @ weight
        score -= np.maximum.reduceat(score, starts)[question]
        odds = np.exp(score)
        total = np.add.reduceat(odds, starts)
        mean_loss = (np.log(total).sum() - (score * wanted).sum()) / len(kept)
        slope = x.T @ (odds / total[question] - wanted) / len(kept)
        return float(mean_loss + ridge / 2 * (weight @ weight)), slope + ridge * weight

    best: Any = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return Linear(mean, scale, best.x.astype(np.float32))
