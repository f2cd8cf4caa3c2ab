"""What Zalo tells the webhook of an Official Account, as `Incoming`.

One table says what is done with every event; a name that is not in it is passed over with a line in the log.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.channels.base import Incoming, IncomingKind

CHANNEL = "zalo-oa"
PAYLOAD_MARK = "#"  # button payloads come back as a text that begins with it
ANONYMOUS_MARK = "anonymous"  # addresses of visitors: "anonymous:<their id>:<conversation>"
MAX_ID = 200
MAX_MILLISECONDS = 253_402_300_799_000  # the end of the year 9999


class Treat(StrEnum):
    """What is done with an event."""

    TEXT = "text"
    UNSUPPORTED = "unsupported"  # answered with a helpful line
    JOINED = "joined"
    LEFT = "left"
    SEEN = "seen"  # counts as an interaction, needs no answer
    ECHO = "echo"  # of what the OA itself sent
    PASSED = "passed"  # known, and nothing to do


@dataclass(frozen=True, slots=True)
class Row:
    """One event: what is done with it, the kind a citizen is told, whether it opens the window."""

    treat: Treat
    kind: str = ""
    interaction: bool = False


def _sent(kind: str) -> Row:
    return Row(Treat.UNSUPPORTED, kind, interaction=True)


EVENTS: Mapping[str, Row] = {
    "user_send_text": Row(Treat.TEXT, interaction=True),
    "user_send_image": _sent("picture"),
    "user_send_gif": _sent("picture"),
    "user_send_link": _sent("link"),
    "user_send_audio": _sent("voice"),
    "user_send_video": _sent("video"),
    "user_send_sticker": _sent("sticker"),
    "user_send_location": _sent("location"),
    "user_send_business_card": _sent("contact"),
    "user_send_file": _sent("document"),
    "anonymous_send_text": Row(Treat.TEXT),
    "anonymous_send_image": Row(Treat.UNSUPPORTED, "picture"),
    "anonymous_send_sticker": Row(Treat.UNSUPPORTED, "sticker"),
    "anonymous_send_file": Row(Treat.UNSUPPORTED, "document"),
    "follow": Row(Treat.JOINED, interaction=True),
    "unfollow": Row(Treat.LEFT),
    "user_click_chatnow": Row(Treat.JOINED, interaction=True),  # once a person, before they ever wrote
    "user_call_oa": Row(Treat.SEEN, interaction=True),
    # The person withdrew their consent at Zalo: nothing may be sent any more. What the desk holds lapses
    # (`[news] lapse_days`) and is not erased at once: what exactly the event means is not confirmed, and an
    # erasure cannot be taken back. Who wants it now says so (/xoa).
    "user_withdraw": Row(Treat.LEFT),
    **{f"oa_send_{kind}": Row(Treat.ECHO) for kind in ("text", "image", "gif", "list", "file", "sticker")},
    **{f"oa_send_anonymous_{kind}": Row(Treat.ECHO) for kind in ("text", "image", "file", "sticker")},
    # Never asked for by the desk; what it holds about a person is not kept.
    "user_submit_info": Row(Treat.PASSED),
    "update_user_info": Row(Treat.PASSED),
    "user_received_message": Row(Treat.PASSED),
    "user_seen_message": Row(Treat.PASSED),
    "user_reacted_message": Row(Treat.PASSED),
    "oa_reacted_message": Row(Treat.PASSED),
    "oa_call_user": Row(Treat.PASSED),
    "oa_send_consent": Row(Treat.PASSED),
    "user_reply_consent": Row(Treat.PASSED),
    "add_user_to_tag": Row(Treat.PASSED),
    "remove_user_from_tag": Row(Treat.PASSED),
    "remove_tag": Row(Treat.PASSED),
    "change_template_status": Row(Treat.PASSED),
    "change_oa_daily_quota": Row(Treat.PASSED),
}
# Chats of groups: the desk answers people one by one.
PASSED_FAMILIES = ("user_send_group_", "oa_send_group_")

_TAP = re.compile(r"#([A-Za-z0-9]{1,16}:[0-9]{1,3})")
_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:\s+(.*))?", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z_]{0,60}")


class MalformedError(ValueError):
    """An event that is none: a part is missing or has a wrong type."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was read: its name as the log may show it, its row (None: unknown), its message."""

    name: str
    row: Row | None
    incoming: Incoming | None = None
    interaction: tuple[str, datetime] | None = None  # who did something, and when
    by_official: bool = False  # of an echo: typed by a person of the office


