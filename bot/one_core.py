"""Keeps the threads of the desk on one core, the one on which others are least busy.

Python runs one thread at a time. With the event loop, the answers and the database on different cores every
turn wakes another core, which then fetches what it works with: a message takes a quarter more processor time
(docs/adr/0012). Waiting for the disk or the network needs no core.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

import structlog

LOOK_SECONDS = 5.0
MARGIN = 0.2  # share of a core by which another one must be freer for the desk to move

_STAT = Path("/proc/stat")
_TASKS = Path("/proc/self/task")
# Of the figures of a core in /proc/stat (proc(5)): user, nice, system, irq, softirq, steal.
_BUSY = (0, 1, 2, 5, 6, 7)


class OneCore:
    """Moves all threads of this process to one core, and on when others need that core."""

    def __init__(self, stat: Path = _STAT) -> None:
        """The cores are those on which this process may run now."""
        self._stat = stat
        can_choose = hasattr(os, "sched_getaffinity")
        self._allowed = frozenset(os.sched_getaffinity(0) if can_choose else ())
        self._log = structlog.get_logger()
        self.core: int | None = None  # None: on all

    async def run(self) -> None:
        """Look for the best core until cancelled; then the process may run on all again."""
        if len(self._allowed) < 2 or not self._stat.exists():
            return
        try:
            while True:
                before, own = self.busy_seconds(), time.process_time()
                await asyncio.sleep(LOOK_SECONDS)
                after, own = self.busy_seconds(), time.process_time() - own
                self.choose({core: after[core] - before[core] for core in after.keys() & before.keys()}, own)
        finally:
            self._move(self._allowed)

    def busy_seconds(self) -> dict[int, float]:
        """How long each core has been busy since the machine started."""
        ticks = os.sysconf("SC_CLK_TCK")
        cores = (line.split() for line in self._stat.read_text(encoding="ascii").splitlines())
        known = {int(name[3:]): of for name, *of in cores if name.startswith("cpu") and name != "cpu"}
        return {
            core: sum(int(of[at]) for at in _BUSY) / ticks
            for core, of in known.items()
            if core in self._allowed
        }

    def choose(self, busy: Mapping[int, float], own: float) -> None:
        """Move to the least busy core where that is worth it.

        `busy` are the seconds that each core was busy in the last `LOOK_SECONDS`, `own` those of this
        process.
        """
        others = dict(busy)
        if self.core in others:
            others[self.core] -= own + MARGIN * LOOK_SECONDS
        best = min(others, key=lambda core: (others[core], core), default=None)
        if best is not None and best != self.core:
            self.core = best
            self._move({best})
            self._log.debug("moved to another core", core=best)

    def _move(self, cores: frozenset[int] | set[int]) -> None:
        for thread in _TASKS.iterdir():
            with contextlib.suppress(OSError):  # it has ended, or a container forbids it
                os.sched_setaffinity(int(thread.name), cores)
