"""Inbox, outbox and channels as one part that is started and stopped: nothing is lost, nothing sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.campaigns.reactions import Reactions
from bot.channels.base import (
    Channel,
    FetchedChannel,
    Handler,
    Incoming,
    LayOut,
    TroubledChannel,
)
from bot.channels.errors import DeliveryError
from bot.delivery.cards import Cards
from bot.delivery.concerns import concerns_of
from bot.delivery.condition import Condition, Health
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.inbox import Inbox, Mask
from bot.delivery.intake import Intake
from bot.delivery.outbox import Outbox
from bot.delivery.posting import Post
from bot.delivery.replying import Replies, Words
from bot.delivery.retention import Retention
from bot.delivery.watch import Concern
from bot.logs import place_of
from bot.settings import DeliverySettings
from bot.state.opening import State
from knowledge.clock import Clock

START_PAUSE_SECONDS = 30.0  # before a channel whose platform was not there is started again


class Delivery:
    """Carries messages between the channels and the dialogue, through the database."""

    def __init__(
        self,
        state: State,
        settings: DeliverySettings,
        clock: Clock,
        *,
        mask: Mask,
        message_days: int,
    ) -> None:
        """`mask` hides personal numbers in what people write, before it is stored."""
        self._state = state
        self._settings = settings
        self._clock = clock
        self._inbox = Inbox(state.database, state.sealer, mask, clock)
        self.outbox = Outbox(state.database, state.sealer, clock)
        self._cards = Cards(state.database, clock, settings.card_hours)
        self._layouts: dict[str, LayOut] = {}  # of the channels that write to people on their own
        self.post = Post(
            state.database,
            state.sealer,
            clock,
            card_hours=settings.card_hours,
            layouts=self._layouts,
            wake=self._wake,
        )
        self._retention = Retention(state.database, clock, message_days)
        self._channels: list[Channel] = []
        self._dispatchers: dict[str, Dispatcher] = {}
        self._intake: Intake | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._log = structlog.get_logger()

    async def start(self, channels: Sequence[Channel], handler: Handler, words: Words) -> None:
        """Recover from a crash, start the channels, take up what was left.

        A channel that does not start is started again later; it holds up no other.
        """
        uncertain = await self.outbox.recover()
        if uncertain:
            self._log.warning("messages were on their way when the program ended", messages=uncertain)
        intake = self._intake = Intake(
            self._inbox,
            self.outbox,
            Replies(self._cards, handler, Reactions(self._state.database, self._clock), words),
            {channel.name: channel for channel in channels},
            parallel=self._settings.parallel,
            recorded=self._wake,
        )
        for channel in channels:
            self._channels.append(channel)
            if isinstance(channel, FetchedChannel):
                await channel.start(intake.receive)
                self._log.info("channel started", channel=channel.name)
            else:
                self._layouts[channel.name] = channel.lay_out
                self._dispatchers[channel.name] = Dispatcher(
                    channel,
                    self.outbox,
                    intake.receive,
                    self._clock,
                    in_flight=self._settings.in_flight,
                    give_up=timedelta(hours=self._settings.give_up_hours),
                )
                self._tasks[channel.name] = asyncio.create_task(self._carry(channel, intake))
        self._tasks["retention"] = asyncio.create_task(self._retention.run())
        await intake.resume()

    @property
    def health(self) -> dict[str, str]:
        """How every channel is, by its name."""
        return {channel.name: str(self._health_of(channel)) for channel in self._channels}

    def concerns(self) -> dict[str, Concern]:
        """What somebody of the office must know, by channel, and of the clock."""
        conditions = {name: dispatcher.condition for name, dispatcher in self._dispatchers.items()}
        stopped = [channel.name for channel in self._channels if self._is_stopped(channel)]
        return concerns_of(self._channels, conditions, stopped)

    def sending(self) -> dict[Channel, Condition]:
        """The channels that can write to people on their own, with how they are."""
        return {
            channel: self._dispatchers[channel.name].condition
            for channel in self._channels
            if channel.name in self._dispatchers
        }

    async def receive(self, messages: Sequence[Incoming]) -> None:
        """Store what is told of chats, like a channel does with what its platform tells."""
        if self._intake is not None:
            await self._intake.receive(messages)

    def _is_stopped(self, channel: Channel) -> bool:
        """Whether who sends on `channel`, or who answers, has ended: neither ever should."""
        task = self._tasks.get(channel.name)
        return (task is not None and task.done()) or (self._intake is not None and self._intake.broken)

    def _health_of(self, channel: Channel) -> Health:
        if self._is_stopped(channel):
            return Health.STOPPED
        if isinstance(channel, TroubledChannel) and channel.problem:
            return Health.MISCONFIGURED
        dispatcher = self._dispatchers.get(channel.name)
        return dispatcher.condition.health if dispatcher else Health.OK

    async def stop(self) -> None:
        """Answer and send what is there, for a limited time; then stop the channels."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.drain_seconds
        if self._intake is not None:
            await self._intake.drain(self._settings.drain_seconds)
        started = [dispatcher for dispatcher in self._dispatchers.values() if dispatcher.started]
        drained = [asyncio.create_task(dispatcher.drained()) for dispatcher in started]
        if drained:
            _, late = await asyncio.wait(drained, timeout=max(0.0, end - loop.time()))
            for task in late:
                task.cancel()
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for dispatcher in self._dispatchers.values():
            await dispatcher.stop()
        for channel in reversed(self._channels):
            await channel.stop()
            self._log.info("channel stopped", channel=channel.name)
        self._channels.clear()

    async def _carry(self, channel: Channel, intake: Intake) -> None:
        """Start one channel, again until it works, and send on it."""
        dispatcher = self._dispatchers[channel.name]
        while True:
            try:
                await channel.start(intake.receive)
                break
            except DeliveryError as error:
                dispatcher.condition.unwell(error)
            except Exception as error:
                self._log.error(
                    "channel does not start",
                    channel=channel.name,
                    error=type(error).__name__,
                    where=place_of(error),
                )
            await asyncio.sleep(START_PAUSE_SECONDS)
        self._log.info("channel started", channel=channel.name)
        await dispatcher.run()

    def _wake(self, channel: str) -> None:
        self._dispatchers[channel].wake()
