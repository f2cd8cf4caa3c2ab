import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.base import Bullets, Button, Outgoing, Paragraph
from bot.channels.layout import body_of, menu_of, menu_texts, split, texts_of, utf16_units

WORDS = st.sampled_from(
    [
        *(
            "Hồ sơ",
            "gồm:",
            "tờ khai.",
            "Nộp",
            "tại TP. Hà Nội;",
            "1.",
            "👩‍👩‍👧",
            "🇻🇳🇻🇳",
            "e\u0301",
            "\n",
            "\n\n",
        ),
        *(
            "https://dichvucong.gov.vn/p/home/dvc-trang-chu.html?x=1",
            "(www.a.vn)",
            "150.000\u00a0đồng",
            "x" * 50,
        ),
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=300))


@given(TEXTS, st.integers(2, 90), st.sampled_from([len, utf16_units]))
@example("a" * 10 + "https://x.vn/1", 12, len)
@example("\U0001f600" * 5, 3, utf16_units)
@example("e" + "\u0323\u0302" * 9, 4, len)
def test_nothing_is_lost_and_every_part_fits(text: str, limit: int, units) -> None:  # type: ignore[no-untyped-def]
    parts = split(text, limit, units)
    assert "".join(parts) == unicodedata.normalize("NFC", text)
    assert all(units(part.rstrip()) <= limit for part in parts)
    assert all(parts)


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_words_that_fit_are_never_cut(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    longest = max((len(word) for word in text.split()), default=0)
    parts = split(text, max(60, longest))
    assert [word for part in parts for word in part.split()] == text.split()


def test_a_link_is_cut_only_when_it_is_longer_than_a_part() -> None:
    link = "https://dichvucong.gov.vn/" + "p" * 40
    assert split("x" * 30 + link, 70) == ["x" * 30, link]
    assert split(link, 40) == [link[:40], link[40:]]


def test_one_emoji_or_letter_is_never_cut() -> None:
    family = "👩‍👩‍👧"
    for part in split(family * 8, 12, utf16_units):
        assert part.replace(family, "") == ""
    for left, right in pairwise(split("🇻🇳" * 3 + "abc" + "q\u0323\u0307" * 5, 5)):
        assert not unicodedata.combining(right[0]), left


@pytest.mark.parametrize(
    ("label", "text", "limit", "parts"),
    [
        ("fits", "Một. Hai.", 20, ["Một. Hai."]),
        ("paragraph", "Câu một. Câu hai.\nCâu ba. Câu bốn.", 30, ["Câu một. Câu hai.\n", "Câu ba. Câu bốn."]),
        ("sentence", "Câu thứ nhất. Câu thứ hai dài hơn.", 25, ["Câu thứ nhất. ", "Câu thứ hai dài hơn."]),
        ("word", "không có dấu chấm nào ở đây cả", 16, ["không có dấu ", "chấm nào ở đây ", "cả"]),
        ("TP.", "Nộp tại trung tâm ở TP. Hà Nội nhé", 26, ["Nộp tại trung tâm ở TP. Hà ", "Nội nhé"]),
        (
            "announced list",
            "Xin chào anh chị.\nHồ sơ gồm:\n• Tờ khai",
            32,
            ["Xin chào anh chị.\n", "Hồ sơ gồm:\n• Tờ khai"],
        ),
        ("early break is no good", "A.\n" + "b " * 20, 30, ["A.\n" + "b " * 14, "b " * 6]),
        ("nothing", "", 10, []),
    ],
)
def test_where_it_is_cut(label: str, text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts, label


def test_a_limit_that_holds_no_character_is_an_error() -> None:
    with pytest.raises(ValueError, match="1"):
        split("abc", 1)


BUTTONS = (
    Button("Lệ phí", "Lệ phí khai sinh?"),
    Button("Bản đồ", url="https://osm.org/x"),
    Button("Ở đâu", "?"),
)


def test_a_menu_numbers_buttons_as_the_desk_counts_them() -> None:
    assert menu_of(BUTTONS) == "1. Lệ phí\nBản đồ: https://osm.org/x\n3. Ở đâu"
    assert menu_of(BUTTONS, first=3) == "3. Ở đâu"
    assert menu_of(BUTTONS, first=4) == ""


@given(
    st.lists(
        st.one_of(TEXTS.map(Paragraph), st.lists(TEXTS, max_size=4).map(lambda x: Bullets(tuple(x)))),
        max_size=6,
    ),
    st.sampled_from(["", "Nguồn: Luật Hộ tịch, số 60/2014/QH13."]),
    st.lists(st.sampled_from(BUTTONS), max_size=9),
    st.integers(60, 400),
)
def test_source_and_menu_stand_in_the_last_text(blocks, source, buttons, limit) -> None:  # type: ignore[no-untyped-def]
    outgoing = Outgoing(tuple(blocks), source_line=source, buttons=tuple(buttons))
    texts = menu_texts(outgoing, limit)
    tail = "\n\n".join(part for part in (source, menu_of(buttons)) if part)
    assert all(0 < len(text) <= limit for text in texts)
    if tail and len(tail) <= limit:
        assert texts[-1].endswith(tail)
    assert "".join("".join(texts).split()) == "".join((body_of(outgoing) + tail).split())


def test_the_end_of_the_reply_goes_with_its_source() -> None:
    outgoing = Outgoing((Paragraph("Câu một rất dài ở đây. Câu hai cũng dài."),), source_line="Nguồn: Luật.")
    assert texts_of(outgoing, 45) == ["Câu một rất dài ở đây.", "Câu hai cũng dài.\n\nNguồn: Luật."]


def test_a_menu_says_how_to_choose_where_there_is_a_number_to_send() -> None:
    question, link = Button("Lệ phí", "lệ phí?"), Button("Nộp hồ sơ", url="https://dichvucong.gov.vn")
    hint = "Anh/chị nhắn số để chọn:"
    asked = Outgoing((Paragraph("Dạ."),), buttons=(question, link), menu_hint=hint)
    assert menu_texts(asked, 2000) == [f"Dạ.\n\n{hint}\n1. Lệ phí\nNộp hồ sơ: https://dichvucong.gov.vn"]
    only_link = Outgoing((Paragraph("Dạ."),), buttons=(link,), menu_hint=hint)
    assert menu_texts(only_link, 2000) == ["Dạ.\n\nNộp hồ sơ: https://dichvucong.gov.vn"]
    assert menu_texts(asked, 2000, first=2) == ["Dạ.\n\nNộp hồ sơ: https://dichvucong.gov.vn"]
