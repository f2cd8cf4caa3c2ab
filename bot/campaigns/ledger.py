"""The statements of deliveries: what became of attempts, and what is left; many rows in few round trips."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    TextClause,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)

from bot.campaigns.model import DeliveryState, Route, Skip
from bot.campaigns.tables import deliveries, runs
from bot.delivery.statements import CRASHED
from bot.state.contacts import Presence, contacts
from bot.state.dialects import among
from bot.state.schema import Moment


class Outcome(NamedTuple):
    """What became of an attempt."""

    id: int
    run_id: int
    state: DeliveryState
    reason: str = ""
    due_at: datetime | None = None  # of the next attempt
    counted: bool = True
    possible_duplicate: bool = False
    parts_sent: int = 0
    gone: int = 0  # the contact that has left the channel
    moved: int = 0  # the contact whose address is `who` now
    who: str = ""


def unfinished() -> TextClause:
    """The condition of the partial index, word for word: only then does SQLite use it."""
    return text("deliveries.state IN ('planned', 'attempting')")


# Asked for in this order, what is unfinished is found by its index; else SQLite looks through the whole run.
_BY_INDEX = (deliveries.c.channel, deliveries.c.due_at, deliveries.c.id)


def turn(
    run_id: int | BindParameter[int], channel: str | BindParameter[str]
) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """The conditions of what waits for its turn on a channel; an article goes out once for all."""
    return (
        deliveries.c.run_id == run_id,
        deliveries.c.channel == channel,
        unfinished(),
        deliveries.c.state == DeliveryState.PLANNED,
        deliveries.c.route != Route.ARTICLE,
    )


def end(connection: Connection, ids: Sequence[int], state: DeliveryState, why: str, now: datetime) -> None:
    """Note that rows which are planned are not tried."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == DeliveryState.PLANNED)
        .values(state=str(state), reason=str(why), finished_at=now)
    )


_OTHERWISE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("row_id"), deliveries.c.state == DeliveryState.ATTEMPTING)
    .values(
        state=bindparam("to_state"),
        reason=bindparam("why"),
        due_at=func.coalesce(bindparam("next_at", type_=Moment), deliveries.c.due_at),
        finished_at=bindparam("end_at", type_=Moment),
        attempts=deliveries.c.attempts - bindparam("not_counted", type_=Integer),
        parts_sent=bindparam("so_many"),
        possible_duplicate=or_(deliveries.c.possible_duplicate, bindparam("maybe_twice", type_=Boolean)),
    )
)


_ARRIVED = (
    update(deliveries)
    .where(among(deliveries.c.id, "ids"))
    .values(state=str(DeliveryState.SENT), reason="", finished_at=bindparam("now", type_=Moment))
)
_ACTIVE = update(runs).where(among(runs.c.id, "ids")).values(active_at=bindparam("now", type_=Moment))


def settle(connection: Connection, batches: Sequence[tuple[Sequence[Outcome], datetime]]) -> list[None]:
    """Write down what became of attempts; who is gone or has moved is noted in the same transaction."""
    for outcomes, now in batches:
        sent = [outcome.id for outcome in outcomes if outcome.state is DeliveryState.SENT]
        others = [outcome for outcome in outcomes if outcome.state is not DeliveryState.SENT]
        if sent:
            # Whatever was noted meanwhile, after a crash perhaps: it did arrive.
            connection.execute(_ARRIVED, {"ids": sent, "now": now})
            connection.execute(_ACTIVE, {"ids": list({outcome.run_id for outcome in outcomes}), "now": now})
        if others:
            connection.execute(_OTHERWISE, [_values(outcome, now) for outcome in others])
            _note_people(connection, others, now)
    return [None] * len(batches)


def _values(outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "row_id": outcome.id,
        "to_state": str(outcome.state),
        "why": outcome.reason,
        "next_at": outcome.due_at,
        "end_at": None if outcome.state is DeliveryState.PLANNED else now,
        "not_counted": 0 if outcome.counted else 1,
        "so_many": outcome.parts_sent,
        "maybe_twice": outcome.possible_duplicate,
    }


