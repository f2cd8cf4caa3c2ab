"""The composition root: builds the desk from its settings, starts its parts and stops them in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import structlog

from bot.channels.base import Channel
from bot.channels.web import Health, WebChannel
from bot.dialogue.ask import Desk, Resolver
from bot.dialogue.render import Renderer
from bot.messages import Catalogue
from bot.settings import Settings
from bot.web.page import make_site
from knowledge.clock import Clock, SystemClock


class Knowledge(Resolver, Protocol):
    """A resolver over the index of the settings, which it follows when a new snapshot is published."""

    async def watch(self) -> None:
        """Follow the index until cancelled."""
        ...

    def close(self) -> None:
        """Let go of the index."""
        ...


class Application:
    """The running desk: its knowledge, its dialogue, its channels."""

    def __init__(
        self, desk: Desk, knowledge: Knowledge, channels: Sequence[Channel], executor: ThreadPoolExecutor
    ) -> None:
        """Put the parts together; `executor` is the thread that answers."""
        self.desk = desk
        self.channels = tuple(channels)
        self._knowledge = knowledge
        self._executor = executor
        self._watching: asyncio.Task[None] | None = None
        self._started: list[Channel] = []
        self._log = structlog.get_logger()

    async def start(self) -> None:
        """Follow the index, then open the channels; when one cannot start, those before it are stopped."""
        # What is loaded now stays: the collector need not look through it again on every round.
        gc.collect()
        gc.freeze()
        self._watching = asyncio.create_task(self._knowledge.watch())
        try:
            for channel in self.channels:
                await channel.start(self.desk.handle)
                self._started.append(channel)
                self._log.info("channel started", channel=channel.name)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close the channels after the replies under way, then let go of the index."""
        while self._started:
            channel = self._started.pop()
            await channel.stop()
            self._log.info("channel stopped", channel=channel.name)
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
            self._watching = None
        await asyncio.to_thread(self._executor.shutdown)
        self._knowledge.close()

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
        """Where the chat page is served; None when there is no such channel."""
        return next((channel.url for channel in self._started if isinstance(channel, WebChannel)), None)


def build(settings: Settings, knowledge: Knowledge, clock: Clock | None = None) -> Application:
    """Put the desk together around `knowledge`; nothing is started yet."""
    clock = clock or SystemClock()
    catalogue = Catalogue.load()
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")
    desk = Desk(
        knowledge,
        Renderer(catalogue, settings.office),
        executor,
        question_max_chars=settings.web.question_max_chars,
    )
    site = make_site(catalogue, settings.office, question_max_chars=settings.web.question_max_chars)
    web = WebChannel(
        settings.web,
        site,
        catalogue,
        clock,
        lambda: Health(ready=bool(knowledge.snapshot_id), snapshot=knowledge.snapshot_id),
    )
    return Application(desk, knowledge, [web], executor)
