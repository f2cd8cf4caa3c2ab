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
        ("đường dây nóng số mấy", "Gọi 0203 6543 210.", "Công khai đường dây nóng."),
        ("phòng kế toán ở phố nào", "Trụ sở ở phố Tre Xanh.", "Trụ sở ở trung tâm."),
        ("trang zalo của xã tên gì", "Trang “Xã Tre”.", "Lập trang Zalo."),
        ("vì sao trồng tre mà không trồng lúa", "Trồng tre vì đất dốc.", "Trồng tre ven sông."),
        ("so với năm trước thì sao", "Tăng 5% so với năm trước.", "Trồng 5 ha."),
        ("dân nghĩ gì về cây tre", "Người dân nhận xét là tốt.", "Hướng dẫn người dân trồng."),
        ("trồng tre đạt kết quả gì", "Xã đã trồng 5 ha.", "Phấn đấu trồng 5 ha."),
        ("ai được trao giải", "Trao giải thưởng cho đội Tre.", "Tổ chức cuộc thi."),
        ("ai là công chức địa chính", "Giao bà Lê Thị Măng.", "Công chức địa chính theo dõi."),
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
