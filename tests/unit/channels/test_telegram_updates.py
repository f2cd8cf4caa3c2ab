"""Payloads of Telegram by label, and what the desk makes of them."""

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming, IncomingKind
from bot.channels.telegram.updates import CONTENTS, MalformedError, Reader, parse_update
from bot.channels.their_time import TheirTime
from knowledge.clock import FixedClock

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
DATE = int(AT.timestamp())
BOT_ID = 100200300
AN = {"id": 1001, "is_bot": False, "first_name": "An", "language_code": "en"}
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "motcua", "username": "motcua_bot"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "An"}
GROUP = {"id": -200, "type": "group", "title": "Tổ dân phố 5"}
READER = Reader(BOT_ID, "motcua_bot")


def their_time() -> TheirTime:
    """Telegram's time, of which nothing is known but what an update tells."""
    return TheirTime(FixedClock(NOW), uptime=lambda: 100.0)


def message(**content: Any) -> dict[str, Any]:
    return {
        "update_id": 7,
        "message": {"message_id": 3, "date": DATE, "chat": PRIVATE, "from": AN, **content},
    }


def in_group(text: str, **more: Any) -> dict[str, Any]:
    return message(chat=GROUP, text=text, **more)


def member(chat: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    changed = {
        "old_chat_member": {"user": BOT, "status": old},
        "new_chat_member": {"user": BOT, "status": new},
    }
    return {"update_id": 7, "my_chat_member": {"chat": chat, "from": AN, "date": DATE, **changed}}


def tap(**query: Any) -> dict[str, Any]:
    shown = {"message_id": 44, "date": DATE, "chat": PRIVATE, "from": BOT, "text": "Anh/chị chọn:"}
    return {"update_id": 7, "callback_query": {"id": "q1", "from": AN, "message": shown} | query}


def incoming(kind: IncomingKind, text: str = "", **more: Any) -> Incoming:
    given: dict[str, Any] = {"sender": "1001", "address": "1001", "at": AT} | more
    return Incoming(channel="telegram", message_id="7", kind=kind, text=text, **given)


K = IncomingKind
TABLE: list[tuple[str, dict[str, Any], Incoming | None]] = [
    ("text", message(text="lam giay khai sinh"), incoming(K.TEXT, "lam giay khai sinh")),
    ("text of lines and signs", message(text="a\n<b> & 😀"), incoming(K.TEXT, "a\n<b> & 😀")),
    ("no command", message(text="/ 123"), incoming(K.TEXT, "/ 123")),
    ("command", message(text="/dangky"), incoming(K.COMMAND, "dangky")),
    (
        "command with words",
        message(text="/Chude  khai sinh\n"),
        incoming(K.COMMAND, "chude", argument="khai sinh"),
    ),
    ("command to us", message(text="/help@motcua_BOT x"), incoming(K.COMMAND, "help", argument="x")),
    ("deep link", message(text="/start ke-hoach"), incoming(K.COMMAND, "start", argument="ke-hoach")),
    ("forwarded", message(text="x", forward_origin={"type": "user"}), incoming(K.TEXT, "x")),
    ("from a bot", message(text="x") | {"message": message(text="x")["message"] | {"from": BOT}}, None),
    (
        "in the name of a channel",
        {"update_id": 7, "message": {"message_id": 3, "date": DATE, "chat": GROUP, "text": "x"}},
        None,
    ),
    ("sticker", message(sticker={"file_id": "f"}), incoming(K.UNSUPPORTED, "sticker")),
    ("voice", message(voice={"file_id": "f"}), incoming(K.UNSUPPORTED, "voice")),
    (
        "photo with words",
        message(photo=[{"file_id": "f"}], caption="giấy này?"),
        incoming(K.UNSUPPORTED, "picture"),
    ),
    ("document", message(document={"file_id": "f"}), incoming(K.UNSUPPORTED, "file")),
    (
        "animation, which comes as a document, too",
        message(animation={}, document={}),
        incoming(K.UNSUPPORTED, "video"),
    ),
    ("location", message(location={"latitude": 1.0, "longitude": 2.0}), incoming(K.UNSUPPORTED, "location")),
    ("poll", message(poll={"id": "1"}), incoming(K.UNSUPPORTED, "poll")),
    ("pinned", message(pinned_message={"message_id": 1}), None),
    ("a content of next year", message(hologram={}), None),
    ("group, not for us", in_group("mai họp nhé"), None),
    (
        "group, mentioned",
        in_group("@motcua_bot, lệ phí khai sinh?"),
        incoming(K.TEXT, "lệ phí khai sinh?", address="-200"),
    ),
    (
        "group, mentioned at the end",
        in_group("lệ phí? @Motcua_Bot"),
        incoming(K.TEXT, "lệ phí?", address="-200"),
    ),
    ("group, another mentioned", in_group("@motcua_bot2 lệ phí?"), None),
    ("group, mail address", in_group("a@motcua_bot"), None),
    (
        "group, reply to us",
        in_group("còn lệ phí?", reply_to_message={"message_id": 1, "from": BOT}),
        incoming(K.TEXT, "còn lệ phí?", address="-200"),
    ),
    ("group, reply to another", in_group("ừ", reply_to_message={"message_id": 1, "from": AN}), None),
    ("group, command to us", in_group("/help@motcua_bot"), incoming(K.COMMAND, "help", address="-200")),
    ("group, command to nobody", in_group("/help"), None),
    ("group, command to another", in_group("/help@other_bot"), None),
    (
        "group, photo whose words mention us",
        message(chat=GROUP, photo=[{"file_id": "f"}], caption="@motcua_bot giấy này đủ chưa?"),
        incoming(K.UNSUPPORTED, "picture", address="-200"),
    ),
    ("group, photo with other words", message(chat=GROUP, photo=[{}], caption="a@motcua_bot"), None),
    ("group, sticker", message(chat=GROUP, sticker={}), None),
    (
        "group, sticker in reply to us",
        message(chat=GROUP, sticker={}, reply_to_message={"from": BOT}),
        incoming(K.UNSUPPORTED, "sticker", address="-200"),
    ),
    ("channel", message(chat={"id": -5, "type": "channel"}, text="@motcua_bot x"), None),
    (
        "group becomes supergroup",
        message(chat=GROUP, migrate_to_chat_id=-100200),
        incoming(K.MOVED, "-100200", sender="-200", address="-200"),
    ),
    (
        "the same told by the new one",
        message(chat={"id": -100200, "type": "supergroup"}, migrate_from_chat_id=-200),
        None,
    ),
    ("tap", tap(data="c4rd:2"), incoming(K.BUTTON, "c4rd:2", at=NOW, tapped="44")),
    (
        "tap on an old message",
        tap(data="c4rd:2", message={"message_id": 44, "date": 0, "chat": PRIVATE}),
        incoming(K.BUTTON, "c4rd:2", at=NOW, tapped="44"),
    ),
    ("tap of a game", tap(game_short_name="x"), None),
    (
        "tap on a message of another bot's inline answer",
        tap(data="x", message=None, inline_message_id="i"),
        None,
    ),
    ("blocked", member(PRIVATE, "member", "kicked"), incoming(K.LEFT)),
    ("unblocked", member(PRIVATE, "kicked", "member"), incoming(K.JOINED)),
    (
        "removed from a group",
        member(GROUP, "member", "left"),
        incoming(K.LEFT, sender="-200", address="-200"),
    ),
    ("added to a group", member(GROUP, "left", "member"), None),
    ("edited", {"update_id": 7, "edited_message": message(text="x")["message"]}, None),
    ("channel post", {"update_id": 7, "channel_post": {"message_id": 1}}, None),
    ("poll answer", {"update_id": 7, "poll_answer": {"poll_id": "1"}}, None),
    ("a kind of next year", {"update_id": 7, "telepathy": {}}, None),
]


@pytest.mark.parametrize(("label", "update", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_what_comes_in(label: str, update: dict[str, Any], expected: Incoming | None) -> None:
    assert READER.read(parse_update(update), their_time()) == expected, label


@pytest.mark.parametrize("content", [name for name, kind in CONTENTS.items() if kind])
def test_every_content_that_is_no_text_is_told_by_a_name(content: str) -> None:
    found = READER.read(parse_update(message(**{content: {}})), their_time())
    assert found == incoming(K.UNSUPPORTED, CONTENTS[content])


def test_without_a_name_nobody_is_mentioned() -> None:
    assert Reader(BOT_ID, "").read(parse_update(in_group("gặp @ cổng")), their_time()) is None


MALFORMED: list[tuple[str, Any]] = [
    ("empty", {}),
    ("no kind", {"update_id": 7}),
    ("two kinds", message(text="x") | {"callback_query": tap(data="x")["callback_query"]}),
    ("kind without content", {"update_id": 7, "message": None}),
    ("kind of a wrong type", {"update_id": 7, "edited_message": "x"}),
    ("number as text", message(text="x") | {"update_id": "7"}),
    ("number as truth", message(text="x") | {"update_id": True}),
    ("text as number", message(text=5)),
    ("text as list", message(text=["x"])),
    ("text beyond all bounds", message(text="x" * 20_001)),
    ("chat as number", message(chat=1001, text="x")),
    ("chat id as text", message(chat={"id": "1001", "type": "private"}, text="x")),
    ("chat id beyond all bounds", message(chat={"id": 2**70, "type": "private"}, text="x")),
    ("date as text", message(date="2026", text="x")),
    ("date before time", message(date=-1, text="x")),
    ("date after time", message(date=10**15, text="x")),
    ("is_bot as number", message(**{"from": {"id": 1, "is_bot": 0}}, text="x")),
    ("tap without a person", {"update_id": 7, "callback_query": {"id": "1", "data": "x"}}),
    ("tap with endless data", tap(data="x" * 201)),
    (
        "membership without status",
        {"update_id": 7, "my_chat_member": {"chat": PRIVATE, "from": AN, "date": 1}},
    ),
]


@pytest.mark.parametrize(("label", "update"), MALFORMED, ids=[row[0] for row in MALFORMED])
def test_what_is_no_update_is_refused_without_quoting_it(label: str, update: Any) -> None:
    with pytest.raises(MalformedError) as caught:
        parse_update(update)
    assert "1001" not in str(caught.value), label


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PATHS = [
    (),
    ("chat",),
    ("from",),
    ("chat", "id"),
    ("from", "id"),
    ("text",),
    ("date",),
    ("reply_to_message",),
]


@given(st.sampled_from(PATHS), JSON)
def test_one_wrong_part_is_refused_or_read_never_more(path: tuple[str, ...], value: Any) -> None:
    update: dict[str, Any] = message(text="x", chat=dict(PRIVATE), **{"from": dict(AN)})
    part = update
    for step in ("message", *path)[:-1]:
        part = part[step]
    part[("message", *path)[-1]] = value
    with contextlib.suppress(MalformedError):  # no other error
        READER.read(parse_update(update), their_time())
