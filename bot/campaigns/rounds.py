"""What the engine reads in each of its rounds: which runs there are, and what may happen with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.campaigns import ledger
from bot.campaigns.model import Definition, RunState, Status
from bot.campaigns.orders import Run
from bot.campaigns.tables import campaigns, deliveries, runs


@dataclass(frozen=True, slots=True)
class Standing:
    """A run that has not ended, and the status of its campaign."""

    run_id: int
    campaign_id: int
    state: RunState
    status: Status
    since: datetime  # the last that happened: something was sent, or somebody changed the campaign


def standing(connection: Connection) -> list[Standing]:
    """All runs that have not ended, the oldest first."""
    rows = connection.execute(
        select(
            runs.c.id,
            runs.c.campaign_id,
            runs.c.state,
            runs.c.created_at,
            runs.c.active_at,
            campaigns.c.status,
            campaigns.c.changed_at,
        )
        .join_from(runs, campaigns)
        .where(runs.c.state.in_([RunState.PLANNING, RunState.SENDING]))
        .order_by(runs.c.id)
    )
    return [
        Standing(
            row.id,
            row.campaign_id,
            RunState(row.state),
            Status(row.status),
            max(row.active_at or row.created_at, row.changed_at),
        )
        for row in rows
    ]


def run_of(connection: Connection, number: int) -> Run:
    """The run with this number, with its frozen definition."""
    row = connection.execute(select(runs).where(runs.c.id == number)).one()
    return Run(row.id, row.campaign_id, Definition.model_validate(row.definition), row.created_at)


@dataclass(frozen=True, slots=True)
class Found:
    """What of a run is due now."""

    ready: frozenset[str]  # channels on which something is due
    article: frozenset[str]  # channels on which an article waits to be broadcast
    done: bool  # nothing is planned or on its way any more


def look(connection: Connection, run_id: int, channels: Collection[str], now: datetime) -> Found:
    """What of a run is due on `channels`; a few look-ups in an index, however large the run is."""
    due = {channel: ledger.next_due(connection, run_id, channel) for channel in channels}
    ready = frozenset(channel for channel, moment in due.items() if moment is not None and moment <= now)
    if ready:
        return Found(ready, frozenset(), done=False)
    waiting = select(deliveries.c.channel).where(*ledger.of_article(run_id)).distinct()
    article = frozenset(connection.scalars(waiting)) & frozenset(channels)
    return Found(ready, article, done=not article and ledger.is_done(connection, run_id))
