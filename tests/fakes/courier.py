"""A small messaging platform and its adapter: it calls the desk's webhook until that says 200."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.web import AbstractRouteDef

from bot.channels.base import Incoming, IncomingKind, Outgoing, Part, Receive, Sent
from bot.channels.errors import DeliveryError, Failure
from bot.dev.http import LocalServer

HOOK = "/courier"
_FAILURES = {404: Failure.RECIPIENT_GONE, 401: Failure.MISCONFIGURED, 429: Failure.SLOW_DOWN}


class CourierChannel:
    """The adapter: plain texts, one part a reply."""

    def __init__(self, base_url: str) -> None:
        self._url = base_url
        self._receive: Receive | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def name(self) -> str:
        return "courier"

    def routes(self) -> Sequence[AbstractRouteDef]:
        return [web.post(HOOK, self._called)]

    async def start(self, receive: Receive) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        self._receive = receive

    async def stop(self) -> None:
        self._receive = None
        if self._session is not None:
            await self._session.close()

    def lay_out(self, outgoing: Outgoing, card: str) -> list[Part]:
        question = outgoing.answer.question if outgoing.answer else ""
        return [{"text": outgoing.text, "question": question, "card": card}]

    async def send(self, address: str, part: Part, *, replaces: str = "") -> Sent:
        assert self._session is not None
        body = {**part, "chat": address, "replaces": replaces}
        try:
            async with self._session.post(f"{self._url}/send", json=body) as response:
                if response.status == 200:
                    return Sent(str((await response.json())["id"]))
                failure = _FAILURES.get(response.status, Failure.RETRY_LATER)
                after = response.headers.get("Retry-After")
                raise DeliveryError(failure, str(response.status), float(after) if after else None)
        except aiohttp.ClientConnectorError as error:
            raise DeliveryError(Failure.RETRY_LATER, "connect") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeliveryError(Failure.UNKNOWN, type(error).__name__) from error

    async def noticed(self, incoming: Incoming) -> None:
        return

    async def _called(self, request: web.Request) -> web.Response:
        if self._receive is None:
            return web.Response(status=503)
        data = await request.json()
        await self._receive(
            [
                Incoming(
                    channel=self.name,
                    sender=data["chat"],
                    message_id=data["id"],
                    kind=IncomingKind(data.get("kind", "text")),
                    text=data["text"],
                    at=datetime.fromisoformat(data["at"]),
                    tapped=data.get("tapped", ""),
                )
            ]
        )
        return web.Response()


@dataclass
class Courier:
    """The platform. `answered`: the messages it took, in order; `errors`: the share of calls that fail."""

    errors: float = 0.0
    seed: int = 1
    answered: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # to answer the next calls with, before chance decides
    retry_after: str = "0.2"
    hold: asyncio.Event | None = None  # calls wait for it
    calls: int = 0
    drop: int = 0  # so many calls are done, and their connection closed before the answer
    taken: Callable[[dict[str, Any]], None] | None = None  # told of every message, which is then not kept
    hook_ms: list[float] = field(default_factory=list)  # how long the desk took to say 200
    url: str = ""

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        application = web.Application()
        application.router.add_post("/send", self._taken)
        self._server = LocalServer(application)
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> str:
        self.url = await self._server.start()
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=10), connector=aiohttp.TCPConnector(limit=100)
        )
        return self.url

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()
        await self._server.stop()

    async def deliver(self, desk: str, update: dict[str, Any]) -> None:
        """Bring `update` to the desk, again and again until it says 200."""
        assert self._session is not None
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                async with self._session.post(f"{desk}{HOOK}", json=update) as response:
                    if response.status == 200:
                        self.hook_ms.append((loop.time() - began) * 1000)
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)

    async def _taken(self, request: web.Request) -> web.Response:
        self.calls += 1
        body = await request.json()
        if self.hold is not None:
            await self.hold.wait()
        if self.statuses:
            status = self.statuses.pop(0)
        else:
            status = 503 if self._chance.random() < self.errors else 200
        if status != 200:
            return web.Response(
                status=status, headers={"Retry-After": self.retry_after} if status == 429 else {}
            )
        (self.taken or self.answered.append)(body)
        if self.drop:
            self.drop -= 1
            assert request.transport is not None
            request.transport.close()
        return web.json_response({"id": len(self.answered)})