def _note_people(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    if gone := [outcome.gone for outcome in outcomes if outcome.gone]:
        connection.execute(
            update(contacts)
            .where(contacts.c.id.in_(gone))
            .values(presence=str(Presence.LEFT), changed_at=now)
        )
    for outcome in outcomes:
        if outcome.moved:
            connection.execute(
                update(contacts).where(contacts.c.id == outcome.moved).values(who=outcome.who, changed_at=now)
            )


def next_due(connection: Connection, run_id: int, channel: str) -> datetime | None:
    """When the next attempt of a run on a channel is due; None: nothing is left to be tried there."""
    query = select(deliveries.c.due_at).where(*turn(run_id, channel))
    return connection.scalar(query.order_by(deliveries.c.due_at, deliveries.c.id).limit(1))


def is_done(connection: Connection, run_id: int) -> bool:
    """Whether every delivery of a run has come to its end."""
    left = select(deliveries.c.id).where(deliveries.c.run_id == run_id, unfinished())
    return connection.scalar(left.order_by(*_BY_INDEX).limit(1)) is None


def skip_rest(
    connection: Connection, run_id: int, why: Skip, now: datetime, *, most: int, but: Collection[str] = ()
) -> int:
    """Skip what of a run is planned, except on the channels `but`; at most so many rows. Returns how many."""
    columns = deliveries.c
    rows = select(columns.id).where(
        columns.run_id == run_id,
        unfinished(),
        columns.state == DeliveryState.PLANNED,
        columns.channel.not_in(but),
    )
    ids = list(connection.scalars(rows.order_by(*_BY_INDEX).limit(most)))
    if ids:
        end(connection, ids, DeliveryState.SKIPPED, why, now)
    return len(ids)


def recover(connection: Connection, run_id: int, now: datetime, *, resend: bool) -> int:
    """After a crash nobody knows whether what was on its way arrived; returns how many rows that are.

    With `resend` it is planned once more, marked; what was so before, and an article, is unknown for ever.
    """
    columns = deliveries.c
    attempting = select(columns.id).where(
        columns.run_id == run_id, unfinished(), columns.state == DeliveryState.ATTEMPTING
    )
    ids = list(connection.scalars(attempting.order_by(*_BY_INDEX)))
    if resend:
        connection.execute(
            update(deliveries)
            .where(among(columns.id, "ids"), ~columns.possible_duplicate, columns.route != Route.ARTICLE)
            .values(state=str(DeliveryState.PLANNED), reason=CRASHED, possible_duplicate=True, due_at=now),
            {"ids": ids},
        )
    connection.execute(
        update(deliveries)
        .where(among(columns.id, "ids"), columns.state == DeliveryState.ATTEMPTING)
        .values(state=str(DeliveryState.UNKNOWN), reason=CRASHED, finished_at=now),
        {"ids": ids},
    )
    return len(ids)


def hasten(connection: Connection, latest: datetime, channel: str = "") -> int:
    """No attempt that is planned (on one channel, or on all) waits longer than to `latest`; how many did."""
    query = update(deliveries).where(unfinished(), deliveries.c.due_at > latest)
    if channel:
        query = query.where(deliveries.c.channel == channel)
    return connection.execute(query.values(due_at=latest)).rowcount


def of_article(run_id: int) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """The conditions of what waits for the article of a run to be broadcast."""
    return (
        deliveries.c.run_id == run_id,
        unfinished(),
        deliveries.c.state == DeliveryState.PLANNED,
        deliveries.c.route == Route.ARTICLE,
    )


def claim_article(connection: Connection, run_id: int, channel: str, most: int) -> list[int]:
    """Mark some of the people who get the article as being reached; returns the rows."""
    rows = select(deliveries.c.id).where(*of_article(run_id), deliveries.c.channel == channel).limit(most)
    ids = list(connection.scalars(rows))
    if ids:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(ids))
            .values(state=str(DeliveryState.ATTEMPTING), attempts=deliveries.c.attempts + 1)
        )
    return ids
