"""People's rights, through the whole desk: what is stored is told, and erased on request without a trace."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.campaigns.auditing import Actor
from bot.campaigns.linking import Accounts
from bot.campaigns.officials import Officials, Role
from bot.logs import configure
from bot.settings import LoggingSettings
from bot.state import housekeeping
from bot.state.contacts import Person
from bot.state.schema import metadata
from bot.state.zalo_windows import ZaloWindows
from knowledge.clock import VIETNAM
from tests.integration.delivery.conftest import World, a_world, until
from tests.support.campaigns import PASSWORD, QUICK

CHAT = "chat-770011223344"
OTHER = "chat-990011223344"
SECRET = "Khai sinh cho bé Đậu Đỏ nhà tôi"
OTHER_SECRET = "Khai sinh cho cháu Tôm nhà tôi"
RECEIPT = re.compile(r"Mã biên nhận: ([A-Z2-9]{8})\.")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.05)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log of the run, at its most talkative."""
    stream = io.StringIO()
    configure(LoggingSettings(level="debug"), stream)
    yield stream
    configure(LoggingSettings())


def everything(database: Path) -> bytes:
    """All bytes of the database and of the files beside it."""
    files = [path for path in database.parent.iterdir() if path.name.startswith(database.name)]
    assert database in files
    return b"".join(path.read_bytes() for path in files)


async def talk(world: World, chat: str, *texts: str) -> list[str]:
    """Say `texts` one after the other, each when the one before is answered; the answers."""
    before = len(world.courier.answered)
    for number, text in enumerate(texts, 1):
        await world.say(chat, text)
        await world.answers(before + number)
    return [body["text"] for body in world.courier.answered[before:]]


async def test_what_is_erased_is_found_nowhere(log: io.StringIO) -> None:
    async with a_world() as world:
        path = world.settings.state.database
        await talk(world, OTHER, OTHER_SECRET, "nhận tin về đất đai", "đồng ý")
        await talk(world, CHAT, SECRET, "đăng ký nhận tin về y tế", "đồng ý", "phường La Khê", "dữ liệu")
        # The text is there (it identifies nobody by a number), the id only sealed.
        assert SECRET.encode() in everything(path)
        assert CHAT.encode() not in everything(path)
        [sealed] = world.rows("SELECT who FROM contacts ORDER BY id DESC LIMIT 1")
        [(person,)] = world.rows(f"SELECT DISTINCT sender_key FROM inbox WHERE text = '{SECRET}'")
        question, done = await talk(world, CHAT, "xóa", "xóa hết")
        assert "không lấy lại được" in question
        receipt = RECEIPT.search(done)
        assert receipt is not None
        await world.row("SELECT count(*) FROM erasures WHERE finished_at IS NOT NULL", (1,))
        await until(lambda: not (path.with_name(f"{path.name}-wal")).stat().st_size)
        left = everything(path)
        for gone in (CHAT, SECRET, "Đậu Đỏ", person, sealed[0], "phường La Khê", "không lấy lại được"):
            assert gone.encode() not in left, gone
        assert OTHER_SECRET.encode() in left, "nobody else's words are touched"
        assert world.rows("SELECT receipt, person_key FROM erasures") == [(receipt[1], "")]
        assert world.rows("SELECT contact_id, withdrawal FROM consents ORDER BY id") == [
            (1, None),
            (None, "erased"),
        ]
        assert world.rows("SELECT count(*) FROM contacts") == [(1,)]
        assert world.knowledge.forgotten == [f"courier:{CHAT}"]
        # The books still know that there were messages, and repeats of them are recognised.
        assert world.rows("SELECT count(*) FROM inbox WHERE sender_key = ''") == [(7,)]
        [answer] = await talk(world, CHAT, "khai sinh")
        assert "giấy chứng sinh" in answer
    said = log.getvalue()
    assert "dialogue" in said
    for private in (CHAT, OTHER, "Đậu Đỏ", "Tôm", "phường La Khê"):
        assert private not in said


