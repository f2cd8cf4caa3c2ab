"""How long a citizen waits for the answer itself, without the way there and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_BINS = 20
_SHOWN = 99  # percentile; what is longer stands in the last bin


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles in milliseconds, and how many answers took how long."""

    p50: float
    p95: float
    p99: float
    longest: float
    width: float  # of a bin, milliseconds
    bins: tuple[int, ...]  # answers in each bin from 0 on; the last one holds all longer ones, too

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Latency:
        """Of single answers, one after the other on one thread."""
        times = np.asarray(milliseconds or [0.0], dtype=np.float64)
        p50, p95, p99 = (round(float(value), 3) for value in np.percentile(times, [50, 95, _SHOWN]))
        width = max(0.1, math.ceil(p99 / _BINS * 10) / 10)
        places = np.minimum((times / width).astype(np.int64), _BINS - 1)
        counts = np.bincount(places, minlength=_BINS) if milliseconds else np.zeros(_BINS, dtype=np.int64)
        return cls(p50, p95, p99, round(float(times.max()), 3), width, tuple(counts.tolist()))
