"""The statements of the outbox: each works off what several callers brought, in few round trips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    TextClause,
    and_,
    bindparam,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    text,
    true,
    update,
)

from bot.campaigns.reactions import Reaction, insert_reactions
from bot.delivery.cards import Card, insert_cards
from bot.delivery.tables import InboxState, OutboxState, inbox, outbox
from bot.state.schema import Moment

CRASHED = "crashed"  # the reason of a row that was on its way when the program ended


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an attempt."""

    id: int
    state: OutboxState
    reason: str = ""
    due_at: datetime | None = None  # of the next attempt
    possible_duplicate: bool = False
    counted: bool = True  # False: the attempt does not count, the channel was at fault


@dataclass(frozen=True, slots=True)
class Record:
    """A reply to write down: the message it answers, and its parts."""

    inbox_id: int
    state: InboxState
    at: datetime
    rows: tuple[dict[str, Any], ...] = ()
    card: Card | None = None
    reaction: Reaction | None = None


def planned_for(channel: str, address_key: str) -> tuple[Any, ...]:
    """The conditions of what is planned for an address."""
    return (
        outbox.c.channel == channel,
        outbox.c.address_key == address_key,
        unfinished("outbox"),
        outbox.c.state == OutboxState.PLANNED,
    )


# Made once: what SQLAlchemy works out for a statement it keeps with it.
_UNANSWERED = select(inbox.c.id).where(
    inbox.c.id.in_(bindparam("row_ids", expanding=True)), inbox.c.state == InboxState.RECEIVED
)
_INSERT = insert(outbox)
_ANSWER = (
    update(inbox)
    .where(inbox.c.id == bindparam("row_id"), inbox.c.state == InboxState.RECEIVED)
    .values(state=bindparam("to_state"), done_at=bindparam("now"))
)


def record(connection: Connection, records: Sequence[Record]) -> list[bool]:
    """Record replies with the messages they answer; False for those that have one or were erased."""
    row_ids = [record.inbox_id for record in records]
    open_ids = set(connection.scalars(_UNANSWERED, {"row_ids": row_ids}))
    fresh = [record for record in records if record.inbox_id in open_ids]
    if fresh:
        connection.execute(
            _ANSWER,
            [{"row_id": item.inbox_id, "to_state": str(item.state), "now": item.at} for item in fresh],
        )
        rows = [row for record in fresh for row in record.rows]
        if rows:
            connection.execute(_INSERT, rows)
        insert_cards(connection, [record.card for record in fresh if record.card is not None])
        insert_reactions(connection, [record.reaction for record in fresh if record.reaction is not None])
    return [record.inbox_id in open_ids for record in records]


_ready = outbox.alias("ready")
_other = outbox.alias("other")


def unfinished(table: str) -> TextClause:
    """The condition of the partial indexes, word for word: only then does SQLite use them."""
    return text(f"{table}.state IN ('planned', 'attempting')")


def _another(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether another message to the same address fulfils `conditions`."""
    same = (_other.c.channel == _ready.c.channel, _other.c.address_key == _ready.c.address_key)
    return exists().where(*same, unfinished("other"), *conditions)


_READY = (
    select(_ready.c.id)
    .where(
        _ready.c.channel == bindparam("of_channel"),
        unfinished("ready"),
        _ready.c.state == OutboxState.PLANNED,
        _ready.c.due_at <= bindparam("now"),
        or_(_ready.c.reason == CRASHED, not_(bindparam("only_uncertain", type_=Boolean))),
        ~_another(_other.c.state == OutboxState.ATTEMPTING),
        ~_another(
            _other.c.state == OutboxState.PLANNED,
            _other.c.priority <= _ready.c.priority,
            _other.c.id < _ready.c.id,
        ),
    )
    .order_by(_ready.c.priority, _ready.c.id)
    .limit(bindparam("most", type_=Integer))
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(_READY.scalar_subquery()))
    .values(state=str(OutboxState.ATTEMPTING), attempts=outbox.c.attempts + 1)
    .returning(outbox)
)


def claim(connection: Connection, claims: Sequence[tuple[str, int, bool, datetime]]) -> list[list[Any]]:
    """Mark what is due as being attempted, at most so many of a channel; returns the rows, in their order."""
    found = []
    for channel, most, only_uncertain, now in claims:
        given = {"of_channel": channel, "most": most, "only_uncertain": only_uncertain, "now": now}
        rows = connection.execute(_CLAIM, given).all()
        found.append(sorted(rows, key=lambda row: (row.priority, row.id)))
    return found


_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"))
    .values(
        state=bindparam("to_state"),
        reason=bindparam("why"),
        due_at=func.coalesce(bindparam("next_at", type_=Moment), outbox.c.due_at),
        finished_at=bindparam("end_at"),
        attempts=outbox.c.attempts - bindparam("not_counted"),
        possible_duplicate=or_(outbox.c.possible_duplicate, bindparam("maybe_twice", type_=Boolean)),
    )
)


def settle(connection: Connection, items: Sequence[tuple[Settled, datetime]]) -> list[None]:
    """Write down what became of attempts."""
    connection.execute(
        _SETTLE,
        [
            {
                "row_id": item.id,
                "to_state": str(item.state),
                "why": item.reason,
                "next_at": item.due_at,
                "end_at": None if item.state is OutboxState.PLANNED else now,
                "not_counted": 0 if item.counted else 1,
                "maybe_twice": item.possible_duplicate,
            }
            for item, now in items
        ],
    )
    return [None] * len(items)


def recover(connection: Connection, now: datetime) -> int:
    """Plan what was attempted once more, marked; what was so before is unknown for ever. Returns how many."""
    attempting = and_(unfinished("outbox"), outbox.c.state == OutboxState.ATTEMPTING)
    given_up = connection.execute(
        update(outbox)
        .where(attempting, outbox.c.possible_duplicate)
        .values(state=str(OutboxState.UNKNOWN), reason=CRASHED, finished_at=now)
    )
    sent_again = connection.execute(
        update(outbox)
        .where(attempting)
        .values(state=str(OutboxState.PLANNED), reason=CRASHED, possible_duplicate=true(), due_at=now)
    )
    return given_up.rowcount + sent_again.rowcount
