"""How the stand-in of Zalo OA calls the desk: signed, within two seconds, again after a failure."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.channels.zalo_oa.signature import HEADER, Form, mac_of
from bot.dev.base import Plan, UpdateFault

ANSWER_SECONDS = 2.0
LADDER = (30.0, 300.0, 900.0, 1800.0, 3600.0)  # seconds until each repetition


class Hooks:
    """Delivers events to one webhook; those of one person in their order, others beside them."""

    def __init__(self, app_id: str, oa_id: str, secret_key: str, faults: Plan[UpdateFault]) -> None:
        """Take what signs the calls, and what may go wrong with them."""
        self.url = ""
        self.form: Form = "app-id"
        self.scale = 0.001  # of the ladder: 1 is as slow as the platform
        self.switched_off = False  # after the last repetition failed
        self.answers: list[int] = []  # HTTP statuses; 0 where no answer came in time
        self._ids = {"app-id": app_id, "oa-id": oa_id}
        self._secret_key = secret_key
        self._faults = faults
        self._held: tuple[str, Mapping[str, Any]] | None = None
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Get ready to call."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=50))

    async def stop(self) -> None:
        """Call no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @property
    def idle(self) -> bool:
        """True when the desk has been told everything, or will not be."""
        return not self._tasks

    def tell(self, chat: str, event: Mapping[str, Any]) -> None:
        """Bring `event`, which concerns the person of `chat`, to the desk."""
        fault = self._faults.next()
        if fault is UpdateFault.HELD_BACK and self._held is None:
            self._held = (chat, event)
            return
        self._begin(chat, event, forged=fault is UpdateFault.FORGED)
        if fault is UpdateFault.DUPLICATE:
            self._begin(chat, event)
        if self._held is not None:
            held, self._held = self._held, None
            self._begin(*held)

    def sign(self, body: bytes, timestamp: str) -> dict[str, str]:
        """The header that makes a call with `body` genuine."""
        return {HEADER: f"mac={mac_of(self._ids[self.form], body, timestamp, self._secret_key)}"}

    def _begin(self, chat: str, event: Mapping[str, Any], *, forged: bool = False) -> None:
        task = asyncio.create_task(self._deliver(chat, event, forged=forged))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, chat: str, event: Mapping[str, Any], *, forged: bool) -> None:
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = self.sign(body, event["timestamp"])
        async with self._turns[chat]:
            if forged:
                await self._call(body, {HEADER: f"mac={'0' * 64}"})
            delivered = await self._call(body, headers)
        for number, pause in enumerate(LADDER, start=1):
            if delivered:
                return
            await asyncio.sleep(pause * self.scale)
            delivered = await self._call(body, {**headers, "num_retry": str(number)})
        self.switched_off = self.switched_off or not delivered

    async def _call(self, body: bytes, headers: Mapping[str, str]) -> bool:
        if self._session is None or not self.url or self.switched_off:
            return True
        try:
            async with self._session.post(
                self.url, data=body, headers={**headers, "Content-Type": "application/json"}
            ) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self.answers.append(status)
        return status == 200
