"""How the stand-in of Telegram brings updates: to polls, or to a webhook with its secret and its patience."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from itertools import count
from typing import Any, NamedTuple

import aiohttp

from bot.dev.base import Faults, UpdateFault

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
FIRST_DELAY, LONGEST_DELAY = 0.05, 2.0  # seconds; the platform itself begins with 1 and ends with 60 to 120
CALL_SECONDS = 10.0
CONNECTIONS = 40  # the platform's default

Update = dict[str, Any]


class Webhook(NamedTuple):
    """Where updates are brought; nowhere when `url` is empty."""

    url: str = ""
    secret: str = ""


class ConflictError(Exception):
    """Two ask for updates, or one asks while there is a webhook."""


class Updates:
    """The updates that wait, in order."""

    def __init__(self, faults: Faults) -> None:
        """Take the faults that may meet them."""
        self.webhook = Webhook()
        self.answers: list[int] = []  # HTTP statuses of webhook calls; 0 where no answer came
        self._faults = faults
        self._waiting: list[tuple[str, Update]] = []  # with the chat each is about
        self._held: tuple[str, Mapping[str, Any]] | None = None
        self._forged: set[int] = set()
        self._busy: set[str] = set()  # chats with a call under way
        self._numbers = count(1)
        self._changed = asyncio.Condition()
        self._poll: asyncio.Task[list[Update]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pending(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def add(self, chat: str, content: Mapping[str, Any]) -> None:
        """Something has happened in `chat`."""
        fault = self._faults.updates.next()
        if fault is UpdateFault.HELD_BACK and self._held is None:
            self._held = (chat, content)
            return
        number = self._append(chat, content)
        if fault is UpdateFault.FORGED:
            self._forged.add(number)
        if fault is UpdateFault.DUPLICATE:
            self._waiting.append(self._waiting[-1])
        if self._held is not None:
            held, self._held = self._held, None
            self._append(*held)
        await self._tell()

    async def turn_to(self, webhook: Webhook, *, drop: bool = False) -> None:
        """Bring updates to `webhook` from now on, or keep them for polls."""
        self.webhook = webhook
        if drop:
            self._waiting.clear()
        await self._tell()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Up to `limit` updates from number `offset` on, those before it forgotten; waits for one.

        Raises `ConflictError`.
        """
        if self.webhook.url:
            raise ConflictError
        if self._poll is not None:
            self._poll.cancel()  # the earlier one is told of the later
        waiting = self._poll = asyncio.create_task(self._wait(offset, limit, seconds))
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting is self._poll:  # our own caller is gone
                waiting.cancel()
                raise
            raise ConflictError from None
        finally:
            if waiting is self._poll:
                self._poll = None

    async def _wait(self, offset: int, limit: int, seconds: float) -> list[Update]:
        self._waiting = [waiting for waiting in self._waiting if waiting[1]["update_id"] >= offset]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: self._waiting)
        return [update for _, update in self._waiting[:limit]]

    def _append(self, chat: str, content: Mapping[str, Any]) -> int:
        number = next(self._numbers)
        self._waiting.append((chat, {"update_id": number, **content}))
        return number

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def deliver(self) -> None:
        """Bring updates to the webhook, those of one chat one after the other, for ever."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS)) as session:
            try:
                while True:
                    async with self._changed:
                        await self._changed.wait_for(lambda: self._next() is not None)
                    found = self._next()
                    if found is not None:
                        self._busy.add(found[0])
                        task = asyncio.create_task(self._bring(session, *found))
                        self._tasks.add(task)
                        task.add_done_callback(self._tasks.discard)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _next(self) -> tuple[str, Update] | None:
        if not self.webhook.url or len(self._busy) >= CONNECTIONS:
            return None
        return next((waiting for waiting in self._waiting if waiting[0] not in self._busy), None)

    async def _bring(self, session: aiohttp.ClientSession, chat: str, update: Update) -> None:
        delay = FIRST_DELAY
        try:
            while (webhook := self.webhook).url:
                if update["update_id"] in self._forged:
                    self._forged.discard(update["update_id"])
                    await self._call(session, Webhook(webhook.url, f"{webhook.secret}x"), update)
                if 200 <= await self._call(session, webhook, update) < 300:
                    self._waiting.remove((chat, update))
                    return
                await asyncio.sleep(delay)
                delay = min(LONGEST_DELAY, delay * 2)
        finally:
            self._busy.discard(chat)
            await self._tell()

    async def _call(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> int:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        status = 0
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with session.post(webhook.url, json=update, headers=headers) as response:
                status = response.status
        self.answers.append(status)
        return status
