"""Claiming: deliveries of a run are marked as on their way, in small batches, by people who still want them.

A row is claimed in the transaction that reads the person's address and looks whether they still belong to
the audience: what happened between planning and sending is seen there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
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
from bot.state.dialects import all_rows
from bot.state.schema import Moment
from bot.state.zalo_windows import PAID, zalo_interactions


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


class _Due(NamedTuple):
    """A delivery that is due."""

    id: int
    contact_id: int
    route: str
    attempts: int
    parts_sent: int
    possible_duplicate: bool
    first_at: datetime | None


class _Person(NamedTuple):
    """Somebody of the audience."""

    id: int
    channel: str
    presence: str
    person_key: str
    who: str
    language: str
    open_since: datetime | None = None  # the window of a channel that has one


_columns = deliveries.c
_DUE = (
    select(
        _columns.id,
        _columns.contact_id,
        _columns.route,
        _columns.attempts,
        _columns.parts_sent,
        _columns.possible_duplicate,
        _columns.first_at,
    )
    .where(*turn(bindparam("run"), bindparam("of_channel")), _columns.due_at <= bindparam("now"))
    .order_by(_columns.due_at, _columns.id)
    .limit(bindparam("most", type_=Integer))
)
_LEAVE = (
    update(deliveries)
    .where(_columns.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=str(DeliveryState.ATTEMPTING),
        attempts=_columns.attempts + 1,
        first_at=func.coalesce(_columns.first_at, bindparam("now", type_=Moment)),
    )
)
_CAPPED = (
    select(_columns.contact_id)
    .where(
        text("deliveries.state IN ('attempting', 'sent', 'unknown')"),
        _columns.contact_id.in_(bindparam("ids", expanding=True)),
        or_(_columns.finished_at.is_(null()), _columns.finished_at > bindparam("since", type_=Moment)),
    )
    .group_by(_columns.contact_id)
    .having(func.count() >= bindparam("most", type_=Integer))
)


def claim(connection: Connection, order: Claim) -> tuple[int, list[Claimed]]:
    """Mark what is due as on its way; who cannot be written to any more is skipped with the reason.

    Returns how many rows were due, and those that are on their way.
    """
    given = {"run": order.run_id, "of_channel": order.channel, "now": order.now, "most": order.most}
    rows = [_Due(*row) for row in all_rows(connection, _DUE, given)]
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
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(route=str(route)))
    if claimed:
        connection.execute(_LEAVE, {"ids": [item.id for item in claimed], "now": order.now})
    return len(rows), claimed


def _people(connection: Connection, order: Claim, ids: Collection[int]) -> dict[int, _Person]:
    """Those of `ids` who belong to the audience, each with what is needed to write to them."""
    given = {"ids": ids, "planned_at": order.planned_at}
    if order.windowed:
        given["open_from"] = order.now - PAID
    rows = all_rows(connection, _people_query(order.audience, windowed=order.windowed), given)
    return {row[0]: _Person(*row) for row in rows}


@lru_cache(maxsize=64)
def _people_query(audience: Audience, *, windowed: bool) -> Select[Any]:
    query: Select[Any] = (
        select_contacts(audience)
        .add_columns(contacts.c.who, contacts.c.language)
        .where(
            contacts.c.id.in_(bindparam("ids", expanding=True)),
            contacts.c.created_at <= bindparam("planned_at", type_=Moment),
        )
    )
    if windowed:
        is_open = and_(
            zalo_interactions.c.sender_key == contacts.c.person_key,
            open_windows(bindparam("open_from", type_=Moment)),
        )
        query = query.outerjoin_from(contacts, zalo_interactions, is_open).add_columns(
            zalo_interactions.c.last_at.label("open_since")
        )
    return query


def _obstacle(person: _Person | None, order: Claim, capped: Collection[int]) -> Skip | None:
    if person is None:
        return None
    if person.presence == Presence.LEFT:
        return Skip.BLOCKED
    if person.id in capped:
        return Skip.CAPPED
    if order.windowed and person.open_since is None and order.beyond is None:
        return Skip.OUT_OF_WINDOW
    return None


def _route(person: _Person, order: Claim) -> Route:
    if order.windowed and person.open_since is None and order.beyond is not None:
        return order.beyond
    return Route.MESSAGE


def _capped(connection: Connection, cap: Cap, ids: Collection[int]) -> set[int]:
    """Those of `ids` who had as many announcements as they may; what is on its way to them counts."""
    return set(connection.scalars(_CAPPED, {"ids": ids, "since": cap.since, "most": cap.most}))
