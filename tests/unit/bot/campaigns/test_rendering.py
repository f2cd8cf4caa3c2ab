"""Announcements as messages of each platform: what people see, and that it ends with how to stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.campaigns.layouts import LAYOUTS
from bot.campaigns.model import CampaignButton, Content
from bot.campaigns.reactions import card_key
from bot.campaigns.rendering import outgoing_of, shown
from bot.channels.base import Outgoing, Paragraph
from bot.delivery.posting import Post
from bot.delivery.tables import cards, outbox
from bot.messages import Catalogue
from bot.state.contacts import Person
from tests.support.campaigns import SEALER, Bureau

WORDS = Catalogue.load().of("vi")
STOP = WORDS.text("announcement-stop")
CONTENT = Content(
    title="Nộp phí qua mạng",
    body="Từ **01/12** nộp phí tại [cổng](https://dvc.vn).\n- Không cần đến phường",
    source_line="Nguồn: Kế hoạch 33/KH-UBND.",
    picture="https://dvc.vn/anh.png",
    buttons=(
        CampaignButton(label="Cách nộp", kind="question", target="Nộp phí qua mạng thế nào?"),
        CampaignButton(label="Mở cổng", kind="link", target="https://dvc.vn"),
        CampaignButton(label="Nhận tin", kind="subscribe", target="thu-tuc"),
    ),
)


@pytest.mark.parametrize("channel", LAYOUTS)
def test_what_people_see(channel: str) -> None:
    parts = LAYOUTS[channel](outgoing_of(CONTENT, WORDS), card_key(7))
    messages = [shown(part) for part in parts]
    text = "\n".join(message.text for message in messages if message.text)
    assert text.startswith("Nộp phí qua mạng\nTừ 01/12 nộp phí tại cổng")
    assert "• Không cần đến phường\n\nNguồn: Kế hoạch 33/KH-UBND.\n" + STOP in text
    assert [message.attached for message in messages] == ["https://dvc.vn/anh.png", ""]
    buttons = messages[-1].buttons
    if channel == "zalo-bot":
        assert not buttons
        assert text.endswith("1. Cách nộp\nMở cổng: https://dvc.vn\n3. Nhận tin")
    else:
        assert buttons == ("Cách nộp", "Mở cổng", "Nhận tin")
        assert text.endswith(STOP)
    assert ("https://dvc.vn" in text) is (channel != "telegram")


@pytest.mark.parametrize("channel", LAYOUTS)
@pytest.mark.parametrize("size", [10, 1900, 2000, 4000, 9000])
def test_every_message_ends_with_how_to_stop(channel: str, size: int) -> None:
    content = Content(title="Tin", body=("chữ " * size)[:size])
    texts = [shown(part).text for part in LAYOUTS[channel](outgoing_of(content, WORDS), "0")]
    assert texts[-1].endswith(STOP)


def test_a_file_is_shown(tmp_path: Path) -> None:
    content = CONTENT.model_copy(update={"file": str(tmp_path / "a.pdf"), "picture": ""})
    for channel in ("telegram", "zalo-oa"):
        parts = LAYOUTS[channel](outgoing_of(content, WORDS), "0")
        assert shown(parts[0]).attached == str(tmp_path / "a.pdf")


async def test_a_message_to_an_official_waits_in_the_outbox_with_its_buttons(bureau: Bureau) -> None:
    woken: list[str] = []
    on = {name: LAYOUTS[name] for name in ("telegram", "zalo-bot")}
    post = Post(bureau.database, SEALER, bureau.clock, card_hours=48, layouts=on, wake=woken.append)
    outgoing = outgoing_of(CONTENT, WORDS)
    await post.send(Person("telegram", "4011", "4011"), outgoing)
    await post.send(Person("zalo-bot", "a", "a"), Outgoing((Paragraph("Chỉ chữ"),)))
    await post.send(Person("zalo-oa", "b", "b"), outgoing)  # switched off
    assert (post.reaches("telegram"), post.reaches("zalo-oa")) == (True, False)
    rows = await bureau.database.read(
        lambda c: c.execute(select(outbox.c.channel, outbox.c.part, outbox.c.state, outbox.c.inbox_id)).all()
    )
    assert [(row.channel, row.state, row.inbox_id) for row in rows] == [
        ("telegram", "planned", None), ("telegram", "planned", None), ("zalo-bot", "planned", None)
    ]  # fmt: skip
    [card] = await bureau.database.read(lambda c: c.execute(select(cards)).all())
    assert card.questions == ["Nộp phí qua mạng thế nào?", "", "/dangky thu-tuc"]
    assert f"{card.key}:1" in str(rows[1].part)
    assert woken == ["telegram", "zalo-bot"]
    assert "4011" not in str(rows)
