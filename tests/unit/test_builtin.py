"""The built-in knowledge: what it promises to citizens, checked fact by fact."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.model import Aspect, Confidence, Fact, Procedure
from knowledge.procedures import (
    Guide,
    GuideSection,
    builtin_files,
    guide_document,
    load_procedures,
    procedure_document,
)
from knowledge.values import disagreement
from knowledge.vietnamese.text import fold, sentences

CATALOGUES = {path: load_procedures(path) for path in builtin_files()}
PROCEDURES = {procedure.code: procedure for c in CATALOGUES.values() for procedure in c.procedures}
GUIDES: list[Guide] = [guide for c in CATALOGUES.values() for guide in c.guides]

# The procedures asked most: each must answer the questions every citizen has.
MOST_ASKED = [
    "1.001193",
    "3.000722",
    "1.000656",
    "1.000894",
    "1.004873",
    "2.000635",
    "2.000815",
    "2.000884",
    "1.004222",
    "1.004194",
    "1.014061",
    "1.014063",
    "1.014064",
    "3.000228",
    "1.001612",
    "1.013225",
    "1.013831",
    "1.014027",
    "1.001699",
    "3.000333",
]


def statements() -> Iterator[tuple[str, Fact | GuideSection]]:
    for procedure in PROCEDURES.values():
        for fact in procedure.facts:
            yield procedure.code, fact
    for guide in GUIDES:
        for section in guide.sections:
            yield guide.id, section


def written(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def test_codes_are_unique_and_well_formed() -> None:
    codes = [procedure.code for c in CATALOGUES.values() for procedure in c.procedures]
    assert len(codes) == len(set(codes)) >= 60
    assert all(re.fullmatch(r"\d\.\d{6}", code) for code in codes)
    former = [code for procedure in PROCEDURES.values() for code in procedure.former_codes]
    assert not set(former) & set(codes)
    assert len({guide.id for guide in GUIDES}) == len(GUIDES)


@pytest.mark.parametrize("code", MOST_ASKED)
def test_the_most_asked_procedures_answer_what_everybody_asks(code: str) -> None:
    wanted = {Aspect.WHO, Aspect.DOSSIER, Aspect.WHERE, Aspect.ONLINE, Aspect.STEPS, Aspect.TIME, Aspect.FEE}
    assert wanted | {Aspect.LEGAL} <= {fact.aspect for fact in PROCEDURES[code].facts}
    assert len(PROCEDURES[code].aliases) >= 4


def test_an_everyday_name_belongs_to_one_procedure() -> None:
    names = Counter(fold(name) for p in PROCEDURES.values() for name in {p.name, *p.aliases})
    assert [name for name, times in names.items() if times > 1] == []


def test_related_procedures_exist() -> None:
    for procedure in PROCEDURES.values():
        assert set(procedure.related) <= set(PROCEDURES) - {procedure.code}, procedure.code


def test_every_procedure_names_agency_level_and_field() -> None:
    assert all(p.agency and p.level and p.field and p.aliases for p in PROCEDURES.values())


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda procedure: procedure.code)
def test_the_document_says_all_and_marks_what_is_unsure(procedure: Procedure) -> None:
    document = procedure_document(procedure, source="builtin")
    text = document.text
    assert unicodedata.is_normalized("NFC", text)
    assert "\n".join(text[s.span.start : s.span.end] for s in document.sections) == text
    for name in (procedure.code, procedure.name, *procedure.aliases):
        assert name in text[: document.sections[0].span.end]
    for fact in procedure.facts:
        line = next(line for line in text.split("\n") if fact.text.rstrip(".") in line)
        assert line.startswith("Chưa kiểm chứng: ") == (fact.confidence is Confidence.UNVERIFIED)
        assert line.startswith("Các nguồn ghi khác nhau: ") == (fact.confidence is Confidence.CONTRADICTORY)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
def test_the_guide_is_whole(guide: Guide) -> None:
    document = guide_document(guide, source="builtin")
    assert "\n".join(document.text[s.span.start : s.span.end] for s in document.sections) == document.text
    headings = [section.heading for section in guide.sections]
    assert len(headings) == len(set(headings))


def test_unsure_statements_are_one_sentence_which_can_be_quoted_whole() -> None:
    unsure = (Confidence.UNVERIFIED, Confidence.CONTRADICTORY)
    several = [
        text.text for _, text in statements() if text.confidence in unsure and len(sentences(text.text)) > 1
    ]
    assert several == []


def test_certain_statements_do_not_speak_of_doubt() -> None:
    doubt = re.compile(r"chưa xác minh|chưa kiểm chứng|chưa có nguồn|chưa có con số", re.IGNORECASE)
    for owner, statement in statements():
        if statement.confidence is not Confidence.UNVERIFIED:
            assert not doubt.search(statement.text), (owner, statement.text)


def test_statements_are_short_finished_and_cut_where_they_end() -> None:
    """A sentence over some 60 syllables cannot be an answer; the few lists above that have their reason."""
    for owner, statement in statements():
        assert statement.text.endswith("."), (owner, statement.text)
        for sentence in sentences(statement.text):
            assert len(sentence.split()) <= 85, (owner, sentence)


def test_statements_are_told_in_dates_that_match_their_validity() -> None:
    for owner, statement in statements():
        start, end = statement.effective_from, statement.effective_to
        assert start is None or date(2024, 1, 1) <= start <= date(2027, 12, 31), owner
        assert start is None or end is None or start < end, owner
        if end is not None:
            assert written(end) in statement.text, (owner, statement.text)
        if "28/2/2027" in statement.text or "31/12/2026" in statement.text:
            assert end is not None, (owner, statement.text)


def test_what_will_change_is_told_in_words_that_stay_true() -> None:
    """ "chưa áp dụng" is wrong a day later: it names the day from which on, or has an end."""
    for owner, statement in statements():
        if re.search(r"chưa áp dụng|chưa có hiệu lực|sắp tới|sắp áp dụng", statement.text):
            assert statement.effective_to is not None, (owner, statement.text)


def test_money_is_written_one_way() -> None:
    for owner, statement in statements():
        assert not re.search(r"\d{2}\s?(?:đ\b|vnđ|k\b)", statement.text, re.IGNORECASE), (
            owner,
            statement.text,
        )
        for amount in re.findall(r"(\d[\d.,]*) đồng", statement.text):
            assert re.fullmatch(r"\d{1,3}(?:\.\d{3})*", amount), (owner, amount)


def test_nobody_is_sent_to_the_district_or_asked_for_the_household_book() -> None:
    for owner, statement in statements():
        assert not re.search(r"UBND (?:quận|huyện|thị xã)|Phòng Tư pháp", statement.text), owner
        if "sổ hộ khẩu" in statement.text.lower():
            assert re.search(r"đã bỏ|không|đòi sổ hộ khẩu thì", statement.text, re.IGNORECASE), (
                owner,
                statement.text,
            )


def test_no_trace_of_how_the_facts_were_gathered() -> None:
    for path in builtin_files():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bS\d{1,2}\b|\bW-[A-Z0-9]+|\bLV\b|CHƯA XÁC MINH|TODO", text), path.name


AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+) đồng")


def test_values_say_what_the_text_says() -> None:
    """The loader refuses a value that its text lacks; what is unsure has none, what is open says so."""
    for procedure in PROCEDURES.values():
        for fact in procedure.facts:
            assert disagreement(fact) is None, (procedure.code, fact.text)
            if fact.confidence in {Confidence.UNVERIFIED, Confidence.CONTRADICTORY}:
                assert fact.duration is None, (procedure.code, fact.text)
                assert not fact.fees, (procedure.code, fact.text)
            elif fact.aspect is Aspect.FEE and "theo mức của HĐND" in fact.text:
                assert any(fee.set_by_province for fee in fact.fees), (procedure.code, fact.text)


def test_most_times_and_fees_have_values() -> None:
    certain = [
        fact
        for procedure in PROCEDURES.values()
        for fact in procedure.facts
        if fact.confidence not in {Confidence.UNVERIFIED, Confidence.CONTRADICTORY}
    ]
    times = [fact for fact in certain if fact.aspect is Aspect.TIME]
    fees = [fact for fact in certain if fact.aspect is Aspect.FEE]
    assert sum(fact.duration is not None for fact in times) / len(times) > 0.8
    assert sum(bool(fact.fees) for fact in fees) / len(fees) > 0.85
    assert sum(len(AMOUNT.findall(fact.text)) for fact in fees if not fact.fees) < 12


@pytest.mark.parametrize(
    ("code", "case", "fits"),
    [
        ("1.014061", {"age": 16}, True),
        ("1.014061", {"age": 2}, False),
        ("1.014062", {"age": 13}, True),
        ("1.014062", {"age": 14}, False),
        ("2.000806", {"foreign": False}, False),
        ("1.014062", {"foreign": True}, None),
        ("1.014062", {}, None),
    ],
)
def test_whom_a_procedure_is_for(code: str, case: dict[str, int], fits: bool | None) -> None:
    applies = PROCEDURES[code].applies
    assert applies is not None
    age, foreign = case.get("age"), case.get("foreign")
    assert applies.fits(age=age, foreign=None if foreign is None else bool(foreign)) is fits


def test_ages_stand_in_the_words() -> None:
    for procedure in PROCEDURES.values():
        for applies, text in [(procedure.applies, "")] + [(f.applies, f.text) for f in procedure.facts]:
            if applies is not None:
                ages = [applies.age_from, None if applies.age_to is None else applies.age_to + 1]
                for age in ages:
                    assert age is None or re.search(rf"\b{age}\b.* tuổi", text + applies.text), (
                        procedure.code,
                        applies.text,
                    )


def fee(code: str) -> str:
    return "\n".join(fact.text for fact in PROCEDURES[code].facts if fact.aspect is Aspect.FEE)


def aspect(code: str, wanted: Aspect) -> str:
    return "\n".join(fact.text for fact in PROCEDURES[code].facts if fact.aspect is wanted)


def test_rules_that_changed_are_told_as_they_are_now() -> None:
    assert "7 ngày làm việc" in aspect("1.013225", Aspect.TIME)
    assert "không phải nộp giấy xác nhận tình trạng hôn nhân" in aspect("1.000894", Aspect.DOSSIER)
    assert "Công an cấp tỉnh" in aspect("3.000333", Aspect.WHERE)
    assert "540.000 đồng/tháng từ 1/7/2026" in aspect("1.014027", Aspect.RESULT)
    assert "20.000 đồng" in fee("1.004222")
    assert "nộp trực tuyến là 10.000 đồng" in fee("1.004222")


@pytest.mark.shared_data
def test_every_figure_stands_in_the_collected_facts() -> None:
    """Each number occurs in a section of the fact sheet that bears the code, or in its first chapters.

    What was taken from the portal since says so; a card's life may stand with the sister procedure.
    """
    number = re.compile(r"\d+(?:[.,]\d+)*")
    sheet = (Path(os.environ["MOTCUA_SHARED"]) / "reference" / "procedures-facts.md").read_text(
        encoding="utf-8"
    )
    general = sheet.split("## 2. Thủ tục")[0]
    group, sections = "", []
    for part in re.split(r"(?m)^(?=#{3,4} )", sheet):
        if re.match(r"### [A-I]\. ", part):
            group = part
        if part.startswith("#### "):
            sections.append(group + part)
    for code, procedure in PROCEDURES.items():
        codes = (code, *procedure.related)
        own = [section for section in sections if any(each in section for each in codes)]
        assert own, code
        known = set(number.findall(general + "".join(own)))
        for fact in procedure.facts:
            said = set(number.findall(re.sub(r"mã \d\.\d{6}", "", fact.text)))
            of_portal = fact.sources == ("Cổng Dịch vụ công quốc gia",)
            assert of_portal or said <= known, (code, fact.text)
