"""What Telegram tells the desk, as `Incoming`.

Read from the JSON itself: the library's own objects check no types, and what comes over a webhook may be
anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from bot.channels.base import Incoming, IncomingKind
from bot.channels.their_time import TheirTime

CHANNEL = "telegram"

# Every content of a message that is no text, and the kind the desk is told; "" where nothing is said of it.
# https://core.telegram.org/bots/api#message
CONTENTS: Mapping[str, str] = {
    "photo": "picture",
    "sticker": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "file",
    "paid_media": "other",
    "contact": "contact",
    "location": "location",
    "venue": "location",
    "poll": "poll",
    "checklist": "other",
    "story": "other",
    "dice": "other",
    "game": "other",
    "invoice": "other",
    "gift": "other",
    # Notes of the app on the chat itself: somebody joined, a message was pinned, the picture has changed …
    "new_chat_members": "",
    "left_chat_member": "",
    "pinned_message": "",
    "migrate_from_chat_id": "",  # the same move is told by the old chat
}
# Of the kinds of update the desk reads `message`, `callback_query` and `my_chat_member`, and asks for no
# other. What comes all the same is passed over: `edited_message` (the message was answered as it was first
# sent), `channel_post`, `poll`, reactions, joins of others, and whatever Telegram may think of next.
READ = ("message", "callback_query", "my_chat_member")
GROUPS = frozenset({"group", "supergroup"})
OUT = frozenset({"kicked", "left"})

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


class MalformedError(ValueError):
    """An update that is none: a part is missing or has a wrong type."""


Id = Annotated[StrictInt, Field(gt=-(2**62), lt=2**62)]
Seconds = Annotated[StrictInt, Field(ge=0, le=253_402_300_799)]  # up to the end of the year 9999


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow")


class _User(_Part):
    id: Id
    is_bot: StrictBool


class _Chat(_Part):
    id: Id
    type: StrictStr


class _Replied(_Part):
    sender: _User | None = Field(default=None, alias="from")


class _Message(_Part):
    message_id: Id
    date: Seconds
    chat: _Chat
    sender: _User | None = Field(default=None, alias="from")
    text: StrictStr | None = Field(default=None, max_length=20_000)
    caption: StrictStr | None = Field(default=None, max_length=20_000)
    reply_to_message: _Replied | None = None
    migrate_to_chat_id: Id | None = None


class _TappedMessage(_Part):
    message_id: Id
    chat: _Chat


class _Tap(_Part):
    id: StrictStr = Field(min_length=1, max_length=200)
    sender: _User = Field(alias="from")
    message: _TappedMessage | None = None
    data: StrictStr | None = Field(default=None, max_length=200)


class _Membership(_Part):
    status: StrictStr


class _MemberUpdated(_Part):
    chat: _Chat
    sender: _User = Field(alias="from")
    date: Seconds
    new_chat_member: _Membership


class Update(_Part):
    """An update of one of the kinds the desk reads."""

    update_id: Annotated[StrictInt, Field(ge=0, lt=2**62)]
    message: _Message | None = None
    callback_query: _Tap | None = None
    my_chat_member: _MemberUpdated | None = None


def parse_update(value: Mapping[str, Any]) -> Update:
    """Check the JSON object `value`. Raises `MalformedError`."""
    try:
        update = Update.model_validate(value)
    except ValidationError as error:
        # Not the error itself: it quotes the message.
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise MalformedError(f"wrong {where}") from None
    found = [getattr(update, kind) for kind in READ]
    others = [content for kind, content in value.items() if kind not in {"update_id", *READ}]
    if len(READ) - found.count(None) + len(others) != 1 or not all(isinstance(part, dict) for part in others):
        raise MalformedError("not one kind of update")
    return update


class Reader:
    """Reads updates for one bot."""

    def __init__(self, bot_id: int, username: str) -> None:
        """Take what the bot is known by: groups hear of it only what is meant for it."""
        self._bot_id = bot_id
        self._username = username.lower()
        self._mention = re.compile(rf"(?<!\w)@{re.escape(username)}(?!\w)[,:]?\s*", re.IGNORECASE)

    def read(self, update: Update, their: TheirTime) -> Incoming | None:
        """What `update` tells the desk, None where that is nothing.

        A tap carries no time of its own: it is now, by Telegram's clock.
        """
        if update.message is not None:
            their.saw(datetime.fromtimestamp(update.message.date, UTC))
            return self._message(update.update_id, update.message)
        if update.callback_query is not None:
            return _tap(update.update_id, update.callback_query, their)
        if update.my_chat_member is not None:
            their.saw(datetime.fromtimestamp(update.my_chat_member.date, UTC))
            return _membership(update.update_id, update.my_chat_member)
        return None

    def _message(self, number: int, message: _Message) -> Incoming | None:
        chat = str(message.chat.id)
        at = datetime.fromtimestamp(message.date, UTC)
        if message.migrate_to_chat_id is not None:
            moved_to = str(message.migrate_to_chat_id)
            return Incoming(CHANNEL, chat, str(number), IncomingKind.MOVED, moved_to, at, address=chat)
        if message.sender is None or message.sender.is_bot:
            return None
        said = self._said(message)
        if said is None:
            return None
        kind, text, argument = said
        return Incoming(
            CHANNEL,
            str(message.sender.id),
            str(number),
            kind,
            text,
            at,
            address=chat,
            argument=argument,
        )

    def _said(self, message: _Message) -> tuple[IncomingKind, str, str] | None:
        private = message.chat.type == "private"
        if not private and message.chat.type not in GROUPS:
            return None
        replied = message.reply_to_message.sender if message.reply_to_message else None
        to_bot = private or (replied is not None and replied.id == self._bot_id)
        if message.text is None:
            to_bot = to_bot or self._mentioned(message.caption or "")
            kind = next((name for content, name in CONTENTS.items() if content in _extra(message)), "")
            return (IncomingKind.UNSUPPORTED, kind, "") if kind and to_bot else None
        if command := _COMMAND.fullmatch(message.text.strip()):
            name, bot, argument = command[1].lower(), (command[2] or "").lower(), (command[3] or "").strip()
            if bot != self._username and (bot or not to_bot):
                return None
            return IncomingKind.COMMAND, name, argument
        text = self._mention.sub("", message.text).strip() if self._username else message.text
        return (IncomingKind.TEXT, text, "") if to_bot or self._mentioned(message.text) else None

    def _mentioned(self, text: str) -> bool:
        return bool(self._username and self._mention.search(text))


def in_their_order(read: Sequence[Incoming]) -> list[Incoming]:
    """What came in together: a tap is no later than what its person wrote afterwards."""
    ordered: list[Incoming] = []
    following: dict[str, datetime] = {}
    for incoming in reversed(read):
        at = incoming.at
        if incoming.kind is IncomingKind.BUTTON:
            at = min(at, following.get(incoming.sender, at))
        following[incoming.sender] = at
        ordered.append(replace(incoming, at=at))
    return ordered[::-1]


def _tap(number: int, tap: _Tap, their: TheirTime) -> Incoming | None:
    if tap.message is None or tap.data is None:
        return None
    return Incoming(
        CHANNEL,
        str(tap.sender.id),
        str(number),
        IncomingKind.BUTTON,
        tap.data,
        their.now(),
        address=str(tap.message.chat.id),
        tapped=str(tap.message.message_id),
    )


def _membership(number: int, updated: _MemberUpdated) -> Incoming | None:
    chat = str(updated.chat.id)
    at = datetime.fromtimestamp(updated.date, UTC)
    if updated.new_chat_member.status in OUT:
        return Incoming(CHANNEL, chat, str(number), IncomingKind.LEFT, "", at, address=chat)
    if updated.chat.type == "private":
        return Incoming(CHANNEL, chat, str(number), IncomingKind.JOINED, "", at, address=chat)
    return None  # a group is not greeted: nobody has asked


def _extra(message: _Message) -> Mapping[str, Any]:
    return message.model_extra or {}
