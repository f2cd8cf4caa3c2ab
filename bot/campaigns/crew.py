"""A fixed number of senders: each works off one message after the other, without a task for every message."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar, cast

from bot.campaigns.attempts import OVERDUE

Job = TypeVar("Job")


class Crew(Generic[Job]):
    """Senders that take the next message themselves, or wait until they are given one.

    Whoever gives hands out as many at once as there are senders waiting: handing the turn from sender to
    sender would cost a round of the event loop for every message.
    """

    def __init__(
        self, size: int, take: Callable[[], Job | None], work: Callable[[Job], Awaitable[None]]
    ) -> None:
        """`take` says what is next, None while nothing may leave; `work` works it off and never raises."""
        self._size = size
        self._take = take
        self._work = work
        self.senders: set[asyncio.Task[None]] = set()
        self._waiting: deque[tuple[asyncio.Task[None], asyncio.Future[Job]]] = deque()
        self._busy: dict[asyncio.Task[None], float] = {}  # since when
        self._called = asyncio.Event()
        self._stopping = False

    def start(self) -> None:
        """Let the senders come."""
        self.senders = {asyncio.create_task(self._run()) for _ in range(self._size)}

    async def somebody_waits(self) -> None:
        """Return when a sender waits for something to do."""
        while not self._waiting:
            self._called.clear()
            await self._called.wait()

    def hand_out(self, first: Job) -> bool:
        """Give `first` to somebody who waits, to the others what is next; False when there was too little."""
        job: Job | None = first
        while job is not None:
            sender, future = self._waiting.popleft()
            self._busy[sender] = time.monotonic()  # from now on it is not sent away while it stops
            future.set_result(job)
            if not self._waiting:
                return True
            job = self._take()
        return False

    def cancel_since(self, moment: float) -> None:
        """Give up what was begun before `moment`, whatever the adapter thinks."""
        for sender, since in self._busy.items():
            if since < moment:
                sender.cancel(OVERDUE)

    async def stop(self, seconds: float) -> None:
        """Let what is under way end, for a limited time."""
        self._stopping = True
        self._waiting.clear()
        for sender in self.senders - self._busy.keys():
            sender.cancel()
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=seconds)
        for sender in self.senders:
            sender.cancel()
        await asyncio.gather(*self.senders, return_exceptions=True)

    async def _run(self) -> None:
        me = cast("asyncio.Task[None]", asyncio.current_task())
        while not self._stopping:
            job = None if self._waiting else self._take()
            if job is None:
                future: asyncio.Future[Job] = asyncio.get_running_loop().create_future()
                self._waiting.append((me, future))
                self._called.set()
                job = await future
            self._busy[me] = time.monotonic()
            try:
                await self._work(job)
            finally:
                del self._busy[me]
