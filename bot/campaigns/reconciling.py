"""What became of every single delivery of a run, and whether that adds up to the audience."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, func, select

from bot.campaigns.model import DeliveryState, RunState
from bot.campaigns.tables import deliveries, runs
from bot.state.database import Database

PAGE = 5_000  # fates in memory at a time
_ENDED = (RunState.FINISHED, RunState.CANCELLED)
_OPEN = (DeliveryState.PLANNED, DeliveryState.ATTEMPTING)


class Odd(StrEnum):
    """What does not add up."""

    PLANNING = "planning"  # the audience is not wholly written down yet
    WAITING = "waiting"  # some are still to be written to, and the run has not ended
    LEFT_OVER = "left_over"  # the run has ended, and some have no fate
    STATE = "state"  # a state nobody knows
    AUDIENCE = "audience"  # the books do not have as many people as there were when they were planned
    TWICE = "twice"  # one person has two rows
    RESULT = "result"  # a fate without its reason, or without its moment


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one person of the audience, who is called by the number of the row in the books."""

    number: int
    channel: str
    route: str
    state: str
    reason: str
    attempts: int
    possible_duplicate: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """The sum of a run: the people it was for, the rows in the books, and how many have which fate.

    `audience` was counted while they were planned; None where that was not done yet.
    """

    run: int
    audience: int | None
    rows: int
    states: Mapping[str, int]
    odd: tuple[Odd, ...]

    @property
    def closed(self) -> bool:
        """Everybody of the audience has a fate, and only one."""
        return not self.odd


async def fates(database: Database, run: int) -> AsyncIterator[Sequence[Fate]]:
    """The fate of everybody in the audience of a run, page by page, in the order of the books."""
    columns = deliveries.c
    last = 0
    while True:
        query = (
            select(
                columns.id,
                columns.channel,
                columns.route,
                columns.state,
                columns.reason,
                columns.attempts,
                columns.possible_duplicate,
            )
            .where(columns.run_id == run, columns.id > last)
            .order_by(columns.id)
            .limit(PAGE)
        )
        rows = await database.read(lambda connection, query=query: connection.execute(query).all())  # type: ignore[misc]
        if not rows:
            return
        yield [Fate(*row) for row in rows]
        last = rows[-1].id


async def balance(database: Database, run: int) -> Balance:
    """Add up a run."""
    return await database.read(lambda connection: _balance(connection, run))


def _balance(connection: Connection, run: int) -> Balance:
    columns = deliveries.c
    mine = columns.run_id == run
    kept = connection.execute(select(runs.c.state, runs.c.audience).where(runs.c.id == run)).one()
    state = RunState(kept.state)
    rows, people = connection.execute(
        select(func.count(), func.count(columns.contact_id.distinct())).where(mine)
    ).one()
    found = connection.execute(
        select(columns.state, func.count(), func.count(columns.finished_at), func.min(columns.reason))
        .where(mine)
        .group_by(columns.state)
    ).all()
    states = {name: count for name, count, _, _ in found}
    waiting = sum(states.get(name, 0) for name in _OPEN)
    odd = {
        Odd.PLANNING: state is RunState.PLANNING,
        Odd.WAITING: bool(waiting) and state is RunState.SENDING,
        Odd.LEFT_OVER: bool(waiting) and state in _ENDED,
        Odd.STATE: not states.keys() <= {str(each) for each in DeliveryState},
        Odd.AUDIENCE: kept.audience is not None and kept.audience != rows,
        Odd.TWICE: people != rows,
        Odd.RESULT: any(_lacks(name, count, ended, reason) for name, count, ended, reason in found),
    }
    return Balance(run, kept.audience, rows, states, tuple(what for what, wrong in odd.items() if wrong))


def _lacks(state: str, count: int, ended: int, reason: str) -> bool:
    """True when a row in `state` has no moment of its end, or not the reason it needs."""
    if state in _OPEN:
        return False
    needs_reason = state in {DeliveryState.FAILED, DeliveryState.SKIPPED}
    return ended != count or (needs_reason and not reason)
