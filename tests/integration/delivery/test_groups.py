"""What happens to a group is no matter of the member who asked in it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from bot.app import build
from bot.dev.telegram import FakeTelegram
from bot.dev.telegram_chats import BOT
from bot.settings import Settings
from bot.state.contacts import Contacts, Person, Presence
from bot.state.opening import State
from bot.state.subscriptions import Subscription
from knowledge.clock import SystemClock
from tests.fakes.knowledge import MemoryKnowledge
from tests.integration.delivery.conftest import until
from tests.support.standins import running

LAN = Person("telegram", "1001", "1001")
GROUP, SUPERGROUP = "-200", "-100200"
ASKED = f"@{BOT['username']} khai sinh"


@dataclass
class Desk:
    """A desk on Telegram; Lan has subscribed in her own chat."""

    telegram: FakeTelegram
    settings: Settings
    state: State

    def dealt_with(self, kind: str) -> bool:
        """Whether the dialogue was told of such an event."""
        return bool(self.rows(f"SELECT id FROM inbox WHERE kind = '{kind}' AND state = 'silent'"))

    async def contact(self) -> tuple[Presence, list[str]]:
        """Whether Lan can be written to, and where."""
        found = await Contacts(self.state.database, self.state.sealer, SystemClock()).find(LAN)
        assert found is not None
        [(who,)] = self.rows("SELECT who FROM contacts")
        return found.presence, self.state.sealer.open(who)

    def rows(self, query: str) -> list[tuple[str]]:
        with closing(sqlite3.connect(self.settings.state.database)) as books:
            return books.execute(query).fetchall()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with running(FakeTelegram()) as telegram:
        values = {"web": {"port": 0}, "telegram": {**telegram.settings["telegram"], "poll_seconds": 1}}
        settings = Settings.model_validate(values)
        application = build(settings, MemoryKnowledge())
        await application.start()
        assert application.state is not None
        people = Contacts(application.state.database, application.state.sealer, SystemClock())
        await people.agree(LAN, "1", "vi")
        await people.subscribe(LAN, [Subscription("phường La Khê", "dat-dai")])
        yield Desk(telegram, settings, application.state)
        await application.stop()


async def test_a_group_that_moved_takes_nobodys_news_along(desk: Desk) -> None:
    desk.telegram.chats.of(GROUP).moved_to = desk.telegram.chats.of(SUPERGROUP).id
    await desk.telegram.member_says(GROUP, LAN.sender, ASKED)
    await until(lambda: desk.dealt_with("moved"))
    await until(lambda: [line for line in desk.telegram.transcript(SUPERGROUP) if line.who == "bot"])
    assert await desk.contact() == (Presence.HERE, [LAN.sender, LAN.address])


async def test_a_group_that_throws_the_desk_out_ends_nobodys_news(desk: Desk) -> None:
    desk.telegram.chats.of(GROUP).blocked = True
    await desk.telegram.member_says(GROUP, LAN.sender, ASKED)
    await until(lambda: desk.dealt_with("left"))
    assert await desk.contact() == (Presence.HERE, [LAN.sender, LAN.address])


async def test_who_blocks_the_desk_gets_no_more_news(desk: Desk) -> None:
    desk.telegram.chats.of(LAN.address).blocked = True
    await desk.telegram.user_says(LAN.address, "khai sinh")
    await until(lambda: desk.dealt_with("left"))
    assert await desk.contact() == (Presence.LEFT, [LAN.sender, LAN.address])
