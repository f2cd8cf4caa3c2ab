"""How a channel is: one account for all who send on it, the replies and the announcements."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

import structlog

from bot.channels.errors import DeliveryError, Failure
from bot.delivery.slowing import Chats, Growing

DOWN_AFTER = 3  # failures in a row: not the messages but the platform is at fault


class Health(StrEnum):
    """How a channel is."""

    STARTING = "starting"
    OK = "ok"
    SLOWED = "slowed"  # the platform asked for a pause
    FAILING = "failing"  # the last message did not get through
    MISCONFIGURED = "misconfigured"  # an admin must mend something
    STOPPED = "stopped"  # a fault of the program has ended its work: only a restart helps


class Condition:
    """Health of a channel, the pause its platform asked for, and whether replies wait on it.

    A pause is counted on the clock of the machine's uptime: it holds when somebody sets the time.
    """

    def __init__(self, channel: str, uptime: Callable[[], float] = time.monotonic) -> None:
        self._uptime = uptime
        self.health = Health.STARTING
        self.replies = 0  # sent so far: they take their share of what the platform allows
        self.on_recovery: list[Callable[[], object]] = []  # told when a platform that was down is back
        self.code = ""  # the platform's own, of why it is misconfigured
        self._failing_since: float | None = None
        self._until = 0.0
        self._growing = Growing(uptime)
        self._chats = Chats(uptime)
        self._whole = False  # the pause was for all of the channel
        self._failures = 0  # in a row
        self._no_replies = asyncio.Event()
        self._no_replies.set()
        self._log = structlog.get_logger().bind(channel=channel)

    def pause_left(self) -> float:
        """For how many seconds nothing may be sent."""
        return max(0.0, self._until - self._uptime())

    def chat_pause(self, address: str) -> float:
        """For how many seconds nothing may be sent to `address`, whatever may go to others."""
        return self._chats.left(address)

    @property
    def one_by_one(self) -> bool:
        """While a channel is not well, one message finds out whether it is again."""
        return (self.health is Health.SLOWED and self._whole) or self.health is Health.MISCONFIGURED

    @property
    def replies_wait(self) -> bool:
        """Whether there are replies to send: announcements let them go first."""
        return not self._no_replies.is_set()

    @replies_wait.setter
    def replies_wait(self, waiting: bool) -> None:
        if waiting:
            self._no_replies.clear()
        else:
            self._no_replies.set()

    async def after_replies(self, most_seconds: float) -> None:
        """Wait until no reply waits, at most so long: a flood of questions must not end announcements."""
        if self._no_replies.is_set():
            return
        try:
            async with asyncio.timeout(most_seconds):
                await self._no_replies.wait()
        except TimeoutError:
            return

    def failing_seconds(self) -> float:
        """For how long nothing has got through; 0 while something does, or nothing was tried."""
        return 0.0 if self._failing_since is None else self._uptime() - self._failing_since

    def well(self) -> None:
        """A message got through. Where the platform was down, what waits for it need not wait longer.

        A pause goes on: the message may have left before it was asked for.
        """
        failures, self._failures, self._failing_since = self._failures, 0, None
        self._growing.reset()
        if self.health is not Health.OK:
            if self.pause_left():
                return
            self._log.info("channel is well", was=str(self.health))
            self.health, self._whole = Health.OK, False
        if failures >= DOWN_AFTER:
            for tell in self.on_recovery:
                tell()

    def unwell(self, error: DeliveryError, pause: timedelta = timedelta(0), *, chat: str = "") -> timedelta:
        """Note that the channel did not work, and that nothing is sent on it for `pause`.

        With `chat`, an address, a message that was one too many counts for that chat alone, until a second
        chat is refused, too. A platform that wants a pause and does not say how long gets a longer one each
        time, until something gets through: a quota that is used up is not asked for every few seconds.
        Returns the pause.
        """
        self._log.warning("not delivered", failure=str(error.failure), code=error.code)
        if error.failure is Failure.SLOW_DOWN and not error.retry_after:
            pause = self._growing.after_refusal(pause)
        alone = error.failure is Failure.SLOW_DOWN and chat and not self._chats.refused(chat, pause)
        if pause and not alone:
            self._until = max(self._until, self._uptime() + pause.total_seconds())
        if error.failure is Failure.MISCONFIGURED:
            if self.health is not Health.MISCONFIGURED:
                self._log.error("channel misconfigured: run `python -m bot doctor`", code=error.code)
            self.health, self.code = Health.MISCONFIGURED, error.code
        elif error.failure is Failure.SLOW_DOWN:
            self.health, self._whole = Health.SLOWED, self._whole or not alone
            self._fails()
        elif error.failure in {Failure.RETRY_LATER, Failure.UNKNOWN}:
            self._failures += 1
            self.health = Health.FAILING
            self._fails()
        return pause

    def _fails(self) -> None:
        if self._failing_since is None:
            self._failing_since = self._uptime()
