"""Pauses between attempts to reach a platform."""

from __future__ import annotations

import asyncio
from random import Random

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class Pauses:
    """Pauses between attempts, growing and at random, so that no two desks keep in step."""

    def __init__(self, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE) -> None:
        """Take the first and the longest pause, in seconds."""
        self._first = self._next = first
        self._longest = longest
        self._random = Random()  # noqa: S311 - spreads calls, hides nothing

    def reset(self) -> None:
        """It went well: begin with the first pause again."""
        self._next = self._first

    @property
    def at_most(self) -> float:
        """How long the next pause may take, in seconds."""
        return self._next

    async def wait(self, at_least: float = 0.0) -> None:
        """Wait the next pause, or `at_least` so many seconds."""
        pause, self._next = self._next, min(self._longest, self._next * 2)
        await asyncio.sleep(max(at_least, pause * self._random.uniform(0.5, 1)))
