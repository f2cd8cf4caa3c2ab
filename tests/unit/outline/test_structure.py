from __future__ import annotations

from datetime import date

from indexer.outline import structure
from indexer.readers.base import Paragraph, RawDocument, Table
from knowledge.model import DocumentKind, Procedure, SectionRole
from tests.unit.outline.helpers import block_document, cut, own_text, sample, section_with, text_document


def test_two_column_plan_metadata() -> None:
    meta = sample("ke-hoach-hai-cot.txt").meta
    assert meta.kind is DocumentKind.ADMINISTRATIVE
    assert meta.title == (
        "Kế hoạch chuyển đổi số và nâng cao chất lượng phục vụ tại Bộ phận Một cửa xã Đồng Lúa "
        "giai đoạn 2026-2028"
    )
    assert (meta.number, meta.symbol, meta.type_name) == ("47/KH-UBND", "KH-UBND", "Kế hoạch")
    assert meta.issuer == "Ủy ban nhân dân xã Đồng Lúa"
    assert meta.parent_issuer == "Ủy ban nhân dân tỉnh Lúa Vàng"
    assert meta.locality == "Xã Đồng Lúa"
    assert meta.issued_on == date(2026, 3, 14)
    assert meta.years == (2026, 2027, 2028)
    assert (meta.signer, meta.signer_office) == ("Phạm Thị Hồng Sen", "Phó Chủ tịch")
    assert meta.recipients == ("UBND tỉnh Lúa Vàng (để b/c)", "Các thôn")
    assert len(meta.legal_bases) == 3
    assert meta.legal_bases[2].endswith("tỉnh Lúa Vàng")


def test_two_column_plan_outline() -> None:
    document = sample("ke-hoach-hai-cot.txt")
    cut(document)
    tree = [(s.label, s.level) for s in document.sections if s.label]
    assert tree == [
        ("I", 1), ("1", 2), ("2", 2), ("a)", 3), ("b)", 3), ("c)", 3),
        ("II", 1), ("1", 2), ("1.1", 3), ("1.2", 3), ("2", 2), ("-", 3),
        ("IV", 1), ("1", 2), ("2", 2),
    ]  # fmt: skip
    assert section_with(document, "định danh mức độ 2").heading_path == (
        "IV. TỔ CHỨC THỰC HIỆN",
        "2. Công an xã",
    )
    assert section_with(document, "Là đầu mối").heading == "Văn phòng HĐND và UBND xã"
    points = section_with(document, "Trưởng thôn làm tổ trưởng")
    assert points.heading_path[-1] == "- Tổ công nghệ số cộng đồng gồm"
    assert "Lưu: VT" in own_text(
        document, next(s for s in document.sections if s.role is SectionRole.RECIPIENTS)
    )
    # Page numbers on lines of their own are gone, wrapped lines are joined.
    assert "\n1\n" not in document.text
    assert "người khuyết tật và phụ nữ" in document.text


def test_decision_with_chapters_and_articles() -> None:
    document = sample("quyet-dinh.txt")
    cut(document)
    meta = document.meta
    assert meta.title == "Quyết định về việc công bố chỉ số cải cách hành chính cấp xã năm 2025 tỉnh Lúa Vàng"
    assert (meta.issuer, meta.parent_issuer) == ("Sở Nội vụ", "Ủy ban nhân dân tỉnh Lúa Vàng")
    assert (meta.number, meta.issued_on, meta.years) == ("205/QĐ-SNV", date(2026, 2, 2), (2025,))
    assert (meta.signer, meta.signer_office) == ("Trần Văn Bình", "Giám đốc")
    assert section_with(document, "40 điểm").heading_path == (
        "Chương I. QUY ĐỊNH CHUNG",
        "Điều 2. Cách chấm điểm",
        "1. Điểm tối đa là 100 điểm",
        "b) Điểm điều tra xã hội học",
    )
    assert [s.label for s in document.sections if s.label.startswith("Điều")] == [
        "Điều 1",
        "Điều 2",
        "Điều 3",
    ]
    assert section_with(document, "Căn cứ").role is SectionRole.LEGAL_BASES


