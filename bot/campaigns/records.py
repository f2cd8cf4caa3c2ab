"""Campaigns as rows: read, listed, and moved from one status to another with a line in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.campaigns.auditing import Actor, note
from bot.campaigns.model import Campaign, Definition, RunState, Status
from bot.campaigns.refusing import Refusal, RefusedError
from bot.campaigns.tables import approvals, audit, campaigns, runs

URGENT_APPROVALS = 2
_UNFINISHED_RUNS = (RunState.PLANNING, RunState.SENDING)
_WROTE = ("created", "edited")  # actions of the audit log by which one becomes an author


Detail = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a campaign: its new status, the action for the log, other columns, details for the log."""

    status: Status
    action: str
    values: Mapping[str, Any] = field(default_factory=dict)
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's yes to a definition."""

    official: int
    digest: str
    at: datetime
    own: bool  # by somebody who wrote on it: reports must show that


def move(connection: Connection, campaign: Campaign, actor: Actor, now: datetime, step: Step) -> None:
    """Take `step` with `campaign` in the caller's transaction, and note it.

    Raises `RefusedError` CHANGED when the row is not of `campaign.version` any more.
    """
    changed = connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign.id, campaigns.c.version == campaign.version)
        .values(status=step.status, version=campaign.version + 1, changed_at=now, **step.values)
    )
    if not changed.rowcount:
        raise RefusedError(Refusal.CHANGED, version=campaign.version)
    told: Detail = {"from": str(campaign.status), "to": str(step.status), "version": campaign.version + 1}
    note(connection, now, actor, step.action, campaign.id, **told, **step.detail)


def of(connection: Connection, number: int) -> Campaign:
    """The campaign with this number. Raises `RefusedError` NOT_FOUND."""
    row = connection.execute(select(campaigns).where(campaigns.c.id == number)).first()
    if row is None:
        raise RefusedError(Refusal.NOT_FOUND)
    return campaign_of(row)


def campaign_of(row: Row[Any]) -> Campaign:
    """A row of `campaigns` as a `Campaign`."""
    return Campaign(
        id=row.id,
        definition=Definition.model_validate(row.definition),
        status=Status(row.status),
        version=row.version,
        author=row.author_id,
        approved=row.approved,
        next_fire=row.next_fire,
        created_at=row.created_at,
        changed_at=row.changed_at,
        note=row.note,
    )


def needed(definition: Definition) -> int:
    """How many officials must approve it."""
    return URGENT_APPROVALS if definition.policy.urgent else 1


def authors(connection: Connection, campaign: Campaign) -> frozenset[int]:
    """Everybody who wrote on it, by the audit log."""
    wrote = connection.scalars(
        select(audit.c.official_id).where(audit.c.campaign_id == campaign.id, audit.c.action.in_(_WROTE))
    )
    return frozenset({campaign.author, *(number for number in wrote if number is not None)})


def under_way(connection: Connection, number: int) -> bool:
    """Whether a run of the campaign has not ended."""
    unfinished = select(runs.c.id).where(runs.c.campaign_id == number, runs.c.state.in_(_UNFINISHED_RUNS))
    return connection.scalar(unfinished.limit(1)) is not None


def listed(connection: Connection, *statuses: Status) -> list[Campaign]:
    """The campaigns in one of `statuses` (none given: all), the newest first."""
    query = select(campaigns).order_by(campaigns.c.id.desc())
    if statuses:
        query = query.where(campaigns.c.status.in_(statuses))
    return [campaign_of(row) for row in connection.execute(query)]


def approvals_of(connection: Connection, campaign: Campaign) -> list[Approval]:
    """Who said yes to the definition as it is now, in their order."""
    digest, wrote = campaign.definition.digest(), authors(connection, campaign)
    rows = connection.execute(
        select(approvals)
        .where(approvals.c.campaign_id == campaign.id, approvals.c.digest == digest)
        .order_by(approvals.c.at)
    )
    return [Approval(row.official_id, row.digest, row.at, row.official_id in wrote) for row in rows]