def timestamp_of(body: Mapping[str, Any]) -> str:
    """The timestamp of the event as it stands in the body, in milliseconds; text and numbers both occur.

    Raises `MalformedError`.
    """
    value = body.get("timestamp")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 15:
        raise MalformedError("timestamp")
    if int(value) > MAX_MILLISECONDS:
        raise MalformedError("timestamp")
    return value


def read_event(body: Mapping[str, Any]) -> Event:
    """What `body` tells, by the table of events.

    Raises `MalformedError` for a known event without what it needs; the text names the part, never its value.
    """
    name = body.get("event_name")
    if not isinstance(name, str):
        raise MalformedError("event_name")
    row = EVENTS.get(name)
    if row is None and name.startswith(PASSED_FAMILIES):
        row = Row(Treat.PASSED)
    if row is None:
        return Event(name if _NAME.fullmatch(name) else "?", None)
    if row.treat is Treat.ECHO:
        return Event(name, row, by_official=bool(_at(body, "sender", "admin_id")))
    if row.treat is Treat.PASSED:
        return Event(name, row)
    at = datetime.fromtimestamp(int(timestamp_of(body)) / 1000, UTC)
    sender = _person(body)
    return Event(
        name,
        row,
        incoming=_incoming(name, row, body, sender, at),
        interaction=(sender, at) if row.interaction else None,
    )


def _incoming(name: str, row: Row, body: Mapping[str, Any], sender: str, at: datetime) -> Incoming | None:
    match row.treat:
        case Treat.TEXT:
            kind, text, argument = _typed(_at(body, "message", "text"))
        case Treat.UNSUPPORTED:
            kind, text, argument = IncomingKind.UNSUPPORTED, row.kind, ""
        case Treat.JOINED:
            kind, text, argument = IncomingKind.JOINED, "", ""
        case Treat.LEFT:
            kind, text, argument = IncomingKind.LEFT, "", ""
        case _:
            return None
    return Incoming(
        channel=CHANNEL,
        sender=sender,
        message_id=_message_id(name, body, sender),
        kind=kind,
        text=text,
        at=at,
        address=_address(name, body, sender),
        argument=argument,
    )


def _typed(text: object) -> tuple[IncomingKind, str, str]:
    if not isinstance(text, str):
        raise MalformedError("message.text")
    stripped = text.strip()
    if tap := _TAP.fullmatch(stripped):
        # People can type this, too: whether it is a button of their own card the desk decides.
        return IncomingKind.BUTTON, tap[1], ""
    if command := _COMMAND.fullmatch(stripped):
        return IncomingKind.COMMAND, command[1].lower(), (command[2] or "").strip()
    return IncomingKind.TEXT, text, ""


def _person(body: Mapping[str, Any]) -> str:
    # Messages name a sender, follow and unfollow a follower, the rest a user.
    for found in (_at(body, "sender", "id"), _at(body, "follower", "id"), body.get("user_id")):
        if isinstance(found, str) and 0 < len(found) <= MAX_ID and ":" not in found:
            return found
    raise MalformedError("sender.id")


def _message_id(name: str, body: Mapping[str, Any], sender: str) -> str:
    found = _at(body, "message", "msg_id")
    if isinstance(found, str) and 0 < len(found) <= MAX_ID:
        return found
    if "message" in body:
        raise MalformedError("message.msg_id")
    # Events without a message have no id of their own; the person's id must not stand in one.
    told = "\n".join((name, sender, timestamp_of(body)))
    return f"{name}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def _address(name: str, body: Mapping[str, Any], sender: str) -> str:
    if not name.startswith("anonymous_"):
        return sender
    places = (_at(body, "message", "conversation_id"), body.get("conversation_id"))
    conversation = next((found for found in places if isinstance(found, str) and found), "")
    if len(conversation) > MAX_ID or ":" in conversation:
        raise MalformedError("conversation_id")
    return f"{ANONYMOUS_MARK}:{sender}:{conversation}"


def _at(body: Mapping[str, Any], part: str, key: str) -> object:
    inner = body.get(part)
    return inner.get(key) if isinstance(inner, dict) else None
