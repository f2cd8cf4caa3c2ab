"""Writes down an audience as deliveries, range by range of contacts, so that nobody waits for it."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Insert,
    Subquery,
    and_,
    case,
    false,
    func,
    insert,
    literal,
    not_,
    null,
    select,
    update,
)

from bot.campaigns.audience import select_contacts
from bot.campaigns.model import Definition, DeliveryState, Route, RunState, Skip
from bot.campaigns.tables import deliveries, runs
from bot.state.contacts import Presence, contacts
from bot.state.database import Database
from bot.state.schema import Moment
from bot.state.zalo_windows import PAID, zalo_interactions
from knowledge.clock import Clock

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # due since then: a clock that is set back delays nobody
TARGET_SECONDS = 0.02  # of one transaction: replies wait at most so long
FIRST_STEP, LEAST_STEP, MOST_STEP = 1_000, 100, 50_000  # contacts looked at in one transaction


@dataclass(frozen=True, slots=True)
class Ways:
    """What the channels that are switched on can do."""

    channels: frozenset[str]
    windowed: frozenset[str] = frozenset()  # take a message only some days after the person wrote
    templates: frozenset[str] = frozenset()  # take an approved template beyond that
    articles: frozenset[str] = frozenset()  # broadcast an article to all followers


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a run's planning does not change from step to step."""

    run_id: int
    definition: Definition
    created_at: datetime  # who became a contact later is not in the audience
    ways: Ways


async def plan(database: Database, clock: Clock, order: Plan) -> None:
    """Write down the whole audience of a run, from where it was left; then the run is `SENDING`."""
    step = FIRST_STEP
    while True:
        began = time.perf_counter()
        size, now = step, clock.now()
        if await database.transact(partial(plan_range, order=order, size=size, now=now)):
            return
        spent = time.perf_counter() - began
        step = max(LEAST_STEP, min(MOST_STEP, int(step * min(2.0, TARGET_SECONDS / max(spent, 0.001)))))


def plan_range(connection: Connection, order: Plan, size: int, now: datetime) -> bool:
    """Plan the next `size` numbers of contacts; True when that was the end of it."""
    run = connection.execute(select(runs.c.planned_to, runs.c.state).where(runs.c.id == order.run_id)).one()
    if run.state != RunState.PLANNING:
        return True
    last = connection.scalar(select(func.max(contacts.c.id))) or 0
    upper = run.planned_to + size
    chosen = _chosen(order, run.planned_to, upper)
    people = connection.scalar(select(func.count()).select_from(chosen))
    connection.execute(_statement(order, chosen, now))
    done = upper >= last
    values = {"state": str(RunState.SENDING), "started_at": now, "active_at": now} if done else {}
    # Not the number of rows that were written: that they are as many is for the reconciliation to find.
    counted = {"planned_to": upper, "audience": runs.c.audience + people}
    connection.execute(update(runs).where(runs.c.id == order.run_id).values(**counted, **values))
    return bool(done)


def open_windows(since: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The condition under which a person of `zalo_interactions` who wrote `since` may be sent a message."""
    columns = zalo_interactions.c
    return and_(columns.last_at >= since, columns.closed_at.is_(null()))


def _chosen(order: Plan, after: int, upto: int) -> Subquery:
    """The people of the audience among a range of contacts."""
    return (
        select_contacts(order.definition.audience)
        .where(contacts.c.id > after, contacts.c.id <= upto, contacts.c.created_at <= order.created_at)
        .subquery("chosen")
    )


def _statement(order: Plan, chosen: Subquery, now: datetime) -> Insert:
    content, ways = order.definition.content, order.ways
    is_on = chosen.c.channel.in_(ways.channels)
    closed = and_(chosen.c.channel.in_(ways.windowed), zalo_interactions.c.sender_key.is_(null()))
    by_template = and_(closed, _among(chosen.c.channel, ways.templates if content.template else ()))
    by_article = and_(closed, _among(chosen.c.channel, ways.articles if content.article else ()))
    reason = case(
        (chosen.c.presence == Presence.LEFT, Skip.BLOCKED),
        (not_(is_on), Skip.CHANNEL_OFF),
        (by_template, ""),
        (by_article, ""),
        (closed, Skip.OUT_OF_WINDOW),
        else_="",
    )
    rows = select(
        literal(order.run_id),
        chosen.c.id,
        chosen.c.channel,
        case((by_template, Route.TEMPLATE), (by_article, Route.ARTICLE), else_=Route.MESSAGE),
        case((reason == "", DeliveryState.PLANNED), else_=DeliveryState.SKIPPED),
        reason,
        literal(LONG_AGO, Moment),
        case((reason == "", null()), else_=literal(now, Moment)),
    ).select_from(
        chosen.outerjoin(
            zalo_interactions,
            and_(zalo_interactions.c.sender_key == chosen.c.person_key, open_windows(now - PAID)),
        )
    )
    names = ["run_id", "contact_id", "channel", "route", "state", "reason", "due_at", "finished_at"]
    return insert(deliveries).from_select(names, rows.order_by(chosen.c.id))


def _among(column: ColumnElement[str], names: Collection[str]) -> ColumnElement[bool]:
    return column.in_(names) if names else false()
