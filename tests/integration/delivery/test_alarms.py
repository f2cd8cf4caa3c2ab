"""A channel that is dead, a clock that is wrong: admins hear of it by a channel that is alive."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.app import Application, build
from bot.campaigns.auditing import Actor
from bot.campaigns.linking import Accounts
from bot.campaigns.officials import Officials, Role
from bot.channels.errors import Failure
from bot.delivery import retrying, watch
from bot.dev.base import CallFault, Platform
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from bot.settings import Settings
from bot.state.contacts import Person
from knowledge.clock import VIETNAM
from tests.fakes.knowledge import MemoryKnowledge
from tests.integration.delivery.conftest import until
from tests.support.campaigns import PASSWORD, QUICK

SEP, LAN = "1001", "1002"  # the admin, who is linked everywhere, and an author


@dataclass
class Desk:
    """A desk on real adapters, with an admin."""

    telegram: FakeTelegram = field(default_factory=FakeTelegram)
    zalo_bot: FakeZaloBot = field(default_factory=FakeZaloBot)
    ahead: timedelta = timedelta()
    running: Application | None = None

    def now(self) -> datetime:
        return datetime.now(VIETNAM) + self.ahead

    def heard(self, platform: Platform, chat: str = SEP) -> list[str]:
        """What the desk wrote to `chat`."""
        return [line.text for line in platform.transcript(chat) if line.who == "bot"]


def hears(desk: Desk, platform: Platform, words: str) -> bool:
    """Whether the admin was written `words` there."""
    return any(words in text for text in desk.heard(platform))


@asynccontextmanager
async def office(**sections: Any) -> AsyncIterator[Desk]:
    """The platforms are up; the desk starts with `open_desk`."""
    desk = Desk()
    async with AsyncExitStack() as stack:
        for platform in (desk.telegram, desk.zalo_bot):
            await platform.start()
            stack.push_async_callback(platform.stop)
        values: dict[str, dict[str, Any]] = {
            "web": {"port": 0},
            "telegram": {**desk.telegram.settings["telegram"], "poll_seconds": 1},
            "zalo_bot": {**desk.zalo_bot.settings["zalo_bot"], "poll_seconds": 1},
        }
        for name, more in sections.items():
            values[name] = {**values.get(name, {}), **more}
        desk.running = build(Settings.model_validate(values), MemoryKnowledge(), desk)
        await desk.running.start()
        stack.push_async_callback(desk.running.stop)
        await meet(desk)
        yield desk


async def meet(desk: Desk) -> None:
    """Sep and Lan are officials; Sep has linked both accounts, Lan one."""
    assert desk.running is not None
    state = desk.running.state
    assert state is not None
    officials, machine = Officials(state.database, desk, QUICK), Actor(None, "cli")
    accounts = Accounts(state.database, state.sealer, desk)
    sep = await officials.add(machine, "sep", "Sếp", PASSWORD, {Role.ADMIN})
    admin = Actor(sep.id, "cli")
    await officials.add(admin, "lan", "Lan", PASSWORD, {Role.AUTHOR})
    for name, chat, channel in (("sep", SEP, "telegram"), ("sep", SEP, "zalo-bot"), ("lan", LAN, "zalo-bot")):
        platform: Platform = desk.telegram if channel == "telegram" else desk.zalo_bot
        await platform.user_says(chat, "chào")  # platforms let nobody be written to who never wrote
        await accounts.link(Person(channel, chat, chat), await accounts.link_code(admin, name))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.4)
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.05)


async def test_a_token_that_is_refused_is_told_by_the_other_channel() -> None:
    with capture_logs() as logs:
        async with office(telegram={"token": "987654321:this-is-not-the-token-of-the-stand-in"}) as desk:
            await until(lambda: [text for text in desk.heard(desk.zalo_bot) if "Telegram" in text])
            [alarm] = [text for text in desk.heard(desk.zalo_bot) if "Telegram" in text]
            assert "token" in alarm
            assert "python -m bot doctor" in alarm
            assert desk.running is not None
            assert desk.running._health()[1]["channels"]["telegram"] == "misconfigured"
            assert not [text for text in desk.heard(desk.zalo_bot, LAN) if "sự cố" in text], "no admin"
    [line] = [line for line in logs if line["event"] == "an admin must act"]
    assert (line["log_level"], line["subject"], line["told"]) == ("error", "telegram", 1)
    assert "this-is-not" not in str(logs)
    assert SEP not in [str(value) for line in logs for value in line.values()]


async def test_what_is_found_out_while_sending_is_told_and_so_is_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(retrying._PAUSES, Failure.MISCONFIGURED, timedelta(seconds=1))
    async with office() as desk:
        await until(lambda: desk.heard(desk.telegram) and desk.heard(desk.zalo_bot))
        desk.telegram.faults.calls.script = deque([CallFault.UNAUTHORISED] * 2)
        await desk.telegram.user_says(LAN, "khai sinh")
        for said in ("Kênh Telegram của bàn một cửa đang gặp sự cố", "Kênh Telegram đã hoạt động trở lại"):
            await until(partial(hears, desk, desk.zalo_bot, said))
        await until(lambda: desk.heard(desk.telegram, LAN))
        assert not [text for text in desk.heard(desk.telegram) if "gặp sự cố" in text], "not by the dead one"


async def test_a_consent_that_is_missing_is_told_with_the_command() -> None:
    zalo = FakeZaloOa()
    await zalo.start()
    try:
        async with office(zalo_oa=dict(zalo.settings["zalo_oa"])) as desk:
            for platform in (desk.telegram, desk.zalo_bot):
                await until(partial(hears, desk, platform, "zalo login"))
    finally:
        await zalo.stop()


async def test_a_clock_that_is_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with office() as desk:
        await until(lambda: desk.heard(desk.telegram))
        assert not [text for text in desk.heard(desk.telegram) if "Đồng hồ" in text]
        desk.ahead = timedelta(hours=-3)
        await until(lambda: [text for text in desk.heard(desk.telegram) if "sai khoảng 180 phút" in text])
        desk.ahead = timedelta()
        await until(lambda: [text for text in desk.heard(desk.telegram) if "đã đúng trở lại" in text])


async def test_where_nobody_can_be_told_the_log_says_so() -> None:
    with capture_logs() as logs:
        async with office(
            telegram={"token": "987654321:this-is-not-the-token-of-the-stand-in"},
            zalo_bot={"token": "987654321:neither-is-this"},
        ):
            await until(lambda: len([line for line in logs if line["event"] == "an admin must act"]) == 2)
    assert {line["told"] for line in logs if line["event"] == "an admin must act"} == {0}
