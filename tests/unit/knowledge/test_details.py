"""A document of an office answers only where it states the very detail that is asked of it."""

from __future__ import annotations

import pytest

from indexer.chunking import passages
from knowledge.answering.details import Details
from knowledge.answering.lexicon import Lexicon
from knowledge.answering.turn import Evidence
from knowledge.model import DocumentKind, SectionRole
from knowledge.retrieval.protocols import Hit
from tests.unit.knowledge.worlds import plan

DETAILS = Details.load(Lexicon.load())


def _evidence(text: str, role: SectionRole = SectionRole.BODY) -> Evidence:
    document = plan("kh", "Kế hoạch trồng tre", [("I. NỘI DUNG", text)])
    passage = next(iter(passages(document))).model_copy(update={"role": role})
    return Evidence(Hit(0, 1.0), passage, document.meta)


@pytest.mark.parametrize(
    ("question", "states", "lacks"),
    [
        ("đài phát lúc mấy giờ", "Phát thanh lúc 5 giờ 30 hằng ngày.", "Phát thanh hằng ngày."),
        ("dai phat luc may gio", "Phát thanh lúc 17h.", "Phát thanh vào cuối giờ chiều."),
        ("báo cáo trước ngày nào", "Báo cáo trước ngày 20/12/2026.", "Báo cáo định kỳ theo quy định."),
        ("trồng được bao nhiêu phần trăm", "Trồng 80% diện tích.", "Trồng hết diện tích."),
        ("trong duoc may %", "Trồng tám mươi phần trăm.", "Trồng hết diện tích."),
        ("email gửi báo cáo là gì", "Gửi về tre@example.vn.", "Gửi bằng thư điện tử."),
        ("cho xin link trang của xã", "Trang https://xa.example.vn.", "Đăng trên trang của xã."),
        (
            "trưởng phòng kinh tế tên gì",
            "Giao ông Trần Văn Tre làm đầu mối.",
            "Trưởng phòng kinh tế làm đầu mối.",
        ),
        ("ai là chánh văn phòng", "Giao bà Lê Thị Măng chủ trì.", "Chánh văn phòng chủ trì."),
    ],
)
def test_a_detail_must_be_stated(question: str, states: str, lacks: str) -> None:
    assert DETAILS.stated(question, _evidence(states))
    assert not DETAILS.stated(question, _evidence(lacks))


@pytest.mark.parametrize(
    "question", ["mấy mảng việc trồng tre", "bao nhiêu hộ trồng tre", "đối tượng trồng tre là ai"]
)
def test_other_questions_ask_for_no_detail(question: str) -> None:
    assert DETAILS.stated(question, _evidence("Trồng tre."))


def test_a_signature_names_who_holds_an_office() -> None:
    assert DETAILS.stated(
        "chánh văn phòng tên gì", _evidence("CHÁNH VĂN PHÒNG\nTrần Tre", SectionRole.SIGNATURE)
    )


def test_procedures_and_guides_are_not_looked_at() -> None:
    item = _evidence("Nộp hồ sơ tại quầy.")
    guide = Evidence(item.hit, item.passage, item.meta.model_copy(update={"kind": DocumentKind.GUIDE}))
    assert DETAILS.stated("mấy giờ mở cửa", guide)
