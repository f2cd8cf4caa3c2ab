import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import Application, build
from bot.settings import Settings
from knowledge.clock import VIETNAM
from tests.fakes.courier import Courier, CourierChannel
from tests.fakes.knowledge import MemoryKnowledge

PATIENCE = 10.0
START = datetime(2025, 11, 21, 8, tzinfo=UTC)  # over, by whatever clock the tests run


@dataclass
class World:
    """A desk on the courier, which can be stopped and started again."""

    courier: Courier
    knowledge: MemoryKnowledge = field(default_factory=MemoryKnowledge)
    values: dict[str, Any] = field(default_factory=dict)
    desk: Application | None = None
    said: int = 0
    ahead: timedelta = timedelta()  # of the desk's clock

    def now(self) -> datetime:
        """The desk's clock."""
        return datetime.now(VIETNAM) + self.ahead

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(
            {"web": {"port": 0}, "delivery": {"drain_seconds": 5.0}, **self.values}
        )

    async def start(self) -> Application:
        self.desk = build(
            self.settings, self.knowledge, self, platforms=lambda *_: [CourierChannel(self.courier.url)]
        )
        await self.desk.start()
        return self.desk

    async def stop(self) -> None:
        if self.desk is not None:
            desk, self.desk = self.desk, None
            await desk.stop()
            self.knowledge.closed = False

    async def say(
        self, chat: str, text: str, *, number: int | None = None, kind: str = "text", tapped: str = ""
    ) -> None:
        """`chat` writes, or taps under a message; all are numbered by time unless a `number` is given."""
        self.said += 1
        number = self.said if number is None else number
        assert self.desk is not None
        await self.courier.deliver(
            str(self.desk.url),
            {
                "id": f"m{number}",
                "chat": chat,
                "text": text,
                "kind": kind,
                "tapped": tapped,
                "at": (START + timedelta(seconds=number)).isoformat(),
            },
        )

    async def answers(self, count: int) -> list[dict[str, Any]]:
        """The first `count` messages that the courier took."""
        await until(lambda: len(self.courier.answered) >= count)
        return self.courier.answered[:count]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        with closing(sqlite3.connect(self.settings.state.database)) as books:
            return books.execute(query).fetchall()

    async def row(self, query: str, wanted: tuple[Any, ...]) -> None:
        """Wait until the first row of `query` is `wanted`."""
        try:
            await until(lambda: self.rows(query)[:1] == [wanted])
        except TimeoutError:
            assert self.rows(query)[:1] == [wanted]


async def until(what: Callable[[], object]) -> None:
    """Wait until `what` is true."""
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110 - anything may make it true
            await asyncio.sleep(0.01)


@asynccontextmanager
async def a_world(**values: Any) -> AsyncIterator[World]:
    courier = Courier()
    await courier.start()
    world = World(courier, values=values)
    try:
        await world.start()
        yield world
        await world.stop()
    finally:
        await courier.stop()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with a_world() as made:
        yield made
