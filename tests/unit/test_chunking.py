from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.chunking import passages
from indexer.outline import structure
from indexer.readers.base import Block, Paragraph, RawDocument, Table
from knowledge.errors import SourceError
from knowledge.model import (
    Aspect,
    Document,
    DocumentKind,
    Fact,
    Metadata,
    Procedure,
    SectionRole,
)
from tests.unit.outline.helpers import block_document, check_invariants, cut, sample, text_document

SYLLABLE = re.compile(r"[^\W_]+")


def size(text: str) -> int:
    return len(SYLLABLE.findall(text))


def test_a_bullet_keeps_its_heading_when_its_section_is_cut() -> None:
    bullets = "\n".join(f"- Việc thứ {n} " + "cần làm ngay trong quý này " * 5 + "." for n in range(12))
    document = text_document(f"KẾ HOẠCH\nLàm việc năm 2026\nV. TỔ CHỨC THỰC HIỆN\n3. Công an xã\n{bullets}")
    found = [p for p in cut(document) if "Việc thứ" in p.text]
    assert len(found) > 1
    assert {p.heading_path for p in found} == {("V. TỔ CHỨC THỰC HIỆN", "3. Công an xã")}
    assert all(60 <= size(p.text) <= 220 for p in found)
    assert all("3. Công an xã" in p.context for p in found)


def test_headings_are_not_left_alone() -> None:
    long = "Một câu rất dài " * 70 + "."
    document = text_document(f"KẾ HOẠCH\nLàm việc\nI. NỘI DUNG\n1. Phần một\n{long}\n2. Phần hai\n{long}")
    for passage in cut(document):
        assert size(passage.text) > 20
        assert size(passage.text) <= 220


def test_small_items_are_joined_and_named_sections_are_not() -> None:
    items = "\n".join(f"{letter}) Nội dung nhỏ của điểm này chỉ có mười hai tiếng;" for letter in "abcd")
    unit = "Tham mưu, theo dõi và báo cáo kết quả thực hiện nhiệm vụ được giao theo từng quý cho xã " * 2
    document = text_document(
        f"KẾ HOẠCH\nLàm việc\nI. HÌNH THỨC\n{items}\n"
        f"II. PHÂN CÔNG\n1. Văn phòng\n{unit}.\n2. Công an\n{unit}."
    )
    found = cut(document)
    assert sum("điểm này" in p.text for p in found) == 1
    assert [p.heading_path[-1] for p in found if "Tham mưu" in p.text] == ["1. Văn phòng", "2. Công an"]


def test_context_says_where_a_passage_comes_from() -> None:
    passage = next(p for p in cut(sample("ke-hoach-hai-cot.txt")) if "máy tính" in p.text)
    for words in ("xã Đồng Lúa", "47/KH-UBND", "giai đoạn 2026-2028", "II. NHIỆM VỤ CỤ THỂ"):
        assert words in passage.context
    roles = [p.role for p in cut(sample("ke-hoach-hai-cot.txt"))]
    assert roles[-2:] == [SectionRole.RECIPIENTS, SectionRole.SIGNATURE]


def test_long_tables_are_cut_between_rows() -> None:
    rows = tuple((str(n), f"Thủ tục số {n} thuộc lĩnh vực hộ tịch", "05 ngày làm việc") for n in range(60))
    document = block_document(Paragraph("Danh mục"), Table(rows, header=("STT", "Tên", "Thời hạn")))
    found = [p for p in cut(document) if p.role is SectionRole.TABLE]
    assert len(found) > 3
    assert all(line.startswith("STT: ") for p in found for line in p.text.split("\n"))


def test_pages_are_those_of_the_passage() -> None:
    text = "Nội dung của trang này gồm nhiều việc phải làm trong năm. " * 12
    document = block_document(Paragraph("I. MỘT", page=1), Paragraph(text, page=1), Paragraph(text, page=2))
    assert [p.page for p in cut(document)] == [1, 2]


