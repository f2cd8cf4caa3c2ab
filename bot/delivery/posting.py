"""Messages that nobody asked for, to officials: previews, requests for approval, alerts."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert

from bot.channels.base import Outgoing, Part
from bot.delivery.cards import Cards, insert_cards
from bot.delivery.tables import OutboxState, Priority, outbox
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.sealing import Sealer
from knowledge.clock import Clock


class Post:
    """Puts messages into the outbox; the running desk sends them, with their buttons, like replies."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        *,
        card_hours: int,
        wake: Callable[[str], None] = lambda _channel: None,
    ) -> None:
        """`wake` is told on which channel something is to be sent, where the desk runs in this process."""
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._cards = Cards(database, clock, card_hours)
        self._wake = wake

    async def send(
        self, person: Person, outgoing: Outgoing, lay_out: Callable[[Outgoing, str], list[Part]]
    ) -> None:
        """Have `outgoing` sent to `person`, as `lay_out` of their channel lays it out."""
        key, now = self._sealer.key_of(person.channel, person.sender), self._clock.now()
        card = self._cards.of(outgoing, key)
        rows = [
            {
                "channel": person.channel,
                "address_key": self._sealer.key_of(person.channel, person.address),
                "who": self._sealer.seal([person.sender, person.address, ""]),
                "part": dict(part),
                "priority": int(Priority.REPLY),
                "state": str(OutboxState.PLANNED),
                "created_at": now,
                "due_at": now,
            }
            for part in lay_out(outgoing, card.key if card else "")
        ]

        def operation(connection: Connection) -> None:
            connection.execute(insert(outbox), rows)
            insert_cards(connection, [card] if card is not None else [])

        await self._database.transact(operation)
        self._wake(person.channel)
