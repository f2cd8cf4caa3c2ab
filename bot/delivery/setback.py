"""Notices when somebody sets the machine's clock back."""

from __future__ import annotations

import time

from knowledge.clock import Clock

LEAST_SECONDS = 5.0  # less is the ordinary work of a time service


class SetBack:
    """Compares the clock with the machine's uptime."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = self._now()

    def seconds(self) -> int:
        """By how much the clock was set back since the last look; 0 where it was not."""
        before, self._offset = self._offset, self._now()
        back = before - self._offset
        return round(back) if back > LEAST_SECONDS else 0

    def _now(self) -> float:
        return self._clock.now().timestamp() - time.monotonic()
