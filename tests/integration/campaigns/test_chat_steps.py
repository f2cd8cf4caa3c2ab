"""Steps of an announcement in the chat that need more than a tap: its source, its time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot.campaigns.layouts import LAYOUTS
from bot.campaigns.model import Definition, Schedule
from bot.campaigns.records import of
from bot.channels.base import Incoming, IncomingKind, Outgoing
from bot.delivery.posting import Post
from bot.dialogue.announcing import Announcing
from bot.dialogue.opening import open_announcing
from bot.messages import Catalogue
from bot.settings import Settings
from bot.state.contacts import Person
from bot.state.opening import State
from indexer.settings import IndexSettings
from knowledge.clock import VIETNAM
from tests.integration.answering import PLANS, build_index
from tests.support.campaigns import SEALER, Bureau, bureau_at


@dataclass
class Chat:
    """Lan's chat with the desk; she has a draft with number 1."""

    bureau: Bureau
    announcing: Announcing

    async def says(self, text: str) -> Outgoing:
        at = self.bureau.clock.now()
        said = await self.announcing.handle(Incoming("telegram", "501", text, IncomingKind.TEXT, text, at))
        assert said is not None
        return said

    async def draft(self) -> Definition:
        return (await self.bureau.database.read(lambda connection: of(connection, 1))).definition


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("chat") / "index"
    assert build_index(directory, [PLANS], builtin=False).problems == ()
    return directory


@pytest.fixture
async def chat(tmp_path: Path, index: Path) -> AsyncIterator[Chat]:
    async def nobody(incoming: Incoming) -> Outgoing | None:
        raise AssertionError(incoming.text)

    async with bureau_at(tmp_path) as bureau:
        announcing = open_announcing(
            Settings(index=IndexSettings(directory=index)),
            Catalogue.load(),
            State(bureau.database, SEALER),
            bureau.clock,
            inner=nobody,
            post=Post(bureau.database, SEALER, bureau.clock, card_hours=48, layouts=LAYOUTS),
            announcing={"telegram"},
        )
        code = await bureau.accounts.link_code(bureau.lan, "lan")
        await bureau.accounts.link(Person("telegram", "501", "501"), code)
        await bureau.draft()
        yield Chat(bureau, announcing)


@pytest.mark.parametrize(
    ("named", "line", "known"),
    [
        ("Kế hoạch 41/KH-UBND", "trên địa bàn phường Gò Sao, số 41/KH-UBND, Ủy ban nhân dân", True),
        ("Công văn 9 của phường", "Nguồn: Công văn 9 của phường", False),
        ("-", "", True),
    ],
)
async def test_a_source_is_looked_up_in_the_index(chat: Chat, named: str, line: str, known: bool) -> None:
    said = await chat.says(f"/thongbao nguon 1 1 {named}")
    content = (await chat.draft()).content
    assert content.source_line.endswith(line)
    assert bool(content.source) is bool(line)
    assert (content.source == named) is not known
    assert ("không thấy văn bản này trong chỉ mục" in said.text) is not known
    assert "Gửi lúc nào" in said.text


@pytest.mark.parametrize(
    ("typed", "schedule"),
    [
        ("8:00 ngày 15/12/2026", Schedule(at=datetime(2026, 12, 15, 8, tzinfo=VIETNAM))),
        ("mai", Schedule(at=datetime(2026, 11, 22, 8, tzinfo=VIETNAM))),
        ("thứ hai hằng tuần, 7:30", Schedule(recurrence="thứ hai hằng tuần, 7:30")),
        ("-", Schedule()),
    ],
)
async def test_it_goes_out_once_or_again_and_again(chat: Chat, typed: str, schedule: Schedule) -> None:
    assert "Một lần: 8:00 ngày 15/12/2026" in (await chat.says("/thongbao lich 1 1")).text
    assert "Người nhận sẽ thấy như sau" in (await chat.says(typed)).text
    assert (await chat.draft()).schedule == schedule


async def test_a_time_that_is_over_or_not_understood_is_said(chat: Chat) -> None:
    assert "Giờ gửi đã qua" in (await chat.says("/thongbao lich 1 1 8:00 ngày 1/1/2026")).text
    refused = await chat.says("/thongbao lich 1 2 khi nào rảnh")
    assert "không hiểu" in refused.text
    assert "8:00 ngày 15/12/2026" in refused.text
