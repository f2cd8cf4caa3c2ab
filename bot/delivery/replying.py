"""From a stored message to what is recorded as its reply: everybody gets one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.campaigns.reactions import Reaction, Reactions
from bot.channels.base import Channel, FetchedChannel, Handler, Incoming, IncomingKind, Outgoing, Part
from bot.delivery.cards import Card, Cards, Expired, Unmatched
from bot.delivery.inbox import Stored
from bot.logs import place_of

Excuse = Callable[[Incoming], Awaitable[Outgoing]]
"""What is said where no reply could be made."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said where the dialogue says nothing."""

    failed: Excuse  # to a message that could not be answered
    expired: Handler  # to buttons that are not valid any more
    # to a number that chooses nothing of so many choices
    unmatched: Callable[[Incoming, int, int], Awaitable[Outgoing | None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it is recorded; no parts where nothing is to be said."""

    parts: Sequence[Part] = ()
    card: Card | None = None
    reaction: Reaction | None = None
    replaces: str = ""  # the message it may stand in place of


class Replies:
    """Makes replies."""

    def __init__(self, cards: Cards, handler: Handler, reactions: Reactions, words: Words) -> None:
        self._cards = cards
        self._handler = handler
        self._reactions = reactions
        self._words = words
        self._log = structlog.get_logger()

    async def make(self, channel: Channel, stored: Stored) -> Reply:
        """The reply to `stored`, laid out for `channel`."""
        incoming, person = stored.incoming, stored.person
        fetched = isinstance(channel, FetchedChannel)
        try:
            reaction, replaces = None, ""
            try:
                read = await self._cards.read(incoming, person, menus=not fetched)
                reader = None if fetched else await self._reactions.reader(read, person)
                outgoing = await self._handler(read)
                if outgoing is not None and not outgoing.aside:
                    replaces = read.tapped
                reaction = await self._reactions.reaction(reader, read, person, outgoing)
            except Expired:
                outgoing = await self._words.expired(incoming)
            except Unmatched as typed:
                outgoing = await self._words.unmatched(incoming, typed.number, typed.most)
            if outgoing is None or incoming.kind in {IncomingKind.LEFT, IncomingKind.MOVED}:
                return Reply(reaction=reaction)
            card = None if fetched else self._cards.of(outgoing, person)
            parts = channel.lay_out(outgoing, card.key if card else "")
            return Reply(parts, card, reaction, replaces)
        except Exception as error:  # everybody gets a reply
            # Not the error's text: it may quote the person.
            self._log.error("no reply made", error=type(error).__name__, where=place_of(error))
            return Reply(channel.lay_out(await self._words.failed(incoming), ""))
