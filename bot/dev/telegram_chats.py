"""The chats of the stand-in of Telegram: who is in them, what was said, what the Bot API refuses."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from bot.channels.layout import TELEGRAM_LIMIT, utf16_units
from bot.dev.base import Line

CAPTION_LIMIT = 1024
DATA_BYTES = 64
MAX_BUTTONS = 100
BOT = {"id": 100200300, "is_bot": True, "first_name": "motcua", "username": "motcua_thu_bot"}
_LINKS = ("https://", "http://", "tg://")


class RefusedError(Exception):
    """What the Bot API says no with."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        """Take the HTTP status, the description after its kind, and the parameters."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Chat:
    """One chat as its people see it."""

    id: int
    lines: list[Line] = field(default_factory=list)
    keys: dict[str, list[dict[str, str]]] = field(default_factory=dict)  # buttons by message
    blocked: bool = False
    moved_to: int = 0

    @property
    def json(self) -> dict[str, Any]:
        """The chat in the words of the Bot API."""
        if self.id > 0:
            return {"id": self.id, "type": "private", "first_name": "Test"}
        kind = "supergroup" if str(self.id).startswith("-100") else "group"
        return {"id": self.id, "type": kind, "title": "Test"}


class Chats:
    """All chats of one bot."""

    def __init__(self) -> None:
        self.by_id: dict[int, Chat] = {}
        self.files: dict[str, bytes] = {}  # uploaded, by id
        self.typing: list[str] = []  # chats that were shown it
        self._numbers = count(1)

    def of(self, chat: str) -> Chat:
        """The chat `chat`, new where there was none."""
        return self.by_id.setdefault(int(chat), Chat(int(chat)))

    def said(self, chat: Chat, sender: int, content: Mapping[str, Any], shown: str) -> dict[str, Any]:
        """A person's message with `content`, `shown` in the transcript; in the words of the Bot API."""
        number = next(self._numbers)
        chat.lines.append(Line("person", shown, str(number)))
        return {**self._message(chat, number), "from": user(sender), **content}

    def send(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """sendMessage. Raises `RefusedError`."""
        chat = self._open(given)
        text = checked_text(given.get("text"), "message text is empty", TELEGRAM_LIMIT, "message is too long")
        return self._sent(chat, text, given)

    def send_photo(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """sendPhoto. Raises `RefusedError`."""
        chat = self._open(given)
        caption = str(given.get("caption", ""))
        if utf16_units(caption) > CAPTION_LIMIT:
            raise RefusedError(400, "message caption is too long")
        photo = given.get("photo")
        if isinstance(photo, str) and photo.startswith("https://"):
            return self._sent(chat, caption, given, photo)
        file_id = self._file(given, "photo")
        sizes = [{"file_id": file_id, "file_unique_id": file_id, "width": 1, "height": 1}]
        return self._sent(chat, caption, given, "attached") | {"photo": sizes}

    def send_document(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """sendDocument. Raises `RefusedError`."""
        chat = self._open(given)
        file_id = self._file(given, "document")
        document = {"file_id": file_id, "file_unique_id": file_id}
        return self._sent(chat, "", given, "attached") | {"document": document}

    def _file(self, given: Mapping[str, Any], name: str) -> str:
        """The id of the file of a request: it is attached, or was before."""
        value = given.get(name)
        if isinstance(value, str) and value in self.files:
            return value
        attached = given.get(value.removeprefix("attach://")) if isinstance(value, str) else value
        if not isinstance(attached, bytes) or not attached:
            raise RefusedError(400, f"there is no {name} in the request")
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = attached
        return file_id

    def edit(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """editMessageText. Raises `RefusedError`."""
        chat = self._open(given)
        number = str(given.get("message_id", ""))
        text = checked_text(given.get("text"), "message text is empty", TELEGRAM_LIMIT, "message is too long")
        keys = keyboard(given)
        for place, line in enumerate(chat.lines):
            if line.message_id == number and line.who == "bot":
                if line.picture:
                    raise RefusedError(400, "there is no text in the message to edit")
                if line.text == text and chat.keys.get(number, []) == keys:
                    raise RefusedError(400, "message is not modified")
                chat.lines[place] = replace(line, text=text, buttons=_labels(keys))
                chat.keys[number] = keys
                return {**self._message(chat, int(number)), "from": BOT, "text": text}
        raise RefusedError(400, "message to edit not found")

    def show_typing(self, given: Mapping[str, Any]) -> bool:
        """sendChatAction. Raises `RefusedError`."""
        if given.get("action") != "typing":
            raise RefusedError(400, "wrong parameter action in request")
        self.typing.append(str(self._open(given).id))
        return True

    def _open(self, given: Mapping[str, Any]) -> Chat:
        value = str(given.get("chat_id", ""))
        chat = self.by_id.get(int(value)) if value.lstrip("-").isdigit() else None
        if chat is None:
            raise RefusedError(400, "chat not found")
        if chat.moved_to:
            parameters = {"migrate_to_chat_id": chat.moved_to}
            raise RefusedError(400, "group chat was upgraded to a supergroup chat", parameters)
        if chat.blocked:
            left = "bot was blocked by the user" if chat.id > 0 else "bot was kicked from the group chat"
            raise RefusedError(403, left)
        return chat

    def _sent(self, chat: Chat, text: str, given: Mapping[str, Any], picture: str = "") -> dict[str, Any]:
        keys = keyboard(given)
        number = next(self._numbers)
        chat.lines.append(Line("bot", text, str(number), _labels(keys), picture))
        chat.keys[str(number)] = keys
        return {**self._message(chat, number), "from": BOT, "text": text}

    @staticmethod
    def _message(chat: Chat, number: int) -> dict[str, Any]:
        return {"message_id": number, "date": int(time.time()), "chat": chat.json}


def user(number: int) -> dict[str, Any]:
    """A person in the words of the Bot API."""
    return {"id": number, "is_bot": False, "first_name": "Test", "language_code": "vi"}


def checked_text(value: object, empty: str, limit: int, long: str) -> str:
    """A text of 1 to `limit` units. Raises `RefusedError`."""
    if not isinstance(value, str) or not value.strip():
        raise RefusedError(400, empty)
    if utf16_units(value) > limit:
        raise RefusedError(400, long)
    return value.strip()


def keyboard(given: Mapping[str, Any]) -> list[dict[str, str]]:
    """The buttons of a message in order. Raises `RefusedError`."""
    markup = given.get("reply_markup") or {}
    try:
        rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
        keys = [dict(key) for row in rows for key in row]
    except (AttributeError, TypeError, ValueError) as error:
        raise RefusedError(400, "can't parse inline keyboard button") from error
    if len(keys) > MAX_BUTTONS:
        raise RefusedError(400, "reply markup is too long")
    for key in keys:
        if not str(key.get("text", "")).strip():
            raise RefusedError(400, "inline keyboard button text must be non-empty")
        if "url" in key and not key["url"].startswith(_LINKS):
            raise RefusedError(400, "BUTTON_URL_INVALID")
        if "url" not in key and not 1 <= len(key.get("callback_data", "").encode()) <= DATA_BYTES:
            raise RefusedError(400, "BUTTON_DATA_INVALID")
    return keys


def _labels(keys: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(key["text"] for key in keys)
