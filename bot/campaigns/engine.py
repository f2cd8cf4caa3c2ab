"""The engine: fires what is due, plans audiences, hands runs to the senders, and ends what is done.

It lives by the rows: commands and chats change a campaign's status, and the engine sees it within a round.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.campaigns import firing, ledger, rounds
from bot.campaigns.alarms import Alarms
from bot.campaigns.auditing import ENGINE
from bot.campaigns.broadcasting import broadcast
from bot.campaigns.hours import Hours
from bot.campaigns.lane import Lane
from bot.campaigns.model import RunState, Skip, Status
from bot.campaigns.orders import BroadcastChannel, Order, Tools, ways_of
from bot.campaigns.planning import Plan, plan
from bot.campaigns.records import Step, move, of
from bot.campaigns.recovering import recover, skip_rest
from bot.campaigns.rounds import Standing
from bot.channels.base import Channel
from bot.delivery.condition import Condition
from bot.delivery.retrying import LONGEST_PAUSE
from bot.logs import place_of

ROUND_SECONDS = 0.25
AGAIN_SECONDS = 60.0  # before an article is tried again whose platform was not there
_SET_BACK = timedelta(seconds=-60)


class Engine:
    """Carries out campaigns. One process at a time: the lock on the database sees to that."""

    def __init__(
        self, tools: Tools, hours: Hours, alarms: Alarms, senders: Mapping[Channel, Condition]
    ) -> None:
        """`senders`: the channels that can write to people on their own, with how they are."""
        self._tools = tools
        self._hours = hours
        self._alarms = alarms
        self._ways = ways_of(list(senders))
        self.lanes = [Lane(channel, condition, tools) for channel, condition in senders.items()]
        self._orders: dict[int, Order] = {}
        self._work: dict[str, asyncio.Task[None]] = {}  # what takes longer than a round, by what it is
        self._tasks: list[asyncio.Task[None]] = []
        self._seen = (tools.clock.now(), time.monotonic())
        self._log = structlog.get_logger()

    async def start(self) -> None:
        """Put the books in order and begin."""
        database, clock = self._tools.database, self._tools.clock
        for found in await recover(database, clock, self._hours, self._ways.channels):
            await self._alarms.sound(found.campaign_id, "too-late")
        self._tasks = [asyncio.create_task(lane.run()) for lane in self.lanes]
        self._tasks.append(asyncio.create_task(self._go_round()))

    async def stop(self, seconds: float = 10.0) -> None:
        """Begin nothing new, let arrive what is on its way."""
        tasks, self._tasks = [*self._tasks, *self._work.values()], []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(lane.stop(seconds) for lane in self.lanes))

    async def _go_round(self) -> None:
        while True:
            try:
                await self.round()
            except Exception as error:  # the next round may do better
                self._log.error("campaigns", error=type(error).__name__, where=place_of(error))
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self) -> None:
        """Look at the rows once, and begin what is to be done."""
        database, now = self._tools.database, self._tools.clock.now()
        await self._watch_clock(now)
        if await database.read(partial(firing.is_due, now=now)):
            for fired in await database.transact(partial(firing.fire, now=now)):
                if fired.unapproved:
                    await self._alarms.sound(fired.campaign, "not-as-approved")
                elif fired.missed is not None:
                    await self._alarms.sound(fired.campaign, "missed", at=f"{fired.missed:%H:%M %d/%m/%Y}")
        standing = await database.read(rounds.standing)
        ready: dict[str, list[Order]] = {}
        sending = [order for found in standing if (order := await self._order(found, now, ready)) is not None]
        for lane in self.lanes:
            lane.offer(sending, ready.get(lane.channel.name, []))
        known = {found.run_id for found in standing}
        self._orders = {number: order for number, order in self._orders.items() if number in known}

    async def _order(self, found: Standing, now: datetime, ready: dict[str, list[Order]]) -> Order | None:
        """`found` as an order where it may be sent now; else whatever else is to be done with it."""
        database = self._tools.database
        order = self._orders.get(found.run_id)
        if order is None:
            run = await database.read(partial(rounds.run_of, number=found.run_id))
            order = self._orders[found.run_id] = Order(run, self._tools.settings.stop_after)
        if order.stopped:
            await self._stop(order)
            return None
        policy = order.run.definition.policy
        order.active = found.status is Status.SENDING and self._hours.opens(now, policy) <= now
        if found.status is Status.CANCELLED:
            self._begin(f"cancel {found.run_id}", self._cancel(found.run_id))
        elif found.state is RunState.PLANNING and found.status is Status.SENDING:
            order.active = False
            ordered = Plan(order.run.id, order.run.definition, order.run.created_at, self._ways)
            self._begin("plan", plan(database, self._tools.clock, ordered))
        elif order.active:
            return await self._look(order, now, ready)
        return None

    async def _look(self, order: Order, now: datetime, ready: dict[str, list[Order]]) -> Order:
        number = order.run.id
        look = partial(rounds.look, run_id=number, channels=self._ways.channels, now=now)
        found = await self._tools.database.read(look)
        for channel in found.ready:
            ready.setdefault(channel, []).append(order)
        for lane in self.lanes:
            if lane.channel.name in found.article and isinstance(lane.channel, BroadcastChannel):
                sent = self._broadcast(order, lane.channel, lane.condition)
                self._begin(f"article {number} {lane.channel.name}", sent)
        if found.done:
            await self._tools.database.transact(partial(_finish, run_id=number, clock_now=now))
        return order

    async def _stop(self, order: Order) -> None:
        """Its failures came in a burst: it is paused, and officials are told."""
        now, reason = self._tools.clock.now(), order.stopped
        told = self._alarms.worded("stopped", reason=reason)
        if await self._tools.database.transact(partial(_pause, order=order, told=told, now=now)):
            await self._alarms.sound(order.run.campaign_id, "stopped", reason=reason)
        del self._orders[order.run.id]

    async def _cancel(self, number: int) -> None:
        database, now = self._tools.database, self._tools.clock.now()
        await skip_rest(database, number, Skip.CANCELLED, now)
        await database.transact(partial(_end_cancelled, run_id=number, now=now))

    async def _broadcast(self, order: Order, channel: BroadcastChannel, condition: Condition) -> None:
        if not await broadcast(self._tools, order, channel, condition):
            await asyncio.sleep(AGAIN_SECONDS)

    def _begin(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        """Begin `work` unless the same is under way."""
        if what in self._work:
            work.close()
            return
        task = self._work[what] = asyncio.create_task(work)
        task.add_done_callback(partial(self._ended, what))

    def _ended(self, what: str, task: asyncio.Task[None]) -> None:
        self._work.pop(what, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("campaigns", work=what, error=type(error).__name__, where=place_of(error))

    async def _watch_clock(self, now: datetime) -> None:
        """Where somebody has set the clock back, nothing waits for the time to come again."""
        before, at = self._seen
        self._seen = (now, time.monotonic())
        if (now - before) - timedelta(seconds=self._seen[1] - at) < _SET_BACK:
            self._log.warning("the clock was set back")
            await self._tools.database.transact(partial(ledger.hasten, latest=now + LONGEST_PAUSE))


def _finish(connection: Connection, run_id: int, clock_now: datetime) -> None:
    if ledger.is_done(connection, run_id):
        firing.finish(connection, run_id, clock_now)


def _end_cancelled(connection: Connection, run_id: int, now: datetime) -> None:
    if ledger.is_done(connection, run_id):  # else what is on its way ends first
        firing.end_run(connection, run_id, RunState.CANCELLED, now)


def _pause(connection: Connection, order: Order, told: str, now: datetime) -> bool:
    campaign = of(connection, order.run.campaign_id)
    if campaign.status is not Status.SENDING:
        return False
    step = Step(Status.PAUSED, "stopped", {"note": told}, {"reason": order.stopped, "run": order.run.id})
    move(connection, campaign, ENGINE, now, step)
    return True
