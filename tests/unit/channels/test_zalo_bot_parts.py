"""Replies as messages of the Zalo Bot Platform."""

from bot.channels.base import Button, Outgoing, Paragraph, Part, Picture
from bot.channels.layout import ZALO_LIMIT
from bot.channels.zalo_bot.parts import lay_out

SAID = (Paragraph("Đường đi:"),)


def message(text: str) -> Part:
    return {"method": "sendMessage", "text": text}


def test_a_picture_of_the_web_comes_first_with_its_words() -> None:
    outgoing = Outgoing(SAID, picture=Picture("https://a.vn/b.jpg", "Trụ sở"))
    photo = {"method": "sendPhoto", "photo": "https://a.vn/b.jpg", "caption": "Trụ sở"}
    assert lay_out(outgoing, "c") == [photo, message("Đường đi:")]
    assert lay_out(Outgoing((), picture=Picture("https://a.vn/b.jpg")), "c") == [
        {"method": "sendPhoto", "photo": "https://a.vn/b.jpg"}
    ]


def test_words_longer_than_a_message_come_whole() -> None:
    words = " ".join(["Trụ sở ở số một, đường Tô Hiệu."] * 100)
    photo, *rest = lay_out(Outgoing((), picture=Picture("https://a.vn/b.jpg", words)), "c")
    texts = [photo["caption"], *(part["text"] for part in rest)]
    assert " ".join(texts) == words
    assert max(map(len, texts)) <= ZALO_LIMIT


def test_the_words_of_a_picture_that_cannot_be_sent_are_said() -> None:
    outgoing = Outgoing(
        SAID, picture=Picture("/srv/so-do.png", "Trụ sở\n- cổng sau"), buttons=(Button("Ở đâu", "?"),)
    )
    assert lay_out(outgoing, "c") == [message("Trụ sở\n• cổng sau\nĐường đi:\n\n1. Ở đâu")]
    assert lay_out(Outgoing((), picture=Picture("/srv/so-do.png", "Trụ sở")), "c") == [message("Trụ sở")]
    assert lay_out(Outgoing(SAID, picture=Picture("/srv/so-do.png")), "c") == [message("Đường đi:")]
