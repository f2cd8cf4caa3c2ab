"""The token endpoint of the stand-in of Zalo OA: single-use refresh tokens, errors with status 200."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.channels.zalo_oa.api import proof_of
from bot.channels.zalo_oa.oauth import CONSENT_PATH, TOKEN_PATH, challenge_of
from bot.dev.base import CallFault, Plan
from bot.dev.http import drop, parameters_of

CALLBACK_PATH = "/callback"
ACCESS_SECONDS = 90_000
REFRESH_SECONDS = 90 * 24 * 3600
CODE_SECONDS = 600

INVALID_APP, INVALID_REDIRECT, INVALID_GRANT = -14002, -14003, -14014


class TokenEndpoint:
    """Gives out tokens for one app and one OA."""

    def __init__(self, app_id: str, app_secret: str, oa_id: str, now: Callable[[], float]) -> None:
        """`now` tells the platform's time in seconds since the epoch."""
        self.faults: Plan[CallFault] = Plan()
        self.slow_seconds = 1.0
        self.refreshes = 0  # refresh tokens taken so far
        self.requests = 0  # requests for tokens, taken or not
        self._app_id, self._app_secret, self._oa_id = app_id, app_secret, oa_id
        self._now = now
        self._codes: dict[str, tuple[str, float]] = {}
        self._access = ("", 0.0)
        self._refresh = ("", 0.0)

    def routes(self) -> list[web.RouteDef]:
        """The consent page, where it leads, and the token endpoint."""
        return [
            web.get(CONSENT_PATH, self._consent),
            web.get(CALLBACK_PATH, self._callback),
            web.post(TOKEN_PATH, self._serve),
        ]

    def issue(self) -> dict[str, str]:
        """A new pair as the endpoint answers it; the one before is void."""
        access, refresh = f"at-{secrets.token_urlsafe(24)}", f"rt-{secrets.token_urlsafe(24)}"
        self._access = (access, self._now() + ACCESS_SECONDS)
        self._refresh = (refresh, self._now() + REFRESH_SECONDS)
        return {"access_token": access, "refresh_token": refresh, "expires_in": str(ACCESS_SECONDS)}

    def revoke(self) -> None:
        """The consent is withdrawn: no token is good any more."""
        self._access = self._refresh = ("", 0.0)

    def expire(self) -> None:
        """The access token is good no more; the refresh token is."""
        self._access = ("", 0.0)

    def good(self, access_token: str | None) -> bool:
        """True when `access_token` is the one given out last and has not expired."""
        token, until = self._access
        return bool(token) and access_token == token and self._now() < until

    def proves(self, access_token: str, proof: str) -> bool:
        """True when `proof` was made with the app's secret."""
        return proof == proof_of(self._app_secret, access_token)

    async def _consent(self, request: web.Request) -> web.Response:
        """What a browser sees: here the admin agrees at once."""
        if request.query.get("app_id") != self._app_id or not request.query.get("code_challenge"):
            return web.json_response(_error(INVALID_APP, "Invalid app id"))
        code = secrets.token_urlsafe(32)
        self._codes[code] = (request.query["code_challenge"], self._now() + CODE_SECONDS)
        given = {"code": code, "oa_id": self._oa_id}
        if "state" in request.query:
            given["state"] = request.query["state"]
        callback = request.query.get("redirect_uri", "")
        if not callback:
            return web.json_response(_error(INVALID_REDIRECT, "Invalid redirect uri"))
        raise web.HTTPFound(f"{callback}?{urlencode(given)}")

    async def _callback(self, _request: web.Request) -> web.Response:
        """Where the browser ends: what the admin copies stands in its address bar."""
        return web.Response(text="OK")

    async def _serve(self, request: web.Request) -> web.Response:
        self.requests += 1
        fault = self.faults.next()
        if fault is CallFault.DROPPED_BEFORE:
            return drop(request)
        if fault is CallFault.SERVER_ERROR:
            return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
        if fault is CallFault.TOO_MANY:
            return web.json_response(_error(-32, "Too many requests"))
        answer = self._answer(await parameters_of(request), request.headers.get("secret_key", ""))
        if fault is CallFault.UNAUTHORISED:
            answer = _error(INVALID_GRANT, "Invalid refresh token")
        if fault is CallFault.SLOW:  # the token is used up, and the answer comes too late
            await asyncio.sleep(self.slow_seconds)
        return drop(request) if fault is CallFault.DROPPED_AFTER else web.json_response(answer)

    def _answer(self, given: Mapping[str, Any], secret: str) -> Mapping[str, Any]:
        if given.get("app_id") != self._app_id or secret != self._app_secret:
            return _error(INVALID_APP, "Invalid app id")
        if given.get("grant_type") == "authorization_code":
            challenge, until = self._codes.pop(str(given.get("code")), ("", 0.0))
            verifier = str(given.get("code_verifier", ""))
            if self._now() >= until or challenge_of(verifier) != challenge:
                return _error(INVALID_GRANT, "Invalid code")
            return self.issue()
        token, until = self._refresh
        if not token or given.get("refresh_token") != token or self._now() >= until:
            return _error(INVALID_GRANT, "Invalid refresh token")
        self.refreshes += 1
        return self.issue()


def _error(code: int, name: str) -> dict[str, Any]:
    return {
        "error": code,
        "error_name": name,
        "error_reason": name,
        "error_description": name,
        "ref_doc": "https://developers.zalo.me",
    }
