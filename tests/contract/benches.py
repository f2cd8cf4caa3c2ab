"""One bench for every adapter: the adapter, its platform's stand-in, and a server for its webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import unused_port

from bot.channels.base import Channel, HttpChannel, Incoming, IncomingKind
from bot.channels.errors import Failure
from bot.channels.zalo_bot.channel import SECRET_HEADER, ZaloBotChannel
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.dev.base import Platform
from bot.dev.http import LocalServer
from bot.dev.zalo_bot import FakeZaloBot
from tests.contract.forging import Webhook

PATIENCE = 10.0  # seconds a test waits for what must come


@dataclass
class Store:
    """What the desk was given; refuses as long as it is told to."""

    messages: list[Incoming] = field(default_factory=list)
    broken: int = 0  # calls to refuse

    async def __call__(self, incoming: Sequence[Incoming]) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.messages += incoming

    def of(self, *kinds: IncomingKind) -> list[Incoming]:
        return [message for message in self.messages if message.kind in kinds]

    @property
    def said(self) -> list[Incoming]:
        return self.of(IncomingKind.TEXT)


async def until(what: Callable[[], object]) -> None:
    """Wait until `what` is true."""
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110 - anything may make it true
            await asyncio.sleep(0.005)


@dataclass
class Bench:
    """An adapter at work between a platform and a store."""

    name: str
    platform: Platform
    make: Callable[[], Channel]
    server_port: int = 0  # of the desk, where the platform calls it
    webhook: Webhook | None = None
    gone: Failure = Failure.RECIPIENT_GONE  # what a send to somebody who left says
    unauthorised: Failure = Failure.MISCONFIGURED
    tells_of_leaving: bool = True
    store: Store = field(default_factory=Store)
    channel: Channel = field(init=False)
    _server: LocalServer | None = None

    async def open(self) -> None:
        """Start the adapter, as after a start of the desk."""
        self.channel = self.make()
        if isinstance(self.channel, HttpChannel) and self.server_port:
            application = web.Application()
            application.add_routes(self.channel.routes())
            self._server = LocalServer(application, self.server_port)
            await self._server.start()
        await self.channel.start(self.store)

    async def close(self) -> None:
        """Stop the adapter, as at a stop of the desk."""
        await self.channel.stop()
        if self._server is not None:
            await self._server.stop()
            self._server = None

    @property
    def hook(self) -> Webhook:
        """Where the platform calls, and with what."""
        assert self.webhook is not None
        return self.webhook

    async def meet(self, chat: str) -> Incoming:
        """The person of `chat` writes for the first time."""
        before = len(self.store.said)
        await self.platform.user_says(chat, "chào bàn một cửa")
        await until(lambda: len(self.store.said) > before)
        return self.store.said[-1]

    async def tap(self, chat: str, message_id: str, number: int) -> Incoming:
        """The person of `chat` chooses a button; returns what the desk was told."""
        before = len(self.store.messages)
        await self.platform.user_taps(chat, message_id, number)
        await until(lambda: len(self.store.messages) > before)
        return self.store.messages[-1]

    def answers(self, chat: str) -> list[str]:
        """The texts that the person was sent."""
        return [line.text for line in self.platform.transcript(chat) if line.who == "bot"]


def _zalo_bot_update(message_id: str) -> dict[str, Any]:
    return {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": "6ede", "display_name": "An", "is_bot": False},
            "chat": {"id": "6ede", "chat_type": "PRIVATE"},
            "text": "Xin chào",
            "message_id": message_id,
            "date": 1750316131602,
        },
    }


def _zalo_bot(platform: FakeZaloBot, port: int = 0) -> Bench:
    values: dict[str, object] = {**platform.settings["zalo_bot"], "timeout_seconds": 0.5, "poll_seconds": 1}
    url = f"http://127.0.0.1:{port}/webhooks/zalo-bot"
    if port:
        values["webhook_url"] = url
    settings = ZaloBotSettings.model_validate(values)
    return Bench(
        name="zalo-bot",
        platform=platform,
        make=lambda: ZaloBotChannel(settings),
        server_port=port,
        webhook=Webhook(
            url,
            sample=_zalo_bot_update,
            proof=lambda _body: {SECRET_HEADER: settings.secret},
            required=[
                ("event_name",),
                ("message",),
                *[("message", name) for name in ("from", "chat", "message_id", "date")],
                ("message", "from", "id"),
                ("message", "chat", "id"),
            ],
        ),
        gone=Failure.CONTENT_REFUSED,
        tells_of_leaving=False,
    )


BENCHES = ("zalo-bot-polling", "zalo-bot-webhook")
WEBHOOKS = tuple(name for name in BENCHES if not name.endswith("-polling"))


@asynccontextmanager
async def bench_of(name: str) -> AsyncIterator[Bench]:
    """The bench `name`, its platform up and its adapter started."""
    port = unused_port() if name in WEBHOOKS else 0
    platform = FakeZaloBot()
    await platform.start()
    bench = _zalo_bot(platform, port)
    await bench.open()
    try:
        yield bench
    finally:
        await bench.close()
        await platform.stop()
