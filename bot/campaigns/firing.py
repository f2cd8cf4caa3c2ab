"""Campaigns whose moment has come get a run; what the machine slept through is sent late or told as missed.

A run and the campaign's next moment are written in one transaction: after a crash a moment is neither lost
nor there twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from bot.campaigns.auditing import ENGINE
from bot.campaigns.model import Campaign, Missed, RunState, Schedule, Status
from bot.campaigns.records import Step, move, needed, of, under_way
from bot.campaigns.recurrence import next_after, upcoming
from bot.campaigns.tables import approvals, campaigns, runs
from bot.state.dialects import insert_new

GRACE = timedelta(minutes=5)  # a restart is no downtime
_MOST_MOMENTS = 10_000  # looked at for the latest one; a schedule has a moment a minute at most
_FIRING = (Status.SCHEDULED, Status.SENDING)


@dataclass(frozen=True, slots=True)
class Fired:
    """What became of the moments of a campaign that were due."""

    campaign: int
    run: bool = False  # there is a run now
    missed: datetime | None = None  # the first moment that is not made good
    unapproved: bool = False  # it is not what was approved: nothing is sent


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether there is a campaign to fire."""
    return connection.scalar(_due(now).limit(1)) is not None


def fire(connection: Connection, now: datetime) -> list[Fired]:
    """Fire every campaign whose moment has come."""
    numbers = connection.scalars(_due(now)).all()
    return [_fire(connection, of(connection, int(number)), now) for number in numbers]


def finish(connection: Connection, run_id: int, now: datetime) -> None:
    """A run has come to its end; with the last one its campaign has, too, unless it has another moment."""
    number = connection.scalar(select(runs.c.campaign_id).where(runs.c.id == run_id))
    end_run(connection, run_id, RunState.FINISHED, now)
    campaign = of(connection, int(number or 0))
    if campaign.status is Status.SENDING and not under_way(connection, campaign.id):
        status = Status.FINISHED if campaign.next_fire is None else Status.SCHEDULED
        move(connection, campaign, ENGINE, now, Step(status, "run-finished", detail={"run": run_id}))


def end_run(connection: Connection, run_id: int, state: RunState, now: datetime) -> None:
    """Note that nothing more happens with a run."""
    connection.execute(update(runs).where(runs.c.id == run_id).values(state=str(state), finished_at=now))


def _due(now: datetime) -> Select[Any]:
    return (
        select(campaigns.c.id)
        .where(campaigns.c.status.in_(_FIRING), campaigns.c.next_fire <= now)
        .order_by(campaigns.c.next_fire)
    )


def _fire(connection: Connection, campaign: Campaign, now: datetime) -> Fired:
    if not _is_approved(connection, campaign):
        values = {"next_fire": None, "approved": ""}
        move(connection, campaign, ENGINE, now, Step(Status.DRAFT, "not-as-approved", values))
        return Fired(campaign.id, unapproved=True)
    schedule, first = campaign.definition.schedule, campaign.next_fire or now
    moment = _latest(schedule, first, now)
    following = next_after(schedule, now) if schedule.recurrence else None
    if moment != first:
        _insert_run(connection, campaign, first, RunState.MISSED, now)
    if moment is None:
        ended = following is None and not under_way(connection, campaign.id)
        status = Status.FINISHED if ended else Status.SCHEDULED
        if campaign.status is Status.SENDING and not ended:
            status = Status.SENDING
        action = "missed"
    else:
        _insert_run(connection, campaign, moment, RunState.PLANNING, now)
        status, action = Status.SENDING, "fired"
    detail = {"due": first.isoformat()} | ({"sent_for": moment.isoformat()} if moment else {})
    move(connection, campaign, ENGINE, now, Step(status, action, {"next_fire": following}, detail))
    return Fired(campaign.id, run=moment is not None, missed=first if moment != first else None)


def _latest(schedule: Schedule, first: datetime, now: datetime) -> datetime | None:
    """The moment to send for: the latest that is due and not too old; nobody gets three at once."""
    limit = GRACE if schedule.missed is Missed.SKIP else timedelta(hours=schedule.late_hours)
    begin = max(first, now - limit)
    later = takewhile(lambda moment: moment <= now, upcoming(schedule, begin))
    found: Sequence[datetime] = [
        *([first] if first >= begin else []),
        *(islice(later, _MOST_MOMENTS) if schedule.recurrence else []),
    ]
    return max(found, default=None)


def _is_approved(connection: Connection, campaign: Campaign) -> bool:
    digest = campaign.definition.digest()
    if campaign.approved != digest:
        return False
    given = connection.scalar(
        select(func.count(approvals.c.official_id.distinct())).where(
            approvals.c.campaign_id == campaign.id, approvals.c.digest == digest
        )
    )
    return (given or 0) >= needed(campaign.definition)


def _insert_run(
    connection: Connection, campaign: Campaign, moment: datetime, state: RunState, now: datetime
) -> None:
    connection.execute(
        insert_new(connection.dialect.name, runs).values(
            campaign_id=campaign.id,
            occurrence=moment,
            state=str(state),
            audience=0,
            definition=campaign.definition.model_dump(mode="json"),
            created_at=now,
            finished_at=now if state is RunState.MISSED else None,
        )
    )
