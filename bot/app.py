"""The composition root: builds the desk from its settings, starts its parts and stops them in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from bot import memory
from bot.campaigns.wiring import open_engine, open_watch
from bot.channels.base import Channel, FetchedChannel, Handler, HttpChannel, Incoming, Outgoing
from bot.channels.web import WebChannel
from bot.delivery.posting import Post
from bot.delivery.replying import Words
from bot.delivery.service import Delivery
from bot.dialogue.ask import Desk, Resolver, outgoing_of
from bot.dialogue.commands import CommandTable
from bot.dialogue.opening import open_announcing, open_reception
from bot.dialogue.reception import Reception
from bot.dialogue.render import Renderer
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages
from bot.one_core import OneCore
from bot.settings import Settings
from bot.state.housekeeping import Housekeeping
from bot.state.opening import State, open_state
from bot.web.page import make_site
from bot.web.server import HttpServer
from knowledge.answering.model import Outcome
from knowledge.clock import Clock, SystemClock
from knowledge.vietnamese.personal_data import mask


class Knowledge(Resolver, Protocol):
    """A resolver over the index of the settings, which it follows when a new snapshot is published."""

    async def watch(self) -> None:
        """Follow the index until cancelled."""
        ...

    def close(self) -> None:
        """Let go of the index."""
        ...


MakeChannels = Callable[[Settings, State, Clock, Messages], list[Channel]]
"""Makes the channels of messaging platforms; not started."""


class Application:
    """The running desk: its knowledge, its dialogue, its state, its channels, its server."""

    def __init__(
        self, settings: Settings, knowledge: Knowledge, clock: Clock, platforms: MakeChannels
    ) -> None:
        """Nothing is opened before `start`, which makes the channels of `platforms` beside the page."""
        self._settings = settings
        self._platforms = platforms
        self._knowledge = knowledge
        self._clock = clock
        self._catalogue = Catalogue.load()
        self._renderer = Renderer(self._catalogue, settings.office)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")
        self._desk = Desk(
            knowledge,
            self._renderer,
            self._executor,
            question_max_chars=settings.web.question_max_chars,
        )
        self._parts = contextlib.AsyncExitStack()
        self._server: HttpServer | None = None
        self._delivery: Delivery | None = None
        self._reception: Reception | None = None
        self.state: State | None = None

    async def start(self) -> None:
        """Open the state, follow the index, start the channels, then listen.

        When something cannot start, what was started before it is stopped.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise
        memory.settle()

    async def _start(self) -> None:
        parts, settings = self._parts, self._settings
        words = self._catalogue.of(DEFAULT_LANGUAGE)
        parts.callback(self._knowledge.close)
        parts.push_async_callback(asyncio.to_thread, self._executor.shutdown)
        self.state = await parts.enter_async_context(
            open_state(settings.state, settings.privacy, self._clock, words, sole=True)
        )
        watching = asyncio.create_task(self._knowledge.watch())
        parts.push_async_callback(_cancelled, watching)
        housekeeping = Housekeeping(
            self.state.database, self.state.sealer, self._clock, lapse_days=settings.news.lapse_days
        )
        parts.push_async_callback(_cancelled, asyncio.create_task(housekeeping.run()))
        delivery = self._delivery = Delivery(
            self.state,
            settings.delivery,
            self._clock,
            mask=self._masked,
            message_days=settings.privacy.message_days,
        )
        site = make_site(self._catalogue, settings.office, question_max_chars=settings.web.question_max_chars)
        server = HttpServer(settings.web, self._catalogue, site.missing, self._health)
        page = WebChannel(
            settings.web,
            site,
            self._catalogue,
            self._clock,
            lambda message_id: delivery.outbox.recorded("web", message_id),
        )
        channels = [page, *self._platforms(settings, self.state, self._clock, words)]
        handler = self._handler(channels, self.state, delivery.post)
        routes = [
            route for channel in channels if isinstance(channel, HttpChannel) for route in channel.routes()
        ]
        parts.push_async_callback(server.stop)
        parts.push_async_callback(delivery.stop)
        parts.push_async_callback(server.close)
        # Before the channels: a platform that is told of a webhook may call it at once.
        await server.start(routes)
        await delivery.start(channels, handler, Words(self._failed, self._expired, self._unmatched))
        engine = open_engine(
            settings, self.state, self._clock, delivery.sending(), delivery.receive, tell=delivery.post.send
        )
        parts.push_async_callback(engine.stop, settings.delivery.drain_seconds)
        await engine.start()
        watch = asyncio.create_task(open_watch(self.state, delivery.post.send, delivery.concerns).run())
        parts.push_async_callback(_cancelled, watch)
        if "torch" not in sys.modules:  # a model of it works on all cores
            parts.push_async_callback(_cancelled, asyncio.create_task(OneCore().run()))
        self._server = server

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, let go of everything in reverse."""
        self._server = None
        await self._parts.aclose()

    async def serve(self, on_started: Callable[[Application], None]) -> None:
        """Start, tell `on_started`, run until SIGTERM or Ctrl+C, and stop."""
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        try:
            await self.start()
            try:
                on_started(self)
                await stopping.wait()
            finally:
                await self.stop()
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    @property
    def url(self) -> str | None:
        """Where the chat page is served; None while it is not."""
        return self._server.url if self._server else None

    def _handler(self, channels: Sequence[Channel], state: State, post: Post) -> Handler:
        """Who makes the replies: officials' announcements first, then the reception."""
        announcing = [channel.name for channel in channels if not isinstance(channel, FetchedChannel)]
        reception = self._reception = open_reception(
            self._settings,
            self._desk,
            self._renderer,
            self._catalogue,
            database=state.database,
            sealer=state.sealer,
            clock=self._clock,
            announcing=announcing,
        )
        return open_announcing(
            self._settings,
            self._catalogue,
            state,
            self._clock,
            inner=reception.handle,
            post=post,
            announcing=announcing,
        ).handle

    def _masked(self, text: str) -> str:
        office = self._settings.office
        return mask(text, allowed=tuple(item for item in (office.hotline, office.email) if item)).text

    async def _failed(self, incoming: Incoming) -> Outgoing:
        return await self._fixed(Outcome.UNAVAILABLE, "refusal-unavailable", incoming)

    async def _expired(self, incoming: Incoming) -> Outgoing | None:
        return await self._excused("card-expired", incoming)

    async def _unmatched(self, incoming: Incoming, number: int, most: int) -> Outgoing | None:
        key = {0: "menu-gone", 1: "menu-unmatched-one"}.get(most, "menu-unmatched")
        return await self._excused(key, incoming, number=number, most=most)

    async def _excused(self, key: str, incoming: Incoming, **arguments: int) -> Outgoing | None:
        def words(heard: Incoming) -> Awaitable[Outgoing]:
            return self._fixed(Outcome.CLARIFY, key, heard, **arguments)

        return await (self._reception.excuse(incoming, words) if self._reception else words(incoming))

    async def _fixed(self, outcome: Outcome, key: str, incoming: Incoming, **arguments: int) -> Outgoing:
        language = incoming.language
        if self._reception is not None:
            with contextlib.suppress(Exception):  # an excuse needs nothing that may be broken
                language = await self._reception.language_of(incoming)
        return outgoing_of(self._renderer.fixed("", outcome, key, language, **arguments))

    def _health(self) -> tuple[bool, Mapping[str, Any]]:
        snapshot = self._knowledge.snapshot_id
        channels = self._delivery.health if self._delivery else {}
        return bool(snapshot), {"snapshot": snapshot, "channels": channels}


