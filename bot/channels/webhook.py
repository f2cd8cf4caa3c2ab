"""What all webhooks share: a capped body, a secret compared in constant time, JSON that may be anything."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any

from aiohttp import web

MAX_BODY_BYTES = 256 * 1024
READ_SECONDS = 10.0


def same_secret(given: str | None, expected: str) -> bool:
    """True when `given` is `expected`; how long it takes tells nothing. An empty secret is never the same."""
    if not given or not expected:
        return False
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode("utf-8"))


async def read_capped(request: web.Request, limit: int = MAX_BODY_BYTES) -> bytes:
    """The body of `request`, of at most `limit` bytes.

    Raises the HTTP errors 413 for more, 408 when it comes too slowly, and 400 when it breaks off.
    """
    if request.content_length is not None and request.content_length > limit:
        raise web.HTTPRequestEntityTooLarge(limit, request.content_length)
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > limit:
                    raise web.HTTPRequestEntityTooLarge(limit, len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except (web.RequestPayloadError, ConnectionError) as error:
        raise web.HTTPBadRequest from error
    return bytes(body)


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`.

    Raises the HTTP error 400 for anything else: no UTF-8, no JSON, too deep, a list, half a surrogate pair.
    """
    try:
        value = json.loads(body)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    if not isinstance(value, dict):
        raise web.HTTPBadRequest
    return value
