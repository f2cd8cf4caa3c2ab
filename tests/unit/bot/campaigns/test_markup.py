"""The markup of announcements, and how it stands out on each platform."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.markup import blocks_of, leftovers, line_of, links_of
from bot.channels.base import Bullets, Button, Outgoing, Paragraph, Span
from bot.channels.layout import utf16_units
from bot.channels.telegram import parts as telegram
from bot.channels.zalo_oa.messages import parts_of

BODY = """Trạm y tế tiêm **miễn phí** cho trẻ.

- Sáng: [lịch tiêm](https://yte.example.vn/lich)
- Chiều: **tổ 5**, tổ 6
Mang theo sổ tiêm."""


def test_bold_links_and_lists() -> None:
    first, listed, last = blocks_of(BODY)
    assert first == Paragraph("Trạm y tế tiêm miễn phí cho trẻ.", (Span(15, 23),))
    assert isinstance(listed, Bullets)
    assert listed.items == ("Sáng: lịch tiêm", "Chiều: tổ 5, tổ 6")
    assert listed.spans == ((Span(6, 15, "https://yte.example.vn/lich"),), (Span(7, 11),))
    assert last == Paragraph("Mang theo sổ tiêm.")


@pytest.mark.parametrize(
    "raw",
    [
        "2 ** 3 và a**b",
        "**",
        "****",
        "** rỗng **",
        "[a]",
        "[a](ftp://x.vn)",
        "[a](javascript:alert(1))",
        "<b>x</b>",
    ],
)
def test_what_is_no_markup_stays_as_it_is(raw: str) -> None:
    assert line_of(raw).text == raw
    assert not line_of(raw).spans


def test_plain_channels_write_addresses_out() -> None:
    outgoing = Outgoing(blocks_of("Xem [lịch](https://a.vn/x). [https://b.vn](https://b.vn)"))
    assert outgoing.text == "Xem lịch (https://a.vn/x). https://b.vn"
    [part] = parts_of(outgoing, "")
    assert part["message"]["text"] == outgoing.text


def test_telegram_gets_entities_that_count_utf16_units() -> None:
    outgoing = Outgoing(
        blocks_of("🌧️ **Bão số 9**: xem [bản tin](https://a.vn/tin)\n- **tổ 5**"),
        source_line="Nguồn: Kế hoạch 12",
        buttons=(Button("Hỏi", "Hỏi gì"),),
    )
    [part] = telegram.lay_out(outgoing, "k")
    text = part["text"].encode("utf-16-le")
    shown = {
        (entity["type"], entity.get("url", "")): text[
            entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2
        ].decode("utf-16-le")
        for entity in part["entities"]
    }
    assert shown == {
        ("bold", ""): "tổ 5",
        ("text_link", "https://a.vn/tin"): "bản tin",
        ("italic", ""): "Nguồn: Kế hoạch 12",
    }
    assert [entity["type"] for entity in part["entities"]] == ["bold", "text_link", "bold", "italic"]


def test_a_file_goes_before_the_last_text() -> None:
    outgoing = Outgoing(blocks_of("Xem kế hoạch."), file="/office/ke-hoach.pdf", buttons=(Button("A", "a"),))
    first, last = telegram.lay_out(outgoing, "k")
    assert (first["method"], first["document"]) == ("sendDocument", "/office/ke-hoach.pdf")
    assert last["reply_markup"]
    uploaded, text = parts_of(outgoing, "k")
    assert uploaded["upload"] == "/office/ke-hoach.pdf"
    assert text["message"]["text"].startswith("Xem kế hoạch.")


_WORDS = st.sampled_from(["**đậm**", "[chữ](https://a.vn)", "thường", "e\u0302\u0301", "🏠", "-", "câu. Mới"])


@given(st.lists(st.lists(_WORDS, min_size=1, max_size=400).map(" ".join), min_size=1, max_size=6))
def test_every_mark_of_a_long_text_stands_out_where_it_is(lines: list[str]) -> None:
    """However a body is cut into messages, what is bold in them is what was bold, nothing else."""
    outgoing = Outgoing(blocks_of("\n".join(lines)))
    bold: list[str] = []
    linked: list[str] = []
    for part in telegram.lay_out(outgoing, ""):
        assert utf16_units(part["text"]) <= 4096
        text = part["text"].encode("utf-16-le")
        for entity in part.get("entities", ()):
            words = text[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
            (linked if entity["type"] == "text_link" else bold).append(words)
    typed = unicodedata.normalize("NFC", " ".join(lines))
    assert bold == ["đậm"] * typed.count("**đậm**")
    assert linked == ["chữ"] * typed.count("[chữ](")


def test_links_and_leftovers_are_found() -> None:
    body = "Xem [lịch](https://a.vn/x) hoặc https://b.vn/y. **hở và [c](d.vn) <b>"
    assert [link.url for link in links_of(body)] == ["https://a.vn/x", "https://b.vn/y"]
    assert list(leftovers(body)) == ["**", "[c](d.vn)", "<b>"]
    assert not list(leftovers(BODY))
