"""One bench for every adapter: the adapter, its platform's stand-in, and a server for its webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.channels.base import Channel, HttpChannel, Incoming, IncomingKind, Outgoing, Paragraph
from bot.channels.errors import Failure
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.web import WebChannel
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.dev.base import Platform
from bot.dev.http import LocalServer
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from bot.messages import Catalogue
from bot.settings import OfficeSettings, PrivacySettings, StateSettings, WebSettings
from bot.state.opening import open_state
from bot.state.zalo_tokens import Pair, ZaloTokens
from bot.state.zalo_windows import ZaloWindows
from bot.web.page import make_site
from knowledge.clock import SystemClock
from tests.contract.forging import Webhook
from tests.contract.pages import Pages
from tests.contract.webhooks import page_webhook, telegram_webhook, zalo_bot_webhook, zalo_oa_webhook
from tests.support.ports import unused_port

PATIENCE = 10.0  # seconds a test waits for what must come
CARD = "c4rd"
AN, BINH = "1001", "1002"


@dataclass
class Store:
    """What the desk was given; refuses as long as it is told to."""

    messages: list[Incoming] = field(default_factory=list)
    broken: int = 0  # calls to refuse
    answer: Callable[[Incoming], Awaitable[object]] | None = None  # at once, where somebody waits for it

    async def __call__(self, incoming: Sequence[Incoming]) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.messages += incoming
        if self.answer is not None:
            for message in incoming:
                await self.answer(message)

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
    tells_of_leaving: bool = True
    fetched: bool = False  # people wait for the one reply to what they wrote: nothing is sent to them
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

    async def send(self, to: Incoming, outgoing: Outgoing) -> list[str]:
        """Send `outgoing` in reply to `to`; the ids of its messages, once they are there."""
        before = self._shown()
        sent = [
            (await self.channel.send(to.reply_to, part)).message_id
            for part in self.channel.lay_out(outgoing, CARD)
        ]
        if self.fetched:
            await until(lambda: self._shown() > before)
        return sent

    def _shown(self) -> int:
        return sum(len(self.answers(chat)) for chat in (AN, BINH))

    def answers(self, chat: str) -> list[str]:
        """The texts that the person was sent."""
        return [line.text for line in self.platform.transcript(chat) if line.who == "bot"]


def _telegram(platform: FakeTelegram, port: int = 0) -> Bench:
    values: dict[str, object] = {**platform.settings["telegram"], "timeout_seconds": 0.5, "poll_seconds": 1}
    url = f"http://127.0.0.1:{port}/webhooks/telegram"
    if port:
        values["webhook_url"] = url
    settings = TelegramSettings.model_validate(values)
    return Bench(
        name="telegram",
        platform=platform,
        make=lambda: TelegramChannel(settings),
        server_port=port,
        webhook=telegram_webhook(url, settings),
    )


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
        webhook=zalo_bot_webhook(url, settings),
        gone=Failure.CONTENT_REFUSED,
        tells_of_leaving=False,
    )


async def _zalo_oa(stack: AsyncExitStack, folder: Path) -> Bench:
    port = unused_port()
    platform = FakeZaloOa(webhook_url=f"http://127.0.0.1:{port}/webhooks/zalo-oa")
    await platform.start()
    stack.push_async_callback(platform.stop)
    settings = ZaloOaSettings.model_validate({**platform.settings["zalo_oa"], "timeout_seconds": 0.5})
    clock = SystemClock()
    words = Catalogue.load().of("vi")
    where = StateSettings(database=folder / "motcua.sqlite")
    state = await stack.enter_async_context(open_state(where, PrivacySettings(), clock, words, sole=True))
    tokens = ZaloTokens(state.database, state.sealer, f"{settings.app_id}/{settings.oa_id}", clock)
    given, now = platform.tokens.issue(), clock.now()
    await tokens.lock("test", 60)
    pair = Pair(given["access_token"], given["refresh_token"], now, now + timedelta(hours=25))
    await tokens.save("test", pair)
    windows = ZaloWindows(state.database, state.sealer, "zalo-oa", clock)

    return Bench(
        name="zalo-oa",
        platform=platform,
        make=lambda: ZaloOaChannel(settings, tokens, windows, clock),
        server_port=port,
        webhook=zalo_oa_webhook(platform.hooks.url, settings),
    )


async def _nothing_recorded(_message_id: str) -> None:
    """The bench has no outbox in which a page could find its answer."""


async def _web(stack: AsyncExitStack) -> Bench:
    port, store = unused_port(), Store()
    url = f"http://127.0.0.1:{port}"
    platform = Pages(url, store.messages)
    stack.push_async_callback(platform.stop)
    often = dict.fromkeys(
        ("session_per_minute", "session_burst", "address_per_minute", "address_burst"), 10**6
    )
    settings = WebSettings(**often)
    catalogue = Catalogue.load()
    site = make_site(catalogue, OfficeSettings(), question_max_chars=settings.question_max_chars)

    return Bench(
        name="web",
        platform=platform,
        make=lambda: WebChannel(settings, site, catalogue, SystemClock(), _nothing_recorded),
        server_port=port,
        webhook=page_webhook(f"{url}/api/ask"),
        fetched=True,
        store=store,
    )


MESSENGERS = ("telegram-polling", "telegram-webhook", "zalo-bot-polling", "zalo-bot-webhook", "zalo-oa")
BENCHES = (*MESSENGERS, "web")
WEBHOOKS = tuple(name for name in BENCHES if not name.endswith("-polling"))


@asynccontextmanager
async def webhook_of(name: str, folder: Path) -> AsyncIterator[Bench]:
    """The bench `name` for calls to its webhook; whoever waits for an answer gets one at once."""
    async with bench_of(name, folder) as bench:
        if bench.fetched:
            [part] = bench.channel.lay_out(Outgoing((Paragraph("Dạ."),)), CARD)
            bench.store.answer = lambda incoming: bench.channel.send(incoming.reply_to, part)
        yield bench


@asynccontextmanager
async def bench_of(name: str, folder: Path) -> AsyncIterator[Bench]:
    """The bench `name`, its platform up and its adapter started; `folder` is for its state."""
    async with AsyncExitStack() as stack:
        if name == "zalo-oa":
            bench = await _zalo_oa(stack, folder)
        elif name == "web":
            bench = await _web(stack)
        else:
            port = unused_port() if name in WEBHOOKS else 0
            platform = FakeTelegram() if name.startswith("telegram") else FakeZaloBot()
            await platform.start()
            stack.push_async_callback(platform.stop)
            bench = (
                _telegram(platform, port) if isinstance(platform, FakeTelegram) else _zalo_bot(platform, port)
            )
        await bench.open()
        stack.push_async_callback(bench.close)
        yield bench
