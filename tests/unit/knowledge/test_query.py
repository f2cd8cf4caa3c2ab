"""What a question asks for, before anything is searched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.retrieval.lexical import Vocabulary
from knowledge.retrieval.query import Query, QueryReader
from tests.unit.knowledge.worlds import World

READER = QueryReader.load()
VOCABULARY = Vocabulary()
VOCABULARY.learn(
    "kế hoạch cải cách hành chính. trồng cây ven đường. giấy khai sinh. bao nhiêu đồng. lệ phí 5 bài tin"
)


def _read(text: str, *known: str) -> Query:
    return READER.read(text, VOCABULARY, known_places=frozenset(known))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("kế hoạch năm 2026", (2026,)),
        ("giai đoạn 2021-2025, nhắc lại 2021", (2021, 2025)),
        ("ngày 15/3/2026", ()),  # a day, not the year that is asked about
        ("nghị định 118/2025/NĐ-CP", ()),
        ("số 20261 và 1949", ()),
        ("thủ tục gì", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert _read(text).years == years


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Quyết định 6734/QĐ-UBND về việc gì", ("6734/qd-ubnd",)),
        ("nghị quyết 18-NQ/TW nói gì", ("18-nq/tw",)),
        ("nghi dinh so 124/2024", ("124/2024",)),
        ("Nghị định 123/2015/NĐ-CP", ("123/2015/nd-cp",)),
        ("NĐ 07/2025 với Luật 26/2023", ("7/2025", "26/2023")),
        ("kế hoạch số 40 của phường", ("40",)),
        ("kế hoạch 2026 của phường", ()),  # a year
        ("kế hoạch 5 năm", ()),  # counts something
        ("kh 12 tháng tới", ()),
        ("nghị quyết 76% đồng ý", ()),
        ("nộp trước ngày 15/12/2025", ()),
        ("mẫu 01", ()),
    ],
)
def test_numbers_of_documents(text: str, numbers: tuple[str, ...]) -> None:
    assert _read(text).numbers == numbers


def test_places_are_those_of_the_gazetteer_and_of_the_documents() -> None:
    assert _read("kế hoạch của phường La Khê").places == ("la khe",)
    assert _read("ke hoach o tan mau", "tan mau").places == ("tan mau",)


def test_short_forms_are_spelled_out_at_half_weight() -> None:
    query = _read("kế hoạch CCHC")
    assert "cải cách hành chính" in query.expanded
    assert query.text == "kế hoạch CCHC"
    weights = dict(zip(query.keys.tolist(), query.weights.tolist(), strict=True))
    assert weights[VOCABULARY.folded_key("hoach")] == 1.0
    assert weights[VOCABULARY.folded_key("cach")] == 0.5
    # What it stands for is the subject, the letters themselves are not.
    assert VOCABULARY.folded_key("cach") in query.subject
    assert -1 not in query.subject


@pytest.mark.parametrize(
    ("chat", "full"), [("bn đồng", "bao nhiêu"), ("lm gks", "giấy khai sinh"), ("đk ks", "đăng ký")]
)
def test_chat_spelling(chat: str, full: str) -> None:
    assert full in _read(chat).expanded


def test_the_subject_is_what_is_left_without_question_words() -> None:
    query = _read("cho em hỏi giấy khai sinh thì lệ phí bao nhiêu ạ")
    wanted = {VOCABULARY.folded_key(word) for word in ("giay", "khai", "sinh", "le", "phi")}
    assert set(query.subject.tolist()) == wanted
    assert VOCABULARY.pair_key("khai", "sinh") in query.subject_pairs
    assert VOCABULARY.pair_key("sinh", "le") not in query.subject_pairs  # "thì" stands between


def test_unknown_words_of_the_subject_are_counted_but_not_searched() -> None:
    query = _read("trồng cây sầu riêng")
    assert query.subject.tolist().count(-1) == 2
    assert (query.keys >= 0).all()
    assert len(query.keys) == len(query.weights)


def test_a_small_number_counts_with_its_neighbour() -> None:
    with_number = _read("5 bài tin")
    assert VOCABULARY.folded_key("5") not in with_number.subject
    assert VOCABULARY.pair_key("5", "bai") in with_number.subject


def test_the_topic_is_without_place_year_and_sort_of_paper() -> None:
    topic = set(_read("kế hoạch trồng cây năm 2026 của phường La Khê").topic.tolist())
    trees = {
        VOCABULARY.folded_key("trong"),
        VOCABULARY.folded_key("cay"),
        VOCABULARY.pair_key("trong", "cay"),
    }
    assert VOCABULARY.folded_key("cay") in topic
    assert topic <= trees
    assert VOCABULARY.folded_key("hoach") not in topic


@pytest.mark.parametrize("text", ["", "???", "…", "\u200b", "😀", "   \n"])
def test_nothing_asks_for_nothing(text: str) -> None:
    query = _read(text)
    assert len(query.keys) == len(query.subject) == len(query.topic) == 0
    assert (query.years, query.places) == ((), ())


def test_the_form_of_unicode_makes_no_difference() -> None:
    text = "Lệ phí giấy khai sinh ở phường La Khê?"
    odd = "\u200b".join(unicodedata.normalize("NFD", text))
    assert _read(odd).text == text
    assert _read(odd).keys.tolist() == _read(text).keys.tolist()


def test_legacy_fonts_are_just_unknown_words() -> None:
    assert len(_read("C¶i c¸ch hµnh chÝnh").subject) > 0


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    query = _read(text)
    assert query.keys.shape == query.weights.shape
    assert set(query.weights.tolist()) <= {0.5, 1.0}


def test_ten_thousand_characters_are_read(desk: World) -> None:
    query = desk.retriever.read("khai sinh ở đâu " * 700)
    assert len(set(query.keys.tolist())) == len(query.keys)
