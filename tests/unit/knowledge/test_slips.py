"""Slips in the words for asking are mended where a neighbour bears it out, and nothing else is touched."""

from __future__ import annotations

import pytest

from knowledge.answering.lexicon import Lexicon
from knowledge.answering.slips import AskingSpeller
from knowledge.retrieval.lexical import Vocabulary

SPELLER = AskingSpeller.of(["bao nhiêu ngày", "mất bao lâu", "có bị phạt không", "mang giấy tờ gì"])


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The words of what is indexed."""
    known = Vocabulary()
    known.learn("Đăng ký khai sinh bao lâu có kết quả, bị phạt thế nào. Công an xã ngả cây.")
    return known


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tách thửa bao nhiêêu ngyà", "tách thửa bao nhiêu ngày"),
        ("tach thua bao nieu ngay", "tach thua bao nhieu ngay"),
        ("khai sinh mất bao lâuu", "khai sinh mất bao lâu"),
        ("có bị phhạt không", "có bị phạt không"),
    ],
)
def test_a_slip_in_asking_is_mended(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    assert SPELLER.mend(typed, vocabulary) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "bao nhiêu ngày",
        "bao nhieu ngay",  # the accents are left out, nothing is slipped
        "công an ngả cây",  # a word of the texts
        "bao xyzzy ngon",  # near nothing
        "CT07 bao 12 k",
        "",
        "???",
    ],
)
def test_what_is_no_slip_stays(vocabulary: Vocabulary, typed: str) -> None:
    assert SPELLER.mend(typed, vocabulary) == typed


def test_the_shipped_phrases_of_aspects_are_mended(vocabulary: Vocabulary) -> None:
    mend = Lexicon.load().asking.mend
    assert mend("gia hạn tạm trú mất tềên không", vocabulary) == "gia hạn tạm trú mất tiền không"
