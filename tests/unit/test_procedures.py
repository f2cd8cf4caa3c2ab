"""The TOML format of procedures and guides, its errors, and the documents made of them."""

from __future__ import annotations

import contextlib
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.chunking import passages
from knowledge.errors import SourceError
from knowledge.model import Aspect, Confidence, DocumentKind, Fact, Procedure, SectionRole, Validity
from knowledge.procedures import (
    ASPECT_HEADINGS,
    Guide,
    GuideSection,
    fact_lines,
    guide_document,
    in_force,
    load_procedures,
    procedure_document,
)

EXAMPLE = """
field = "Hộ tịch"
agency = "UBND cấp xã"
level = "Cấp xã"

[[procedure]]
code = "9.000001"
name = "Đăng ký mẫu"
aliases = ["làm giấy mẫu", "GM"]
former_codes = ["8.000001"]
confidence = "one_source"
sources = ["Nghị định 1/2026/NĐ-CP"]
effective_from = 2026-07-01

[procedure.facts]
time = ["Đăng ký mẫu mất 3 ngày làm việc."]
fee = [
  { text = "Lệ phí là 8.000 đồng.", confidence = "confirmed", sources = [] },
  { text = "Miễn lệ phí khi nộp trực tuyến", effective_from = 2026-08-15, effective_to = 2027-02-28 },
  { text = "Phí giao dịch là 2.000 đồng. Có nơi không thu.", confidence = "unverified" },
]
where = [{ text = "Có nguồn ghi ở xã, có nguồn ghi ở tỉnh.", confidence = "contradictory" }]

[procedure.asked]
"*" = ["muốn có cái giấy mẫu thì sao"]
"Lệ phí là" = ["giấy mẫu tốn nhiêu tiền", "giấy mẫu mất phí không"]

[[guide]]
id = "huong-dan-mau"
title = "Hướng dẫn mẫu"

[[guide.section]]
heading = "Giờ làm việc"
text = \"\"\"
Sáng từ 8 giờ.

Chiều đến 17 giờ.
\"\"\"
asked = ["mấy giờ mở cửa"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "mau.toml"
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str = EXAMPLE) -> tuple[Procedure, Guide]:
    catalogue = load_procedures(write(folder, text))
    return catalogue.procedures[0], catalogue.guides[0]


def test_defaults_come_from_the_file_and_the_procedure(tmp_path: Path) -> None:
    procedure, guide = load(tmp_path)
    assert (procedure.field, procedure.agency, procedure.level) == ("Hộ tịch", "UBND cấp xã", "Cấp xã")
    assert procedure.validity.effective_from == date(2026, 7, 1)
    time, fee = procedure.facts[0], procedure.facts[1]
    assert time.aspect is Aspect.TIME
    assert time.confidence is Confidence.ONE_SOURCE
    assert time.sources == ("Nghị định 1/2026/NĐ-CP",)
    assert (fee.confidence, fee.sources) == (Confidence.CONFIRMED, ())
    assert guide.field == "Hộ tịch"
    assert guide.sections[0].text == "Sáng từ 8 giờ.\nChiều đến 17 giờ."


def test_text_becomes_nfc_on_one_line(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", EXAMPLE.replace("Đăng ký mẫu mất 3", "Đăng ký  mẫu mất\\n3"))
    procedure, _ = load(tmp_path, text)
    assert procedure.facts[0].text == "Đăng ký mẫu mất 3 ngày làm việc."
    assert procedure.name == unicodedata.normalize("NFC", "Đăng ký mẫu")


def test_document_of_a_procedure(tmp_path: Path) -> None:
    procedure, _ = load(tmp_path)
    document = procedure_document(procedure, source="mau.toml")
    assert (document.meta.id, document.meta.title) == ("9.000001", "Đăng ký mẫu")
    assert document.meta.kind is DocumentKind.PROCEDURE
    assert document.procedure == procedure
    first, *aspects = document.sections
    introduction = document.text[first.span.start : first.span.end]
    for words in ("Đăng ký mẫu", "làm giấy mẫu, GM", "9.000001", "8.000001", "UBND cấp xã", "1/7/2026"):
        assert words in introduction
    assert [section.aspect for section in aspects] == [Aspect.WHERE, Aspect.TIME, Aspect.FEE]
    assert all(section.role is SectionRole.ASPECT for section in aspects)
    assert aspects[1].heading_path == ("Đăng ký mẫu", "Thời hạn giải quyết")


def test_questions_go_to_the_line_that_they_ask_for(tmp_path: Path) -> None:
    found = load_procedures(write(tmp_path, EXAMPLE))
    document = procedure_document(found.procedures[0], source="mau.toml")
    assert [(each.line, each.questions) for each in document.asked] == [
        ("Đăng ký mẫu", ("muốn có cái giấy mẫu thì sao",)),
        ("Lệ phí là 8.000 đồng.", ("giấy mẫu tốn nhiêu tiền", "giấy mẫu mất phí không")),
    ]
    assert all(each.line in document.text.split("\n") for each in document.asked)
    guide = guide_document(found.guides[0], source="mau.toml")
    assert [(each.line, each.questions) for each in guide.asked] == [("Giờ làm việc", ("mấy giờ mở cửa",))]
    by_passage = {passage.heading_path[-1]: passage.asked for passage in passages(document)}
    assert [each.questions for each in by_passage[ASPECT_HEADINGS[Aspect.FEE]]] == [
        ("giấy mẫu tốn nhiêu tiền", "giấy mẫu mất phí không")
    ]
    assert by_passage[ASPECT_HEADINGS[Aspect.TIME]] == ()


def test_unsure_facts_say_so_in_every_sentence(tmp_path: Path) -> None:
    procedure, _ = load(tmp_path)
    text = procedure_document(procedure, source="mau.toml").text
    assert (
        "Chưa kiểm chứng: Phí giao dịch là 2.000 đồng. Chưa kiểm chứng: Có nơi không thu. "
        "Vui lòng hỏi lại bộ phận một cửa trước khi đi làm."
    ) in text
    assert "Các nguồn ghi khác nhau: Có nguồn ghi ở xã, có nguồn ghi ở tỉnh. Vui lòng hỏi lại" in text


def test_dates_are_told_where_the_text_does_not_tell_them(tmp_path: Path) -> None:
    procedure, _ = load(tmp_path)
    text = procedure_document(procedure, source="mau.toml").text
    period = "Quy định này áp dụng từ ngày 15/8/2026 đến hết ngày 28/2/2027."
    assert f"Miễn lệ phí khi nộp trực tuyến. {period}" in text
    told = Fact(aspect=Aspect.FEE, text="Từ 15/8/2026 được miễn.", effective_from=date(2026, 8, 15))
    again = procedure_document(procedure.model_copy(update={"facts": (told,)}), source="mau.toml")
    assert "Quy định này áp dụng" not in again.text


def test_every_line_leads_back_to_its_fact(tmp_path: Path) -> None:
    procedure, _ = load(tmp_path)
    document = procedure_document(procedure, source="mau.toml")
    found = fact_lines(procedure)
    assert {line.fact for line in found} == set(procedure.facts)
    aspects = [s for s in document.sections if s.aspect is not None]
    lines = [line for s in aspects for line in document.text[s.span.start : s.span.end].split("\n")[1:]]
    assert [line.text for line in found] == lines


def test_a_fact_is_in_force_between_its_days() -> None:
    fact = Fact(
        aspect=Aspect.FEE, text="Miễn.", effective_from=date(2026, 8, 15), effective_to=date(2027, 2, 28)
    )
    days = [date(2026, 8, 14), date(2026, 8, 15), date(2027, 2, 28), date(2027, 3, 1)]
    assert [in_force(fact, day) for day in days] == [False, True, True, False]
    assert in_force(Fact(aspect=Aspect.FEE, text="Miễn."), date.min)


@pytest.mark.parametrize(
    ("fact", "missing"),
    [
        (
            'time = [{ text = "Mất 3 ngày.", duration = { value = 3, unit = "working_day" } }]',
            "3 ngày làm việc",
        ),
        ('time = [{ text = "Mất 13 ngày.", duration = { value = 3, unit = "day" } }]', "3 ngày"),
        ('time = [{ text = "Mất 3 ngày làm việc.", duration = { value = 3, unit = "day" } }]', "3 ngày"),
        ('time = [{ text = "Trả sau.", duration = { unit = "same_day" } }]', "trong ngày"),
        ('fee = [{ text = "Phí 18.000 đồng.", fees = [{ amount = 8000 }] }]', "8.000 đồng"),
        (
            'fee = [{ text = "Phí 8.000 đồng.", fees = [{ amount = 8000, channel = "online" }] }]',
            "trực tuyến",
        ),
        ('fee = [{ text = "Phí 8.000 đồng.", fees = [{ free = true }] }]', "miễn"),
        ('fee = [{ text = "Phí tùy nơi.", fees = [{ set_by_province = true }] }]', "HĐND"),
    ],
)
def test_a_value_must_stand_in_the_words(tmp_path: Path, fact: str, missing: str) -> None:
    text = f'[[procedure]]\ncode = "1.1"\nname = "Mẫu"\n[procedure.facts]\n{fact}\n'
    with pytest.raises(SourceError, match="câu không nêu") as caught:
        load_procedures(write(tmp_path, text))
    assert missing in str(caught.value)


def test_unknown_values_are_told_with_the_choices(tmp_path: Path) -> None:
    text = (
        '[[procedure]]\ncode = "1.1"\nname = "Mẫu"\n[procedure.facts]\n'
        'time = [{ text = "Mất 3 ngày.", duration = { value = 3, unit = "ngày" } }]\n'
    )
    with pytest.raises(SourceError, match="working_day"):
        load_procedures(write(tmp_path, text))
    with pytest.raises(SourceError, match="Có phải ý là “up_to”"):
        load_procedures(write(tmp_path, text.replace('"ngày"', '"day", upto = 4')))


def test_document_of_a_guide(tmp_path: Path) -> None:
    _, guide = load(tmp_path)
    document = guide_document(guide, source="mau.toml")
    assert document.meta.kind is DocumentKind.GUIDE
    assert document.text == "Hướng dẫn mẫu\nGiờ làm việc\nSáng từ 8 giờ.\nChiều đến 17 giờ."
    assert document.sections[1].heading_path == ("Hướng dẫn mẫu", "Giờ làm việc")


def test_validity_is_told() -> None:
    validity = Validity(effective_to=date(2027, 2, 28), replaces=("1.1", "1.2"), replaced_by="1.4")
    text = procedure_document(Procedure(code="1.3", name="Cũ", validity=validity), source="x").text
    assert "Áp dụng đến hết ngày 28/2/2027.\nThay thế: 1.1, 1.2.\nĐã được thay thế bằng: 1.4." in text


facts = st.builds(
    Fact,
    aspect=st.sampled_from(Aspect),
    text=st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: bool(text.strip(" \n."))),
    confidence=st.sampled_from(Confidence),
)


@settings(max_examples=60)
@given(st.lists(facts, max_size=6))
def test_spans_cover_the_text_exactly(found: list[Fact]) -> None:
    procedure = Procedure(code="1.2", name="Mẫu", facts=tuple(found))
    document = procedure_document(procedure, source="x")
    spans = [section.span for section in document.sections]
    assert "\n".join(document.text[span.start : span.end] for span in spans) == document.text
    for section in document.sections:
        assert document.text[section.span.start :].startswith(section.heading)


def test_every_aspect_has_a_heading() -> None:
    assert set(ASPECT_HEADINGS) == set(Aspect)


def test_guide_section_defaults() -> None:
    assert GuideSection(heading="A", text="B").confidence is Confidence.CONFIRMED


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('code = "9.000001"', "", ["[[procedure]] thứ 1", "thiếu “code”"]),
        ("aliases", "alias", ["[[procedure]] thứ 1 (9.000001), alias", "Có phải ý là “aliases”?"]),
        ("time = [", "tmie = [", ["9.000001", "“tmie”", "steps"]),
        ('"one_source"', '"chắc"', ["confidence", "“chắc”", "unverified"]),
        ("2026-08-15", '"hôm qua"', ["facts.fee, mục 2, effective_from", "không phải ngày", "2026-08-15"]),
        ("2026-08-15", "2028-08-15", ["facts.fee, mục 2", "ngày hết hạn đứng trước"]),
        ('["làm giấy mẫu", "GM"]', '"GM"', ["aliases", "phải là một danh sách"]),
        ('name = "Đăng ký mẫu"', "name = 7", ["name", "phải là chữ"]),
        ('name = "Đăng ký mẫu"', 'name = " "', ["“name” để trống"]),
        (
            'heading = "Giờ làm việc"',
            'tieu_de = "Giờ"',
            ["[[guide]] thứ 1 (huong-dan-mau), [[section]] thứ 1"],
        ),
        ('level = "Cấp xã"', 'muc = "Cấp xã"', ["muc", "Các khóa dùng được: field"]),
        ("[[guide]]", "[guide", ["sai cú pháp TOML ở dòng"]),
        ('id = "huong-dan-mau"', 'id = "9.000001"', ["9.000001", "có ở hai bảng"]),
        ('{ text = "Lệ phí là 8.000 đồng."', '{ chu = "Lệ phí"', ["facts.fee, mục 1"]),
        ('"Lệ phí là" =', '"Lệ phí thu" =', ["“Lệ phí thu” không mở đầu câu nào"]),
        ('"Lệ phí là" =', '"" =', ["asked"]),
        ('"Miễn lệ phí khi', '"Lệ phí là 0 đồng khi', ["“Lệ phí là” mở đầu nhiều câu"]),
        ('["giấy mẫu tốn nhiêu tiền", "giấy mẫu mất phí không"]', "[]", ["Lệ phí là", "để trống"]),
        ('time = ["Đăng', 'time = [5, "Đăng', ["facts.time, mục 1", "không đúng dạng"]),
    ],
)
def test_errors_name_file_table_field_and_mend(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert old in EXAMPLE
    with pytest.raises(SourceError) as caught:
        load_procedures(write(tmp_path, EXAMPLE.replace(old, new, 1)))
    message = str(caught.value)
    assert message.startswith("mau.toml")
    assert caught.value.mend
    for word in words:
        assert word in message


def test_empty_missing_and_foreign_files(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="không có thủ tục hay hướng dẫn nào"):
        load_procedures(write(tmp_path, 'field = "Trống"'))
    with pytest.raises(SourceError, match="không mở được tệp"):
        load_procedures(tmp_path / "khong-co.toml")
    other = tmp_path / "utf16.toml"
    other.write_bytes(EXAMPLE.encode("utf-16"))
    with pytest.raises(SourceError, match="UTF-8"):
        load_procedures(other)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_loaded_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(EXAMPLE)))
    end = data.draw(st.integers(start, min(len(EXAMPLE), start + 40)))
    junk = data.draw(st.sampled_from(["", "[", '"', "= 1", "{}", "[[procedure]]\n", "\x00", "facts = 3\n"]))
    path = write(tmp_path_factory.getbasetemp(), EXAMPLE[:start] + junk + EXAMPLE[end:])
    # Any other error than a `SourceError` fails the test.
    with contextlib.suppress(SourceError):
        load_procedures(path)


def test_the_example_in_the_documentation_loads(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "huong-dan" / "tri-thuc-co-san.md"
    example = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    catalogue = load_procedures(write(tmp_path, example))
    assert (catalogue.procedures[0].code, catalogue.guides[0].id) == ("2.000635", "gio-lam-viec")
    for aspect in Aspect:
        assert f"| `{aspect}` |" in page.read_text(encoding="utf-8")
