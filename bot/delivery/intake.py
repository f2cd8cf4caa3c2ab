"""From the inbox to recorded replies: one person's messages in order, different people beside each other."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.campaigns.reactions import Reaction, Reactions
from bot.channels.base import Channel, FetchedChannel, Handler, Incoming, IncomingKind, Outgoing, Part
from bot.delivery.cards import Card, Cards, Expired, Unmatched
from bot.delivery.inbox import Inbox, Stored
from bot.delivery.outbox import Outbox
from bot.logs import place_of

MOST_WAITING = 2_000  # messages in memory; more wait in the database
NOTICE_SECONDS = 0.5  # a reply that takes longer is announced ("typing…")
PAUSE_SECONDS = 1.0  # before more is taken up after the database failed

Excuse = Callable[[Incoming], Awaitable[Outgoing]]
"""What is said where no reply could be made."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said where the dialogue says nothing."""

    failed: Excuse  # to a message that could not be answered
    expired: Excuse  # to buttons that are not valid any more
    # to a number that chooses nothing of so many choices
    unmatched: Callable[[Incoming, int, int], Awaitable[Outgoing]]


_Made = tuple[Sequence[Part], Card | None, Reaction | None]


class Intake:
    """Stores what channels receive and works it off."""

    def __init__(
        self,
        inbox: Inbox,
        outbox: Outbox,
        cards: Cards,
        handler: Handler,
        channels: Mapping[str, Channel],
        *,
        reactions: Reactions,
        parallel: int,
        recorded: Callable[[str], None],
        words: Words,
    ) -> None:
        """`recorded` is told the channel for which there is something to send."""
        self._inbox = inbox
        self._outbox = outbox
        self._cards = cards
        self._reactions = reactions
        self._handler = handler
        self._channels = channels
        self._fetched = {
            name: channel for name, channel in channels.items() if isinstance(channel, FetchedChannel)
        }
        self._recorded = recorded
        self._words = words
        self._queues: dict[str, list[tuple[datetime, int, Stored]]] = {}  # by person: heaps
        self._turns: asyncio.Queue[str] = asyncio.Queue()  # people whose next message may be worked on
        self._held: set[int] = set()  # ids of the messages in memory
        self._overflowed = True  # there may be more in the database; so it is at the start
        self._draining = False
        self._idle = asyncio.Event()
        self._workers = [asyncio.create_task(self._work()) for _ in range(parallel)]
        self._log = structlog.get_logger()

    async def receive(self, messages: Sequence[Incoming]) -> None:
        """Store `messages`; when this returns they survive a crash. Those stored before are passed over."""
        for stored in await self._inbox.receive(messages):
            self._take(stored)

    async def resume(self) -> int:
        """Take up messages of the database that have no reply yet; returns how many."""
        self._overflowed = False
        found = await self._inbox.waiting(
            self._channels.keys(), apart_from=frozenset(self._held), most=MOST_WAITING
        )
        self._overflowed = len(found) == MOST_WAITING
        for stored in found:
            if stored.id not in self._held:
                self._put(stored)
        return len(found)

    async def drain(self, seconds: float) -> None:
        """Work off what is in memory, at most for `seconds`, and stop; the rest stays in the database."""
        self._draining = True
        try:
            async with asyncio.timeout(seconds):
                while self._held:
                    self._idle.clear()
                    await self._idle.wait()
        except TimeoutError:
            self._log.warning("stopped before all was answered", left=len(self._held))
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def _take(self, stored: Stored) -> None:
        if self._draining or self._overflowed or len(self._held) >= MOST_WAITING:
            # It stays in the database, and so does all that comes after it, in its order.
            self._overflowed = True
            return
        self._put(stored)

    def _put(self, stored: Stored) -> None:
        self._held.add(stored.id)
        queue = self._queues.get(stored.person)
        if queue is None:
            queue = self._queues[stored.person] = []
            self._turns.put_nowait(stored.person)
        heapq.heappush(queue, (stored.incoming.at, stored.id, stored))

    async def _work(self) -> None:
        while True:
            person = await self._turns.get()
            queue = self._queues[person]
            _, number, stored = heapq.heappop(queue)
            try:
                await self._answer(stored)
            except Exception as error:  # the message stays without reply and is taken up again
                self._log.error("message not worked off", error=type(error).__name__, where=place_of(error))
                self._overflowed = True
                await asyncio.sleep(PAUSE_SECONDS)
            finally:
                self._held.discard(number)
            if queue:
                self._turns.put_nowait(person)
            else:
                del self._queues[person]
            await self._after_one()

    async def _after_one(self) -> None:
        if not self._held:
            self._idle.set()
        if self._overflowed and not self._draining and len(self._held) <= MOST_WAITING // 2:
            await self.resume()

    async def _answer(self, stored: Stored) -> None:
        incoming = stored.incoming
        channel = self._channels[incoming.channel]
        if incoming.kind is IncomingKind.LEFT:
            await self._outbox.leave(incoming.channel, incoming.reply_to)
        elif incoming.kind is IncomingKind.MOVED:
            await self._outbox.move(incoming.channel, incoming.reply_to, incoming.text)
        announcing = asyncio.get_running_loop().call_later(NOTICE_SECONDS, self._announce, channel, incoming)
        try:
            parts, card, reaction = await self._reply(channel, stored)
        finally:
            announcing.cancel()
        fetched = self._fetched.get(incoming.channel)
        recorded = await self._outbox.record(
            stored.id, incoming, parts, card=card, reaction=reaction, delivered=fetched is not None
        )
        if recorded:
            if fetched is not None:
                fetched.recorded(incoming.reply_to, parts)
            elif parts:
                self._recorded(incoming.channel)

    async def _reply(self, channel: Channel, stored: Stored) -> _Made:
        incoming, person = stored.incoming, stored.person
        fetched = incoming.channel in self._fetched
        try:
            reaction = None
            try:
                read = await self._cards.read(incoming, person, menus=not fetched)
                reader = None if fetched else await self._reactions.reader(read, person)
                outgoing = await self._handler(read)
                reaction = await self._reactions.reaction(reader, read, person, outgoing)
            except Expired:
                outgoing = await self._words.expired(incoming)
            except Unmatched as typed:
                outgoing = await self._words.unmatched(incoming, typed.number, typed.most)
            if outgoing is None or incoming.kind in {IncomingKind.LEFT, IncomingKind.MOVED}:
                return (), None, reaction
            card = None if fetched else self._cards.of(outgoing, person)
            return channel.lay_out(outgoing, card.key if card else ""), card, reaction
        except Exception as error:  # everybody gets a reply
            # Not the error's text: it may quote the person.
            self._log.error("no reply made", error=type(error).__name__, where=place_of(error))
            return channel.lay_out(await self._words.failed(incoming), ""), None, None

    def _announce(self, channel: Channel, incoming: Incoming) -> None:
        task = asyncio.ensure_future(channel.noticed(incoming))
        task.add_done_callback(lambda done: None if done.cancelled() else done.exception())
