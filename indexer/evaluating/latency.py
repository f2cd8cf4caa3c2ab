"""How long a citizen waits for the answer itself, without the way there and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles in milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Latency:
        """Of single answers, one after the other on one thread."""
        p50, p95 = np.percentile(milliseconds or [0.0], [50, 95]).tolist()
        return cls(round(p50, 3), round(p95, 3))