def test_letter_with_blank_number_and_day() -> None:
    meta = sample("cong-van.txt").meta
    assert meta.title == (
        "Công văn về việc tuyên truyền nộp hồ sơ trực tuyến quý II năm 2026 – phường Bến Thuyền"
    )
    assert (meta.number, meta.symbol) == (None, "UBND-VHXH")
    assert (meta.issued_on, meta.issued_text) == (None, "tháng 4 năm 2026")
    assert meta.issuer == "Ủy ban nhân dân phường Bến Thuyền"


def test_issuer_and_locality_are_read_from_the_text_when_there_is_no_head() -> None:
    document = text_document(
        "KẾ HOẠCH\nTuyên truyền cải cách hành chính năm 2026\n"
        "Thực hiện Kế hoạch số 5/KH-UBND ngày 02/01/2026 của UBND thành phố Biển Xanh; "
        "UBND phường Hải Đăng xây dựng kế hoạch như sau:\nI. KINH PHÍ\nTừ ngân sách phường.\n"
    )
    meta = document.meta
    assert meta.issuer == "Ủy ban nhân dân phường Hải Đăng"
    assert meta.parent_issuer == "Ủy ban nhân dân thành phố Biển Xanh"
    assert meta.title.endswith("– phường Hải Đăng")
    assert meta.legal_bases == (
        "Thực hiện Kế hoạch số 5/KH-UBND ngày 02/01/2026 của UBND thành phố Biển Xanh",
    )


def test_years_are_those_of_the_subject_not_of_the_laws() -> None:
    text = (
        "KẾ HOẠCH\nKiểm soát thủ tục hành chính {}\nCăn cứ Nghị định số 63/2010/NĐ-CP ngày 08/6/2010;\n"
        "I. NỘI DUNG\nA"
    )
    assert text_document(text.format("6 tháng cuối năm 2026")).meta.years == (2026,)
    assert text_document(text.format("giai đoạn 2026 - 2028")).meta.years == (2026, 2027, 2028)
    assert text_document(text.format("")).meta.years == ()


def test_head_and_closing_in_tables_are_read_by_cell() -> None:
    document = block_document(
        Table(
            (
                (
                    "UBND XÃ ĐỒNG LÚA\nSố: 9/TB-UBND",
                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
                ),
                ("", "Đồng Lúa, ngày 5 tháng 5 năm 2026"),
            )
        ),
        Paragraph("THÔNG BÁO", centred=True, bold=True),
        Paragraph("Lịch tiếp công dân", centred=True, bold=True),
        Paragraph("tháng 5 năm 2026", centred=True, bold=True),
        Paragraph("Chủ tịch Ủy ban nhân dân xã tiếp công dân vào thứ Năm hằng tuần."),
        Table((("Ngày", "Người tiếp"), ("07/5", "Chủ tịch"), ("14/5", "Phó Chủ tịch"))),
        Table((("Nơi nhận:\n- Các thôn;\n- Lưu: VT.", "CHỦ TỊCH\n\n\nĐỗ Văn Mạnh"),)),
    )
    cut(document)
    meta = document.meta
    assert (meta.number, meta.type_name, meta.issued_on) == ("9/TB-UBND", "Thông báo", date(2026, 5, 5))
    assert meta.subject == "Lịch tiếp công dân tháng 5 năm 2026"
    assert (meta.issuer, meta.signer, meta.signer_office) == (
        "Ủy ban nhân dân xã Đồng Lúa",
        "Đỗ Văn Mạnh",
        "Chủ tịch",
    )
    table = next(s for s in document.sections if s.role is SectionRole.TABLE)
    assert (
        own_text(document, table) == "Ngày: 07/5; Người tiếp: Chủ tịch\nNgày: 14/5; Người tiếp: Phó Chủ tịch"
    )


