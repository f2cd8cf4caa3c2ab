"""What officials do by commands beside a running desk, each a process of its own: the desk carries it out."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.campaigns.auditing import Actor
from bot.campaigns.linking import Accounts
from bot.campaigns.officials import Officials, Role
from bot.dev.base import CallFault, Platform
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.messages import Catalogue
from bot.settings import PrivacySettings, StateSettings
from bot.state.opening import State, open_state
from knowledge.clock import SystemClock
from tests.e2e.citizens import AppCitizen
from tests.e2e.test_channels_dialogue import ROOT, running, toml
from tests.support.campaigns import PASSWORD, QUICK
from tests.support.ports import unused_port

pytestmark = pytest.mark.slow

PATIENCE = 60.0
AGREE = "Đồng ý nhận tin bản 1: phường Mẫu: Y tế"
MINE = "Trạm y tế tiêm miễn phí"  # words of the announcement
DRAFT = """
[content]
title = "Lịch tiêm chủng"
body = "Trạm y tế tiêm **miễn phí**."
topic = "y-te"

[[content.buttons]]
label = "Khai sinh"
kind = "question"
target = "khai sinh cần giấy tờ gì"

[[audience.any_of]]
topics = ["y-te"]
"""
SETTINGS = """
[office]
name = "UBND phường Mẫu"
commune = "phường Mẫu"

[campaigns]
quiet_from = "00:00"
quiet_to = "00:00"
chat_seconds = 0
rates = { telegram = 20.0, zalo-bot = 20.0 }

[delivery]
drain_seconds = 2

