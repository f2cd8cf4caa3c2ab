"""The documents that announcements name as their source: found by what officials call them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.campaigns.library import IndexLibrary, cited_source
from bot.messages import Catalogue
from tests.integration.answering import PLANS, build_index

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
