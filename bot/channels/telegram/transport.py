"""The HTTP under python-telegram-bot: aiohttp instead of its default, which carries a fraction as much.

The token is part of every address, and aiohttp's errors quote addresses: none of them may leave this module.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels.calling import open_session

CONNECT_SECONDS = 10.0
_DEFAULT = BaseRequest.DEFAULT_NONE
_Seconds = Any  # float, None for no limit, or the library's mark for "not given"


class NotSentError(NetworkError):
    """Telegram was not reached: nothing was sent."""


class NoAnswerError(NetworkError):
    """The request left, and no answer that can be read came: it may have been done."""


class RefusedError(TelegramError):
    """Telegram said no, or something on the way did."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any]) -> None:
        """Take the HTTP status and, where the answer is Telegram's, what it says."""
        super().__init__(f"HTTP {status}")  # a description may quote the message
        self.status = status
        self.description = description
        self.parameters = parameters


class AiohttpRequest(BaseRequest):
    """Carries the requests of a `telegram.Bot` on one aiohttp session."""

    __slots__ = ("_dated", "_seconds", "_session")

    def __init__(self, seconds: float, dated: Callable[[str | None], None] = lambda _header: None) -> None:
        """`seconds` is how long a call may take where the caller does not say.

        `dated` is told the date that every answer has.
        """
        self._seconds = seconds
        self._dated = dated
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long a call may take, in seconds."""
        return self._seconds

    async def initialize(self) -> None:
        """Open the session; once is enough for all bots that share it."""
        if self._session is None:
            self._session = open_session({"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON object in `payload`, which was sent as a success.

        Raises `NoAnswerError` where there is none. The library's own would write the payload to the log.
        """
        found = _object(payload)
        if "result" not in found:
            raise NoAnswerError("no result")
        return found

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Seconds = _DEFAULT,
        write_timeout: _Seconds = _DEFAULT,  # noqa: ARG002 - one limit holds for the whole call
        connect_timeout: _Seconds = _DEFAULT,
        pool_timeout: _Seconds = _DEFAULT,  # noqa: ARG002 - a part of connecting
    ) -> tuple[int, bytes]:
        """Send one request; returns status and body of a success.

        Raises `NotSentError`, `NoAnswerError`, `RefusedError`.
        """
        if self._session is None:
            raise NotSentError("closed")
        total = self._seconds if read_timeout is _DEFAULT else read_timeout
        # Connecting ends first: that nothing was sent must be known.
        connect = min(CONNECT_SECONDS, (total or self._seconds) / 2)
        if connect_timeout is not _DEFAULT:
            connect = connect_timeout
        timeout = aiohttp.ClientTimeout(total=total, connect=connect)
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **_body(request_data)
            ) as response:
                self._dated(response.headers.get("Date"))
                status, payload = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSentError(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswerError(type(error).__name__) from None
        if 200 <= status < 300:
            return status, payload
        answer = _object(payload)
        parameters = answer.get("parameters")
        raise RefusedError(
            status,
            str(answer.get("description", "")),
            parameters if isinstance(parameters, dict) else {},
        )


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return {"data": form}


def _object(payload: bytes) -> dict[str, Any]:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
