"""Many subscribers, a channel in memory, and the engine over a real database, for tests and benchmarks."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.campaigns.alarms import Alarms
from bot.campaigns.engine import Engine
from bot.campaigns.hours import Hours
from bot.campaigns.model import Campaign, Definition
from bot.campaigns.orders import Run, Tools
from bot.campaigns.settings import CampaignSettings
from bot.channels.base import Channel, Incoming, Outgoing, Paragraph, Part, Receive, Sent
from bot.channels.errors import DeliveryError
from bot.delivery.condition import Condition, Health
from bot.messages import Catalogue
from bot.state.contacts import Person, contacts
from bot.state.database import Database
from bot.state.sealing import Sealer
from bot.state.subscriptions import subscriptions
from knowledge.calendar import WorkCalendar
from knowledge.clock import Clock
from tests.support.campaigns import SEALER, Bureau

PATIENCE = 20.0
TOPIC = "y-te"


def address_of(channel: str, number: int) -> str:
    """Where a person is reached: Telegram knows numbers only."""
    return str(1000 + number) if channel == "telegram" else f"{channel}-{number}"


def subscribe(
    connection: Connection, number: int, now: datetime, *, channel: str = "post", sealer: Sealer = SEALER
) -> None:
    """Add `number` people who want news of health: "post-1", "post-2" …, whose address is the same."""
    first = connection.scalar(select(contacts.c.id).order_by(contacts.c.id.desc()).limit(1)) or 0
    names = [address_of(channel, first + place + 1) for place in range(number)]
    connection.execute(
        insert(contacts),
        [
            {
                "id": first + place + 1,
                "channel": channel,
                "person_key": sealer.key_of(channel, name),
                "who": sealer.seal([name, name]),
                "language": "vi",
                "presence": "here",
                "created_at": now,
                "changed_at": now,
            }
            for place, name in enumerate(names)
        ],
    )
    connection.execute(
        insert(subscriptions),
        [
            {"contact_id": first + place + 1, "place": "La Khê", "topic": TOPIC, "since": now}
            for place in range(number)
        ],
    )


@dataclass(eq=False)
class Post:
    """A channel in memory. `errors` are raised for the next messages, or for those to an address."""

    name: str = "post"
    taken: list[str] = field(default_factory=list)  # addresses, in order
    parts: list[Part] = field(default_factory=list)
    errors: list[DeliveryError | None] = field(default_factory=list)
    refusals: dict[str, DeliveryError] = field(default_factory=dict)
    hold: asyncio.Event | None = None
    on_the_way: int = 0
    most_on_the_way: int = 0
    seen: Callable[[str], None] | None = None

    async def start(self, receive: Receive) -> None: ...

    async def stop(self) -> None: ...

    def lay_out(self, outgoing: Outgoing, card: str) -> list[Part]:
        return [{"text": outgoing.text, "card": card}]

    async def send(self, address: str, part: Part, *, replaces: str = "") -> Sent:
        self.on_the_way += 1
        self.most_on_the_way = max(self.most_on_the_way, self.on_the_way)
        try:
            if self.seen is not None:
                self.seen(address)
            if self.hold is not None:
                await self.hold.wait()
            await asyncio.sleep(0)
            error = self.errors.pop(0) if self.errors else self.refusals.get(address)
            if error is not None:
                raise error
            self.taken.append(address)
            self.parts.append(part)
        finally:
            self.on_the_way -= 1
        return Sent()

    async def noticed(self, incoming: Incoming) -> None: ...


async def plain(run: Run, channel: Channel, language: str) -> Sequence[Part]:
    """The title as the only message."""
    if channel.name == "telegram":
        return channel.lay_out(Outgoing((Paragraph(run.definition.content.title),)), "")
    return [{"text": run.definition.content.title, "run": run.id, "language": language}]


@dataclass
class Station:
    """An engine on channels in memory. `events`: what is told of chats; `alarms`: what officials are told."""

    bureau: Bureau
    channels: Sequence[Channel]
    settings: CampaignSettings = field(default_factory=lambda: quick())  # noqa: PLW0108 - stands below
    clock: Clock | None = None
    compose: Callable[..., Any] = plain
    events: list[Incoming] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    conditions: dict[Channel, Condition] = field(default_factory=dict)
    engine: Engine | None = None

    async def start(self) -> Engine:
        """An engine over the books as they are."""
        database = self.bureau.database
        tools = Tools(
            database, SEALER, self.clock or self.bureau.clock, self.settings, self.compose, self.take
        )
        self.conditions = {channel: Condition(channel.name) for channel in self.channels}
        for condition in self.conditions.values():
            condition.health = Health.OK
        self.engine = Engine(tools, self.hours, self._alarms(database), self.conditions)
        await self.engine.start()
        return self.engine

    @property
    def hours(self) -> Hours:
        return Hours.of(self.settings.quiet_from, self.settings.quiet_to, WorkCalendar.load())

    def _alarms(self, database: Database) -> Alarms:
        return Alarms(database, SEALER, Catalogue.load(), self._tell)

    async def stop(self) -> None:
        if self.engine is not None:
            engine, self.engine = self.engine, None
            await engine.stop()

    @property
    def post(self) -> Post:
        """The first channel."""
        channel = self.channels[0]
        assert isinstance(channel, Post)
        return channel

    @property
    def books(self) -> Path:
        """The file of the database."""
        return self.bureau.path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        with closing(sqlite3.connect(self.books)) as books:
            return books.execute(query).fetchall()

    async def row(self, query: str, wanted: tuple[Any, ...]) -> None:
        """Wait until the first row of `query` is `wanted`."""
        try:
            await until(lambda: self.rows(query)[:1] == [wanted])
        except TimeoutError:
            assert self.rows(query)[:1] == [wanted]

    async def people(self, number: int, *, channel: str = "post") -> None:
        """So many people subscribe, who joined an hour ago."""
        joined = self.bureau.clock.now() - timedelta(hours=1)
        await self.bureau.database.transact(
            lambda connection: subscribe(connection, number, joined, channel=channel)
        )

    async def change(self, statement: str) -> None:
        """Change the books by hand."""
        await self.bureau.database.transact(lambda connection: connection.exec_driver_sql(statement).rowcount)

    async def begin(self, definition: Definition) -> Campaign:
        """An approved campaign that goes out now."""
        campaign = await self.bureau.approved(definition)
        return await self.bureau.life.run(self.bureau.lan, campaign.id, campaign.version)

    async def take(self, messages: Sequence[Incoming]) -> None:
        """What channels tell of chats."""
        self.events += messages

    async def _tell(self, person: Person, outgoing: Outgoing) -> None:
        self.alarms.append(outgoing.text)


def quick(**values: Any) -> CampaignSettings:
    """Settings without limits of speed."""
    return CampaignSettings.model_validate(
        {"rates": {"post": 1e6, "mail": 1e6, "telegram": 1e6}, "chat_seconds": 0.0, **values}
    )


async def until(what: Callable[[], object]) -> None:
    """Wait until `what` is true."""
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110 - anything may make it true
            await asyncio.sleep(0.01)
