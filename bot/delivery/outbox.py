"""The outbox: replies recorded with the message they answer, and how far each of their parts is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.campaigns.reactions import Reaction
from bot.channels.base import Incoming, Part
from bot.delivery.cards import Card, insert_cards
from bot.delivery.statements import Record, Settled, claim, planned_for, record, recover, settle, unfinished
from bot.delivery.tables import InboxState, OutboxState, Priority, inbox, outbox
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.sealing import Sealer
from knowledge.clock import Clock


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
        reaction: Reaction | None = None,
        replaces: str = "",
        delivered: bool = False,
    ) -> bool:
        """Record the reply to a message, together with the fact that the message is answered.

        `replaces` is the message that its first part may stand in place of; `delivered`: whoever asked
        fetches the reply themselves. Returns False when the message has a reply already or was erased
        meanwhile; then nothing is recorded.
        """
        now = self._clock.now()
        person = Person(incoming.channel, incoming.sender, incoming.reply_to)
        rows = [
            self._row(person, part, now, inbox_id=inbox_id, replaces="" if number else replaces)
            for number, part in enumerate(parts)
        ]
        if delivered:
            rows = [{**row, "state": str(OutboxState.SENT), "finished_at": now} for row in rows]
        state = InboxState.ANSWERED if parts else InboxState.SILENT
        return await self._database.write(record, Record(inbox_id, state, now, tuple(rows), card, reaction))

    async def tell(self, person: Person, parts: Sequence[Part], card: Card | None = None) -> None:
        """Record a message to somebody who did not ask for it just now, such as an official."""
        now = self._clock.now()
        rows = [self._row(person, part, now) for part in parts]

        def operation(connection: Connection) -> None:
            connection.execute(insert(outbox), rows)
            insert_cards(connection, [card] if card is not None else [])

        await self._database.transact(operation)

    async def claim(self, channel: str, most: int, *, only_uncertain: bool = False) -> list[Due]:
        """At most `most` messages of `channel` whose turn it is, marked as being attempted.

        Replies come before bulk; of one address only the first, and none while another is on its way.
        `only_uncertain`: only those that were on their way when the program ended.
        """
        rows = await self._database.write(claim, (channel, most, only_uncertain, self._clock.now()))
        return [self._due(row) for row in rows]

    async def settle(self, settled: Settled) -> None:
        """Write down what became of an attempt."""
        await self._database.write(settle, (settled, self._clock.now()))

    async def recover(self) -> int:
        """After a crash: what was on its way may have arrived. It is sent once more, marked; never thrice.

        Returns how many messages that are.
        """
        now = self._clock.now()
        return await self._database.transact(lambda connection: recover(connection, now))

    async def leave(self, channel: str, address: str) -> None:
        """Whoever is at `address` has left: what is planned for them is not sent."""
        key, now = self._sealer.key_of(channel, address), self._clock.now()
        await self._database.transact(
            lambda connection: (
                connection.execute(
                    update(outbox)
                    .where(*planned_for(channel, key))
                    .values(state=str(OutboxState.SKIPPED), reason="left", finished_at=now)
                ).rowcount
            )
        )

    async def move(self, channel: str, old: str, new: str) -> None:
        """The chat at the address `old` is at `new` now: what is planned for it goes there."""
        key = self._sealer.key_of(channel, old)

        def rewrite(connection: Connection) -> int:
            rows = connection.execute(
                select(outbox.c.id, outbox.c.who).where(*planned_for(channel, key))
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
                        unfinished("outbox"),
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
        self, to: Person, part: Part, now: datetime, *, inbox_id: int | None = None, replaces: str = ""
    ) -> dict[str, Any]:
        sealer = self._sealer
        return {
            "inbox_id": inbox_id,
            "channel": to.channel,
            "address_key": sealer.key_of(to.channel, to.address),
            "who": sealer.seal([to.sender, to.address, replaces]),
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
