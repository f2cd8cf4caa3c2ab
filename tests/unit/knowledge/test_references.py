"""What a question names exactly is found by that name, however it is typed."""

from __future__ import annotations

import pytest

from knowledge.model import DocumentKind, Metadata
from knowledge.retrieval.index import Facets
from knowledge.retrieval.references import References
from knowledge.vietnamese.text import fold
from tests.unit.knowledge.worlds import BIRTH, World, plan, world

LAW, PLAN, PROCEDURE = DocumentKind.LAW, DocumentKind.ADMINISTRATIVE, DocumentKind.PROCEDURE
DOCUMENTS = (
    (LAW, "23/2015/NĐ-CP", "Điều 12. Lệ phí"),
    (LAW, "23/2015/NĐ-CP", "Điều 12a. Miễn lệ phí"),
    (LAW, "23/2015/TT-BTP", "Điều 12. Báo cáo"),
    (LAW, "08/2020/NĐ-CP", "Điều 3. Thừa phát lại"),
    (PLAN, "6734/QĐ-UBND", "Kế hoạch của phường"),
    (PLAN, "23/KH-UBND", "Kế hoạch khác"),
    (PROCEDURE, "1.001193", "Đăng ký khai sinh"),
    (LAW, "60/2014/QH13", "Điều 12. Nguyên tắc"),
)


@pytest.fixture(scope="module")
def references() -> References:
    facets = Facets()
    for number, (kind, name, title) in enumerate(DOCUMENTS):
        facets.add_document(Metadata(id=str(number), kind=kind, title=title, number=name, source="-"))
    return References.of(facets)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Điều 12 Nghị định 23/2015 nói gì?", [0]),
        ("điều 12 nghị định số 23/2015/NĐ-CP", [0]),
        ("điều 12a NĐ 23/2015", [1]),
        ("điều 12 của thông tư 23/2015", [2]),
        ("Thông tư 23/2015/TT-BTP, điều 12", [2]),
        ("theo luật 60/2014 điều 12", [7]),
        ("điều 3 nghị định 8/2020", [3]),
        ("điều 12 nghị định 23/2015 và điều 3 nghị định 08/2020", [0, 3]),
        ("Quyết định 6734/QĐ-UBND giao ai chủ trì?", [4]),
        ("thủ tục 1.001193 cần gì", [6]),
        ("mã 1.001193.000.00.00.H08", [6]),
        ("Nghị định 23/2015 quy định gì?", []),  # a whole law says nothing about which article
        ("điều 99 nghị định 23/2015", []),
        ("điều 12 nghị định 24/2015", []),
        ("điều 12 nghị định 123/2015", []),
        ("kế hoạch 23 của phường", []),
        ("ngày 23/2/2015 điều 12", []),
        ("số 11.001193", []),
        ("điều 12 là gì", []),
        ("", []),
    ],
)
def test_what_is_named_is_meant(references: References, question: str, rows: list[int]) -> None:
    assert references.meant(question).tolist() == rows
    assert references.meant(fold(question)).tolist() == rows


def test_the_document_of_the_number_comes_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    told = [("1. Nhiệm vụ", "Tổ công tác kiểm tra việc giải quyết hồ sơ của người dân mỗi quý một lần.")]
    other = [("1. Giao thông", "Sửa chữa đường làng.")]
    documents = (
        plan("a", "Kế hoạch kiểm tra hồ sơ", told, number="11/KH-UBND"),
        plan("b", "Kế hoạch giao thông", other, number="12/KH-UBND"),
        BIRTH,
    )
    with world(tmp_path_factory.mktemp("numbers"), documents) as desk:
        assert desk.documents("tổ công tác kiểm tra hồ sơ")[0] == "a"
        assert desk.documents("tổ công tác kiểm tra hồ sơ theo kế hoạch 12/KH-UBND")[0] == "b"


def test_a_procedure_called_by_its_code_comes_first(desk: World) -> None:
    assert desk.documents("1.001193 và đăng ký kết hôn")[0] == "1.001193"
