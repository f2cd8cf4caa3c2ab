"""An Official Account at work between its stand-in and a real database."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.base import Incoming
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.tokens import TokenKeeper
from bot.dev.http import LocalServer
from bot.dev.zalo_oa import FakeZaloOa
from bot.messages import Catalogue
from bot.state import upgrading
from bot.state.database import Database
from bot.state.sealing import Sealer
from bot.state.zalo_tokens import Pair, ZaloTokens
from bot.state.zalo_windows import ZaloWindows
from knowledge.clock import VIETNAM
from tests.support.ports import unused_port

SECRET = "s" * 40
ACCOUNT = "app/oa"


@dataclass
class MovingClock:
    """The machine's clock, which a test can set ahead."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(VIETNAM) + self.ahead


@asynccontextmanager
async def database_at(path: Path) -> AsyncIterator[Database]:
    """A database with this program's schema."""
    upgrading.upgrade(path, datetime.now(UTC), Catalogue.load().of("vi"))
    opened = await Database.open(path)
    try:
        yield opened
    finally:
        await opened.close()


def settings_of(fake: FakeZaloOa, **values: Any) -> ZaloOaSettings:
    return ZaloOaSettings.model_validate({**fake.settings["zalo_oa"], "timeout_seconds": 0.5, **values})


def pair_of(fake: FakeZaloOa, clock: MovingClock) -> Pair:
    """A pair as after a consent that was granted just now."""
    issued = fake.tokens.issue()
    now = clock.now()
    lasts = timedelta(seconds=int(issued["expires_in"]))
    return Pair(issued["access_token"], issued["refresh_token"], now, now + lasts)


async def grant(store: ZaloTokens, pair: Pair) -> None:
    assert await store.lock("test", 30)
    await store.save("test", pair)


@dataclass
class Place:
    """An account whose tokens were granted just now."""

    fake: FakeZaloOa
    clock: MovingClock
    database: Database
    store: ZaloTokens
    path: Path
    first: Pair


@asynccontextmanager
async def place_in(directory: Path) -> AsyncIterator[Place]:
    """The account with a stand-in of Zalo and a database in `directory`."""
    fake, clock, path = FakeZaloOa(), MovingClock(), directory / "state.sqlite"
    await fake.start()
    async with database_at(path) as database:
        store = ZaloTokens(database, Sealer(SECRET), ACCOUNT, clock)
        first = pair_of(fake, clock)
        await grant(store, first)
        yield Place(fake, clock, database, store, path, first)
    await fake.stop()


def pass_time(place: Place, **much: float) -> None:
    """Time goes by here and at Zalo, as in `timedelta(**much)`."""
    place.clock.ahead += timedelta(**much)
    place.fake.advance(timedelta(**much))


@asynccontextmanager
async def keeper_of(
    fake: FakeZaloOa, store: ZaloTokens, clock: MovingClock, **values: Any
) -> AsyncIterator[TokenKeeper]:
    settings = settings_of(fake, **values)
    async with aiohttp.ClientSession() as session:
        keeper = TokenKeeper(
            store, OAuth(settings, session, clock), clock, timeout_seconds=settings.timeout_seconds
        )
        yield keeper
        await keeper.close()


@dataclass
class Desk:
    """A channel that was started, with all around it."""

    fake: FakeZaloOa
    channel: ZaloOaChannel
    clock: MovingClock
    store: ZaloTokens
    windows: ZaloWindows
    database: Database
    url: str  # of its webhook
    received: list[Incoming] = field(default_factory=list)
    broken: int = 0  # calls of the store to refuse

    async def receive(self, incoming: Sequence[Incoming]) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.received += incoming


@asynccontextmanager
async def desk_at(path: Path, **values: Any) -> AsyncIterator[Desk]:
    """The channel, started with a consent, and its webhook served."""
    fake, clock, port = FakeZaloOa(), MovingClock(), unused_port()
    await fake.start()
    settings = settings_of(fake, **values)
    fake.hooks.url = f"http://127.0.0.1:{port}{settings.webhook_path}"
    async with database_at(path / "state.sqlite") as database:
        sealer = Sealer(SECRET)
        store = ZaloTokens(database, sealer, ACCOUNT, clock)
        windows = ZaloWindows(database, sealer, "zalo-oa", clock)
        await grant(store, pair_of(fake, clock))
        channel = ZaloOaChannel(settings, store, windows, clock)
        desk = Desk(fake, channel, clock, store, windows, database, fake.hooks.url)
        application = web.Application()
        application.add_routes(channel.routes())
        server = LocalServer(application, port)
        await server.start()
        await channel.start(desk.receive)
        try:
            yield desk
        finally:
            await channel.stop()
            await server.stop()
            await fake.stop()


def milliseconds(clock: MovingClock, before: float = 0.0) -> str:
    return str(int((time.time() + clock.ahead.total_seconds() - before) * 1000))
