"""The audit log: who did what to which campaign, when, and from where. A line is written once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.campaigns.tables import audit
from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an official, or the engine itself (`official` is None).

    `source` is from where: "cli", "telegram" …
    """

    official: int | None
    source: str


ENGINE = Actor(None, "engine")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log; `detail` is plain JSON without texts of messages and ids of citizens."""

    id: int
    at: datetime
    official: int | None
    source: str
    campaign: int | None
    action: str
    detail: Mapping[str, Any]


def note(
    connection: Connection,
    at: datetime,
    actor: Actor,
    action: str,
    campaign: int | None = None,
    /,
    **detail: str | int | bool,
) -> None:
    """Write a line, in the caller's transaction: what is noted and what is done happen together or not."""
    connection.execute(
        insert(audit).values(
            at=at,
            official_id=actor.official,
            source=actor.source,
            campaign_id=campaign,
            action=action,
            detail=detail,
        )
    )


async def history(database: Database, campaign: int | None = None, *, most: int = 1000) -> list[Line]:
    """The newest `most` lines in their order: of one campaign, or of everything."""
    query = select(audit).order_by(audit.c.id.desc()).limit(most)
    if campaign is not None:
        query = query.where(audit.c.campaign_id == campaign)
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [
        Line(row.id, row.at, row.official_id, row.source, row.campaign_id, row.action, row.detail)
        for row in reversed(rows)
    ]
