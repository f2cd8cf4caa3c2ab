"""A stand-in of Telegram: its Bot API, its errors, its updates by polls or webhook."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from aiohttp import web

from bot.dev.base import CallFault, Faults, Line
from bot.dev.http import LocalServer, drop, parameters_of
from bot.dev.telegram_chats import BOT, Chats, RefusedError, user
from bot.dev.telegram_updates import ConflictError, Updates, Webhook

TOKEN = f"{BOT['id']}:stand-in"
SECRET_LIMIT = 256
MAX_UPDATES = 100
KINDS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
SENDING = frozenset({"sendmessage", "sendphoto", "senddocument", "editmessagetext"})
NEVER_FAILING = frozenset({"sendchataction", "answercallbackquery"})


class FakeTelegram:
    """Telegram with one bot; its people are driven by `user_says` and its like."""

    def __init__(self, port: int = 0) -> None:
        """Take the port to listen on; 0 takes a free one."""
        self.faults = Faults()
        self.url = ""
        self.chats = Chats()
        self.updates = Updates(self.faults)
        self.commands: dict[str, list[dict[str, str]]] = {}  # by language; "" is for everybody else
        self.answered_taps: list[str] = []
        self._open_taps: set[str] = set()
        self._server = LocalServer(self._application(), port)
        self._delivering: asyncio.Task[None] | None = None
        self._taps = count(1)
        # Names of methods are read without case, as the platform reads them.
        self._methods = {
            "getme": lambda _given: BOT | {"can_join_groups": True, "can_read_all_group_messages": False},
            "sendmessage": self.chats.send,
            "sendphoto": self.chats.send_photo,
            "senddocument": self.chats.send_document,
            "editmessagetext": self.chats.edit,
            "sendchataction": self.chats.show_typing,
            "answercallbackquery": self._answer_tap,
            "setmycommands": self._set_commands,
            "getmycommands": lambda given: self.commands.get(given.get("language_code", ""), []),
            "getwebhookinfo": self._webhook_info,
        }

    @property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """What to set so that the desk talks to it."""
        return {"telegram": {"token": TOKEN, "base_url": self.url}}

    async def start(self) -> str:
        """Listen; returns the base URL."""
        self.url = await self._server.start()
        self._delivering = asyncio.create_task(self.updates.deliver())
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
        return await self.user_sends(chat, {"text": text}, text)

    async def user_sends(self, chat: str, content: Mapping[str, Any], shown: str = "") -> str:
        """The person of `chat` sends `content`, in the words of the Bot API; returns the message's id."""
        return await self._happens(chat, int(chat), content, shown or f"[{', '.join(content)}]")

    async def member_says(self, group: str, person: str, text: str, *, reply_to: str = "") -> str:
        """A member of a group writes `text`, perhaps in reply to a message of the bot; returns its id."""
        content: dict[str, Any] = {"text": text}
        if reply_to:
            content["reply_to_message"] = {"message_id": int(reply_to), "from": BOT}
        return await self._happens(group, int(person), content, text)

    async def user_taps(self, chat: str, message_id: str, number: int) -> None:
        """The person taps button `number` (from 1) of a message; one with a link only opens it.

        Raises `LookupError` when there is no such button.
        """
        keys = self.chats.of(chat).keys.get(message_id, [])
        if not 1 <= number <= len(keys):
            raise LookupError(number)
        data = keys[number - 1].get("callback_data")
        if data is None:
            return
        tap = f"{next(self._taps)}"
        self._open_taps.add(tap)
        message = {"message_id": int(message_id), "date": int(time.time()), "chat": self.chats.of(chat).json}
        query = {
            "id": tap,
            "from": user(abs(int(chat))),
            "message": message,
            "chat_instance": chat,
            "data": data,
        }
        await self.updates.add(chat, {"callback_query": query})

    async def user_blocks(self, chat: str) -> None:
        """The person blocks the bot, or the group removes it."""
        self.chats.of(chat).blocked = True
        await self._member(chat, "member", "kicked")

    async def user_returns(self, chat: str) -> None:
        """The person opens the bot and presses its start button, after a block, too."""
        if self.chats.of(chat).blocked:
            self.chats.of(chat).blocked = False
            await self._member(chat, "kicked", "member")
        await self.user_says(chat, "/start")

    async def group_moves(self, group: str) -> str:
        """A group becomes a supergroup; returns its new id."""
        chat = self.chats.of(group)
        chat.moved_to = int(f"-100{abs(chat.id)}")
        self.chats.of(str(chat.moved_to))
        await self._happens(group, 1, {"migrate_to_chat_id": chat.moved_to}, "")
        return str(chat.moved_to)

    def transcript(self, chat: str) -> Sequence[Line]:
        """The messages of `chat`, oldest first, as they stand now."""
        return tuple(self.chats.of(chat).lines)

    async def _happens(self, chat: str, person: int, content: Mapping[str, Any], shown: str) -> str:
        message = self.chats.said(self.chats.of(chat), person, content, shown)
        text = str(content.get("text", ""))
        if text.startswith("/"):
            entity = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
            message["entities"] = [entity]
        await self.updates.add(chat, {"message": message})
        return str(message["message_id"])

    async def _member(self, chat: str, old: str, new: str) -> None:
        updated = {
            "chat": self.chats.of(chat).json,
            "from": user(abs(int(chat))),
            "date": int(time.time()),
            "old_chat_member": {"user": BOT, "status": old},
            "new_chat_member": {"user": BOT, "status": new},
        }
        await self.updates.add(chat, {"my_chat_member": updated})

    # ---- what the desk calls ----

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=50 * 1024 * 1024)
        application.router.add_route("*", "/bot{token}/{method}", self._serve)
        return application

    async def _serve(self, request: web.Request) -> web.Response:
        name = request.match_info["method"].lower()
        plan = self.faults.calls if name in SENDING else self.faults.polls
        fault = None if name in NEVER_FAILING else plan.next()
        if fault is CallFault.DROPPED_BEFORE:
            return drop(request)
        if fault is CallFault.SERVER_ERROR:
            return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")
        if fault is CallFault.SLOW:
            await asyncio.sleep(self.faults.slow_seconds)
        try:
            if fault is CallFault.TOO_MANY:
                seconds = self.faults.retry_after
                raise RefusedError(429, f"retry after {seconds}", {"retry_after": seconds})
            if request.match_info["token"] != TOKEN or fault is CallFault.UNAUTHORISED:
                raise RefusedError(401, "")
            result = await self._call(name, await parameters_of(request))
        except RefusedError as refused:
            return _refusal(refused)
        answer = {"ok": True, "result": result}
        return drop(request) if fault is CallFault.DROPPED_AFTER else web.json_response(answer)

    async def _call(self, name: str, given: Mapping[str, Any]) -> object:
        if name == "getupdates":
            return await self._get_updates(given)
        if name in {"setwebhook", "deletewebhook"}:
            return await self._set_webhook({} if name == "deletewebhook" else given, given)
        if name not in self._methods:
            raise RefusedError(404, "")
        return self._methods[name](given)

    async def _get_updates(self, given: Mapping[str, Any]) -> object:
        try:
            offset, limit = int(given.get("offset", 0)), int(given.get("limit", MAX_UPDATES))
            return await self.updates.poll(offset, min(limit, MAX_UPDATES), float(given.get("timeout", 0)))
        except ConflictError:
            why = "terminated by other getUpdates request; make sure that only one bot instance is running"
            if self.updates.webhook.url:
                why = "can't use getUpdates method while webhook is active; use deleteWebhook first"
            raise RefusedError(409, why) from None

    async def _set_webhook(self, webhook: Mapping[str, Any], given: Mapping[str, Any]) -> object:
        url, secret = str(webhook.get("url", "")), str(webhook.get("secret_token", ""))
        if url and not url.startswith(("https://", "http://127.0.0.1:")):
            raise RefusedError(400, "bad webhook: An HTTPS URL must be provided for webhook")
        if len(secret) > SECRET_LIMIT:
            raise RefusedError(400, "secret token is too long")
        drop_pending = str(given.get("drop_pending_updates", "")).lower() == "true"
        await self.updates.turn_to(Webhook(url, secret), drop=drop_pending)
        return True

    def _webhook_info(self, _given: Mapping[str, Any]) -> object:
        updates = self.updates
        info: dict[str, Any] = {
            "url": updates.webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": updates.pending,
        }
        if updates.answers and not 200 <= updates.answers[-1] < 300:
            info["last_error_date"] = int(time.time())
            info["last_error_message"] = f"Wrong response from the webhook: {updates.answers[-1]}"
        return info

    def _answer_tap(self, given: Mapping[str, Any]) -> object:
        tap = str(given.get("callback_query_id", ""))
        if tap not in self._open_taps:
            raise RefusedError(400, "query is too old and response timeout expired or query ID is invalid")
        self._open_taps.discard(tap)
        self.answered_taps.append(tap)
        return True

    def _set_commands(self, given: Mapping[str, Any]) -> object:
        commands = given.get("commands", [])
        listed = json.loads(commands) if isinstance(commands, str) else commands
        self.commands[str(given.get("language_code") or "")] = listed
        return True


def _refusal(refused: RefusedError) -> web.Response:
    kind = KINDS.get(refused.code, "Too Many Requests")
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": refused.code,
        "description": f"{kind}: {refused.description}" if refused.description else kind,
    }
    headers = {}
    if refused.parameters:
        answer["parameters"] = refused.parameters
        if "retry_after" in refused.parameters:
            headers["Retry-After"] = str(refused.parameters["retry_after"])
    return web.json_response(answer, status=refused.code, headers=headers)
