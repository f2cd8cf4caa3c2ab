"""The client of the OA OpenAPI: one call, one `data`, every failure a `DeliveryError`.

HTTP status 200 says nothing here: the field `error` of the body does. Tokens travel in headers only, and no
text of an answer leaves this module: it may quote the message.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import aiohttp
import structlog

from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_oa.codes import RATE_LIMIT, TOKEN_CODES, error_of, verdict_of
from bot.channels.zalo_oa.events import CHANNEL
from bot.channels.zalo_oa.messages import FILES, PICTURES, article_message
from bot.channels.zalo_oa.pace import Pace
from bot.channels.zalo_oa.settings import ZaloOaSettings
from knowledge.clock import Clock

MESSAGE_PATH = "/v3.0/oa/message/cs"
TEMPLATE_PATH = "/v3.0/oa/message/template"
ANONYMOUS_PATH = "/v2.0/oa/message"
BROADCAST_PATH = ANONYMOUS_PATH  # told apart by its recipient
UPLOAD_PATH = "/v2.0/oa/upload"
OA_PATH = "/v2.0/oa/getoa"
USER_PATH = "/v3.0/oa/user/detail"
PROOF_HEADER = "appsecret_proof"
MAX_PICTURE_BYTES = 1_000_000
MAX_FILE_BYTES = 5_000_000
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Request:
    method: Literal["GET", "POST"]
    path: str
    json: Mapping[str, Any] | None = None
    query: Mapping[str, Any] | None = None
    file: tuple[str, bytes] | None = None  # name and content


class Tokens(Protocol):
    """Who has an access token at hand."""

    async def access(self) -> str:
        """A token to call with. Raises `DeliveryError`."""
        ...

    async def replace(self, refused: str) -> str:
        """Another token in place of `refused`, which Zalo does not take. Raises `DeliveryError`."""
        ...


class OaApi:
    """Calls the OA OpenAPI with the token of the keeper."""

    def __init__(
        self,
        settings: ZaloOaSettings,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        clock: Clock,
        dated: Callable[[str | None], None] = lambda _header: None,
    ) -> None:
        """`session` is shared with others and closed by whoever opened it.

        `dated` is told the date of every answer.
        """
        self._dated = dated
        self._base = str(settings.openapi_url).rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=settings.timeout_seconds)
        self._settings = settings
        self._session = session
        self._tokens = tokens
        self._clock = clock
        self.pace = Pace()

    async def send(self, user_id: str, message: Mapping[str, Any]) -> str:
        """Send a consultation message; returns its id."""
        return await self._post(MESSAGE_PATH, {"user_id": user_id}, message)

    async def send_anonymous(self, anonymous_id: str, conversation_id: str, text: str) -> str:
        """Send a text to a visitor who does not follow; returns its id."""
        recipient = {"anonymous_id": anonymous_id, "conversation_id": conversation_id}
        return await self._post(ANONYMOUS_PATH, recipient, {"text": text})

    async def send_template(self, user_id: str, template_id: str, data: Mapping[str, str]) -> str:
        """Send an approved template, whatever the window; returns the message's id."""
        body = {"user_id": user_id, "template_id": template_id, "template_data": data}
        answer = await self._call(_Request("POST", TEMPLATE_PATH, json=body))
        return _text(answer.get("message_id") or answer.get("msg_id"))

    async def broadcast(self, article_id: str) -> str:
        """Broadcast an article to all followers; the platform reviews it first. Returns the message's id."""
        # The platform knows no other target than kinds of people; "0" means everybody.
        return await self._post(BROADCAST_PATH, {"target": {"gender": "0"}}, article_message(article_id))

    async def upload(self, path: Path) -> str:
        """Upload a picture or a file; returns its attachment id or token, good for 7 days.

        Raises `DeliveryError` CONTENT_REFUSED for what is missing, too large or of another kind.
        """
        suffix = path.suffix.lower()
        if suffix not in PICTURES | FILES:
            raise DeliveryError(Failure.CONTENT_REFUSED, "upload-type")
        kind, limit = ("image", MAX_PICTURE_BYTES) if suffix in PICTURES else ("file", MAX_FILE_BYTES)
        try:
            content = await asyncio.to_thread(_read, path, limit)
        except OSError:
            raise DeliveryError(Failure.CONTENT_REFUSED, "upload-missing") from None
        if len(content) > limit:
            raise DeliveryError(Failure.CONTENT_REFUSED, "upload-size")
        data = await self._call(_Request("POST", f"{UPLOAD_PATH}/{kind}", file=(path.name, content)))
        return _text(data.get("attachment_id") or data.get("token"))

    async def oa(self) -> Mapping[str, Any]:
        """What Zalo knows of the account: `oaid`, `name`, `is_verified`, `package_name` …"""
        return await self._call(_Request("GET", OA_PATH))

    async def user(self, user_id: str) -> Mapping[str, Any]:
        """What Zalo knows of a person: `user_is_follower`, `user_last_interaction_date` …"""
        return await self._call(_Request("GET", USER_PATH, query={"user_id": user_id}))

    async def _post(self, path: str, recipient: Mapping[str, object], message: Mapping[str, Any]) -> str:
        body = {"recipient": recipient, "message": message}
        return _text((await self._call(_Request("POST", path, json=body))).get("message_id"))

    async def _call(self, request: _Request) -> Mapping[str, Any]:
        token = await self._tokens.access()
        code, data = await self._once(request, token)
        if code in TOKEN_CODES:
            _log.warning("access token not taken", channel=CHANNEL, code=code)
            code, data = await self._once(request, await self._tokens.replace(token))
        if code == 0:
            self.pace.went_well()
            return data
        pause = self.pace.refused() if code == RATE_LIMIT else 0.0
        if verdict_of(code).alarm:
            _log.error("the platform refused", channel=CHANNEL, path=request.path, code=code)
        raise error_of(code, self._clock.now(), rate_pause=pause)

    async def _once(self, request: _Request, token: str) -> tuple[int, Mapping[str, Any]]:
        self.pace.check()
        # Whoever asks again after a lost answer to a question does no harm; a message may go out twice.
        unanswered = Failure.RETRY_LATER if request.method == "GET" else Failure.UNKNOWN
        try:
            async with self._session.request(
                request.method,
                f"{self._base}{request.path}",
                headers=token_headers(self._settings, token),
                json=request.json,
                params={"data": json.dumps(request.query)} if request.query else None,
                data=_form(request.file) if request.file else None,
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                self.pace.saw(response.headers)
                self._dated(response.headers.get("Date"))
                status, answer = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise DeliveryError(Failure.RETRY_LATER, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(unanswered, type(error).__name__) from None
        return self._read(status, answer, unanswered)

    def _read(self, status: int, answer: bytes, unanswered: Failure) -> tuple[int, Mapping[str, Any]]:
        if status == 429:
            raise DeliveryError(Failure.SLOW_DOWN, "HTTP 429", self.pace.refused())
        try:
            body = json.loads(answer)
        except (ValueError, RecursionError):
            body = None
        code = body.get("error") if isinstance(body, dict) else None
        if not isinstance(body, dict) or not isinstance(code, int) or isinstance(code, bool):
            raise DeliveryError(_foreign(status, unanswered), f"HTTP {status}")
        data = body.get("data")
        return code, data if isinstance(data, dict) else {}


def token_headers(settings: ZaloOaSettings, token: str) -> dict[str, str]:
    """The headers of a call with `token`, with the proof of the app's secret where it is wanted."""
    headers = {"access_token": token}
    if settings.appsecret_proof:
        headers[PROOF_HEADER] = proof_of(settings.app_secret.get_secret_value(), token)
    return headers


def proof_of(app_secret: str, token: str) -> str:
    """What proves, beside `token`, that its bearer knows the app's secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _foreign(status: int, unanswered: Failure) -> Failure:
    """What an answer means that is not of the API: of a proxy, or of something else that listens there."""
    if status >= 500:
        return Failure.RETRY_LATER
    return Failure.MISCONFIGURED if status >= 300 else unanswered


def _form(file: tuple[str, bytes]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("file", file[1], filename=file[0])
    return form


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as source:
        return source.read(limit + 1)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""
