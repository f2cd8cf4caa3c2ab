"""One attempt to send an announcement to one person, and what becomes of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import structlog

from bot.campaigns.due import Claimed
from bot.campaigns.ledger import Outcome
from bot.campaigns.model import DeliveryState, Route, Unknown
from bot.campaigns.orders import Order, Tools, beyond_of
from bot.campaigns.pace import ChatPauses, Pace
from bot.channels.base import Channel, Incoming, IncomingKind, Part
from bot.channels.errors import DeliveryError, Failure
from bot.channels.their_time import time_there
from bot.delivery.condition import Condition
from bot.delivery.retrying import judge
from bot.logs import place_of

OVERDUE = "overdue"  # said with the cancelling of an attempt that takes too long


class Attempts:
    """Makes attempts on one channel."""

    def __init__(self, channel: Channel, condition: Condition, pace: Pace, tools: Tools) -> None:
        self._channel = channel
        self._condition = condition
        self._pace = pace
        self._chats = ChatPauses(tools.settings.chat_seconds)
        self._sealer = tools.sealer
        self._clock = tools.clock
        self._receive = tools.receive
        self._random = Random()  # noqa: S311 - for pauses
        self._give_up = timedelta(hours=tools.settings.give_up_hours)
        self._tasks: set[asyncio.Future[Any]] = set()
        self._log = structlog.get_logger().bind(channel=channel.name)

    async def make(self, order: Order, item: Claimed, parts: Sequence[Part]) -> Outcome:
        """Send what of `parts` was not sent before; never raises `DeliveryError`."""
        sent = item.parts_sent
        try:
            for part in parts[sent:]:
                if wait := self._chats.take(item.contact, time.monotonic()):
                    await asyncio.sleep(wait)
                if pause := self._condition.chat_pause(item.address):
                    return self._later(order, item, pause, sent)
                if sent > item.parts_sent:
                    self._pace.debit(time.monotonic())
                await self._channel.send(item.address, part)
                sent += 1
        except DeliveryError as error:
            return self._failed(order, item, error, sent)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if error.args != (OVERDUE,) or task is None:
                raise
            task.uncancel()
            return self._failed(order, item, DeliveryError(Failure.UNKNOWN, "timeout"), sent)
        except Exception as error:  # a fault of the adapter must not stop the channel
            self._log.error("sending broke", error=type(error).__name__, where=place_of(error))
            broken = DeliveryError(Failure.UNKNOWN, type(error).__name__)
            return self._failed(order, item, broken, sent)
        self._condition.well()
        order.note_success()
        return Outcome(item.id, order.run.id, DeliveryState.SENT)

    def _failed(self, order: Order, item: Claimed, error: DeliveryError, sent: int) -> Outcome:
        now, run = self._clock.now(), order.run.id
        if error.moved_to:
            self._tell(IncomingKind.MOVED, item, error.moved_to)
            who = self._sealer.seal([item.sender, error.moved_to])
            return Outcome(
                item.id,
                run,
                DeliveryState.PLANNED,
                "moved",
                now,
                counted=False,
                parts_sent=sent,
                moved=item.contact,
                who=who,
            )
        failure = error.failure
        order.note(failure)
        if failure is Failure.UNKNOWN and order.run.definition.policy.unknown is Unknown.LEAVE:
            self._condition.unwell(error)
            return Outcome(item.id, run, DeliveryState.UNKNOWN, str(failure), parts_sent=sent)
        if failure is Failure.OUT_OF_WINDOW and self._other_way(order, item):
            # The channel has noted that the window is closed: the next claim takes the other way.
            return Outcome(item.id, run, DeliveryState.PLANNED, str(failure), now, counted=False)
        verdict = judge(
            error,
            attempts=item.attempts,
            tried_twice=item.possible_duplicate,
            age=now - item.first_at,
            give_up=self._give_up,
            random=self._random,
        )
        # Announcements keep to the pace of one chat: what is one too many is so for the whole channel.
        pause = self._condition.unwell(error, verdict.channel_pause)
        if failure is Failure.SLOW_DOWN:
            self._pace.refused(time.monotonic(), pause.total_seconds())
        gone = failure is Failure.RECIPIENT_GONE
        if gone:
            self._tell(IncomingKind.LEFT, item)
        return Outcome(
            item.id,
            run,
            DeliveryState(verdict.state.value),
            str(failure),
            now + verdict.pause,
            verdict.counted,
            verdict.possible_duplicate,
            sent,
            gone=item.contact if gone else 0,
        )

    def _later(self, order: Order, item: Claimed, pause: float, sent: int) -> Outcome:
        """The chat was asked to be left alone, for a reply that was one too many."""
        due_at, reason = self._clock.now() + timedelta(seconds=pause), str(Failure.SLOW_DOWN)
        return Outcome(
            item.id, order.run.id, DeliveryState.PLANNED, reason, due_at, counted=False, parts_sent=sent
        )

    def _other_way(self, order: Order, item: Claimed) -> bool:
        return item.route == Route.MESSAGE and beyond_of(self._channel, order.run.definition) is not None

    def _tell(self, kind: IncomingKind, item: Claimed, text: str = "") -> None:
        """What a failed message tells about its chat is an event like those the platform sends."""
        event = Incoming(
            channel=self._channel.name,
            sender=item.sender,
            message_id=f"{kind}:campaign:{item.id}:{item.attempts}",
            kind=kind,
            text=text,
            at=time_there(self._channel, self._clock),
            address=item.address,
        )
        self.remember(asyncio.ensure_future(self._receive([event])))

    def remember(self, task: asyncio.Future[Any]) -> None:
        """Hold on to work that nobody waits for."""
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    async def told(self) -> None:
        """Wait for that work."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _forget(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("event not stored", error=type(error).__name__)
