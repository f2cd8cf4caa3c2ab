from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.vietnamese import legacy
from knowledge.vietnamese.legacy import LegacyEncoding
from tests.builders import PLAN_LINES, tcvn3_bytes, vni_bytes

LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"


def test_every_letter_goes_there_and_back() -> None:
    assert legacy.from_tcvn3(tcvn3_bytes(LETTERS).decode("latin-1")) == LETTERS
    both = LETTERS + LETTERS.upper()
    assert legacy.from_vni(vni_bytes(both).decode("cp1252")) == both


@pytest.mark.parametrize(
    ("coded", "expected"),
    [
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Sè: /KH-UBND", "Số: /KH-UBND"),
    ],
)
def test_capitals_that_tcvn3_lacks_come_back(coded: str, expected: str) -> None:
    assert legacy.from_tcvn3(coded) == expected


def test_detects_each_and_leaves_unicode_alone() -> None:
    text = " ".join(PLAN_LINES)
    assert legacy.detect(text) is None
    assert legacy.detect("Ủy ban nhân dân") is None
    assert legacy.detect("Café à la crème déjà vu, naïve résumé, garçon, fête") is None
    assert legacy.detect(tcvn3_bytes(text).decode("cp1252")) is LegacyEncoding.TCVN3
    assert legacy.detect(vni_bytes(text).decode("cp1252")) is LegacyEncoding.VNI


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", LegacyEncoding.TCVN3),
        (".VnArialH", LegacyEncoding.TCVN3),
        ("VNI-Times", LegacyEncoding.VNI),
        ("Times New Roman", None),
        ("", None),
    ],
)
def test_fonts_name_their_encoding(font: str, encoding: LegacyEncoding | None) -> None:
    assert legacy.encoding_of_font(font) is encoding


@pytest.mark.parametrize("word", ["nghiêng", "được", "khuya", "ĐƯỜNG", "uyển", "giếng", "quý", "ỷ"])
def test_syllables(word: str) -> None:
    assert legacy.is_syllable(word)


@pytest.mark.parametrize("word", ["Céng3", "viÖt", "crème", "x·", "déjà"])
def test_not_syllables(word: str) -> None:
    assert not legacy.is_syllable(word)


@given(st.text())
def test_conversion_takes_any_text(text: str) -> None:
    for encoding in LegacyEncoding:
        legacy.convert(text, encoding)
    legacy.detect(text)
