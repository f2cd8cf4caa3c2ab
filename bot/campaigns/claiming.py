"""Claiming: deliveries of a run are marked as on their way, in small batches, by people who still want them.

A row is claimed in the transaction that reads the person's address and looks whether they still belong to
the audience: what happened between planning and sending is seen there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    and_,
    func,
    null,
    or_,
    select,
    text,
    update,
)

from bot.campaigns.audience import select_contacts
from bot.campaigns.ledger import skip, turn
from bot.campaigns.model import Audience, DeliveryState, Route, Skip
from bot.campaigns.planning import open_windows
from bot.campaigns.tables import deliveries
from bot.state.contacts import Presence, contacts
from bot.state.zalo_windows import zalo_interactions


@dataclass(frozen=True, slots=True)
class Cap:
    """A person gets at most `most` announcements since a moment."""

    most: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed: so many messages of a run on a channel."""

    run_id: int
    channel: str
    most: int
    audience: Audience
    planned_at: datetime  # who became a contact later is somebody else, whatever the number says
    now: datetime
    cap: Cap | None = None
    windowed: bool = False
    beyond: Route | None = None  # how people out of the window are reached, if at all


class Claimed(NamedTuple):
    """A delivery that is on its way from now on."""

    id: int
    contact: int
    route: str
    who: str  # sealed sender, address
    language: str
    attempts: int  # this one included
    parts_sent: int
    possible_duplicate: bool
    first_at: datetime  # of the first attempt


def claim(connection: Connection, order: Claim) -> tuple[int, list[Claimed]]:
    """Mark what is due as on its way; who cannot be written to any more is skipped with the reason.

    Returns how many rows were due, and those that are on their way.
    """
    columns = deliveries.c
    rows = connection.execute(
        select(
            columns.id,
            columns.contact_id,
            columns.route,
            columns.attempts,
            columns.parts_sent,
            columns.possible_duplicate,
            columns.first_at,
        )
        .where(*turn(order.run_id, order.channel), columns.due_at <= order.now)
        .order_by(columns.due_at, columns.id)
        .limit(order.most)
    ).all()
    if not rows:
        return 0, []
    people = _people(connection, order, [row.contact_id for row in rows])
    gone = [row.contact_id for row in rows if row.contact_id not in people]
    still = set(connection.scalars(select(contacts.c.id).where(contacts.c.id.in_(gone)))) if gone else set()
    capped = _capped(connection, order.cap, list(people)) if order.cap else set()
    claimed: list[Claimed] = []
    skipped: dict[Skip, list[int]] = {}
    routes: dict[Route, list[int]] = {}
    for row in rows:
        person = people.get(row.contact_id)
        reason = _obstacle(person, order, capped)
        if person is None or reason is not None:
            why = reason or (Skip.MOVED_AWAY if row.contact_id in still else Skip.OPTED_OUT)
            skipped.setdefault(why, []).append(row.id)
            continue
        route = _route(person, order)
        if route != row.route:
            routes.setdefault(route, []).append(row.id)
        if route is Route.ARTICLE:
            continue  # goes out once for all
        claimed.append(
            Claimed(
                row.id,
                row.contact_id,
                route,
                person.who,
                person.language,
                row.attempts + 1,
                row.parts_sent,
                row.possible_duplicate,
                row.first_at or order.now,
            )
        )
    for why, ids in skipped.items():
        skip(connection, ids, why, order.now)
    for route, ids in routes.items():
        connection.execute(update(deliveries).where(columns.id.in_(ids)).values(route=str(route)))
    if claimed:
        connection.execute(
            update(deliveries)
            .where(columns.id.in_([item.id for item in claimed]))
            .values(
                state=str(DeliveryState.ATTEMPTING),
                attempts=columns.attempts + 1,
                first_at=func.coalesce(columns.first_at, order.now),
            )
        )
    return len(rows), claimed


def _people(connection: Connection, order: Claim, ids: Collection[int]) -> dict[int, Any]:
    """Those of `ids` who belong to the audience, each with what is needed to write to them."""
    query = (
        select_contacts(order.audience)
        .add_columns(contacts.c.who, contacts.c.language)
        .where(contacts.c.id.in_(ids), contacts.c.created_at <= order.planned_at)
    )
    if order.windowed:
        is_open = and_(zalo_interactions.c.sender_key == contacts.c.person_key, open_windows(order.now))
        query = query.outerjoin_from(contacts, zalo_interactions, is_open).add_columns(
            zalo_interactions.c.last_at.label("open_since")
        )
    return {row.id: row for row in connection.execute(query)}


def _obstacle(person: Any, order: Claim, capped: Collection[int]) -> Skip | None:
    if person is None:
        return None
    if person.presence == Presence.LEFT:
        return Skip.BLOCKED
    if person.id in capped:
        return Skip.CAPPED
    if order.windowed and person.open_since is None and order.beyond is None:
        return Skip.OUT_OF_WINDOW
    return None


def _route(person: Any, order: Claim) -> Route:
    if order.windowed and person.open_since is None and order.beyond is not None:
        return order.beyond
    return Route.MESSAGE


def _capped(connection: Connection, cap: Cap, ids: Collection[int]) -> set[int]:
    """Those of `ids` who had as many announcements as they may; what is on its way to them counts."""
    columns = deliveries.c
    query = (
        select(columns.contact_id)
        .where(
            text("deliveries.state IN ('attempting', 'sent', 'unknown')"),
            columns.contact_id.in_(ids),
            or_(columns.finished_at.is_(null()), columns.finished_at > cap.since),
        )
        .group_by(columns.contact_id)
        .having(func.count() >= cap.most)
    )
    return set(connection.scalars(query))
