"""Replies as messages of the Bot API."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.base import Bullets, Button, Outgoing, Paragraph, Picture
from bot.channels.layout import TELEGRAM_LIMIT, utf16_units
from bot.channels.telegram.parts import lay_out

LONG = "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con có yếu tố nước ngoài"


def text(outgoing: Outgoing) -> dict[str, Any]:
    (part,) = lay_out(outgoing, "c4rd")
    return dict(part)


def test_signs_of_markup_are_only_signs() -> None:
    outgoing = Outgoing((Paragraph("<b>*Hồ sơ* & [x](y)"), Bullets(("a_b",))), source_line="Nguồn: 😀 <i>")
    shown = "<b>*Hồ sơ* & [x](y)\n• a_b\n\nNguồn: 😀 <i>"
    entity = {"type": "italic", "offset": shown.index("Nguồn"), "length": len("Nguồn: 😀 <i>") + 1}
    assert text(outgoing) == {"method": "sendMessage", "text": shown, "entities": [entity]}


def test_entities_count_as_telegram_counts() -> None:
    part = text(Outgoing((Paragraph("😀😀"),), source_line="Nguồn: 😀"))
    encoded = part["text"].encode("utf-16-le")
    (entity,) = part["entities"]
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    assert encoded[start:end].decode("utf-16-le") == "Nguồn: 😀"


def test_short_labels_stand_side_by_side_and_long_ones_are_written_out() -> None:
    buttons = (
        Button("Lệ phí", "?"),
        Button("Thời hạn", "?"),
        Button("Ở đâu", "?"),
        Button("Nơi nộp hồ sơ trực tuyến", "?"),
        Button(LONG, "?"),
        Button("Bản đồ", url="https://osm.org/x"),
        Button("Gọi", url="tel:19001234"),
    )
    part = text(Outgoing((Paragraph("Anh/chị chọn:"),), buttons=buttons))
    assert part["text"] == f"Anh/chị chọn:\n\n5. {LONG}\nGọi: tel:19001234"
    rows = part["reply_markup"]["inline_keyboard"]
    assert [[key["text"] for key in row] for row in rows] == [
        ["Lệ phí", "Thời hạn"],
        ["Ở đâu"],
        ["Nơi nộp hồ sơ trực tuyến"],
        ["5. Đăng ký khai sinh kết hợp đăng ký nhận…"],
        ["Bản đồ"],
    ]
    assert rows[0][1]["callback_data"] == "c4rd:2"
    assert rows[3][0]["callback_data"] == "c4rd:5"
    assert rows[4][0] == {"text": "Bản đồ", "url": "https://osm.org/x"}


def test_more_buttons_than_telegram_takes_are_a_menu() -> None:
    part = text(Outgoing((Paragraph("Chọn:"),), buttons=tuple(Button(f"Xã {n}", "?") for n in range(1, 104))))
    assert sum(map(len, part["reply_markup"]["inline_keyboard"])) == 100
    assert part["text"].endswith("\n\n101. Xã 101\n102. Xã 102\n103. Xã 103")


@pytest.mark.parametrize("source", ["https://example.vn/a.jpg", "anh/ban-do.png"])
def test_a_picture_comes_first_with_its_caption(source: str) -> None:
    outgoing = Outgoing(
        (Paragraph("Đường đi:"),), picture=Picture(source, "Trụ sở"), buttons=(Button("Ở đâu", "?"),)
    )
    photo, message = lay_out(outgoing, "c")
    assert photo == {"method": "sendPhoto", "photo": source, "caption": "Trụ sở"}
    assert "reply_markup" in message


def test_a_caption_longer_than_allowed_goes_on_as_text() -> None:
    caption = "Câu nói. " * 200
    photo, *rest = lay_out(Outgoing((), picture=Picture("https://a.vn/b.jpg", caption)), "c")
    assert utf16_units(photo["caption"]) <= 1024
    assert " ".join([photo["caption"], *(part["text"] for part in rest)]) == caption.strip()


def test_a_picture_alone_carries_the_buttons() -> None:
    part = text(Outgoing((), picture=Picture("https://a.vn/b.jpg"), buttons=(Button("Ở đâu", "?"),)))
    assert part["reply_markup"]["inline_keyboard"] == [[{"text": "Ở đâu", "callback_data": "c4rd:1"}]]


@given(
    st.lists(st.text(max_size=3000).map(Paragraph), max_size=5),
    st.text(max_size=200),
    st.lists(st.text(min_size=1, max_size=120).map(lambda label: Button(label, "?")), max_size=12),
)
@example([], " ", [])
def test_every_message_is_within_the_limits(
    blocks: list[Paragraph], source: str, buttons: list[Button]
) -> None:
    parts = lay_out(Outgoing(tuple(blocks), source_line=source, buttons=tuple(buttons)), "x" * 16)
    for part in parts:
        assert 0 < utf16_units(part["text"]) <= TELEGRAM_LIMIT
        for entity in part.get("entities", ()):
            assert entity["offset"] + entity["length"] <= utf16_units(part["text"])
        for row in part.get("reply_markup", {}).get("inline_keyboard", ()):
            assert 1 <= len(row) <= 8
            assert all(1 <= len(key["callback_data"].encode()) <= 64 for key in row)
    assert all("reply_markup" not in part for part in parts[:-1])
