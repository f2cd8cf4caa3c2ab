"""A stand-in of Zalo Official Account: OpenAPI, tokens, signed webhook, windows of 48 hours and 7 days."""

from __future__ import annotations

import itertools
import secrets
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from aiohttp import web

from bot.dev.base import Faults, Line
from bot.dev.http import LocalServer
from bot.dev.zalo_oa_api import Endpoints, PersonError
from bot.dev.zalo_oa_hooks import Hooks
from bot.dev.zalo_oa_oauth import CALLBACK_PATH, TokenEndpoint

APP_ID, APP_SECRET = "4000000000000000123", "app-secret-of-the-stand-in"
OA_ID, OA_SECRET_KEY = "3880000000000000645", "oa-key-of-the-stand-in"
DESK_WEBHOOK = "http://127.0.0.1:8080/webhooks/zalo-oa"  # of a desk with the default settings
WINDOW_SECONDS = 7 * 24 * 3600
ANONYMOUS = "anonymous-"  # chats that begin so are visitors who do not follow


@dataclass
class _Person:
    lines: list[Line] = field(default_factory=list)
    payloads: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)  # buttons by message id
    interacted: float = 0.0
    left: bool = False


class FakeZaloOa:
    """The platform with one OA; its people are driven by `user_says` and its like."""

    def __init__(self, port: int = 0, webhook_url: str = DESK_WEBHOOK) -> None:
        """`webhook_url` is what an admin enters at the developer console; port 0 takes a free one."""
        self.faults = Faults()
        self.url = ""
        self.echoes = True  # tell the desk of its own messages, too
        self.hooks = Hooks(APP_ID, OA_ID, OA_SECRET_KEY, self.faults.updates)
        self.hooks.url = webhook_url
        self.tokens = TokenEndpoint(APP_ID, APP_SECRET, OA_ID, self.now)
        self._people: dict[str, _Person] = defaultdict(_Person)
        self._ahead = 0.0
        self._ids = itertools.count(1)
        application = web.Application(client_max_size=8 * 1024 * 1024)
        application.add_routes(self.tokens.routes())
        self.api = Endpoints(self.faults, self.tokens, OA_ID, self)
        application.add_routes(self.api.routes())
        self._server = LocalServer(application, port)

    @property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """What to set so that the desk talks to it; consent is granted by `python -m bot zalo login`."""
        return {
            "zalo_oa": {
                "app_id": APP_ID,
                "app_secret": APP_SECRET,
                "oa_id": OA_ID,
                "oa_secret_key": OA_SECRET_KEY,
                "callback_url": f"{self.url}{CALLBACK_PATH}",
                "oauth_url": self.url,
                "openapi_url": self.url,
            }
        }

    async def start(self) -> str:
        """Listen; returns the base URL."""
        self.url = await self._server.start()
        await self.hooks.start()
        return self.url

    async def stop(self) -> None:
        """Close the platform."""
        await self.hooks.stop()
        await self._server.stop()

    # ---- time ----

    def now(self) -> float:
        """The platform's time, in seconds since the epoch."""
        return time.time() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._ahead += by.total_seconds()

    # ---- what people do ----

    async def user_says(self, chat: str, text: str) -> str:
        """The person of `chat` writes `text`; returns the message's id."""
        return self._writes(chat, "text", text, {"text": text}, shown=True)

    async def user_sends(
        self, chat: str, kind: Literal["image", "gif", "sticker", "audio", "video", "location", "file"]
    ) -> str:
        """The person of `chat` sends something that is no text."""
        payload: Mapping[str, Any] = {"url": f"https://example.invalid/{kind}", "thumbnail": ""}
        if kind == "location":
            payload = {"coordinates": {"latitude": "20.97", "longitude": "105.75"}}
        message = {"attachments": [{"type": kind, "payload": payload}]}
        return self._writes(chat, kind, f"[{kind}]", message, shown=True)

    async def user_taps(self, chat: str, message_id: str, number: int) -> None:
        """The person taps button `number` of a message, or types it where it stands in a menu."""
        person = self._people[chat]
        buttons = person.payloads.get(message_id, [])
        if number > len(buttons) or number < 1:
            menu = next((line for line in person.lines if line.message_id == message_id), None)
            if menu is None or f"\n{number}. " not in f"\n{menu.text}":
                raise LookupError(number)
            await self.user_says(chat, str(number))
            return
        button = buttons[number - 1]
        if button["type"].startswith("oa.query."):
            payload = str(button["payload"])
            self._writes(chat, "text", payload, {"text": payload}, shown=button["type"] == "oa.query.show")

    async def user_blocks(self, chat: str) -> None:
        """The person unfollows the OA."""
        self._people[chat].left = True
        self._tell(chat, "unfollow", {"oa_id": OA_ID, "follower": {"id": chat}, "source": "oa_profile"})

    async def user_returns(self, chat: str) -> None:
        """The person follows the OA, for the first time or again."""
        self._interacts(chat)
        self._tell(chat, "follow", {"oa_id": OA_ID, "follower": {"id": chat}, "source": "oa_profile"})

    async def official_says(self, chat: str, text: str) -> str:
        """A person of the office writes to `chat` by hand, in the OA's own chat tool."""
        message_id = self._new_id()
        self._people[chat].lines.append(Line("bot", text, message_id))
        self._echo(chat, "text", text, message_id, admin_id="9000")
        return message_id

    def transcript(self, chat: str) -> Sequence[Line]:
        """The messages of `chat`, oldest first."""
        return tuple(self._people[chat].lines)

    def tell(self, chat: str, name: str, **content: Any) -> None:
        """Tell the desk of an event `name` that `content` describes."""
        self._tell(chat, name, content)

    # ---- what the endpoints ask of it ----

    def followers(self) -> list[str]:
        """Everybody who has not left."""
        return [chat for chat, person in self._people.items() if not person.left]

    def deliver(
        self,
        chat: str,
        text: str,
        buttons: Sequence[Mapping[str, Any]] = (),
        picture: str = "",
        *,
        beyond: bool = False,
    ) -> str:
        """A message of the desk reaches `chat`; returns its id. Raises `PersonError`."""
        person = self._people.get(chat)
        if person is None:
            raise PersonError(-201)
        if person.left:
            raise PersonError(-213)
        if not beyond and self.now() - person.interacted > WINDOW_SECONDS:
            raise PersonError(-230)
        message_id = self._new_id()
        titles = tuple(str(button["title"]) for button in buttons)
        person.lines.append(Line("bot", text, message_id, buttons=titles, picture=picture))
        person.payloads[message_id] = list(buttons)
        if self.echoes:
            self._echo(chat, "image" if picture else "text", text, message_id)
        return message_id

    def profile(self, chat: str) -> Mapping[str, Any]:
        """What the API tells of a person. Raises `PersonError`."""
        person = self._people.get(chat)
        if person is None:
            raise PersonError(-201)
        day = time.strftime("%d/%m/%Y", time.gmtime(person.interacted + 7 * 3600))
        return {
            "user_id": chat,
            "display_name": "Test",
            "user_is_follower": not person.left,
            "user_last_interaction_date": day,
        }

    # ---- parts ----

    def _interacts(self, chat: str) -> _Person:
        person = self._people[chat]
        person.left = False
        person.interacted = self.now()
        return person

    def _writes(self, chat: str, kind: str, text: str, message: Mapping[str, Any], *, shown: bool) -> str:
        person, message_id = self._interacts(chat), self._new_id()
        if shown:
            person.lines.append(Line("person", text, message_id))
        content: dict[str, Any] = {"sender": {"id": chat}, "recipient": {"id": OA_ID}}
        content["message"] = {"msg_id": message_id, **message}
        if chat.startswith(ANONYMOUS):
            content["message"]["conversation_id"] = f"c-{chat}"
            self._tell(chat, f"anonymous_send_{kind}", content)
        else:
            self._tell(chat, f"user_send_{kind}", content)
        return message_id

    def _echo(self, chat: str, kind: str, text: str, message_id: str, **admin: str) -> None:
        family = "oa_send_anonymous" if chat.startswith(ANONYMOUS) else "oa_send"
        message = {"msg_id": message_id, "text": text}
        content = {"sender": {"id": OA_ID, **admin}, "recipient": {"id": chat}, "message": message}
        self._tell(chat, f"{family}_{kind}", content)

    def _tell(self, chat: str, name: str, content: Mapping[str, Any]) -> None:
        known = {"app_id": APP_ID, "user_id_by_app": f"5{chat}", "event_name": name}
        self.hooks.tell(chat, {**known, "timestamp": str(int(self.now() * 1000)), **content})

    def _new_id(self) -> str:
        return f"{next(self._ids):06x}{secrets.token_hex(6)}"
