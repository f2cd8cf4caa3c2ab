"""The client of the Zalo Bot API: one method call, one result, every failure a `DeliveryError`.

The token is part of the address, and aiohttp's errors quote addresses: none of them may leave this module.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.channels.calling import open_session
from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_bot.settings import ZaloBotSettings

CONNECT_SECONDS = 10.0

# Codes of answers with "ok": false, which come with their own HTTP status or with 200.
FAILURES: Mapping[int, Failure] = {
    400: Failure.CONTENT_REFUSED,
    401: Failure.MISCONFIGURED,
    403: Failure.RETRY_LATER,  # documented as "internal server error"
    # Not said of what: a person who is gone and a message that cannot be sent look the same, so nobody is
    # unsubscribed for it. There is no other sign of a person who left.
    404: Failure.CONTENT_REFUSED,
    408: Failure.RETRY_LATER,
    425: Failure.RETRY_LATER,
    429: Failure.SLOW_DOWN,
}
# Answers that are not the platform's: something else listens there.
FOREIGN: Mapping[int, Failure] = {
    401: Failure.MISCONFIGURED,
    404: Failure.MISCONFIGURED,
    408: Failure.RETRY_LATER,
    425: Failure.RETRY_LATER,
    429: Failure.SLOW_DOWN,
}


class ZaloBotApi:
    """Calls the methods of one bot over one connection pool."""

    def __init__(
        self, settings: ZaloBotSettings, dated: Callable[[str | None], None] = lambda _header: None
    ) -> None:
        """Take token, address and time limits; the connections open with the first call.

        `dated` is told the date of every answer.
        """
        self._dated = dated
        self._base = f"{str(settings.base_url).rstrip('/')}/bot{settings.token.get_secret_value()}"
        self._seconds = settings.timeout_seconds
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def call(
        self, method: str, parameters: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> Any:
        """Call `method`, for at most `seconds` (the configured time when None); returns its `result`.

        Raises `DeliveryError`: RETRY_LATER when nothing was sent, UNKNOWN when no answer came.
        """
        timeout = aiohttp.ClientTimeout(total=seconds or self._seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._open().post(
                f"{self._base}/{method}", json=dict(parameters or {}), timeout=timeout, allow_redirects=False
            ) as response:
                self._dated(response.headers.get("Date"))
                return _result(response.status, response.headers.get("Retry-After"), await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise DeliveryError(Failure.RETRY_LATER, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(Failure.UNKNOWN, type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session()
        return self._session


def _result(status: int, retry_after: str | None, body: bytes) -> Any:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise _foreign(status, retry_after)
    if answer["ok"]:
        return answer.get("result")
    code = answer.get("error_code")
    if not isinstance(code, int) or isinstance(code, bool):
        code = status
    failure = FAILURES.get(code, Failure.CONTENT_REFUSED if 400 < code < 500 else Failure.RETRY_LATER)
    raise DeliveryError(failure, str(code), _seconds(retry_after))


def _foreign(status: int, retry_after: str | None) -> DeliveryError:
    if 200 <= status < 300:
        failure = Failure.UNKNOWN
    elif status < 500:
        failure = FOREIGN.get(status, Failure.MISCONFIGURED)
    else:
        failure = Failure.RETRY_LATER
    return DeliveryError(failure, f"HTTP {status}", _seconds(retry_after))


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None
