from __future__ import annotations

import pytest

from indexer.outline.closing import read_closing
from indexer.outline.lines import Line
from indexer.outline.numbering import Rank, parse_label, roman
from indexer.outline.unwrap import unwrap
from indexer.outline.vocabulary import agency_name, is_signature_line, sentence_case


@pytest.mark.parametrize(
    ("text", "rank", "name", "rest"),
    [
        ("IV. TỔ CHỨC", Rank.ROMAN, "IV", "TỔ CHỨC"),
        ("1. Mục đích", Rank.ARABIC, "1", "Mục đích"),
        ("3.Tư pháp", Rank.ARABIC, "3", "Tư pháp"),
        ("4.1. Thể chế", Rank.DECIMAL, "4.1", "Thể chế"),
        ("1.2 Nội dung", Rank.DECIMAL, "1.2", "Nội dung"),
        ("đ) Năm", Rank.LETTER, "đ)", "Năm"),
        ("a. Một", Rank.LETTER, "a)", "Một"),
        ("a1) Một", Rank.LETTER_2, "a1)", "Một"),
        ("- Một", Rank.DASH, "-", "Một"),
        ("+ Một", Rank.PLUS, "+", "Một"),
        ("(2) Hai", Rank.PARENTHESES, "(2)", "Hai"),
        ("Điều 12. Phạm vi", Rank.ARTICLE, "Điều 12", "Phạm vi"),
        ("Chương II", Rank.CHAPTER, "Chương II", ""),
        ("PHẦN THỨ NHẤT", Rank.PART, "PHẦN THỨ NHẤT", ""),
        ("Mục 3. Hồ sơ", Rank.SECTION, "Mục 3", "Hồ sơ"),
        ("Phụ lục I", Rank.APPENDIX, "Phụ lục I", ""),
    ],
)
def test_labels(text: str, rank: Rank, name: str, rest: str) -> None:
    label = parse_label(text)
    assert label is not None
    assert (label.rank, label.name, label.rest) == (rank, name, rest)


@pytest.mark.parametrize(
    "text",
    ["", "1.500 đồng một bản", "1.5 triệu đồng", "2025. Các", "15/7/2021 của Chính phủ", "V/v tuyên truyền",
     "Điều 5 Luật này quy định", "Phần lớn hồ sơ", "Mục đích", "IIX. Sai", "của xã"],
)  # fmt: skip
def test_not_labels(text: str) -> None:
    assert parse_label(text) is None


def test_roman() -> None:
    assert [roman(x) for x in ("I", "IV", "IX", "XIV", "XL", "IIII")] == [1, 4, 9, 14, 40, 0]


def paragraphs(*texts: str) -> list[str]:
    return [line.text for line in unwrap([Line(text) for text in texts])]


def test_wrapped_lines_are_joined() -> None:
    filler = ["- " + "chữ " * 20 + "hết." for _ in range(6)]
    assert paragraphs(
        *filler,
        "- Tuyên truyền nội dung các văn bản của Ban Thường vụ, giai đoạn 2021-",
        "2030; các hướng dẫn về phát triển kinh tế",
        "- xã hội của địa phương.",
        "2. Yêu cầu",
        "Đúng hạn.",
    )[6:] == [
        (
            "- Tuyên truyền nội dung các văn bản của Ban Thường vụ, giai đoạn 2021-2030; các hướng dẫn "
            "về phát triển kinh tế"
        ),
        "- xã hội của địa phương.",
        "2. Yêu cầu",
        "Đúng hạn.",
    ]


def test_a_page_break_inside_a_sentence_is_closed() -> None:
    assert paragraphs(
        "Nâng cao chất lượng giải quyết hồ sơ, khẩu hiệu", "liên quan đến cải cách.", "2. Hai"
    ) == [
        "Nâng cao chất lượng giải quyết hồ sơ, khẩu hiệu liên quan đến cải cách.",
        "2. Hai",
    ]


def test_page_numbers_disappear_and_figures_stay() -> None:
    body = [f"- Việc thứ {'một ' * 3}." for _ in range(10)]
    assert "2" not in paragraphs("KẾ HOẠCH", *body, "2", *body, "- 3 -", *body)
    assert paragraphs("Thông tin các 5 phản ánh của 5 xã.") == ["Thông tin các phản ánh của 5 xã."]
    assert unwrap([Line("Một.", 4), Line("4", 4), Line("Hai.", 5), Line("17", 5), Line("Ba.", 5)]) == [
        Line("Một.", 4),
        Line("Hai.", 5),
        Line("17", 5),
        Line("Ba.", 5),
    ]


def test_signature_lines() -> None:
    assert all(
        map(is_signature_line, ("TM. ỦY BAN NHÂN DÂN", "KT.CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Q. GIÁM ĐỐC"))
    )
    assert not any(map(is_signature_line, ("QUY ĐỊNH CHUNG", "QUYẾT ĐỊNH:", "Chủ tịch xã", "TMĐT")))


def test_closing_without_recipients() -> None:
    closing = read_closing([Line("TL. GIÁM ĐỐC"), Line("TRƯỞNG PHÒNG"), Line("ThS. Hà Thu Thảo")], 0)
    assert (closing.signer, closing.signer_office) == ("Hà Thu Thảo", "Trưởng phòng")


def test_names_in_capitals() -> None:
    assert agency_name("UBND XÃ ĐỒNG LÚA") == "Ủy ban nhân dân xã Đồng Lúa"
    assert agency_name("Uỷ ban nhân dân xã Đồng Lúa") == "Ủy ban nhân dân xã Đồng Lúa"
    assert (
        sentence_case("KẾ HOẠCH CCHC CỦA UBND XÃ ĐỒNG LÚA NĂM 2026")
        == "Kế hoạch CCHC của UBND xã Đồng Lúa năm 2026"
    )
