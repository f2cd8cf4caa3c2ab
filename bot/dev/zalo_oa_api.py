"""The OpenAPI endpoints of the stand-in of Zalo OA: what they check, and how they say no."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from aiohttp import web

from bot.channels.zalo_oa.api import (
    ANONYMOUS_PATH,
    MAX_FILE_BYTES,
    MAX_PICTURE_BYTES,
    MESSAGE_PATH,
    OA_PATH,
    PROOF_HEADER,
    TEMPLATE_PATH,
    UPLOAD_PATH,
    USER_PATH,
)
from bot.dev.base import CallFault, Faults
from bot.dev.http import drop, parameters_of
from bot.dev.zalo_oa_oauth import TokenEndpoint

TEXT_LIMIT, BUTTON_LIMIT, TITLE_LIMIT, PAYLOAD_LIMIT = 2000, 5, 100, 1000
PER_MINUTE = 4000
ASSET_SECONDS = 7 * 24 * 3600
BUTTON_TYPES = frozenset({"oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.phone", "oa.open.sms"})


class PersonError(Exception):
    """The message cannot reach the person; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class People(Protocol):
    """Those whom messages go to."""

    def now(self) -> float:
        """The platform's time."""
        ...

    def followers(self) -> list[str]:
        """Everybody who follows the account."""
        ...

    def deliver(
        self,
        chat: str,
        text: str,
        buttons: Sequence[Mapping[str, Any]] = (),
        picture: str = "",
        *,
        beyond: bool = False,
    ) -> str:
        """A message reaches somebody, `beyond` the window too; returns its id. Raises `PersonError`."""
        ...

    def profile(self, chat: str) -> Mapping[str, Any]:
        """What is known of somebody. Raises `PersonError`."""
        ...


