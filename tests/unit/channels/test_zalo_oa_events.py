"""Events of Zalo OA as documented and as seen, and what the desk makes of them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming, IncomingKind
from bot.channels.zalo_oa.events import EVENTS, MalformedError, Treat, read_event, timestamp_of

AT = datetime(2026, 9, 21, 14, 13, 20, 123000, UTC)
MS = "1790000000123"
USER, OA = "246845883529197922", "388613280878808645"


def event(name: str = "user_send_text", message: object = None, **more: Any) -> dict[str, Any]:
    return {
        "app_id": "400123",
        "user_id_by_app": "552177",
        "event_name": name,
        "timestamp": MS,
        "sender": {"id": USER},
        "recipient": {"id": OA},
        "message": {"msg_id": "96d3cdf3af150460909", "text": "Xin chào"} if message is None else message,
        **more,
    }


def said(text: str, **message: Any) -> dict[str, Any]:
    return event(message={"msg_id": "m1", "text": text, **message})


def without(body: dict[str, Any], *parts: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in parts}


def sent(kind: str) -> dict[str, Any]:
    payload = {"url": "https://x.zdn.vn/1", "thumbnail": ""}
    return event(f"user_send_{kind}", {"msg_id": "m1", "attachments": [{"type": kind, "payload": payload}]})


def expected(kind: IncomingKind, text: str, message_id: str = "m1", **more: Any) -> Incoming:
    values = {"sender": USER, "at": AT, "address": USER, **more}
    return Incoming(channel="zalo-oa", message_id=message_id, kind=kind, text=text, **values)


TEXT, BUTTON, COMMAND = IncomingKind.TEXT, IncomingKind.BUTTON, IncomingKind.COMMAND
ANONYMOUS = event(
    "anonymous_send_text", {"msg_id": "m1", "text": "hỏi", "conversation_id": "c77"}, sender={"id": "a1"}
)

TABLE = [
    ("text", event(), expected(TEXT, "Xin chào", "96d3cdf3af150460909")),
    ("text that quotes", said("còn lệ phí?", quote_msg_id="m0"), expected(TEXT, "còn lệ phí?")),
    ("lines stay", said("hai\ndòng "), expected(TEXT, "hai\ndòng ")),
    ("timestamp as a number", event(timestamp=int(MS)), expected(TEXT, "Xin chào", "96d3cdf3af150460909")),
    ("button", said("#Ab12:3"), expected(BUTTON, "Ab12:3")),
    ("button with blanks", said(" #Ab12:3\n"), expected(BUTTON, "Ab12:3")),
    ("typed hash", said("#hoi lam giay khai sinh"), expected(TEXT, "#hoi lam giay khai sinh")),
    ("typed hash, too long a card", said("#" + "a" * 17 + ":1"), expected(TEXT, "#" + "a" * 17 + ":1")),
    ("typed hash, too many digits", said("#a:1000"), expected(TEXT, "#a:1000")),
    ("typed hash, no number", said("#a:"), expected(TEXT, "#a:")),
    ("command", said("/DangKy"), expected(COMMAND, "dangky")),
    ("command, argument", said("/start  1.001193 "), expected(COMMAND, "start", argument="1.001193")),
    ("no command", said("1/2 lệ phí"), expected(TEXT, "1/2 lệ phí")),
    *(
        (kind, sent(kind), expected(IncomingKind.UNSUPPORTED, told))
        for kind, told in {
            "image": "picture",
            "gif": "picture",
            "link": "link",
            "audio": "voice",
            "video": "video",
            "sticker": "sticker",
            "location": "location",
            "business_card": "contact",
            "file": "document",
        }.items()
    ),
    (
        "location in its other form",
        event("user_send_location", {"msg_id": "m1", "location": {"latitude": "20", "longitude": "105"}}),
        expected(IncomingKind.UNSUPPORTED, "location"),
    ),
    (
        "visitor who does not follow",
        ANONYMOUS,
        expected(TEXT, "hỏi", sender="a1", address="anonymous:a1:c77"),
    ),
    (
        "visitor, conversation beside the message",
        {**ANONYMOUS, "message": {"msg_id": "m1", "text": "hỏi"}, "conversation_id": "c78"},
        expected(TEXT, "hỏi", sender="a1", address="anonymous:a1:c78"),
    ),
    (
        "visitor's picture",
        {**ANONYMOUS, "event_name": "anonymous_send_image"},
        expected(IncomingKind.UNSUPPORTED, "picture", sender="a1", address="anonymous:a1:c77"),
    ),
]


@pytest.mark.parametrize(("label", "body", "incoming"), TABLE, ids=[row[0] for row in TABLE])
def test_messages(label: str, body: dict[str, Any], incoming: Incoming) -> None:
    assert read_event(body).incoming == incoming


FOLLOW = {
    **without(event("follow"), "sender", "recipient", "message"),
    "oa_id": OA,
    "follower": {"id": USER},
    "source": "oa_profile",
}
LIFE = [
    ("follow", FOLLOW, IncomingKind.JOINED),
    ("unfollow", {**FOLLOW, "event_name": "unfollow"}, IncomingKind.LEFT),
    (
        "first click",
        {**without(FOLLOW, "follower"), "event_name": "user_click_chatnow", "user_id": USER},
        IncomingKind.JOINED,
    ),
    (
        "consent withdrawn",
        {**without(FOLLOW, "follower"), "event_name": "user_withdraw", "user_id": USER},
        IncomingKind.LEFT,
    ),
]


@pytest.mark.parametrize(("label", "body", "kind"), LIFE, ids=[row[0] for row in LIFE])
def test_coming_and_going(label: str, body: dict[str, Any], kind: IncomingKind) -> None:
    incoming = read_event(body).incoming
    assert incoming is not None
    assert (incoming.kind, incoming.sender, incoming.at, incoming.text) == (kind, USER, AT, "")
    assert USER not in incoming.message_id
    again = read_event(dict(body)).incoming
    assert again is not None
    assert again.message_id == incoming.message_id, "a repeated call is the same event"
    later = read_event({**body, "timestamp": "1790000000124"}).incoming
    assert later is not None
    assert later.message_id != incoming.message_id


@pytest.mark.parametrize("name", [name for name, row in EVENTS.items() if row.treat is Treat.ECHO])
def test_what_the_oa_itself_sent_is_no_message(name: str) -> None:
    echo = event(name, {"msg_id": "m1", "text": "Dạ."}, sender={"id": OA}, recipient={"id": USER})
    read = read_event(echo)
    assert read.incoming is None
    assert read.interaction is None
    assert not read.by_official
    assert read_event({**echo, "sender": {"id": OA, "admin_id": "9"}}).by_official


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("user_submit_info", {"info": {"name": "A", "phone": "84"}}),
        ("user_received_message", {"message": {"msg_id": "m1"}}),
        ("user_received_message", {"delivery_time": "1", "tracking_id": "x"}),
        ("user_seen_message", {"message": {"msg_ids": ["m1"]}}),
        ("user_seen_message", {"message": {"msg_id": "m1"}}),
        ("add_user_to_tag", {"tag": {"user_ids": [USER], "name": "x"}}),
        ("change_oa_daily_quota", {}),
        ("user_send_group_text", {}),
        ("oa_send_group_text", {}),
    ],
)
def test_events_that_are_nothing_for_the_desk(name: str, content: dict[str, Any]) -> None:
    read = read_event({"event_name": name, "timestamp": MS, **content})
    assert (read.name, read.incoming, read.interaction) == (name, None, None)
    assert read.row is not None


@pytest.mark.parametrize(
    ("name", "shown"), [("brand_new_event", "brand_new_event"), ("Câu hỏi của tôi", "?"), ("a" * 90, "?")]
)
def test_an_unknown_event_is_named_only_if_it_looks_like_a_name(name: str, shown: str) -> None:
    read = read_event(event(name))
    assert (read.name, read.row, read.incoming) == (shown, None, None)


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_what_opens_the_window(name: str) -> None:
    opens = (name.startswith("user_send_") and "group" not in name) or name in {
        "follow",
        "user_click_chatnow",
        "user_call_oa",
    }
    body = event(name, follower={"id": USER}, user_id=USER)
    assert read_event(body).interaction == ((USER, AT) if opens else None)


BROKEN = [
    ("no name", without(event(), "event_name"), "event_name"),
    ("name of a wrong type", event() | {"event_name": 7}, "event_name"),
    ("no sender", without(event(), "sender"), "sender"),
    ("sender of a wrong type", event(sender=[USER]), "sender"),
    ("id as a number", event(sender={"id": 246845883529197922}), "sender"),
    ("empty id", event(sender={"id": ""}), "sender"),
    ("endless id", event(sender={"id": "1" * 500}), "sender"),
    ("id that looks like an address", event(sender={"id": "anonymous:1:2"}), "sender"),
    ("no message", without(event(), "message"), "message.text"),
    ("message of a wrong type", event(message=["x"]), "message.text"),
    ("text of a wrong type", event(message={"msg_id": "m1", "text": 7}), "message.text"),
    ("no message id", event(message={"text": "x"}), "msg_id"),
    ("message id of a wrong type", event(message={"msg_id": 7, "text": "x"}), "msg_id"),
    ("no timestamp", without(event(), "timestamp"), "timestamp"),
    ("timestamp of a wrong type", event(timestamp=True), "timestamp"),
    ("negative timestamp", event(timestamp=-5), "timestamp"),
    ("timestamp of another world", event(timestamp="999999999999999"), "timestamp"),
    ("timestamp in other digits", event(timestamp="١٢٣"), "timestamp"),
    ("visitor's odd conversation", {**ANONYMOUS, "conversation_id": "a:b", "message": None}, "message.text"),
]


@pytest.mark.parametrize(("label", "body", "what"), BROKEN, ids=[row[0] for row in BROKEN])
def test_events_without_what_they_need(label: str, body: dict[str, Any], what: str) -> None:
    with pytest.raises(MalformedError, match=what) as caught:
        read_event(body)
    assert USER not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    body=st.fixed_dictionaries(
        {},
        optional={
            "event_name": st.sampled_from(sorted(EVENTS)) | JSON,
            "timestamp": st.just(MS) | JSON,
            "sender": st.fixed_dictionaries({"id": JSON}) | JSON,
            "follower": st.fixed_dictionaries({"id": JSON}) | JSON,
            "message": st.fixed_dictionaries({"msg_id": JSON, "text": JSON, "conversation_id": JSON}) | JSON,
            "user_id": JSON,
        },
    )
)
def test_anything_is_either_read_or_malformed(body: dict[str, Any]) -> None:
    try:
        read = read_event(body)
    except MalformedError:
        return
    if read.incoming is not None:
        assert read.incoming.sender
        assert read.incoming.message_id
        assert read.incoming.at.timestamp() * 1000 == pytest.approx(int(timestamp_of(body)), abs=1)
