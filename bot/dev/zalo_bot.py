"""A stand-in of the Zalo Bot Platform: its methods, its errors, its updates by poll or webhook."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import aiohttp
from aiohttp import web

from bot.dev.base import CallFault, Faults, Line, UpdateFault
from bot.dev.http import LocalServer, drop, parameters_of

TOKEN = "100200300:stand-in"  # noqa: S105 - opens nothing
NAME = "Bot Stand-in"
TEXT_LIMIT = 2000
USERS = 50  # of the basic plan
DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Internal Server Error",
    404: "Not Found",
    408: "Request Timeout",
    429: "Quota exceeded",
}
_EVENTS = {
    "text": "text",
    "picture": "image",
    "sticker": "sticker",
    "voice": "voice",
    "protected": "unsupported",
}


class _RefusedError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class FakeZaloBot:
    """The platform with one bot; its people are driven by `user_says` and its like."""

    def __init__(self, port: int = 0) -> None:
        """Take the port to listen on; 0 takes a free one."""
        self.faults = Faults()
        self.users = USERS
        self.form: Literal["wrapped", "flat"] = "wrapped"
        self.errors_in_200 = True
        self.webhook_attempts = 1  # missed deliveries are said not to be repeated
        self.webhook_answers: list[int] = []  # HTTP statuses; 0 where no answer came
        self.typing: list[str] = []  # chats that were shown it
        self.url = ""
        self._server = LocalServer(self._application(), port)
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._blocked: set[str] = set()
        self._protected: set[str] = set()
        self._updates: deque[dict[str, Any]] = deque()
        self._held: dict[str, Any] | None = None
        self._forged: set[str] = set()
        self._changed = asyncio.Condition()
        self._webhook = ("", "")
        self._ids = itertools.count(1)
        self._delivering: asyncio.Task[None] | None = None
        self._methods = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._send_chat_action,
        }

    @property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """What to set so that the desk talks to it."""
        return {"zalo_bot": {"token": TOKEN, "base_url": self.url}}

    async def start(self) -> str:
        """Listen; returns the base URL."""
        self.url = await self._server.start()
        self._delivering = asyncio.create_task(self._deliver())
        return self.url

    async def stop(self) -> None:
        """Close the platform."""
        if self._delivering is not None:
            self._delivering.cancel()
            await asyncio.gather(self._delivering, return_exceptions=True)
        await self._server.stop()

    # ---- what people do ----

    async def user_says(self, chat: str, text: str) -> str:
        """The person of `chat` writes `text`; returns the message's id."""
        kind = "protected" if chat in self._protected else "text"
        return await self._happens(chat, text, kind, {"text": text} if kind == "text" else {})

    async def user_sends(self, chat: str, kind: Literal["picture", "sticker", "voice"]) -> str:
        """The person of `chat` sends something that is no text."""
        content = {
            "picture": {"photo": "https://example.invalid/p.jpg", "caption": ""},
            "sticker": {"sticker": "s1", "url": "https://example.invalid/s.png"},
            "voice": {"voice_url": "https://example.invalid/v.aac"},
        }
        return await self._happens(chat, f"[{kind}]", kind, content[kind])

    async def user_taps(self, chat: str, message_id: str, number: int) -> None:
        """The person types the number of a menu: this platform has no buttons."""
        menu = next(line for line in self._lines[chat] if line.message_id == message_id and line.who == "bot")
        if not any(line.startswith(f"{number}. ") for line in menu.text.split("\n")):
            raise LookupError(number)
        await self.user_says(chat, str(number))

    async def user_blocks(self, chat: str) -> None:
        """The person blocks the bot; the platform tells nobody."""
        self._blocked.add(chat)

    async def user_returns(self, chat: str) -> None:
        """The person lifts the block; the platform tells nobody."""
        self._blocked.discard(chat)

    async def group_says(self, group: str, chat: str, text: str) -> str:
        """The person of `chat` writes `text` to the bot in `group`, where its name is part of it."""
        return await self._happens(chat, text, "text", {"text": text}, group)

    def protect(self, chat: str) -> None:
        """From now on the platform keeps what this person writes to itself."""
        self._protected.add(chat)

    def transcript(self, chat: str) -> Sequence[Line]:
        """The messages of `chat`, oldest first."""
        return tuple(self._lines[chat])

    async def _happens(
        self, chat: str, shown: str, kind: str, content: Mapping[str, Any], group: str = ""
    ) -> str:
        place = group or chat
        if place not in self._lines and len(self._lines) >= self.users:
            raise PermissionError("the plan of this bot has no room for another person")
        message_id = f"{next(self._ids):06x}{secrets.token_hex(5)}"
        self._lines[place].append(Line("person", shown, message_id))
        event = {
            "event_name": f"message.{_EVENTS[kind]}.received",
            "message": {
                "from": {"id": chat, "display_name": "Test", "is_bot": False},
                "chat": {"id": place, "chat_type": "GROUP" if group else "PRIVATE"},
                "message_id": message_id,
                "date": time.time_ns() // 1_000_000,
                **content,
            },
        }
        await self._queue(event)
        return message_id

    async def _queue(self, event: dict[str, Any]) -> None:
        fault = self.faults.updates.next()
        if fault is UpdateFault.HELD_BACK and self._held is None:
            self._held = event
            return
        if fault is UpdateFault.FORGED:
            self._forged.add(event["message"]["message_id"])
        self._updates.append(event)
        if fault is UpdateFault.DUPLICATE:
            self._updates.append(event)
        if self._held is not None:
            self._updates.append(self._held)
            self._held = None
        async with self._changed:
            self._changed.notify_all()

    # ---- the webhook ----

    async def _deliver(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: bool(self._webhook[0] and self._updates))
                url, secret = self._webhook
                event = self._updates.popleft()
                if event["message"]["message_id"] in self._forged:
                    await self._call(session, url, f"{secret}x", event)
                for _ in range(self.webhook_attempts):
                    if await self._call(session, url, secret, event) == 200:
                        break
                    await asyncio.sleep(0.05)

    async def _call(
        self, session: aiohttp.ClientSession, url: str, secret: str, event: dict[str, Any]
    ) -> int:
        update = {"ok": True, "result": event} if self.form == "wrapped" else event
        try:
            async with session.post(url, json=update, headers={"X-Bot-Api-Secret-Token": secret}) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self.webhook_answers.append(status)
        return status

    # ---- what the desk calls ----

    def _application(self) -> web.Application:
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._serve)
        return application

    async def _serve(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        plan = self.faults.calls if name in {"sendMessage", "sendPhoto"} else self.faults.polls
        fault = None if name == "sendChatAction" else plan.next()
        if fault is CallFault.DROPPED_BEFORE:
            return drop(request)
        if fault is CallFault.SERVER_ERROR:
            return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
        if fault is CallFault.SLOW:
            await asyncio.sleep(self.faults.slow_seconds)
        try:
            if fault is CallFault.TOO_MANY:
                raise _RefusedError(429)
            if request.match_info["token"] != TOKEN or fault is CallFault.UNAUTHORISED:
                raise _RefusedError(401)
            if name not in self._methods:
                raise _RefusedError(400)
            result = await self._methods[name](await parameters_of(request))
        except _RefusedError as refused:
            answer = {"ok": False, "error_code": refused.code, "description": DESCRIPTIONS[refused.code]}
            return web.json_response(answer, status=200 if self.errors_in_200 else refused.code)
        return drop(request) if fault is CallFault.DROPPED_AFTER else web.json_response(result)

    async def _get_me(self, _given: Mapping[str, Any]) -> object:
        me = {"id": "100200300", "account_name": "bot.standin", "account_type": "BASIC"}
        return {"ok": True, "result": {**me, "display_name": NAME, "can_join_groups": False}}

    async def _get_updates(self, given: Mapping[str, Any]) -> object:
        try:
            async with asyncio.timeout(float(given.get("timeout", 30))), self._changed:
                await self._changed.wait_for(lambda: bool(self._updates and not self._webhook[0]))
                return {"ok": True, "result": self._updates.popleft()}
        except TimeoutError:
            raise _RefusedError(408) from None

    async def _set_webhook(self, given: Mapping[str, Any]) -> object:
        url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
        if not url.startswith(("https://", "http://127.0.0.1:")) or not 8 <= len(secret) <= 256:
            raise _RefusedError(400)
        async with self._changed:
            self._webhook = (url, secret)
            self._changed.notify_all()
        return await self._webhook_info({})

    async def _delete_webhook(self, _given: Mapping[str, Any]) -> object:
        self._webhook = ("", "")
        return await self._webhook_info({})

    async def _webhook_info(self, _given: Mapping[str, Any]) -> object:
        return {"ok": True, "result": {"url": self._webhook[0], "updated_at": int(time.time() * 1000)}}

    async def _send_message(self, given: Mapping[str, Any]) -> object:
        text = given.get("text")
        if not isinstance(text, str) or not 1 <= len(text) <= TEXT_LIMIT:
            raise _RefusedError(400)
        return self._said(given, text)

    async def _send_photo(self, given: Mapping[str, Any]) -> object:
        photo, caption = given.get("photo"), given.get("caption", "")
        if not isinstance(photo, str) or not photo.startswith("https://") or len(caption) > TEXT_LIMIT:
            raise _RefusedError(400)
        return self._said(given, caption, photo)

    async def _send_chat_action(self, given: Mapping[str, Any]) -> object:
        if given.get("action") != "typing":
            raise _RefusedError(400)
        self.typing.append(self._known(given))
        return {"ok": True}

    def _known(self, given: Mapping[str, Any]) -> str:
        chat = given.get("chat_id")
        if not isinstance(chat, str) or chat not in self._lines or chat in self._blocked:
            raise _RefusedError(404)
        return chat

    def _said(self, given: Mapping[str, Any], text: str, picture: str = "") -> object:
        chat, message_id = self._known(given), secrets.token_hex(8)
        self._lines[chat].append(Line("bot", text, message_id, picture=picture))
        return {"ok": True, "result": {"message_id": message_id, "date": time.time_ns() // 1_000_000}}
