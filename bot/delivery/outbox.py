"""The outbox: replies recorded with the message they answer, and how far each of their parts is."""

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

from bot.channels.base import Incoming, Part
from bot.delivery.cards import Card, insert_cards
from bot.delivery.tables import InboxState, OutboxState, Priority, inbox, outbox
from bot.state.database import Database
from bot.state.schema import Moment
from bot.state.sealing import Sealer
from knowledge.clock import Clock

CRASHED = "crashed"  # the reason of a row that was on its way when the program ended


@dataclass(frozen=True, slots=True)
class Due:
    """A message to a person that is on its way."""

    id: int
    sender: str
    address: str
    replaces: str
    part: Part
    attempts: int  # this one included
    possible_duplicate: bool
    created_at: datetime


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
class _Record:
    inbox_id: int
    state: InboxState
    at: datetime
    rows: tuple[dict[str, Any], ...] = ()
    card: Card | None = None


class Outbox:
    """Writes and reads the outbox; who sends is `bot.delivery.dispatcher`."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def record(
        self,
        inbox_id: int,
        incoming: Incoming,
        parts: Sequence[Part],
        *,
        card: Card | None = None,
        delivered: bool = False,
    ) -> bool:
        """Record the reply to a message, together with the fact that the message is answered.

        `delivered`: whoever asked fetches the reply themselves. Returns False when the message has a reply
        already or was erased meanwhile; then nothing is recorded.
        """
        now = self._clock.now()
        rows = [
            self._row(incoming, part, now, inbox_id=inbox_id, replaces="" if number else incoming.tapped)
            for number, part in enumerate(parts)
        ]
        if delivered:
            rows = [{**row, "state": str(OutboxState.SENT), "finished_at": now} for row in rows]
        state = InboxState.ANSWERED if parts else InboxState.SILENT
        return await self._database.write(_record, _Record(inbox_id, state, now, tuple(rows), card))

    async def claim(self, channel: str, most: int, *, only_uncertain: bool = False) -> list[Due]:
        """At most `most` messages of `channel` whose turn it is, marked as being attempted.

        Replies come before bulk; of one address only the first, and none while another is on its way.
        `only_uncertain`: only those that were on their way when the program ended.
        """
        rows = await self._database.write(_claim, (channel, most, only_uncertain, self._clock.now()))
        return [self._due(row) for row in rows]

    async def settle(self, settled: Settled) -> None:
        """Write down what became of an attempt."""
        await self._database.write(_settle, (settled, self._clock.now()))

    async def recover(self) -> int:
        """After a crash: what was on its way may have arrived. It is sent once more, marked; never thrice.

        Returns how many messages that are.
        """
        now = self._clock.now()
        return await self._database.transact(lambda connection: _recover(connection, now))

    async def leave(self, channel: str, address: str) -> None:
        """Whoever is at `address` has left: what is planned for them is not sent."""
        key, now = self._sealer.key_of(channel, address), self._clock.now()
        await self._database.transact(
            lambda connection: (
                connection.execute(
                    update(outbox)
                    .where(*_planned_for(channel, key))
                    .values(state=str(OutboxState.SKIPPED), reason="left", finished_at=now)
                ).rowcount
            )
        )

    async def move(self, channel: str, old: str, new: str) -> None:
        """The chat at the address `old` is at `new` now: what is planned for it goes there."""
        key = self._sealer.key_of(channel, old)

        def rewrite(connection: Connection) -> int:
            rows = connection.execute(
                select(outbox.c.id, outbox.c.who).where(*_planned_for(channel, key))
            ).all()
            for number, who in rows:
                sender, _, replaces = self._sealer.open(who)
                connection.execute(
                    update(outbox)
                    .where(outbox.c.id == number)
                    .values(
                        who=self._sealer.seal([sender, new, replaces]),
                        address_key=self._sealer.key_of(channel, new),
                    )
                )
            return len(rows)

        await self._database.transact(rewrite)

    async def hasten(self, channel: str) -> None:
        """The platform is back: what waits for it need not wait longer."""
        now = self._clock.now()
        await self._database.transact(
            lambda connection: (
                connection.execute(
                    update(outbox)
                    .where(
                        outbox.c.channel == channel,
                        outbox.c.state == OutboxState.PLANNED,
                        outbox.c.due_at > now,
                    )
                    .values(due_at=now)
                ).rowcount
            )
        )

    async def recorded(self, channel: str, message_id: str) -> list[Part] | None:
        """The reply recorded for a message of `channel`; None while there is none."""
        key = self._sealer.key_of(channel, "message", message_id)
        query = (
            select(inbox.c.state, outbox.c.part)
            .outerjoin_from(inbox, outbox, outbox.c.inbox_id == inbox.c.id)
            .where(inbox.c.channel == channel, inbox.c.message_key == key)
            .order_by(outbox.c.id)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        if not rows or rows[0].state == InboxState.RECEIVED:
            return None
        return [row.part for row in rows if row.part is not None]

    def _row(
        self, incoming: Incoming, part: Part, now: datetime, *, inbox_id: int | None, replaces: str
    ) -> dict[str, Any]:
        sealer = self._sealer
        return {
            "inbox_id": inbox_id,
            "channel": incoming.channel,
            "address_key": sealer.key_of(incoming.channel, incoming.reply_to),
            "who": sealer.seal([incoming.sender, incoming.reply_to, replaces]),
            "part": dict(part),
            "priority": int(Priority.REPLY),
            "state": str(OutboxState.PLANNED),
            "created_at": now,
            "due_at": now,
            "finished_at": None,
        }

    def _due(self, row: Any) -> Due:
        sender, address, replaces = self._sealer.open(row.who)
        return Due(
            id=row.id,
            sender=sender,
            address=address,
            replaces=replaces,
            part=row.part,
            attempts=row.attempts,
            possible_duplicate=row.possible_duplicate,
            created_at=row.created_at,
        )


def _planned_for(channel: str, address_key: str) -> tuple[Any, ...]:
    return (
        outbox.c.channel == channel,
        outbox.c.address_key == address_key,
        _unfinished("outbox"),
        outbox.c.state == OutboxState.PLANNED,
    )


_ANSWER = (
    update(inbox)
    .where(inbox.c.id == bindparam("row_id"), inbox.c.state == InboxState.RECEIVED)
    .values(state=bindparam("to_state"), done_at=bindparam("now"))
)


def _record(connection: Connection, records: Sequence[_Record]) -> list[bool]:
    open_ids = set(
        connection.scalars(
            select(inbox.c.id).where(
                inbox.c.id.in_([record.inbox_id for record in records]), inbox.c.state == InboxState.RECEIVED
            )
        )
    )
    fresh = [record for record in records if record.inbox_id in open_ids]
    if fresh:
        connection.execute(
            _ANSWER,
            [{"row_id": item.inbox_id, "to_state": str(item.state), "now": item.at} for item in fresh],
        )
        rows = [row for record in fresh for row in record.rows]
        if rows:
            connection.execute(insert(outbox), rows)
        insert_cards(connection, [record.card for record in fresh if record.card is not None])
    return [record.inbox_id in open_ids for record in records]


_ready = outbox.alias("ready")
_other = outbox.alias("other")


def _unfinished(table: str) -> TextClause:
    """The condition of the partial indexes, word for word: only then does SQLite use them."""
    return text(f"{table}.state IN ('planned', 'attempting')")


def _another(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether another message to the same address fulfils `conditions`."""
    same = (_other.c.channel == _ready.c.channel, _other.c.address_key == _ready.c.address_key)
    return exists().where(*same, _unfinished("other"), *conditions)


_READY = (
    select(_ready.c.id)
    .where(
        _ready.c.channel == bindparam("of_channel"),
        _unfinished("ready"),
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


def _claim(connection: Connection, claims: Sequence[tuple[str, int, bool, datetime]]) -> list[list[Any]]:
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


def _settle(connection: Connection, items: Sequence[tuple[Settled, datetime]]) -> list[None]:
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


def _recover(connection: Connection, now: datetime) -> int:
    attempting = outbox.c.state == OutboxState.ATTEMPTING
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
