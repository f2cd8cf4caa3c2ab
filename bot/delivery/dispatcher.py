"""Sends what is planned on a channel. Each has a dispatcher of its own: a dead channel holds up no other."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

import structlog

from bot.channels.base import Channel, Incoming, IncomingKind, Receive
from bot.channels.errors import DeliveryError, Failure
from bot.channels.their_time import time_there
from bot.delivery.condition import Condition, Health
from bot.delivery.insisting import insist
from bot.delivery.outbox import Due, Outbox
from bot.delivery.retrying import judge
from bot.delivery.setback import SetBack
from bot.delivery.statements import Settled
from bot.delivery.tables import OutboxState
from bot.logs import place_of
from knowledge.clock import Clock

SEND_SECONDS = 120.0  # a send that takes longer has failed, whatever the adapter thinks
MOVING = timedelta(seconds=5)  # a chat that has moved is not written to before its new address is noted
LOOK_SECONDS = 2.0  # how often the outbox is looked at: a command beside the desk wakes nobody


class Dispatcher:
    """Claims messages of a channel from the outbox, sends them, and writes down what became of them."""

    def __init__(
        self,
        channel: Channel,
        outbox: Outbox,
        receive: Receive,
        clock: Clock,
        *,
        in_flight: int,
        give_up: timedelta,
    ) -> None:
        """`receive` is told when a chat is gone or has moved; at most `in_flight` messages are on the way."""
        self._channel = channel
        self._outbox = outbox
        self._receive = receive
        self._clock = clock
        self._in_flight = in_flight
        self._give_up = give_up
        self._set_back = SetBack(clock)
        self._random = Random()  # noqa: S311 - for pauses
        self._sending: set[asyncio.Task[None]] = set()
        # What waits may wait for a moment that was told by a wrong clock.
        self._must_hasten = True
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._log = structlog.get_logger().bind(channel=channel.name)
        self.condition = Condition(channel.name)
        self.condition.on_recovery.append(self._recovered)
        self.started = False

    def wake(self) -> None:
        """Something may be there to send."""
        self._idle.clear()
        self.condition.replies_wait = True
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled. The channel has been started."""
        self.started = True
        self.condition.health = Health.OK
        await insist(self._send_uncertain, channel=self._channel.name)
        while True:
            await insist(self._round, channel=self._channel.name)

    async def _round(self) -> None:
        """Look once at what is to be sent, begin with it, and wait until there may be more."""
        self._wake.clear()
        if back := self._set_back.seconds():
            # What waits need not wait for its old time to come again.
            self._log.warning("the clock was set back", seconds=back)
            self._must_hasten = True
        if self._must_hasten:
            await self._outbox.hasten(self._channel.name)
            self._must_hasten = False
        pause = self.condition.pause_left()
        free = self._in_flight - len(self._sending)
        if pause > 0 or free == 0:
            await self._wait(pause or LOOK_SECONDS)
            return
        most = max(0, 1 - len(self._sending)) if self.condition.one_by_one else free
        claimed = await self._outbox.claim(self._channel.name, most) if most else []
        for due in claimed:
            task = asyncio.create_task(self._deliver(due))
            self._sending.add(task)
            task.add_done_callback(self._sent)
        if not claimed and not self._sending and not self._wake.is_set():
            self._idle.set()
            self.condition.replies_wait = False
        if len(claimed) < free:
            await self._wait(LOOK_SECONDS)

    async def _send_uncertain(self) -> None:
        """Send what was on its way at the last crash, one by one: another crash hurts one message only.

        Where the platform is not well, that would take too long: the rest is sent like everything else.
        """
        while self.condition.health is Health.OK:
            claimed = await self._outbox.claim(self._channel.name, 1, only_uncertain=True)
            if not claimed:
                return
            await self._deliver(claimed[0])

    async def drained(self) -> None:
        """Wait until nothing more can be sent now."""
        if self.condition.pause_left() > 0:
            await asyncio.gather(*self._sending, return_exceptions=True)
            return
        await self._idle.wait()

    async def stop(self) -> None:
        """Give up what is on its way: after the next start it is sent once more, marked."""
        under_way = list(self._sending)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("sending broke", error=type(error).__name__, where=place_of(error))

    def _recovered(self) -> None:
        self._must_hasten = True
        self.wake()

    async def _deliver(self, due: Due) -> None:
        if pause := self.condition.chat_pause(due.address):
            # It was due by a clock that somebody set, or an announcement was one too many for the chat.
            soon = self._clock.now() + timedelta(seconds=pause)
            await self._settle(
                Settled(due.id, OutboxState.PLANNED, str(Failure.SLOW_DOWN), soon, counted=False)
            )
            self._wake_after(pause)
            return
        self.condition.replies += 1
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._channel.send(due.address, due.part, replaces=due.replaces)
        except DeliveryError as error:
            await self._failed(due, error)
        except TimeoutError:
            await self._failed(due, DeliveryError(Failure.UNKNOWN, "timeout"))
        except Exception as error:  # a fault of the adapter must not stop the channel
            self._log.error("sending broke", error=type(error).__name__, where=place_of(error))
            await self._failed(due, DeliveryError(Failure.UNKNOWN, type(error).__name__))
        else:
            await self._settle(Settled(due.id, OutboxState.SENT))
            self.condition.well()

    async def _failed(self, due: Due, error: DeliveryError) -> None:
        now = self._clock.now()
        if error.moved_to:
            soon = now + MOVING
            await self._settle(Settled(due.id, OutboxState.PLANNED, "moved", soon, counted=False))
            await insist(lambda: self._follow(due, error.moved_to), channel=self._channel.name)
            return
        verdict = judge(
            error,
            attempts=due.attempts,
            tried_twice=due.possible_duplicate,
            age=now - due.created_at,
            give_up=self._give_up,
            random=self._random,
        )
        self.condition.unwell(error, verdict.channel_pause, chat=due.address)
        pause = verdict.pause.total_seconds() or self.condition.chat_pause(due.address)
        if error.failure is Failure.RECIPIENT_GONE:
            # Told first: until this attempt is settled, nothing more leaves for the chat.
            await insist(lambda: self._tell(due, IncomingKind.LEFT), channel=self._channel.name)
        await self._settle(
            Settled(
                due.id,
                verdict.state,
                str(error.failure),
                now + timedelta(seconds=pause),
                verdict.possible_duplicate,
                verdict.counted,
            )
        )
        if pause:
            self._wake_after(pause)

    def _wake_after(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _settle(self, settled: Settled) -> None:
        """Write down what became of an attempt: until that is done its chat gets nothing more."""
        await insist(lambda: self._outbox.settle(settled), channel=self._channel.name)

    async def _follow(self, due: Due, moved_to: str) -> None:
        await self._outbox.move(self._channel.name, due.address, moved_to)
        await self._outbox.hasten(self._channel.name)
        await self._tell(due, IncomingKind.MOVED, moved_to)

    async def _tell(self, due: Due, kind: IncomingKind, text: str = "") -> None:
        """What a failed message tells about its chat is an event like those the platform sends.

        It is told of the chat, as the platform tells it: who asked in a group has neither left nor moved.
        """
        event = Incoming(
            channel=self._channel.name,
            sender=due.address,
            message_id=f"{kind}:{due.id}:{due.attempts}",
            kind=kind,
            text=text,
            at=time_there(self._channel, self._clock),
            address=due.address,
        )
        await self._receive([event])
