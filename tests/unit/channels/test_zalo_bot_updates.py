"""Payloads of the Zalo Bot Platform, as documented and as seen, and what the desk makes of them."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.base import Incoming, IncomingKind
from bot.channels.their_time import TheirTime
from bot.channels.zalo_bot.updates import MalformedError, Reader
from knowledge.clock import SystemClock

AT = datetime(2025, 6, 19, 6, 55, 31, 602000, UTC)


def read_update(update: dict[str, Any]) -> Incoming | None:
    return Reader(TheirTime(SystemClock())).read(update)


def event(name: str = "message.text.received", /, **message: Any) -> dict[str, Any]:
    whole = {
        "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "Ted", "is_bot": False},
        "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"},
        "message_id": "2d758cb5e222177a4e35",
        "date": 1750316131602,
        **message,
    }
    return {"event_name": name, "message": whole}


def sent_by(sender: object) -> dict[str, Any]:
    whole = event(text="hi")
    whole["message"]["from"] = sender
    return whole


def expected(kind: IncomingKind, text: str, **more: Any) -> Incoming:
    values: dict[str, Any] = {
        "sender": "6ede9afa66b88fe6d6a9",
        "message_id": "2d758cb5e222177a4e35",
        "at": AT,
    }
    values |= {"address": "6ede9afa66b88fe6d6a9", **more}
    return Incoming(channel="zalo-bot", kind=kind, text=text, **values)


TABLE = [
    ("text", event(text="Xin chào"), expected(IncomingKind.TEXT, "Xin chào")),
    ("wrapped", {"ok": True, "result": event(text="hi")}, expected(IncomingKind.TEXT, "hi")),
    ("command", event(text="/DangKy"), expected(IncomingKind.COMMAND, "dangky")),
    (
        "command with argument",
        event(text=" /start  1.001193 "),
        expected(IncomingKind.COMMAND, "start", argument="1.001193"),
    ),
    ("no command", event(text="/ là gì"), expected(IncomingKind.TEXT, "/ là gì")),
    ("date in a fraction", event(text="1/2 lệ phí"), expected(IncomingKind.TEXT, "1/2 lệ phí")),
    ("number of a menu", event(text="2"), expected(IncomingKind.TEXT, "2")),
    (
        "in a group",
        event(text="hi", chat={"id": "g1", "chat_type": "GROUP"}),
        expected(IncomingKind.TEXT, "hi", address="g1"),
    ),
    (
        "in a group, mentioned",
        event(text="@Bot lệ phí khai sinh?", chat={"id": "g1", "chat_type": "GROUP"}),
        expected(IncomingKind.TEXT, "lệ phí khai sinh?", address="g1"),
    ),
    (
        "command in a group",
        event(text="@Bot /Huy", chat={"id": "g1", "chat_type": "GROUP"}),
        expected(IncomingKind.COMMAND, "huy", address="g1"),
    ),
    ("a mention in private", event(text="@Bot hi"), expected(IncomingKind.TEXT, "@Bot hi")),
    ("ids as numbers", event(text="hi", message_id=77), expected(IncomingKind.TEXT, "hi", message_id="77")),
    ("date as text", event(text="hi", date="1750316131602"), expected(IncomingKind.TEXT, "hi")),
    (
        "picture",
        event("message.image.received", photo="https://x/p.jpg", caption="giấy tờ"),
        expected(IncomingKind.UNSUPPORTED, "picture"),
    ),
    (
        "picture, other field",
        event("message.image.received", photo_url="https://x/p.jpg"),
        expected(IncomingKind.UNSUPPORTED, "picture"),
    ),
    (
        "sticker",
        event("message.sticker.received", sticker="b1", url="https://x/s"),
        expected(IncomingKind.UNSUPPORTED, "sticker"),
    ),
    (
        "voice",
        event("message.voice.received", voice_url="https://x/v.aac"),
        expected(IncomingKind.UNSUPPORTED, "voice"),
    ),
    ("link", event("message.link.received"), expected(IncomingKind.UNSUPPORTED, "link")),
    (
        "protected person",
        event("message.unsupported.received"),
        expected(IncomingKind.UNSUPPORTED, "protected"),
    ),
    ("a bot", sent_by({"id": "b", "is_bot": True}), None),
    ("unknown event", {"event_name": "message.reaction.received"}, None),
    ("unknown event, wrapped", {"ok": True, "result": {"event_name": "bot.updated"}}, None),
]


@pytest.mark.parametrize(("label", "update", "incoming"), TABLE, ids=[row[0] for row in TABLE])
def test_updates_are_read(label: str, update: dict[str, Any], incoming: Incoming | None) -> None:
    assert read_update(update) == incoming


def without(part: str) -> dict[str, Any]:
    whole = event(text="hi")
    del whole["message"][part]
    return whole


MALFORMED = [
    {},
    {"ok": True},
    {"ok": True, "result": None},
    {"ok": True, "result": []},
    {"event_name": 3},
    {"event_name": "message.text.received"},
    {"event_name": "message.text.received", "message": []},
    without("from"),
    without("chat"),
    without("message_id"),
    without("date"),
    event(text=["x"]),
    event(text="x" * 20_001),
    event(message_id=""),
    event(message_id="x" * 201),
    event(date="yesterday"),
    event(date=-1),
    event(date=10**17),
    event(date=float("inf")),
    sent_by({"id": None}),
    sent_by("6ede"),
    event(chat={"id": {"x": 1}}),
]


@pytest.mark.parametrize("update", MALFORMED)
def test_malformed_updates_are_told_apart(update: dict[str, Any]) -> None:
    with pytest.raises(MalformedError) as caught:
        read_update(update)
    assert "x" * 50 not in str(caught.value)
    assert caught.value.__cause__ is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PARTS = ["event_name", "message", "from", "chat", "id", "message_id", "date", "text", "is_bot", "result"]


@given(value=json_values, part=st.sampled_from(PARTS), wrapped=st.booleans())
def test_no_value_anywhere_is_an_error_of_another_kind(value: Any, part: str, wrapped: bool) -> None:
    update = event(text="hi")
    for place in (update, update["message"], update["message"]["from"]):
        if part in place:
            place[part] = value
    if part == "result":
        update = {"ok": True, "result": value}
    elif wrapped:
        update = {"ok": True, "result": update}
    try:
        found = read_update(update)
    except MalformedError:
        return
    assert found is None or (found.sender and found.message_id and isinstance(found.text, str))


def test_logs_name_the_event_and_never_the_message() -> None:
    with capture_logs() as logs:
        read_update(event(text="Tôi tên An"))
        read_update({"event_name": "message.reaction.received"})
        read_update({"event_name": "Số của tôi là 0912345678"})
    assert [entry["update_event"] for entry in logs if "update_event" in entry] == [
        "message.text.received",
        "message.reaction.received",
        "?",
    ]
    assert "An" not in str(logs)
    assert "6ede" not in str(logs)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("@Bot Một cửa La Khê lệ phí khai sinh", "lệ phí khai sinh"),
        ("@bot  một cửa la khê, lệ phí?", "lệ phí?"),
        ("lệ phí khai sinh @Bot Một cửa La Khê", "lệ phí khai sinh"),
        ("hỏi @Bot Một cửa La Khê lệ phí", "hỏi lệ phí"),
        ("@bot.x lệ phí", "lệ phí"),
        ("@An ơi hỏi @Bot Một cửa La Khê đi", "@An ơi hỏi đi"),
        ("@Bot Một cửa La Khê", ""),
        ("thư của a@bot.x đâu", "thư của a@bot.x đâu"),
    ],
)
def test_a_group_writes_to_the_bot_by_its_name(text: str, asked: str) -> None:
    reader = Reader(TheirTime(SystemClock()))
    reader.known_as(["bot.x", unicodedata.normalize("NFD", "Bot Một cửa La Khê"), ""])
    found = reader.read(event(text=text, chat={"id": "g1", "chat_type": "GROUP"}))
    assert found is not None
    assert found.text == asked


def test_the_form_of_updates_is_told_whenever_it_changes() -> None:
    reader = Reader(TheirTime(SystemClock()))
    flat, wrapped = event(text="riêng tư"), {"ok": True, "result": event(text="riêng tư")}
    with capture_logs() as logs:
        for update in (flat, flat, wrapped, wrapped, flat):
            assert reader.read(update)
    told = [(line["log_level"], line["form"]) for line in logs if line["event"] == "form of updates"]
    assert told == [("info", "flat"), ("info", "wrapped"), ("info", "flat")]
    assert "riêng tư" not in str(logs)
