"""Looks after the channels: what needs somebody of the office is told once, and again while it lasts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog

LOOK_SECONDS = 5.0
GRACE_SECONDS = 60.0  # what mends itself within this time is nobody's business
AGAIN_SECONDS = 24 * 3600.0
CLOCK = "clock"  # a subject beside the channels
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Concern:
    """What is wrong: the reason in a word, and the platform's own code where there is one."""

    why: str
    code: str = ""


Told = Callable[[str, Concern | None], Awaitable[None]]
"""Tells the office of a concern about a subject (a channel, the clock); None: all is well again."""


@dataclass
class _Known:
    concern: Concern
    since: float
    seen: float  # last
    told_at: float | None = None


@dataclass
class Watch:
    """Compares what is wrong now with what was told."""

    concerns: Callable[[], Mapping[str, Concern]]  # by subject
    tell: Told
    uptime: Callable[[], float] = time.monotonic
    _known: dict[str, _Known] = field(default_factory=dict)

    async def run(self) -> None:
        """Look now and then until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # the database is down: later, then
                _log.error("concerns not told", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Tell what is new, what still lasts, and what is over."""
        found, now = self.concerns(), self.uptime()
        # What comes and goes has not ended: two who quarrel over one bot have it by turns.
        over = [subject for subject, known in self._known.items() if now - known.seen >= GRACE_SECONDS]
        for subject in over:
            if subject not in found and self._known.pop(subject).told_at is not None:
                await self.tell(subject, None)
        for subject, concern in found.items():
            known = self._known.setdefault(subject, _Known(concern, now, now))
            known.concern, known.seen = concern, now
            waited = now - (known.since if known.told_at is None else known.told_at)
            if waited >= (GRACE_SECONDS if known.told_at is None else AGAIN_SECONDS):
                known.told_at = now
                await self.tell(subject, concern)
