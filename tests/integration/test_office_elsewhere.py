"""An office's own fee and hours are told for its own place, and withheld for any other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dialogue.render import Renderer
from bot.knowing import IndexKnowledge, open_knowledge
from bot.messages import Catalogue
from bot.settings import OfficeSettings, Settings
from knowledge.answering.model import Outcome
from knowledge.clock import FixedClock
from tests.integration.answering import TODAY

OFFICE = {
    "name": "phường Dương Nội",
    "commune": "Phường Dương Nội",
    "province": "Hà Nội",
    "hours": "7:30–17:00",
    "hotline": "1900 0000",
}
OWN = """
office = "UBND phường Dương Nội"

[[procedure]]
code = "1.001612"
source = "Nghị quyết 78/2026/NQ-HĐND"
fee_name = "Lệ phí đăng ký hộ kinh doanh"
fees = [{ amount = 100000, channel = "counter" }]
replace_fees = true
hours = "sáng thứ Hai đến sáng thứ Bảy"
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexKnowledge]:
    folder = tmp_path_factory.mktemp("office")
    own = folder / "don-vi.toml"
    own.write_text(OWN, encoding="utf-8")
    index = {"directory": folder / "index", "builtin": True, "overrides": own}
    settings = Settings.model_validate({"index": index, "office": OFFICE})
    opened = open_knowledge(settings, lambda: None, FixedClock(TODAY))
    yield opened
    opened.close()


def _said(desk: IndexKnowledge, question: str) -> str:
    resolution = desk.resolve(question, question)
    return Renderer(Catalogue.load(), OfficeSettings()).render(resolution, "vi").text


@pytest.mark.parametrize(
    "question",
    [
        "Đăng ký hộ kinh doanh lệ phí bao nhiêu?",
        "Đăng ký hộ kinh doanh ở Hà Nội lệ phí bao nhiêu?",
        "Đăng ký hộ kinh doanh ở phường La Khê, quận Hà Đông lệ phí bao nhiêu?",
    ],
)
def test_the_own_fee_is_told_at_home(desk: IndexKnowledge, question: str) -> None:
    assert "100.000 đồng" in _said(desk, question)


@pytest.mark.parametrize("place", ["Đà Nẵng", "phường Bến Thành, TP. Hồ Chí Minh", "Cần Thơ"])
def test_the_own_fee_is_withheld_elsewhere(desk: IndexKnowledge, place: str) -> None:
    resolution = desk.resolve(f"Đăng ký hộ kinh doanh ở {place} lệ phí bao nhiêu?", place)
    assert (resolution.outcome, resolution.reason) == (Outcome.NOT_FOUND, "elsewhere")
    assert "100.000" not in _said(desk, f"Đăng ký hộ kinh doanh ở {place} lệ phí bao nhiêu?")


def test_what_holds_everywhere_is_told_without_the_own_hours(desk: IndexKnowledge) -> None:
    at_home = _said(desk, "Đăng ký hộ kinh doanh nộp ở đâu?")
    elsewhere = _said(desk, "Đăng ký hộ kinh doanh ở Đà Nẵng nộp ở đâu?")
    assert "sáng thứ Hai" in at_home
    assert "sáng thứ Hai" not in elsewhere
    assert "UBND xã, phường nơi đặt địa điểm kinh doanh" in elsewhere
    assert "không áp dụng cho nơi anh/chị hỏi" in elsewhere


ABOUT_THE_OFFICE = [
    "mấy giờ phường mở cửa",
    "thứ 7 phường có làm không",
    "thu bay phuong co lam k",
    "chiều nay phường có làm việc không",
    "giờ làm việc",
    "cho hỏi ủy ban làm tới mấy giờ vậy",
    "cho xin số điện thoại phường",
    "số đường dây nóng phường",
    "sdt ubnd phường",
    "gọi phường số mấy",
    "trụ sở phường ở đâu",
    "ubnd phuong nam o dau",
    "địa chỉ phường Dương Nội",
    "bản đồ đường đến ủy ban",
    "giờ làm việc phường La Khê",  # an old name of a part of this office's ward
]
NOT_ABOUT_THE_OFFICE = [
    "giờ làm việc của phường Hải Châu, Đà Nẵng",
    "số điện thoại công an phường",
    "số điện thoại chủ tịch phường",
    "đổi số điện thoại VNeID ở phường được không",
    "đổi địa chỉ trên căn cước vì phường sáp nhập",
    "nộp khai sinh ở phường hay ở đâu",
    "trụ sở tiếp công dân của phường ở đâu",
    "làm tạm trú thì liên hệ phường nào",
]


@pytest.mark.parametrize("question", ABOUT_THE_OFFICE)
def test_what_is_asked_of_the_office_is_told_from_its_settings(desk: IndexKnowledge, question: str) -> None:
    resolution = desk.resolve(question, question)
    assert resolution.reason == "office"
    said = Renderer(Catalogue.load(), OfficeSettings.model_validate(OFFICE)).render(resolution, "vi").text
    assert "7:30–17:00" in said
    assert "1900 0000" in said


@pytest.mark.parametrize("question", NOT_ABOUT_THE_OFFICE)
def test_what_is_asked_of_others_is_not(desk: IndexKnowledge, question: str) -> None:
    assert desk.resolve(question, question).reason != "office"


def test_office_hours_are_those_of_this_office(desk: IndexKnowledge) -> None:
    assert desk.resolve("phường làm việc mấy giờ?", "here").reason == "office"
    assert (
        desk.resolve("phường Hải Châu, Đà Nẵng làm việc mấy giờ, giờ làm việc của phường", "x").reason
        != "office"
    )
