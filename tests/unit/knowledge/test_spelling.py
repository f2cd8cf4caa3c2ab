"""Slips are mended in the words of the index, and only where these bear it out."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.retrieval.lexical import Vocabulary
from knowledge.retrieval.query import QueryReader
from knowledge.retrieval.spelling import Speller
from knowledge.retrieval.usage import PairCounter, Usage
from knowledge.vietnamese.collocations import Collocations
from tests.unit.knowledge.worlds import World

TEXTS = (
    "Đăng ký khai sinh cho con. Lệ phí đăng ký khai sinh là bao nhiêu?",
    "Đăng ký tạm trú. Người tạm trú nộp hồ sơ tại công an xã.",
    "Cấp đổi thẻ căn cước cho người dân. Thẻ căn cước gắn chip.",
    "Giấy phép lái xe. Cấp lại giấy phép lái xe bị mất.",
    "Trích lục khai tử. Xác nhận tình trạng hôn nhân. Chứng thực chữ ký.",
)
READER = QueryReader.load()


def _speller() -> Speller:
    vocabulary = Vocabulary()
    for text in TEXTS * 3:
        vocabulary.learn(text)
    return Speller(vocabulary, READER.collocations)


SPELLER = _speller()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("làm giấy khai snih cho con", "làm giấy khai sinh cho con"),
        ("đăng ký tạm trũ", "đăng ký tạm trú"),
        ("đăng ký tạn trú", "đăng ký tạm trú"),
        ("cấp đổi căm cước", "cấp đổi căn cước"),
        ("ddang ky khai sinh", "dang ky khai sinh"),
        ("đổi thẻ cawn cuowcs bị mất", "đổi thẻ căn cước bị mất"),
        ("thủ tục đăng ký khai sinh2", "thủ tục đăng ký khai sinh"),
        ("xin trích lụcc khai tử", "xin trích lục khai tử"),
        ("xác nhân tình trạng hôn nhân", "xác nhận tình trạng hôn nhân"),
        ("trích lục, chứg thực chữ ký", "trích lục, chứng thực chữ ký"),
    ],
)
def test_slips_are_mended(typed: str, meant: str) -> None:
    assert READER.mend(typed, SPELLER).text == meant


@pytest.mark.parametrize(
    "typed",
    [
        "đăng ký khai sinh cho con ở đâu",
        "dang ky khai sinh cho con o dau",
        "trồng sầu riêng ở đâu",  # words that no text has, and no slips
        "đặt cọc mua nhà",  # a word of the language
        "con mèo của tôi bị ốm",
        "mẫu CT07, số 33/KH-UBND",
        "cccd bn tiền",
        "phường La Khê",
        "",
        "???",
    ],
)
def test_what_is_no_slip_is_left(typed: str) -> None:
    reading = READER.mend(typed, SPELLER)
    assert reading.text == typed
    assert reading.mended == ()


def test_accents_are_restored_beside_what_was_typed() -> None:
    reading = READER.mend("lam giay phep lai xe bi mat", SPELLER)
    assert reading.text == "lam giay phep lai xe bi mat"
    assert {"giấy", "phép", "lái"} <= set(reading.restored)
    assert READER.mend("làm giấy phép lái xe", SPELLER).restored == ()


def test_alternatives_are_added_and_replace_nothing(desk: World) -> None:
    typed = desk.retriever.read("đăng ký khai snih")
    right = desk.retriever.read("đăng ký khai sinh")
    assert typed.text == "đăng ký khai snih"
    assert typed.mended == (("snih", "sinh"),)
    assert set(desk.retriever.read("đăng ký khai").keys.tolist()) <= set(typed.keys.tolist())
    assert set(right.keys.tolist()) <= set(typed.keys.tolist())
    assert typed.subject.tolist() == right.subject.tolist()


@pytest.mark.parametrize("typed", ["đăng ký khai snih", "ddăng kys khai sinh", "dawng ky khai sinnh"])
def test_a_question_with_slips_finds_its_procedure(desk: World, typed: str) -> None:
    assert desk.first(typed) == desk.first("đăng ký khai sinh")


def test_an_index_of_nothing_mends_nothing() -> None:
    speller = Speller(Vocabulary(), READER.collocations)
    assert READER.mend("đăng ký khai sinh", speller).text == "đăng ký khai sinh"


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_any_text_can_be_mended(text: str) -> None:
    reading = READER.mend(text, SPELLER)
    assert len(reading.mended) <= len(text)
    if not reading.mended:
        assert reading.text == text


def test_a_word_of_any_length_is_read() -> None:
    assert READER.mend("x" * 20_000 + " khai snih", SPELLER).text.endswith("khai sinh")


def test_pairs_are_counted_over_all_texts_and_kept(tmp_path: Path) -> None:
    vocabulary = Vocabulary()
    for text in TEXTS:
        vocabulary.learn(text)
    vocabulary.save(tmp_path / "vocabulary.json")
    ids = vocabulary.syllables
    for known in (vocabulary, Vocabulary.load(tmp_path / "vocabulary.json")):
        pairs = [
            (ids["khai"], ids["sinh"], 2),
            (ids["sinh"], ids["khai"], 0),
            (ids["khai"], -1, 0),
            (-1, 3, 0),
        ]
        lefts, rights, counts = (np.asarray(side, np.int64) for side in zip(*pairs, strict=True))
        assert known.usage.of(lefts, rights).tolist() == counts.tolist()
        assert [known.usage.times(left, right) for left, right, _ in pairs] == counts.tolist()


@given(st.lists(st.lists(st.integers(-2, 6), max_size=8), max_size=6))
def test_counting_in_parts_is_counting_at_once(texts: list[list[int]]) -> None:
    parts = PairCounter(Usage.none())
    for text in texts:
        parts.add(text)
        parts.usage()
    expected: dict[int, int] = {}
    for text in texts:
        for left, right in pairwise(text):
            if left >= 0 and right >= 0:
                expected[left << 24 | right] = expected.get(left << 24 | right, 0) + 1
    usage = parts.usage()
    assert dict(zip(usage.pairs.tolist(), usage.counts.tolist(), strict=True)) == expected
    assert usage.pairs.tolist() == sorted(expected)
    assert usage.singles(7).sum() == 2 * sum(expected.values())


def test_collocations_are_known_with_and_without_accents() -> None:
    known = Collocations.load()
    assert known.has("đặt", "cọc")
    assert known.has("dat", "coc")
    assert not known.has("khai", "snih")
    assert not known.has("căm", "cước")


def test_accents_are_restored_in_names_and_asking_words_too() -> None:
    reading = READER.mend("phuong la khe cap the can cuoc o dau", SPELLER)
    assert reading.mended == ()
    assert {"căn", "cước"} <= set(reading.restored)