def test_one_passage_for_each_aspect() -> None:
    procedure = Procedure(
        code="1.001193",
        name="Đăng ký khai sinh",
        facts=(
            Fact(aspect=Aspect.FEE, text="Miễn phí khi đăng ký đúng hạn."),
            Fact(aspect=Aspect.TIME, text="Giải quyết ngay trong ngày."),
        ),
    )
    document = structure(RawDocument((), procedure=procedure), document_id=procedure.code, source="a.toml")
    found = cut(document)
    assert [p.aspect for p in found if p.aspect] == [Aspect.TIME, Aspect.FEE]


def test_texts_without_sections_and_empty_ones() -> None:
    meta = Metadata(id="a", title="A", source="a.txt", kind=DocumentKind.OTHER)
    assert passages(Document(meta=meta, text="")) == []
    [passage] = passages(Document(meta=meta, text="Một câu."))
    assert passage.text == "Một câu."


LINES = st.one_of(
    st.sampled_from(
        [
            "KẾ HOẠCH", "I. MỤC ĐÍCH", "1. Mục đích", "1.1. Một", "a) Điểm:", "đ) Năm",
            "- Gạch đầu dòng", "+ Cộng", "", "Nơi nhận:", "- Lưu: VT.", "KT. CHỦ TỊCH",
            "Nguyễn Văn An", "Số: /KH-UBND", "Chương I", "Điều 5. Phạm vi",
            "Căn cứ Luật số 1/2020/QH14;", "QUYẾT ĐỊNH:", "Xã An, ngày tháng năm 2026",
            "Trên đây là Kế hoạch./.", "12", "Phụ lục I", "* * *", "chữ thường nối tiếp",
            "Kính gửi: Các thôn", "(Ban hành kèm theo)", "Một câu. Hai câu; ba câu. " * 40,
            "từ " * 300, "UBND XÃ        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        ]
    ),
    st.text(max_size=60),
)  # fmt: skip
BLOCKS = st.one_of(
    st.builds(
        Paragraph,
        LINES,
        page=st.none() | st.integers(1, 4),
        level=st.none() | st.integers(0, 7),
        bold=st.none() | st.booleans(),
        centred=st.none() | st.booleans(),
    ),
    st.builds(
        Table,
        st.lists(st.lists(LINES, max_size=4).map(tuple), max_size=4).map(tuple),
        header=st.none() | st.lists(LINES, max_size=3).map(tuple),
    ),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(BLOCKS, max_size=25),
    st.booleans(),
    st.sampled_from([{}, {"kind": "law", "law": "Luật số 1/2020/QH14"}]),
)
def test_anything_is_structured_and_cut(blocks: list[Block], wrapped: bool, fields: dict[str, str]) -> None:
    raw = RawDocument(tuple(blocks), hard_wrapped=wrapped, fields=fields)
    try:
        document = structure(raw, document_id="x", source="x.txt")
    except SourceError:
        return
    found = passages(document)
    check_invariants(document, found)
    assert all(size(p.text) <= 220 for p in found)


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


@pytest.mark.shared_data
def test_every_gold_phrase_of_the_plans_stands_in_one_passage() -> None:
    shared = Path(os.environ["MOTCUA_SHARED"])
    found: dict[str, list[str]] = {}
    for path in sorted((shared / "corpus" / "plans").glob("*.txt")):
        document = text_document(path.read_text(encoding="utf-8"), path.name)
        found[path.name] = [plain(p.text) for p in cut(document)]
    lines = (shared / "eval" / "plan_questions.dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    missing = [
        gold
        for question in questions
        if question["doc"]
        for gold in question["gold"]
        if not any(plain(gold) in text for text in found[question["doc"]])
    ]
    assert missing == []


@pytest.mark.parametrize(
    "text",
    [
        "từ " * 100_000,
        "a," * 100_000,
        "từ ngữ " * 12 + "\n" + ("từ ngữ " * 12 + "\n") * 5_000,
        "ngày" + " ." * 50_000,
    ],
)
def test_monstrous_lines_take_no_monstrous_time(text: str) -> None:
    started = time.process_time()
    cut(text_document(text))
    assert time.process_time() - started < 10
