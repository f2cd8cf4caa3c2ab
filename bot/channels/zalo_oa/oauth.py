"""The OAuth v4 endpoint of Zalo: the link for consent, code and refresh token against a pair of tokens.

Failures come with HTTP status 200 as well as with others: only a body that holds both tokens is a success.
No token and no secret stands in any error or log line of this module.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import string
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.state.zalo_tokens import Pair
from knowledge.clock import Clock

CONSENT_PATH = "/v4/oa/permission"
TOKEN_PATH = "/v4/oa/access_token"  # noqa: S105 - an address
VERIFIER_LETTERS = string.ascii_letters + string.digits
VERIFIER_LENGTH = 43
USUAL_SECONDS = 90_000  # 25 hours; `expires_in` of the answer counts
LONGEST_SECONDS = 366 * 24 * 3600
WRONG_APP = frozenset({-14002, -14003})  # app id or its state, redirect address
RATE_LIMIT = -32


class UnreachableError(Exception):
    """The request did not leave, or was turned away unread: the token is as it was."""


class UnansweredError(Exception):
    """The request left and no answer came that can be read: the token may have been used up."""


class RefusedError(Exception):
    """Zalo read the request and gave no tokens; `code` is its own, 0 when it gave none."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class OAuth:
    """Talks to the token endpoint of one app."""

    def __init__(self, settings: ZaloOaSettings, session: aiohttp.ClientSession, clock: Clock) -> None:
        """`session` is shared with others and closed by whoever opened it."""
        self._app_id = settings.app_id
        self._secret = settings.app_secret
        self._base = str(settings.oauth_url).rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=settings.timeout_seconds)
        self._session = session
        self._clock = clock

    async def exchange(self, code: str, verifier: str) -> Pair:
        """The first pair for the `code` of a consent. Raises the errors of this module."""
        return await self._ask(grant_type="authorization_code", code=code, code_verifier=verifier)

    async def refresh(self, refresh_token: str) -> Pair:
        """A new pair for `refresh_token`, which is used up by it. Raises the errors of this module."""
        return await self._ask(grant_type="refresh_token", refresh_token=refresh_token)

    async def _ask(self, **form: str) -> Pair:
        asked_at = self._clock.now()
        try:
            async with self._session.post(
                f"{self._base}{TOKEN_PATH}",
                data={"app_id": self._app_id, **form},
                headers={"secret_key": self._secret.get_secret_value()},
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise UnreachableError(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise UnansweredError(type(error).__name__) from None
        answer = _object(body)
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
            lasts = timedelta(seconds=_seconds(answer.get("expires_in")))
            return Pair(access, refresh, asked_at, asked_at + lasts)
        code = _code(answer.get("error"))
        if status == 429 or code == RATE_LIMIT:
            raise UnreachableError(f"HTTP {status}")
        if status >= 500 or not (code or 400 <= status < 500):
            raise UnansweredError(f"HTTP {status}")
        raise RefusedError(code)


def consent_link(settings: ZaloOaSettings, verifier: str, state: str) -> str:
    """The address where an admin of the OA grants consent; `state` comes back with the code."""
    query = {
        "app_id": settings.app_id,
        "redirect_uri": str(settings.callback_url or ""),
        "code_challenge": challenge_of(verifier),
        "state": state,
    }
    return f"{str(settings.oauth_url).rstrip('/')}{CONSENT_PATH}?{urlencode(query)}"


def new_verifier() -> str:
    """A PKCE verifier: 43 random letters and digits."""
    return "".join(secrets.choice(VERIFIER_LETTERS) for _ in range(VERIFIER_LENGTH))


def challenge_of(verifier: str) -> str:
    """The PKCE challenge of `verifier`: its SHA-256 as base64url without padding."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _seconds(value: object) -> int:
    # Sent as text.
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LONGEST_SECONDS:
        return value
    return USUAL_SECONDS


def _code(value: object) -> int:
    if isinstance(value, str) and value.lstrip("-").isdigit() and len(value) < 12:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
