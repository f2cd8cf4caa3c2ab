from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.vietnamese.text import clean, fold, folded_words, has_accents, one_line, sentences, words

# Letters, accents of their own, invisible and control characters, halves of surrogate pairs.
MESSY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aăâeêioôơuưyđĐ \n\r\t.;!?…0123-•/"),
        st.sampled_from("\u0300\u0301\u0309\u0323\u200b\u200d\ufeff\u00ad\x00\x85\u2028\ud800\udfff😀"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (unicodedata.normalize("NFD", "Đăng ký khai sinh"), "Đăng ký khai sinh"),
        ("khai\u200b sinh\ufeff", "khai sinh"),
        ("a\u200b\u0301", "á"),  # an accent that an invisible character kept from its letter
        ("khai\u00a0\u2003sinh \t", "khai sinh"),
        ("một\r\nhai\rba\u2028bốn\u2029năm", "một\nhai\nba\nbốn\nnăm"),
        ("bỏ\x00qua\x07", "bỏ qua"),
        ("trái\u202e phải\U000e0041", "trái phải"),
        ("nửa \ud83d cặp", "nửa cặp"),
        ("", ""),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(MESSY)
def test_clean_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "  " not in cleaned
    cleaned.encode()  # nothing that cannot be stored or sent
    assert one_line(text) == " ".join(cleaned.split())


def test_folding_takes_accents_and_strokes_away() -> None:
    assert fold("Đăng KÝ ủy quyền, Thừa Thiên Huế") == "dang ky uy quyen, thua thien hue"
    assert folded_words("Số: 33/KH-UBND") == ["so", "33", "kh", "ubnd"]
    assert words("Số: 33/KH-UBND") == ["số", "33", "kh", "ubnd"]
    assert words("thu_tuc 🙂 …") == ["thu", "tuc"]


@given(MESSY)
def test_folding_is_idempotent_and_does_not_care_for_the_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", ["đi", "Ủy ban", unicodedata.normalize("NFD", "phí")])
def test_accents_are_seen(text: str) -> None:
    assert has_accents(text)
    assert not has_accents(fold(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nộp hồ sơ. Nhận kết quả.", ["Nộp hồ sơ.", "Nhận kết quả."]),
        ("tại TP. Hồ Chí Minh. Sau đó về.", ["tại TP. Hồ Chí Minh.", "Sau đó về."]),
        ("4. Niêm yết công khai", ["4. Niêm yết công khai"]),
        ("- Tờ khai;\n- Giấy chứng sinh.", ["- Tờ khai;", "- Giấy chứng sinh."]),
        ("Tờ khai; giấy chứng sinh", ["Tờ khai;", "giấy chứng sinh"]),
        ("theo Điều 12. Cơ quan trả lời", ["theo Điều 12. Cơ quan trả lời"]),
        ("Gọi là “một cửa.” Rồi nộp", ["Gọi là “một cửa.”", "Rồi nộp"]),
        ("Có được không? Được!", ["Có được không?", "Được!"]),
        (" \n \n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(MESSY)
def test_sentences_are_runs_of_the_text_in_order(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        assert sentence == sentence.strip() != ""
        at = text.index(sentence, at) + len(sentence)
    kept = "".join("".join(sentences(text)).split())
    assert kept == "".join(text.split())
