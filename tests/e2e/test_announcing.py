"""An official writes in Telegram, another approves in Zalo, twenty people get it once, the report sums."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.app import Application, build
from bot.campaigns.auditing import Actor, history
from bot.campaigns.linking import Accounts
from bot.campaigns.officials import Officials, Role
from bot.campaigns.reconciling import balance
from bot.campaigns.reports import Reports
from bot.dev.base import Platform
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_oa import FakeZaloOa
from bot.settings import Settings
from knowledge.clock import SystemClock
from tests.e2e.citizens import AppCitizen
from tests.e2e.test_channels_dialogue import consent
from tests.fakes.knowledge import MemoryKnowledge
from tests.support.campaigns import PASSWORD, QUICK
from tests.support.ports import unused_port

TEXT = "Hội thi tìm hiểu dịch vụ công\nMời bà con dự thi **từ thứ Hai**.\n- Thi trên mạng\n- Có quà"
AGREE = "Đồng ý nhận tin bản 1: phường Mẫu: Thủ tục mới"


@dataclass
class Office:
    """The running desk, its officials Lan (author) and Minh (approver), and 20 subscribers."""

    desk: Application
    telegram: FakeTelegram
    zalo: FakeZaloOa
    lan: AppCitizen
    minh: AppCitizen

    def lines(self, platform: Platform, chat: str, words: str) -> int:
        """How many messages with `words` the desk sent to `chat`."""
        return sum(words in line.text for line in platform.transcript(chat) if line.who == "bot")

    async def arrives(self, platform: Platform, chat: str, words: str) -> None:
        """Wait for a message with `words`."""
        await until(lambda: self.lines(platform, chat, words))


async def until(what: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not what():  # noqa: ASYNC110 - anything may make it true
            await asyncio.sleep(0.02)


@asynccontextmanager
async def office_at(*, self_approval: bool = False) -> AsyncIterator[Office]:
    port = unused_port()
    telegram, zalo = FakeTelegram(), FakeZaloOa(webhook_url=f"http://127.0.0.1:{port}/webhooks/zalo-oa")
    await telegram.start()
    await zalo.start()
    settings = Settings.model_validate(
        {
            "office": {"name": "UBND phường Mẫu", "commune": "phường Mẫu"},
            "web": {"port": port},
            "delivery": {"drain_seconds": 2.0},
            "campaigns": {
                "quiet_from": "00:00",
                "quiet_to": "00:00",
                "chat_seconds": 0.0,
                "self_approval": self_approval,
            },
            **{name: dict(values) for name, values in {**telegram.settings, **zalo.settings}.items()},
        }
    )
    await consent(zalo, settings.state.database)  # of this test alone, as all settings are
    desk = build(settings, MemoryKnowledge())
    await desk.start()
    try:
        assert desk.state is not None
        clock = SystemClock()
        officials = Officials(desk.state.database, clock, QUICK)
        accounts = Accounts(desk.state.database, desk.state.sealer, clock)
        machine = Actor(None, "cli")
        boss = await officials.add(machine, "sep", "Ông Sếp", PASSWORD, {Role.ADMIN})
        admin = Actor(boss.id, "cli")
        await officials.add(admin, "lan", "Chị Lan", PASSWORD, {Role.AUTHOR})
        await officials.add(admin, "minh", "Anh Minh", PASSWORD, {Role.APPROVER})
        office = Office(desk, telegram, zalo, AppCitizen(telegram, "1001"), AppCitizen(zalo, "1002"))
        for name, citizen in (("lan", office.lan), ("minh", office.minh)):
            code = await accounts.link_code(admin, name)
            assert "Đã liên kết" in (await citizen.says(f"/lienket {code}")).text
        await officials.set_roles(
            admin, "lan", {Role.AUTHOR, Role.APPROVER} if self_approval else {Role.AUTHOR}
        )
        yield office
    finally:
        await desk.stop()
        await telegram.stop()
        await zalo.stop()


async def test_an_announcement_is_written_approved_sent_and_counted() -> None:
    async with office_at() as office:
        chats: list[tuple[Platform, str]] = [
            *((office.telegram, str(2001 + n)) for n in range(10)),
            *((office.zalo, str(3001 + n)) for n in range(10)),
        ]
        for platform, chat in chats:
            await AppCitizen(platform, chat).says(AGREE)
        lan, minh = office.lan, office.minh
        assert "dòng đầu là tiêu đề" in (await lan.says("/thongbao")).text
        assert "chủ đề nào" in (await lan.says(TEXT)).text
        await lan.taps("Thủ tục mới")
        await lan.taps("phường Mẫu")
        await lan.taps("Không có văn bản")
        seen = await lan.taps("Em bấm gửi sau")
        assert "Số người trong danh sách gửi: 20" in seen.text
        assert "Thi trên mạng" in seen.text
        assert "hủy" in seen.text, "how to stop"
        assert "Anh Minh" in (await lan.taps("Gửi duyệt")).text

        await office.arrives(office.zalo, "1002", "xin duyệt thông báo số 1")
        await minh.taps("Trả lại")
        assert "Đã trả lại" in (await minh.says("Thêm ngày thi")).text
        await office.arrives(office.telegram, "1001", "Lý do: Thêm ngày thi")
        await lan.taps("Sửa lời")
        await lan.says(TEXT.replace("thứ Hai", "thứ Hai 30/11"))
        await lan.taps("Gửi duyệt")
        await until(lambda: office.lines(office.zalo, "1002", "xin duyệt thông báo số 1") == 2)
        assert "Đã duyệt" in (await minh.taps("Duyệt")).text
        await office.arrives(office.telegram, "1001", "Anh Minh đã duyệt")
        await lan.taps("Gửi ngay")

        for platform, chat in chats:
            await office.arrives(platform, chat, "thứ Hai 30/11")
        assert office.desk.state is not None
        database = office.desk.state.database
        reports = Reports(database)
        async with asyncio.timeout(20):
            while (await reports.of_campaign(1)).status != "finished":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert all(office.lines(platform, chat, "thứ Hai 30/11") == 1 for platform, chat in chats)
        [run] = (await reports.of_campaign(1)).runs
        assert (run.planned, run.states["sent"]) == (20, 20)
        assert [(line.planned, line.states) for line in run.channels] == [(10, {"sent": 10})] * 2
        assert (await balance(database, run.run)).closed
        log = [(line.action, line.source) for line in await history(database, 1) if line.official]
        assert log[:2] == [("created", "telegram"), ("edited", "telegram")]
        assert log[-3:] == [("submitted", "telegram"), ("approved", "zalo-oa"), ("run", "telegram")]


async def test_nobody_else_notices_the_commands() -> None:
    async with office_at() as office:
        stranger = AppCitizen(office.telegram, "2001")
        for words in ("/thongbao", "/thongbao duyet 1 1", "/lienket"):
            assert "không có lệnh này" in (await stranger.says(words)).text
        assert "mã liên kết không đúng" in (await stranger.says("/lienket ABCD-EFGH")).text.lower()
        # The author has not the role for it, and what nobody waits for is a question.
        await office.lan.says("/thongbao")
        await office.lan.says(TEXT)
        await office.lan.says("/thongbao gui 1 1")
        assert "vai trò" in (await office.lan.says("/thongbao duyet 1 2")).text
        # What they were shown is not what there is now.
        assert "vừa sửa" in (await office.minh.says("/thongbao duyet 1 1")).text
        assert "giấy chứng sinh" in (await office.lan.says("khai sinh")).text


async def test_an_office_of_one_official_approves_its_own_and_says_so() -> None:
    async with office_at(self_approval=True) as office:
        await office.lan.says("/thongbao")
        await office.lan.says(TEXT)
        assert "Chị Lan" in (await office.lan.says("/thongbao gui 1 1")).text
        assert "TỰ DUYỆT" in (await office.lan.says("/thongbao duyet 1 2")).text
