"""How far a run is, how fast it goes and when it will be done: from its rows, whoever sends it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select

from bot.campaigns.model import RunState
from bot.campaigns.tables import UNFINISHED, deliveries, runs
from bot.state.database import Database
from knowledge.clock import Clock

WINDOW = timedelta(seconds=15)  # over which the rate is measured


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is at a moment. `rate` is in people a second; `left_for` is None while nobody knows."""

    state: RunState
    total: int
    done: int
    rate: float
    left_for: timedelta | None

    @property
    def left(self) -> int:
        """People still to be written to."""
        return self.total - self.done

    @property
    def over(self) -> bool:
        """Nothing more happens with this run."""
        return self.state not in {RunState.PLANNING, RunState.SENDING}


class Follower:
    """Looks at a run again and again."""

    def __init__(self, database: Database, clock: Clock, run: int) -> None:
        self._database = database
        self._clock = clock
        self._run = run
        self._total: int | None = None
        self._seen: deque[tuple[float, int]] = deque()

    async def look(self) -> Progress:
        """How far the run is now; the rate is that since the looks of the last seconds."""
        state, waiting, total = await self._database.read(self._counts)
        self._total = total if state is not RunState.PLANNING else None
        done = total - waiting
        rate = self._rate(self._clock.now().timestamp(), done)
        eta = timedelta(seconds=waiting / rate) if rate and state is RunState.SENDING else None
        return Progress(state, total, done, rate, eta)

    def _counts(self, connection: Connection) -> tuple[RunState, int, int]:
        mine = deliveries.c.run_id == self._run
        state = connection.execute(select(runs.c.state).where(runs.c.id == self._run)).scalar_one()
        waiting = connection.scalar(select(func.count()).where(mine, UNFINISHED)) or 0
        total = self._total  # does not change any more once it is planned: a million rows take a while
        if total is None:
            total = connection.scalar(select(func.count()).where(mine)) or 0
        return RunState(state), waiting, total

    def _rate(self, now: float, done: int) -> float:
        seen = self._seen
        seen.append((now, done))
        while len(seen) > 2 and now - seen[1][0] >= WINDOW.total_seconds():
            seen.popleft()
        then, before = seen[0]
        return max(0.0, (done - before) / (now - then)) if now > then else 0.0
