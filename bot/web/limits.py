"""Token buckets in bounded memory: how often one session or one address may ask."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from knowledge.clock import Clock

MAX_KEYS = 20_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """A token bucket per key: `burst` at once, then `per_minute`.

    At most `max_keys` are remembered; the key seen longest ago is forgotten first.
    """

    def __init__(self, clock: Clock, *, per_minute: int, burst: int, max_keys: int = MAX_KEYS) -> None:
        self._clock = clock
        self._rate = per_minute / 60
        self._burst = burst
        self._max_keys = max_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str, at: datetime | None = None) -> int:
        """Take one token of `key`: 0 when it may go on, otherwise the seconds to wait.

        `at` is when the message came, where that was before now: what piles up while the desk is down
        counts as it came.
        """
        now = (at or self._clock.now()).timestamp()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._burst, now)
            if len(self._buckets) > self._max_keys:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(key)
            # The clock may be set back; that must not take tokens away.
            bucket.tokens = min(self._burst, bucket.tokens + max(0.0, now - bucket.at) * self._rate)
            bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return max(1, math.ceil((1 - bucket.tokens) / self._rate))