def test_law_article() -> None:
    raw = RawDocument(
        (Paragraph("1. Trẻ em phải được khai sinh."), Paragraph("2. Hồ sơ gồm:"), Paragraph("a) Tờ khai;")),
        title="Trách nhiệm đăng ký khai sinh",
        fields={"kind": "law", "law": "Luật số 60/2014/QH13", "article": "15"},
    )
    document = structure(raw, document_id="60/2014/qh13+15", source="luat.jsonl:3")
    assert document.meta.title == "Điều 15. Trách nhiệm đăng ký khai sinh — Luật số 60/2014/QH13"
    assert (document.meta.number, document.meta.issuer) == ("60/2014/QH13", "Quốc hội")
    assert [s.label for s in document.sections] == ["Điều 15", "1", "2", "a)"]
    [passage] = cut(document)
    assert passage.heading_path == ("Điều 15. Trách nhiệm đăng ký khai sinh",)
    assert passage.context.count("Điều 15.") == 1


def test_guides_follow_heading_levels() -> None:
    document = block_document(
        Paragraph("Làm giấy khai sinh cho con", level=1),
        Paragraph("Bạn cần chuẩn bị những giấy tờ sau."),
        Paragraph("Giấy tờ", level=2),
        Paragraph("- Giấy chứng sinh"),
        Paragraph("Nộp ở đâu", level=2),
        Paragraph("Tại bộ phận một cửa của xã."),
        name="khai-sinh.md",
    )
    cut(document)
    assert document.meta.kind is DocumentKind.GUIDE
    assert document.meta.title == "Làm giấy khai sinh cho con"
    assert section_with(document, "bộ phận một cửa").heading_path == (
        "Làm giấy khai sinh cho con",
        "Nộp ở đâu",
    )


def test_procedures_take_the_given_id() -> None:
    raw = RawDocument((), procedure=Procedure(code="1.001193", name="Đăng ký khai sinh"))
    document = structure(raw, document_id="khai-sinh", source="a.toml")
    assert document.meta.id == "khai-sinh"
    assert document.meta.kind is DocumentKind.PROCEDURE


def test_what_the_format_names_wins() -> None:
    raw = RawDocument(
        (Paragraph("Nội dung."),),
        title="Tên trong tệp",
        fields={"number": "1/TB", "issued_on": "05/06/2026", "issuer": "Sở Y tế", "no_such_field": "x"},
    )
    meta = structure(raw, document_id="a", source="a.jsonl").meta
    assert (meta.title, meta.number, meta.issuer, meta.issued_on) == (
        "Tên trong tệp",
        "1/TB",
        "Sở Y tế",
        date(2026, 6, 5),
    )


def test_a_marked_heading_is_not_taken_for_the_subject() -> None:
    raw = RawDocument(
        (
            Paragraph("NGHỊ QUYẾT", level=1),
            Paragraph("THÔNG TIN VĂN BẢN", level=2),
            Paragraph("Số hiệu và ngày ban hành."),
            Paragraph("Nơi nhận:"),
            Paragraph("- Các xã."),
        ),
        title="Nghị quyết về hỗ trợ học phí",
    )
    meta = structure(raw, document_id="a", source="a.md").meta
    assert (meta.title, meta.subject, meta.recipients) == ("Nghị quyết về hỗ trợ học phí", None, ("Các xã",))


def test_a_skipped_level_and_a_skipped_number_keep_their_parent() -> None:
    document = text_document(
        "KẾ HOẠCH\nLàm việc\nIV. NHIỆM VỤ\n1. Văn hóa\na) Viết bài.\nd) Thời gian:\n- Tin: 02 bài/tháng.\n"
        "3. Tư pháp: Lồng ghép.\nV. KINH PHÍ\na) Xã chi.\n"
    )
    cut(document)
    assert section_with(document, "02 bài").heading_path == ("IV. NHIỆM VỤ", "1. Văn hóa", "d) Thời gian")
    assert section_with(document, "Lồng ghép").heading_path == ("IV. NHIỆM VỤ", "3. Tư pháp")
    assert section_with(document, "Xã chi").heading_path == ("V. KINH PHÍ", "a)")


def test_a_subject_longer_than_any_title_ends_the_head() -> None:
    """Such a line once kept the reader of the head going round for ever."""
    long = "Về việc kéo dài thời hạn áp dụng " + "của nghị định sửa đổi mức thuế suất " * 15
    document = text_document(f"{long}\nThông tin chung\nCó hiệu lực từ ngày ký.", hard_wrapped=False)
    assert "Có hiệu lực từ ngày ký." in document.text
    assert document.meta.subject is None
