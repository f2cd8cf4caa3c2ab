"""Messages that nobody asked for just now, to officials: previews, requests for approval, alerts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.channels.base import LayOut, Outgoing
from bot.delivery.cards import Cards
from bot.delivery.outbox import Outbox
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.sealing import Sealer
from knowledge.clock import Clock

Tell = Callable[[Person, Outgoing], Awaitable[None]]
"""Has a message sent to somebody: `Post.send`."""


class Post:
    """Puts messages into the outbox; the running desk sends them, with their buttons, like replies.

    It serves the desk itself and commands beside it alike.
    """

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        *,
        card_hours: int,
        layouts: Mapping[str, LayOut],
        wake: Callable[[str], None] = lambda _channel: None,
    ) -> None:
        """`layouts` are those of the channels that are switched on, which may come later.

        `wake` is told on which channel something is to be sent, where the desk runs in this process.
        """
        self._outbox = Outbox(database, sealer, clock)
        self._cards = Cards(database, clock, card_hours)
        self._sealer = sealer
        self._layouts = layouts
        self._wake = wake

    def reaches(self, channel: str) -> bool:
        """Whether `channel` is switched on and can write to people on its own."""
        return channel in self._layouts

    async def send(self, person: Person, outgoing: Outgoing) -> None:
        """Have `outgoing` sent to `person`; nothing where their channel is switched off."""
        lay_out = self._layouts.get(person.channel)
        if lay_out is None:
            return
        card = self._cards.of(outgoing, self._sealer.key_of(person.channel, person.sender))
        await self._outbox.tell(person, lay_out(outgoing, card.key if card else ""), card)
        self._wake(person.channel)
