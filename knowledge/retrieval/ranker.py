"""Ranking: one score per candidate from its signals. A learned ranker takes this one's place later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.retrieval.protocols import Vector


@dataclass(frozen=True, slots=True)
class WeightedRanker:
    """A weighted sum of signals; a signal without a weight does not count."""

    weights: Mapping[str, float]

    def score(self, signals: Mapping[str, Vector]) -> Vector:
        """One score per candidate; each signal has shape `(candidates,)`."""
        total: Vector = np.zeros(len(next(iter(signals.values()))), dtype=np.float32)
        for name, values in signals.items():
            weight = self.weights.get(name, 0.0)
            if weight:
                total = total + np.float32(weight) * values
        return total