class Endpoints:
    """Messages, uploads, and what can be asked."""

    def __init__(self, faults: Faults, tokens: TokenEndpoint, oa_id: str, people: People) -> None:
        """Take what may go wrong, which tokens are good, and the people."""
        self.per_minute = PER_MINUTE
        self.wants_proof = False  # "Bật appsecret_proof" at the console of the app
        self.received: list[tuple[str, Mapping[str, Any]]] = []  # path and body of every call that sends
        self._faults = faults
        self._tokens = tokens
        self._oa_id = oa_id
        self._people = people
        self._assets: dict[str, float] = {}
        self._calls: deque[float] = deque()

    def routes(self) -> list[web.RouteDef]:
        """What the desk calls."""
        return [
            web.post(MESSAGE_PATH, self._message),
            web.post(TEMPLATE_PATH, self._template),
            web.post(ANONYMOUS_PATH, self._anonymous),
            web.post(f"{UPLOAD_PATH}/{{kind:image|gif|file}}", self._upload),
            web.get(OA_PATH, self._oa),
            web.get(USER_PATH, self._user),
        ]

    def forget_assets(self) -> None:
        """Everything uploaded so far has expired."""
        self._assets.clear()

    async def _message(self, request: web.Request) -> web.Response:
        return await self._sent(request, lambda body: self._send(body, "user_id"))

    async def _anonymous(self, request: web.Request) -> web.Response:
        return await self._sent(
            request,
            lambda body: self._broadcast(body) if _is_broadcast(body) else self._send(body, "anonymous_id"),
        )

    async def _template(self, request: web.Request) -> web.Response:
        return await self._sent(request, self._send_template)

    async def _sent(
        self, request: web.Request, send: Callable[[Mapping[str, Any]], int | Mapping[str, Any]]
    ) -> web.Response:
        fault = self._faults.calls.next()
        if fault is CallFault.DROPPED_BEFORE:
            return drop(request)
        if fault is CallFault.SERVER_ERROR:
            return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
        if fault is CallFault.SLOW:
            await asyncio.sleep(self._faults.slow_seconds)
        body = await parameters_of(request)
        self.received.append((request.path, body))
        code = {CallFault.TOO_MANY: -32, CallFault.UNAUTHORISED: -216}.get(fault) if fault else None
        answer = self._answer(code or self._refusal(request) or send(body))
        return drop(request) if fault is CallFault.DROPPED_AFTER else answer

    def _send(self, body: Mapping[str, Any], recipient: str) -> int | Mapping[str, Any]:
        to, message = body.get("recipient"), body.get("message")
        if (
            not isinstance(to, dict)
            or not isinstance(to.get(recipient), str)
            or not isinstance(message, dict)
        ):
            return -201
        if recipient == "anonymous_id" and (not to.get("conversation_id") or "attachment" in message):
            return -201
        chat = to[recipient]
        try:
            text, buttons, picture = self._content(message)
            message_id = self._people.deliver(chat, text, buttons, picture)
        except PersonError as error:
            return error.code
        quota = {"quota_type": "reply", "remain": "8", "total": "8"}
        sent = str(int(self._people.now() * 1000))
        return {"message_id": message_id, "user_id": chat, "sent_time": sent, "quota": quota}

    def _send_template(self, body: Mapping[str, Any]) -> int | Mapping[str, Any]:
        chat, template, data = (body.get(name) for name in ("user_id", "template_id", "template_data"))
        if not isinstance(chat, str) or not isinstance(template, str) or not isinstance(data, dict):
            return -201
        shown = "\n".join([f"[{template}]", *(f"{name}: {value}" for name, value in data.items())])
        try:
            return {"message_id": self._people.deliver(chat, shown, beyond=True), "user_id": chat}
        except PersonError as error:
            return error.code

    def _broadcast(self, body: Mapping[str, Any]) -> int | Mapping[str, Any]:
        try:
            [element] = body["message"]["attachment"]["payload"]["elements"]
            article = str(element["attachment_id"]) if element["media_type"] == "article" else ""
        except (KeyError, TypeError, ValueError):
            return -201
        if not article:
            return -233
        for chat in self._people.followers():
            self._people.deliver(chat, f"[{article}]", beyond=True)
        return {"message_id": secrets.token_hex(8)}

    def _content(self, message: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, Any]], str]:
        text = message.get("text", "")
        attachment = message.get("attachment")
        if not isinstance(text, str) or (not text and attachment is None):
            raise PersonError(-201)
        if len(text) > TEXT_LIMIT:
            raise PersonError(-210)
        if attachment is None:
            return text, (), ""
        payload = attachment.get("payload", {})
        if attachment.get("type") == "file":
            return "", (), f"file:{self._asset(payload.get('token'))}"
        if attachment.get("type") != "template":
            raise PersonError(-233)
        kind = payload.get("template_type", "button")
        if kind == "button" and text:
            return text, _buttons(payload.get("buttons")), ""
        elements = payload.get("elements")
        if kind == "media" and isinstance(elements, list) and len(elements) == 1:
            return text, (), str(elements[0].get("url") or self._asset(elements[0].get("attachment_id")))
        raise PersonError(-233)

    def _asset(self, asset: object) -> str:
        if not isinstance(asset, str) or self._people.now() >= self._assets.get(asset, 0.0):
            raise PersonError(-100)
        return asset

    async def _upload(self, request: web.Request) -> web.Response:
        found = await parameters_of(request)
        content = found.get("file")
        image = request.match_info["kind"] != "file"
        refused = self._refusal(request)
        if refused is None and (not isinstance(content, bytes) or not content):
            refused = -201
        elif refused is None and len(content or b"") > (MAX_PICTURE_BYTES if image else MAX_FILE_BYTES):
            refused = -210
        if refused is not None:
            return self._answer(refused)
        asset = secrets.token_urlsafe(16)
        self._assets[asset] = self._people.now() + ASSET_SECONDS
        return self._answer({"attachment_id" if image else "token": asset})

    async def _oa(self, request: web.Request) -> web.Response:
        about = {"oaid": self._oa_id, "name": "UBND stand-in", "is_verified": True, "oa_type": 4}
        return self._answer(self._refusal(request) or {**about, "package_name": "Premium"})

    async def _user(self, request: web.Request) -> web.Response:
        refused = self._refusal(request)
        if refused is not None:
            return self._answer(refused)
        try:
            asked = json.loads(request.query.get("data", ""))
            return self._answer(self._people.profile(str(asked["user_id"])))
        except PersonError as error:
            return self._answer(error.code)
        except (ValueError, TypeError, KeyError):
            return self._answer(-201)

    def _refusal(self, request: web.Request) -> int | None:
        now = time.monotonic()
        while self._calls and self._calls[0] < now - 60:
            self._calls.popleft()
        if len(self._calls) >= self.per_minute:
            return -32
        self._calls.append(now)
        token = request.headers.get("access_token", "")
        if not self._tokens.good(token):
            return -216
        proof = request.headers.get(PROOF_HEADER)
        if proof is None:
            return -242 if self.wants_proof else None
        return None if self._tokens.proves(token, proof) else -242

    def _answer(self, result: int | Mapping[str, Any]) -> web.Response:
        rate = {
            "X-RateLimit-Limit": str(self.per_minute),
            "X-RateLimit-Remain": str(max(0, self.per_minute - len(self._calls))),
        }
        if isinstance(result, int):
            return web.json_response({"error": result, "message": "refused"}, headers=rate)
        return web.json_response({"error": 0, "message": "Success", "data": result}, headers=rate)


def _is_broadcast(body: Mapping[str, Any]) -> bool:
    recipient = body.get("recipient")
    return isinstance(recipient, dict) and "target" in recipient


def _buttons(buttons: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(buttons, list) or len(buttons) > BUTTON_LIMIT:
        raise PersonError(-210)
    for button in buttons:
        if button.get("type") not in BUTTON_TYPES:
            raise PersonError(-201)
        if not 1 <= len(button.get("title", "")) <= TITLE_LIMIT:
            raise PersonError(-210)
        payload = button.get("payload")
        if button["type"].startswith("oa.query.") and not (
            isinstance(payload, str) and 1 <= len(payload) <= PAYLOAD_LIMIT
        ):
            raise PersonError(-210)
    return buttons
