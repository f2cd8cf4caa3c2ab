"""The documents that announcements name as their source: found by what officials call them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.campaigns.layouts import LAYOUTS
from bot.campaigns.library import IndexLibrary, cited_source
from bot.campaigns.model import Definition
from bot.campaigns.records import of
from bot.channels.base import Incoming, IncomingKind, Outgoing
from bot.delivery.posting import Post
from bot.dialogue.opening import open_announcing
from bot.messages import Catalogue
from bot.settings import Settings
from bot.state.contacts import Person
from bot.state.opening import State
from indexer.settings import IndexSettings
from tests.integration.answering import PLANS, build_index
from tests.support.campaigns import SEALER, Bureau, bureau_at

WORDS = Catalogue.load().of("vi")
LINE = "41/KH-UBND"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("library") / "index"
    assert build_index(directory, [PLANS], builtin=True).problems == ()
    return directory


@pytest.fixture
def library(index: Path) -> Iterator[IndexLibrary]:
    opened = IndexLibrary.open(index)
    assert opened is not None
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "named",
    [
        "41/KH-UBND",
        " 41/kh-ubnd ",
        "Kế hoạch 41/KH-UBND",
        "kế hoạch số 41/KH-UBND ngày 03/02/2026 của phường",
        "Kế hoạch tuyên truyền cải cách hành chính năm 2026 trên địa bàn phường Gò Sao",
    ],
)
def test_a_plan_is_found_by_its_number_or_title(library: IndexLibrary, named: str) -> None:
    found = library.find(named)
    assert found is not None, named
    assert found.number == LINE
    document = library.document(found.id)
    assert document is not None
    assert "Gò Sao" in document.text
    assert library.knows_document(found.id)


@pytest.mark.parametrize("named", ["", "kế hoạch", "99/KH-UBND", "141/KH-UBND", "41/KH"])
def test_what_nobody_wrote_is_not_found(library: IndexLibrary, named: str) -> None:
    assert library.find(named) is None
    assert library.document("no-such-id") is None


def test_procedures_are_known_by_their_codes(library: IndexLibrary) -> None:
    assert library.knows_procedure("1.001193")
    assert "khai sinh" in library.procedure_name("1.001193")
    assert (library.knows_procedure("9.999999"), library.procedure_name("9.999999")) == (False, "9.999999")


def test_without_an_index_there_is_no_source(tmp_path: Path) -> None:
    assert IndexLibrary.open(tmp_path) is None
    assert cited_source(tmp_path, LINE, WORDS) is None


@pytest.mark.parametrize(
    ("named", "line", "is_known"),
    [
        (
            "Kế hoạch 41/KH-UBND",
            "trên địa bàn phường Gò Sao, số 41/KH-UBND, Ủy ban nhân dân",
            True,
        ),
        ("Công văn 9 của phường", "Nguồn: Công văn 9 của phường", False),
        ("-", "", True),
    ],
)
async def test_in_the_chat_a_source_is_looked_up(
    tmp_path: Path, index: Path, named: str, line: str, is_known: bool
) -> None:
    async with bureau_at(tmp_path) as bureau:
        said = await named_in_the_chat(bureau, index, named)
        kept = await definition_of(bureau)
    assert line in kept.content.source_line
    assert (kept.content.source == named) is not is_known or named == "-"
    assert ("không thấy văn bản này trong chỉ mục" in said.text) is not is_known
    assert "Gửi lúc nào" in said.text


async def named_in_the_chat(bureau: Bureau, index: Path, named: str) -> Outgoing:
    """Lan has a draft and names its source; what is replied."""

    async def nobody(incoming: Incoming) -> Outgoing | None:
        raise AssertionError(incoming.text)

    post = Post(bureau.database, SEALER, bureau.clock, card_hours=48, layouts=LAYOUTS)
    announcing = open_announcing(
        Settings(index=IndexSettings(directory=index)),
        Catalogue.load(),
        State(bureau.database, SEALER),
        bureau.clock,
        inner=nobody,
        post=post,
        announcing={"telegram"},
    )
    lan = Person("telegram", "501", "501")
    await bureau.accounts.link(lan, await bureau.accounts.link_code(bureau.lan, "lan"))
    await bureau.draft()
    order = Incoming(
        "telegram", "501", "m1", IncomingKind.TEXT, f"/thongbao nguon 1 1 {named}", bureau.clock.now()
    )
    said = await announcing.handle(order)
    assert said is not None
    return said


async def definition_of(bureau: Bureau) -> Definition:
    return (await bureau.database.read(lambda connection: of(connection, 1))).definition