async def test_a_repeated_message_is_not_answered_again_after_it_was_erased() -> None:
    async with a_world() as world:
        await talk(world, CHAT, SECRET, "xóa", "xóa hết")
        await world.row("SELECT count(*) FROM erasures WHERE finished_at IS NOT NULL", (1,))
        await world.say(CHAT, SECRET, number=1)
        await talk(world, OTHER, "khai sinh")
        assert len(world.courier.answered) == 4
        assert world.rows("SELECT count(*) FROM inbox WHERE text <> ''") == [(1,)]


@pytest.mark.parametrize(
    ("answer", "erased"),
    [
        ("có", True),
        ("Vâng ạ", True),
        ("dong y", True),
        ("ok em", True),
        ("yes", True),
        ("không", False),
        ("thôi", False),
        ("dạ thôi khỏi ạ", False),
        ("no thanks", False),
        ("dạ", None),
        ("có cần giấy tờ gì không", None),
    ],
)
async def test_the_question_before_erasing_is_answered_in_any_words(
    world: World, answer: str, erased: bool | None
) -> None:
    *_, said = await talk(world, CHAT, "xóa dữ liệu", answer)
    assert ("Mã biên nhận" in said) is (erased is True)
    assert ("giữ nguyên" in said) is (erased is False)


async def test_yes_counts_for_the_last_question_only(world: World) -> None:
    *_, said = await talk(world, CHAT, "xóa dữ liệu", "khai sinh", "có")
    assert "Mã biên nhận" not in said
    *_, said = await talk(world, CHAT, "đăng ký nhận tin", "/help", "đồng ý")
    assert world.rows("SELECT count(*) FROM consents") == [(0,)]
    *_, said = await talk(world, CHAT, "đăng ký nhận tin về y tế", "vâng")
    assert world.rows("SELECT count(*) FROM consents") == [(1,)]


async def test_an_erasure_outlives_a_stop_in_the_middle() -> None:
    async with a_world() as world:
        await talk(world, CHAT, SECRET, "xóa")
        world.courier.hold = asyncio.Event()
        await world.say(CHAT, "xóa hết")
        await world.row("SELECT count(*) FROM erasures", (1,))
        await until(lambda: world.courier.calls == 3)
        assert world.rows("SELECT count(*) FROM erasures WHERE finished_at IS NULL") == [(1,)]
        stopping = asyncio.create_task(world.stop())
        world.courier.hold.set()
        await stopping
        world.courier.hold = None
        await world.start()
        await world.row("SELECT count(*) FROM erasures WHERE finished_at IS NOT NULL", (1,))
        assert world.rows("SELECT count(*) FROM inbox WHERE who <> ''") == [(0,)]
        assert world.rows("SELECT count(*) FROM outbox WHERE who <> '' OR part IS NOT NULL") == [(0,)]


async def test_what_is_stored_is_told_with_numbers_that_are_true() -> None:
    async with a_world(privacy={"message_days": 12}) as world:
        *_, told = await talk(world, CHAT, "khai sinh", "trời có mưa không", "/dulieu")
        assert "tin nhắn của anh/chị: 3, câu trả lời: 2" in told
        assert "Sau 12 ngày, nội dung tự xóa" in told


