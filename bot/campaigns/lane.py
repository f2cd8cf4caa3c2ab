"""The sender of one channel: several runs in turn, at the channel's pace, replies to citizens first."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Collection, Sequence

import structlog

from bot.campaigns.attempts import Attempts
from bot.campaigns.books import AGAIN_SECONDS, Books
from bot.campaigns.crew import Crew
from bot.campaigns.due import Claimed
from bot.campaigns.ledger import Outcome
from bot.campaigns.model import DeliveryState, Route
from bot.campaigns.orders import Order, TemplateChannel, Tools, WindowedChannel
from bot.campaigns.pace import Pace
from bot.channels.base import Channel, Part
from bot.delivery.condition import Condition, Health
from bot.delivery.dispatcher import SEND_SECONDS
from bot.logs import place_of

AHEAD_SECONDS = 0.25  # so much is claimed ahead: a pause or an opt-out is seen about as soon
HOLD_SECONDS = 0.5  # in a longer pause nothing stays claimed
YIELD_SECONDS = 0.5  # an announcement lets replies go first for at most so long

_Taken = tuple[Order, Claimed, Sequence[Part]]


class Lane:
    """Sends on one channel what `offer` brings."""

    def __init__(self, channel: Channel, condition: Condition, tools: Tools) -> None:
        self.channel = channel
        self.condition = condition
        self.pace = Pace(tools.settings.rate_of(channel.name))
        self._compose = tools.compose
        self._books = Books(tools)
        self._attempts = Attempts(channel, condition, self.pace, tools)
        self._in_flight = tools.settings.in_flight
        self._windowed = isinstance(channel, WindowedChannel)
        self._orders: deque[Order] = deque()  # whose turn it is next stands first
        self._dry: set[Order] = set()  # had nothing due when it was last looked
        self._parts: dict[tuple[int, str, str], Sequence[Part]] = {}  # by run, route, language
        self._queue: deque[tuple[Order, Claimed]] = deque()
        self._look = asyncio.Event()  # there is something to claim, perhaps
        self._filled = asyncio.Event()
        self.crew = Crew(self._in_flight, self._next_job, self._attempt)
        self._probes = 0  # attempts begun while the channel is not well: one at a time
        self._free = asyncio.Event()  # an attempt has ended
        self._replies_seen = condition.replies
        self._log = structlog.get_logger().bind(channel=channel.name)

    def offer(self, orders: Sequence[Order], ready: Collection[Order]) -> None:
        """The runs that may be sent now, and which of them have something due; said again and again."""
        self._orders = deque([order for order in self._orders if order in orders])
        self._orders.extend(order for order in orders if order not in self._orders)
        runs = {order.run.id for order in orders}
        self._parts = {key: parts for key, parts in self._parts.items() if key[0] in runs}
        self._dry = {order for order in orders if order not in ready}
        self._look.set()

    async def run(self) -> None:
        """Send until `stop`."""
        self.crew.start()
        self.condition.on_recovery.append(self._recovered)
        try:
            await asyncio.gather(
                self._claim_ahead(), self._hand_out(), self._books.keep(self._look.set), self._watch()
            )
        finally:
            self.condition.on_recovery.remove(self._recovered)

    async def stop(self, seconds: float) -> None:
        """When `run` is cancelled: let what is on its way arrive, for a limited time; the rest goes back."""
        await self.crew.stop(seconds)
        self._release_all()
        await self._books.flush()
        await self._attempts.told()

    def _recovered(self) -> None:
        task = asyncio.create_task(self._books.hasten(self.channel.name))
        self._attempts.remember(task)

    @property
    def _batch(self) -> int:
        if self.condition.one_by_one:
            return 1
        return max(1, min(self._in_flight, int(self.pace.rate * AHEAD_SECONDS)))

    async def _claim_ahead(self) -> None:
        while True:
            self._look.clear()
            try:
                if (order := self._next()) is None or not await self._claim(order):
                    await self._look.wait()
            except Exception as error:
                self._log.error("cannot claim", error=type(error).__name__, where=place_of(error))
                await asyncio.sleep(AGAIN_SECONDS)

    def _next(self) -> Order | None:
        """The run whose turn it is; None while nothing may be claimed."""
        if self.condition.health is Health.STARTING:
            return None
        if self.condition.pause_left() > HOLD_SECONDS or len(self._queue) > self._batch // 2:
            return None
        if self._books.open > 6 * self._in_flight:
            return None
        for _ in range(len(self._orders)):
            order = self._orders[0]
            self._orders.rotate(-1)
            if order.active and order not in self._dry:
                return order
        return None

    async def _claim(self, order: Order) -> bool:
        """Claim for one run; False where there was nothing."""
        found, claimed = await self._books.claim(order, self.channel, self._batch, windowed=self._windowed)
        if not found:
            self._dry.add(order)
            return any(other not in self._dry for other in self._orders)
        try:
            for kind in {(item.route, item.language) for item in claimed}:
                await self._lay_out(order, *kind)
        except Exception as error:
            self._log.error("cannot be laid out", error=type(error).__name__, where=place_of(error))
            order.stop("layout")
        self._queue.extend((order, item) for item in claimed)
        self._filled.set()
        return True

    async def _lay_out(self, order: Order, route: str, language: str) -> None:
        key = (order.run.id, route, language)
        if key in self._parts:
            return
        content = order.run.definition.content
        if route == Route.TEMPLATE and isinstance(self.channel, TemplateChannel):
            self._parts[key] = [self.channel.template_part(content.template, content.template_data)]
        else:
            self._parts[key] = await self._compose(order.run, self.channel, language)

    async def _attempt(self, taken: _Taken) -> None:
        order, item, parts = taken
        probe = self.condition.one_by_one
        self._probes += probe
        try:
            self._books.settle(await self._attempts.make(order, item, parts))
        finally:
            self._probes -= probe
            self._free.set()

    def _next_job(self) -> _Taken | None:
        return self._take(time.monotonic())

    def _take(self, now: float, *, replies_were_let: bool = False) -> _Taken | None:
        """The next message where nothing stands in its way; the turn is taken with it."""
        condition = self.condition
        if not self._queue or condition.pause_left():
            return None
        if condition.replies_wait and not replies_were_let:
            return None
        if self._probes and condition.one_by_one:
            return None
        while self._queue:
            order, item = self._queue[0]
            parts = self._parts.get((order.run.id, item.route, item.language))
            if order.active and parts is not None:
                break
            self._release(*self._queue.popleft())  # it was paused or taken away meanwhile
        else:
            return None
        if condition.replies != self._replies_seen:
            for _ in range(condition.replies - self._replies_seen):
                self.pace.debit(now)
            self._replies_seen = condition.replies
        if self.pace.wait(now):
            return None
        self._queue.popleft()
        if len(self._queue) <= self._batch // 2:
            self._look.set()
        return order, item, parts

    async def _hand_out(self) -> None:
        """Give the senders that wait what may leave now, and wait for what stands in the way of the rest."""
        while True:
            await self.crew.somebody_waits()
            await self.condition.after_replies(YIELD_SECONDS)
            # The first need not wait for replies any more: a flood of questions must not end announcements.
            first = self._take(time.monotonic(), replies_were_let=True)
            if first is not None and self.crew.hand_out(first):
                continue
            pause = self.condition.pause_left()
            if pause > HOLD_SECONDS:
                self._release_all()
            if not self._queue:
                self._filled.clear()
                self._look.set()
                await self._filled.wait()
            elif self.condition.one_by_one and self._probes:
                self._free.clear()
                await self._free.wait()
            elif wait := pause or self.pace.left(time.monotonic()):
                await asyncio.sleep(wait)

    async def _watch(self) -> None:
        """Give up attempts that take too long, whatever the adapter thinks."""
        while True:
            await asyncio.sleep(SEND_SECONDS / 10)
            self.crew.cancel_since(time.monotonic() - SEND_SECONDS)

    def _release(self, order: Order, item: Claimed) -> None:
        self._books.settle(
            Outcome(item.id, order.run.id, DeliveryState.PLANNED, counted=False, parts_sent=item.parts_sent)
        )

    def _release_all(self) -> None:
        while self._queue:
            self._release(*self._queue.popleft())
