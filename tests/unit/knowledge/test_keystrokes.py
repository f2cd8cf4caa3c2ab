"""Raw keys made letters again, and slips of the fingers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.evaluating.typing import raw_keys
from knowledge.vietnamese.keystrokes import decoded, is_syllable, slip_cost

SYLLABLES = ["đăng", "ký", "khai", "trường", "nghĩa", "vụ", "quân", "sự", "người", "quyền", "thường", "trú"]
SYLLABLES += ["đất", "giấy", "phép", "lái", "xe", "quặng", "mưa"]


@pytest.mark.parametrize("method", ["telex", "vni"])
@pytest.mark.parametrize("syllable", SYLLABLES)
def test_keys_are_made_letters(syllable: str, method: str) -> None:
    keys = raw_keys(syllable, method)
    assert keys == syllable or syllable in decoded(keys)


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("ddang", "đang"),
        ("cawn", "căn"),
        ("cuowcs", "cước"),
        ("cuowsc", "cước"),  # the tone before the end of the syllable
        ("tuc5", "tục"),
        ("ddaats", "đất"),
        ("d9a6t1", "đất"),
        ("hoaf", "hoà"),
        ("hoaf", "hòa"),
        ("dduowcj", "được"),
    ],
)
def test_the_slips_of_the_keyboard_are_read(keys: str, meant: str) -> None:
    assert meant in decoded(keys)


@pytest.mark.parametrize(
    "word", ["ct07", "a1", "tk1", "2026", "khai", "", "http", "vneid", "s" * 500, "phường"]
)
def test_what_holds_no_keys_is_left(word: str) -> None:
    assert decoded(word) == ()


@given(st.text(max_size=20))
def test_any_word_can_be_read(word: str) -> None:
    for form in decoded(word.lower()):
        assert unicodedata.is_normalized("NFC", form)


@pytest.mark.parametrize("word", ["khai", "nghieng", "quyen", "uy", "truong", "a", "giay"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["snih", "fax", "vneid", "ubnd", "", "khaisinh", "web"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_a_slip_of_neighbouring_keys_is_likelier_than_another() -> None:
    assert slip_cost("sinh", "sinh") == 0
    assert slip_cost("cam", "can") < slip_cost("cam", "cau")  # m lies beside n
    assert slip_cost("snih", "sinh") < slip_cost("xyih", "sinh")  # two letters swapped
    assert slip_cost("giayy", "giay") < slip_cost("giaym", "giay")  # a key that was held
    assert slip_cost("trung", "chung") < slip_cost("brung", "chung")  # a sound that regions do not tell apart


@given(st.text("abcdeghiklmnopqrstuvxy", max_size=7), st.text("abcdeghiklmnopqrstuvxy", max_size=7))
def test_slips_are_counted_alike_both_ways(typed: str, meant: str) -> None:
    assert slip_cost(typed, meant) == pytest.approx(slip_cost(meant, typed))
    assert (slip_cost(typed, meant) == 0) == (typed == meant)
