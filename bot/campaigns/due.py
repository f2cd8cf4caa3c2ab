"""What is due of a run, each delivery with its person: read in one look at the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    text,
)

from bot.campaigns.audience import belongs
from bot.campaigns.ledger import turn
from bot.campaigns.model import Audience, Route, Skip
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
    open: Callable[[str], list[str]]  # unseals sender and address; ValueError where it cannot
    cap: Cap | None = None
    windowed: bool = False
    beyond: Route | None = None  # how people out of the window are reached, if at all


class Claimed(NamedTuple):
    """A delivery that is on its way from now on."""

    id: int
    contact: int
    route: str
    sender: str
    address: str
    language: str
    attempts: int  # this one included
    parts_sent: int
    possible_duplicate: bool
    first_at: datetime  # of the first attempt


class Due(NamedTuple):
    """A delivery that is due, and its person, if they still belong to the audience."""

    id: int
    contact: int
    route: str
    attempts: int
    parts_sent: int
    possible_duplicate: bool
    first_at: datetime | None
    presence: str | None  # None: not of the audience any more
    who: str
    language: str
    had: int  # announcements lately, where that is asked
    open_since: datetime | None  # the window, on a channel that has one

    def obstacle(self, order: Claim) -> Skip | None:
        """Why nothing is sent to the person."""
        if self.presence == Presence.LEFT:
            return Skip.BLOCKED
        if order.cap is not None and self.had >= order.cap.most:
            return Skip.CAPPED
        if order.windowed and self.open_since is None and order.beyond is None:
            return Skip.OUT_OF_WINDOW
        return None

    def way(self, order: Claim) -> Route:
        """How the person is reached."""
        if order.windowed and self.open_since is None and order.beyond is not None:
            return order.beyond
        return Route.MESSAGE

    def claimed(self, order: Claim, route: Route) -> Claimed:
        """The row as it is sent; raises `ValueError` where the address cannot be read."""
        sender, address = order.open(self.who)
        return Claimed(
            self.id,
            self.contact,
            route,
            sender,
            address,
            self.language,
            self.attempts + 1,
            self.parts_sent,
            self.possible_duplicate,
            self.first_at or order.now,
        )


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
    .subquery("due")
)


def due(connection: Connection, order: Claim) -> list[Due]:
    """At most so many rows as `order` says, the longest due first in their choice, in no order."""
    given: dict[str, Any] = {
        "run": order.run_id,
        "of_channel": order.channel,
        "now": order.now,
        "most": order.most,
        "planned_at": order.planned_at,
    }
    if order.cap is not None:
        given["since"] = order.cap.since
    if order.windowed:
        given["open_from"] = order.now - PAID
    query = _due_query(order.audience, capped=order.cap is not None, windowed=order.windowed)
    return [Due(*row) for row in all_rows(connection, query, given)]


@lru_cache(maxsize=64)
def _due_query(audience: Audience, *, capped: bool, windowed: bool) -> Select[Any]:
    """What is due, each with its person where they are of `audience`: one look at the tables for all."""
    belongs_still = and_(
        contacts.c.id == _DUE.c.contact_id,
        contacts.c.created_at <= bindparam("planned_at", type_=Moment),
        belongs(audience),
    )
    joined = _DUE.outerjoin(contacts, belongs_still)
    open_since: ColumnElement[Any] = null()
    if windowed:
        is_open = and_(
            zalo_interactions.c.sender_key == contacts.c.person_key,
            open_windows(bindparam("open_from", type_=Moment)),
        )
        joined = joined.outerjoin(zalo_interactions, is_open)
        open_since = zalo_interactions.c.last_at
    had = _had().label("had") if capped else literal(0).label("had")
    return select(
        *_DUE.c,
        contacts.c.presence,
        contacts.c.who,
        contacts.c.language,
        had,
        open_since.label("open_since"),
    ).select_from(joined)


def _had() -> ScalarSelect[int]:
    """How many announcements a contact had lately; one that is on its way counts."""
    return (
        select(func.count())
        .select_from(deliveries)
        .where(
            text("deliveries.state IN ('attempting', 'sent', 'unknown')"),  # as the index has it
            _columns.contact_id == contacts.c.id,
            or_(_columns.finished_at.is_(null()), _columns.finished_at > bindparam("since", type_=Moment)),
        )
        .correlate(contacts)
        .scalar_subquery()
    )
