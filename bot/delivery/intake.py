"""From the inbox to recorded replies: one person's messages in order, different people beside each other."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from bot.channels.base import Channel, FetchedChannel, Incoming, IncomingKind
from bot.delivery.inbox import Inbox, Stored
from bot.delivery.insisting import insist
from bot.delivery.outbox import Outbox
from bot.delivery.replying import Replies
from bot.logs import place_of

MOST_WAITING = 2_000  # messages in memory; more wait in the database
NOTICE_SECONDS = 0.5  # a reply that takes longer is announced ("typing…")
PAUSE_SECONDS = 1.0  # before more is taken up after the database failed


class Intake:
    """Stores what channels receive and works it off."""

    def __init__(
        self,
        inbox: Inbox,
        outbox: Outbox,
        replies: Replies,
        channels: Mapping[str, Channel],
        *,
        parallel: int,
        recorded: Callable[[str], None],
    ) -> None:
        """`recorded` is told the channel for which there is something to send."""
        self._inbox = inbox
        self._outbox = outbox
        self._replies = replies
        self._channels = channels
        self._fetched = {
            name: channel for name, channel in channels.items() if isinstance(channel, FetchedChannel)
        }
        self._recorded = recorded
        self._queues: dict[str, list[tuple[datetime, int, Stored]]] = {}  # by person: heaps
        self._turns: asyncio.Queue[str] = asyncio.Queue()  # people whose next message may be worked on
        self._held: set[int] = set()  # ids of the messages in memory
        self._overflowed = True  # there may be more in the database; so it is at the start
        self._draining = False
        self._idle = asyncio.Event()
        self._workers = [asyncio.create_task(self._work()) for _ in range(parallel)]
        self._log = structlog.get_logger()

    @property
    def broken(self) -> bool:
        """Whether a worker has ended, which none should: the person it was at would wait for ever."""
        return not self._draining and any(worker.done() for worker in self._workers)

    async def receive(self, messages: Sequence[Incoming]) -> None:
        """Store `messages`; when this returns they survive a crash. Those stored before are passed over."""
        for stored in await self._inbox.receive(messages):
            self._take(stored)

    async def resume(self) -> int:
        """Take up messages of the database that have no reply yet; returns how many."""
        self._overflowed = False
        try:
            found = await self._inbox.waiting(
                self._channels.keys(), apart_from=frozenset(self._held), most=MOST_WAITING
            )
        except BaseException:
            self._overflowed = True  # what is there is not known
            raise
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
            # While it is not read, what comes in waits in the database, too: nobody else would look.
            await insist(self.resume)

    async def _answer(self, stored: Stored) -> None:
        incoming = stored.incoming
        channel = self._channels[incoming.channel]
        if incoming.kind is IncomingKind.LEFT and await self._inbox.overtaken(stored):
            # They were back before this was told: platforms bring events late and in any order.
            await self._outbox.record(stored.id, incoming, ())
            return
        if incoming.kind is IncomingKind.LEFT:
            await self._outbox.leave(incoming.channel, incoming.reply_to)
        elif incoming.kind is IncomingKind.MOVED:
            await self._outbox.move(incoming.channel, incoming.reply_to, incoming.text)
        announcing = asyncio.get_running_loop().call_later(NOTICE_SECONDS, self._announce, channel, incoming)
        try:
            reply = await self._replies.make(channel, stored)
        finally:
            announcing.cancel()
        fetched = self._fetched.get(incoming.channel)
        recorded = await self._outbox.record(
            stored.id,
            incoming,
            reply.parts,
            card=reply.card,
            reaction=reply.reaction,
            replaces=reply.replaces,
            delivered=fetched is not None,
        )
        if recorded:
            if fetched is not None:
                fetched.recorded(incoming.reply_to, reply.parts)
            elif reply.parts:
                self._recorded(incoming.channel)

    def _announce(self, channel: Channel, incoming: Incoming) -> None:
        task = asyncio.ensure_future(channel.noticed(incoming))
        task.add_done_callback(lambda done: None if done.cancelled() else done.exception())