[web]
"""


@dataclass(frozen=True)
class Ended:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def values(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)


@dataclass
class Office:
    """A desk in a process of its own; Lan (author) is on both platforms, Minh (approver) on Telegram."""

    folder: Path
    telegram: FakeTelegram
    zalo: FakeZaloBot
    people: Sequence[tuple[Platform, str]] = ()

    async def bot(self, *arguments: str, official: str = "") -> Ended:
        """`python -m bot campaign …` as a process."""
        command = ["campaign", *arguments, "--config", str(self.folder / "config.toml")]
        own = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        signed_in = {"MOTCUA_OFFICIAL": official, "MOTCUA_PASSWORD": PASSWORD} if official else {}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *command),
            cwd=ROOT,
            env={**own, **signed_in},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    async def approved(self) -> str:
        """An announcement that may go out; its number."""
        file = self.folder / "tin.toml"
        file.write_text(DRAFT, encoding="utf-8")
        number = str((await self.bot("new", str(file), "--json", official="lan")).values["id"])
        await self.bot("submit", number, official="lan")
        assert (await self.bot("approve", number, "--json", official="minh")).values["status"] == "approved"
        return number

    def got(self, platform: Platform, chat: str, words: str = MINE) -> int:
        """How many messages with `words` the desk sent to `chat`."""
        return sum(words in line.text for line in platform.transcript(chat) if line.who == "bot")

    def each_got(self) -> list[int]:
        return [self.got(platform, chat) for platform, chat in self.people]


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110 - anything may make it true
            await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


async def officials(state: State, office: Office) -> None:
    clock = SystemClock()
    all_of_them, accounts = (
        Officials(state.database, clock, QUICK),
        Accounts(state.database, state.sealer, clock),
    )
    boss = await all_of_them.add(Actor(None, "cli"), "sep", "Ông Sếp", PASSWORD, {Role.ADMIN})
    admin = Actor(boss.id, "cli")
    await all_of_them.add(admin, "lan", "Chị Lan", PASSWORD, {Role.AUTHOR})
    await all_of_them.add(admin, "minh", "Anh Minh", PASSWORD, {Role.APPROVER})
    linked: list[tuple[str, Platform, str]] = [
        ("lan", office.telegram, "501"),
        ("lan", office.zalo, "601"),
        ("minh", office.telegram, "502"),
    ]
    for name, platform, chat in linked:
        code = await accounts.link_code(admin, name)
        assert "Đã liên kết" in (await AppCitizen(platform, chat).says(f"/lienket {code}")).text


@asynccontextmanager
async def office_at(folder: Path, index: Path) -> AsyncIterator[Office]:
    office = Office(folder, FakeTelegram(), FakeZaloBot())
    database = folder / "state" / "motcua.sqlite"
    async with AsyncExitStack() as stack:
        await office.telegram.start()
        stack.push_async_callback(office.telegram.stop)
        await office.zalo.start()
        stack.push_async_callback(office.zalo.stop)
        sections = {
            "index": {"directory": str(index)},
            "state": {"database": str(database)},
            **{name: dict(values) for name, values in office.telegram.settings.items()},
            **{name: dict(values) for name, values in office.zalo.settings.items()},
        }
        await stack.enter_async_context(
            running(folder, f"{SETTINGS}port = {unused_port()}\n{toml(sections)}")
        )
        office.people = [
            *((office.telegram, str(2001 + n)) for n in range(9)),
            *((office.zalo, str(3001 + n)) for n in range(6)),
        ]
        for platform, chat in office.people:
            await AppCitizen(platform, chat).says(AGREE)
        words = Catalogue.load().of("vi")
        async with open_state(
            StateSettings(database=database), PrivacySettings(), SystemClock(), words, sole=False
        ) as state:
            await officials(state, office)
        yield office


async def test_from_the_preview_to_the_report(tmp_path: Path, index: Path) -> None:
    async with office_at(tmp_path, index) as office:
        (tmp_path / "tin.toml").write_text(DRAFT, encoding="utf-8")
        lan, minh = AppCitizen(office.telegram, "501"), AppCitizen(office.telegram, "502")
        assert (await office.bot("new", str(tmp_path / "tin.toml"), official="lan")).status == 0

        previewed = await office.bot("preview", "1", "--send", "--json", official="lan")
        assert sorted(previewed.values["sent_to"]) == ["telegram", "zalo-bot"]
        await until(lambda: office.got(office.telegram, "501") and office.got(office.zalo, "601"))
        assert "giấy chứng sinh" in (await lan.taps("Khai sinh")).text, "its buttons work"
        assert sum(office.each_got()) == office.got(office.telegram, "502") == 0, "nobody else has it"

        submitted = await office.bot("submit", "1", "--json", official="lan")
        assert submitted.values["told"] == ["minh"]
        await until(lambda: office.got(office.telegram, "502", "Chị Lan xin duyệt thông báo số 1"))
        assert "Người soạn đã được báo" in (await minh.taps("Duyệt")).text
        for platform, chat in ((office.telegram, "501"), (office.zalo, "601")):
            await until(lambda at=platform, to=chat: office.got(at, to, "Anh Minh đã duyệt"))  # type: ignore[misc]

        run = await office.bot("run", "1", "--json", official="lan")
        [told] = run.values["runs"]
        assert (told["state"], told["planned"], told["states"]["sent"]) == ("finished", 15, 15)
        assert "Bàn một cửa không chạy" not in run.err, "the desk sent it"
        assert office.each_got() == [1] * 15
        reconciled = (await office.bot("reconcile", "1", "--json")).values
        assert (reconciled["audience"], reconciled["rows"], reconciled["closed"]) == (15, 15, True)
        assert len(reconciled["fates"]) == 15
        assert "15" in (await office.bot("report", "1")).out
        log = (await office.bot("status", "1", "--json")).values["history"]
        assert [(line["action"], line["source"]) for line in log] == [
            ("created", "cli"), ("submitted", "cli"), ("approved", "telegram"), ("run", "cli"),
            ("fired", "engine"), ("run-finished", "engine"),
        ]  # fmt: skip
        again = await office.bot("run", "1", official="lan")
        assert (again.status, len(again.err.strip().splitlines())) == (1, 1)


async def test_nobody_waits_and_somebody_stops_it(tmp_path: Path, index: Path) -> None:
    async with office_at(tmp_path, index) as office:
        number = await office.approved()
        handed_over = await office.bot("run", number, "--no-wait", "--json", official="lan")
        assert handed_over.values["status"] == "scheduled"
        assert "bàn một cửa đang chạy" in handed_over.err
        await until(lambda: office.each_got() == [1] * 15)
        async with asyncio.timeout(PATIENCE):
            while (await office.bot("status", number, "--json")).values["status"] != "finished":  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        [run] = (await office.bot("report", number, "--json")).values["runs"]
        assert (run["planned"], run["states"]["sent"]) == (15, 15)
        assert (await office.bot("reconcile", number)).status == 0

        number = await office.approved()
        # Telegram takes one message and asks for a pause then: there is time to stop it.
        office.telegram.faults.calls.script.extend([None, CallFault.TOO_MANY])
        office.telegram.faults.retry_after = 15
        following = asyncio.create_task(office.bot("run", number, official="lan"))
        await until(lambda: 2 in office.each_got())
        assert (await office.bot("pause", number, "--reason", "Sai giờ", official="minh")).status == 0
        stopped = await following
        assert (stopped.status, "tạm dừng" in stopped.err) == (1, True)
        assert "Còn chờ" in stopped.out
        assert (await office.bot("reconcile", number)).status == 1
        assert "Sai giờ" in (await office.bot("status", number)).out
        assert (await office.bot("resume", number, official="minh")).status == 0
        await until(lambda: office.each_got() == [2] * 15)