def channels_of(settings: Settings, state: State, clock: Clock, words: Messages) -> list[Channel]:
    """The messaging platforms that are switched on. A new platform is added here, and nowhere else."""
    channels: list[Channel] = []
    if settings.telegram.enabled:
        from bot.channels.telegram.channel import TelegramChannel  # noqa: PLC0415 - only where it is used

        commands = CommandTable.load()
        menus = {"": commands.menu(DEFAULT_LANGUAGE), "en": commands.menu("en")}
        channels.append(TelegramChannel(settings.telegram, menus, clock))
    if settings.zalo_oa.enabled:
        from bot.channels.zalo_oa.opening import open_channel  # noqa: PLC0415 - only where it is used

        channels.append(open_channel(settings.zalo_oa, state.database, state.sealer, clock, words))
    if settings.zalo_bot.enabled:
        from bot.channels.zalo_bot.channel import ZaloBotChannel  # noqa: PLC0415 - only where it is used

        channels.append(ZaloBotChannel(settings.zalo_bot, clock))
    return channels


def build(
    settings: Settings,
    knowledge: Knowledge,
    clock: Clock | None = None,
    platforms: MakeChannels = channels_of,
) -> Application:
    """Put the desk together around `knowledge`; nothing is started yet."""
    return Application(settings, knowledge, clock or SystemClock(), platforms)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
