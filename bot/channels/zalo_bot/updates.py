"""What the Zalo Bot Platform tells the desk, as `Incoming`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channels.base import Incoming, IncomingKind
from bot.channels.their_time import TheirTime

CHANNEL = "zalo-bot"
PROTECTED = "protected"  # the sender is a person whose messages the platform keeps to itself
PRIVATE = "PRIVATE"  # a chat with one person
TEXT_EVENT = "message.text.received"
# Events that the desk cannot read, by the kind it is told. Those not documented were seen in code of others.
UNSUPPORTED: Mapping[str, str] = {
    "message.image.received": "picture",
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
    "message.link.received": "link",
    "message.unsupported.received": PROTECTED,
}
MAX_MILLISECONDS = 253_402_300_799_000  # the end of the year 9999

_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:\s+(.*))?", re.DOTALL)
_FIRST_MENTION = re.compile(r"\s*@\S+\s*")
_EVENT = re.compile(r"[a-z][a-z._]{0,60}")


class MalformedError(ValueError):
    """An update that is none: a part is missing or has a wrong type."""


class _Part(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)


class _Person(_Part):
    id: str = Field(min_length=1, max_length=200)
    is_bot: bool = False


class _Chat(_Part):
    id: str = Field(min_length=1, max_length=200)
    chat_type: str = Field(default=PRIVATE, max_length=200)


class _Message(_Part):
    sender: _Person = Field(alias="from")
    chat: _Chat
    message_id: str = Field(min_length=1, max_length=200)
    date: int = Field(ge=0, le=MAX_MILLISECONDS)
    text: str = Field(default="", max_length=20_000)


class _Update(_Part):
    message: _Message


class Reader:
    """Reads updates, and says in the log in which form they come whenever that changes."""

    def __init__(self, their: TheirTime) -> None:
        """`their` is told the moments that updates name."""
        self._their = their
        self._form = ""
        self._names: re.Pattern[str] | None = None

    def known_as(self, names: Iterable[str]) -> None:
        """Groups write to the bot by these names, which may be of several words: "@Bot Một cửa lệ phí …"."""
        words = [_nfc(name).split() for name in sorted(names, key=len, reverse=True)]
        either = "|".join(r"\s+".join(map(re.escape, name)) for name in words if name)
        if either:
            self._names = re.compile(rf"\s*(?<!\w)@(?:{either})(?!\w)[,:]?\s*", re.IGNORECASE)

    def read(self, update: Mapping[str, Any]) -> Incoming | None:
        """The message in `update`, wrapped in `{"ok", "result"}` or flat; None for one not for the desk.

        Raises `MalformedError`.
        """
        wrapped = update.get("result")
        inner, form = (wrapped, "wrapped") if isinstance(wrapped, dict) else (update, "flat")
        incoming = self._read(inner)
        if form != self._form:  # both were seen, nobody documents which comes when
            self._form = form
            structlog.get_logger().info("form of updates", channel=CHANNEL, form=form)
        if incoming is not None:
            self._their.saw(incoming.at)
        return incoming

    def _read(self, inner: Mapping[str, Any]) -> Incoming | None:
        event = inner.get("event_name")
        if not isinstance(event, str):
            raise MalformedError("no event name")
        if event != TEXT_EVENT and event not in UNSUPPORTED:
            shown = event if _EVENT.fullmatch(event) else "?"
            structlog.get_logger().info("unknown event passed over", channel=CHANNEL, update_event=shown)
            return None
        try:
            message = _Update.model_validate(inner).message
        except ValidationError as error:
            # Not the error itself: it quotes the message.
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise MalformedError(f"wrong {where}") from None
        structlog.get_logger().debug("update read", channel=CHANNEL, update_event=event)
        return None if message.sender.is_bot else self._incoming(event, message)

    def _incoming(self, event: str, message: _Message) -> Incoming:
        kind, text, argument = IncomingKind.TEXT, message.text, ""
        if message.chat.chat_type != PRIVATE:
            text = self._without_mention(text)
        if event != TEXT_EVENT:
            kind, text = IncomingKind.UNSUPPORTED, UNSUPPORTED[event]
        elif command := _COMMAND.fullmatch(text.strip()):
            kind, text, argument = IncomingKind.COMMAND, command[1].lower(), (command[2] or "").strip()
        return Incoming(
            channel=CHANNEL,
            sender=message.sender.id,
            message_id=message.message_id,
            kind=kind,
            text=text,
            at=datetime.fromtimestamp(message.date / 1000, UTC),
            address=message.chat.id,
            argument=argument,
        )

    def _without_mention(self, text: str) -> str:
        """The platform brings what a group writes to the bot, and leaves the bot's name in."""
        whole = _nfc(text)
        found = self._names.search(whole) if self._names else None
        found = found or _FIRST_MENTION.match(whole)
        return f"{whole[: found.start()]} {whole[found.end() :]}".strip() if found else text


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