async def test_all_that_is_kept_is_told_and_goes(world: World) -> None:
    """An official who wrote to the account: the window of Zalo, the link; and nothing of it afterwards."""
    assert world.desk is not None
    state = world.desk.state
    assert state is not None
    officials, machine = Officials(state.database, world, QUICK), Actor(None, "cli")
    sep = await officials.add(machine, "sep", "Ông Sếp", PASSWORD, {Role.ADMIN})
    accounts = Accounts(state.database, state.sealer, world)
    code = await accounts.link_code(Actor(sep.id, "cli"), "sep")
    await accounts.link(Person("courier", CHAT, CHAT), code)
    windows = ZaloWindows(state.database, state.sealer, "courier", world)
    await windows.interacted(CHAT, datetime(2026, 11, 20, 9, tzinfo=VIETNAM))
    [told] = await talk(world, CHAT, "du lieu cua toi")
    assert "nhắn hoặc bấm nút gần nhất (20/11/2026)" in told
    assert "đang liên kết với cán bộ Ông Sếp" in told
    [other] = await talk(world, OTHER, "/dulieu")
    assert "Ông Sếp" not in other
    assert "gần nhất" not in other
    *_, left = await talk(world, CHAT, "xoa du lieu", "xoa het", "/dulieu")
    assert "Ông Sếp" not in left
    assert "gần nhất" not in left
    assert world.rows("SELECT count(*) FROM zalo_interactions") == [(0,)]
    assert world.rows("SELECT count(*) FROM official_accounts") == [(0,)]


async def test_who_wants_no_news_any_more_leaves_no_window_of_zalo_behind(world: World) -> None:
    assert world.desk is not None
    state = world.desk.state
    assert state is not None
    windows = ZaloWindows(state.database, state.sealer, "courier", world)
    await talk(world, CHAT, "đăng ký nhận tin về y tế", "đồng ý")
    for person in (CHAT, OTHER):
        await windows.interacted(person, datetime(2026, 11, 20, 9, tzinfo=VIETNAM))
    await talk(world, CHAT, "/huy")
    assert world.rows("SELECT count(*) FROM contacts") == [(0,)]
    assert world.rows("SELECT count(*) FROM zalo_interactions") == [(1,)], "that of somebody else"


KEYED = {
    *("inbox.sender_key", "outbox.address_key", "cards.conversation", "contacts.person_key"),
    *("zalo_interactions.sender_key", "official_accounts.person_key", "erasures.person_key"),
}
NUMBERED = {"consents", "subscriptions", "deliveries", "reactions"}


def test_no_table_knows_people_that_the_erasure_does_not_know() -> None:
    """A new one must be told to citizens (`own_data`), erased (`erasing`) and named in the privacy page."""
    columns = {
        f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns
    }
    assert {name for name in columns if re.search("(sender|address|person)_key|conversation", name)} == KEYED
    numbered = {name.split(".")[0] for name in columns if name.endswith(".contact_id")}
    assert numbered == NUMBERED


async def test_a_flood_is_answered_once_and_rights_still_work() -> None:
    flood = {"sender_per_minute": 6, "sender_burst": 4}
    async with a_world(flood=flood) as world:
        for number in range(12):
            await world.say(CHAT, f"khai sinh {number}")
        await world.row("SELECT count(*) FROM inbox WHERE state = 'silent'", (7,))
        texts = [body["text"] for body in await world.answers(5)]
        assert ["hơi nhanh" in text for text in texts].count(True) == 1
        [stopped] = await talk(world, CHAT, "hủy")
        assert "không giữ địa chỉ" in stopped
        [other] = await talk(world, OTHER, "khai sinh")
        assert "giấy chứng sinh" in other


@pytest.mark.parametrize(("text", "kind"), [("7", "text"), ("nosuchcard:1", "button")])
async def test_a_flood_of_what_asks_nothing_is_a_flood(text: str, kind: str) -> None:
    async with a_world(flood={"sender_per_minute": 6, "sender_burst": 4}) as world:
        for _ in range(12):
            await world.say(CHAT, text, kind=kind)
        await world.row("SELECT count(*) FROM inbox WHERE state = 'silent'", (7,))
        texts = [body["text"] for body in await world.answers(5)]
        assert ["hơi nhanh" in said for said in texts] == [*[False] * 4, True]
        await world.say(CHAT, "khai sinh")
        await world.row("SELECT count(*) FROM inbox WHERE state = 'silent'", (8,))
