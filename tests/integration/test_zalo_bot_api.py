"""Calls to the Zalo Bot API over a real socket: request, answer, and the failure it means."""

import asyncio
import json
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_bot.api import ZaloBotApi
from bot.channels.zalo_bot.settings import ZaloBotSettings

TOKEN = "100200300:very-secret"


@asynccontextmanager
async def api_of(url: str, **settings: Any) -> AsyncIterator[ZaloBotApi]:
    api = ZaloBotApi(ZaloBotSettings.model_validate({"token": TOKEN, "base_url": url, **settings}))
    try:
        yield api
    finally:
        await api.close()


@asynccontextmanager
async def answering(handler: Any, **settings: Any) -> AsyncIterator[ZaloBotApi]:
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handler)
    async with TestServer(application) as server, api_of(str(server.make_url("/")), **settings) as api:
        yield api


def refusal(code: int) -> str:
    return json.dumps({"ok": False, "error_code": code, "description": "secret text"})


ERRORS = [
    ("bad request", 200, refusal(400), Failure.CONTENT_REFUSED, "400"),
    ("token refused, in 200", 200, refusal(401), Failure.MISCONFIGURED, "401"),
    ("token refused", 401, refusal(401), Failure.MISCONFIGURED, "401"),
    ("internal server error by its odd code", 403, refusal(403), Failure.RETRY_LATER, "403"),
    ("not found", 404, refusal(404), Failure.CONTENT_REFUSED, "404"),
    ("time out", 200, refusal(408), Failure.RETRY_LATER, "408"),
    ("too early", 425, refusal(425), Failure.RETRY_LATER, "425"),
    ("quota", 429, refusal(429), Failure.SLOW_DOWN, "429"),
    ("quota, in 200", 200, refusal(429), Failure.SLOW_DOWN, "429"),
    ("server error", 500, refusal(500), Failure.RETRY_LATER, "500"),
    ("another refusal", 200, refusal(413), Failure.CONTENT_REFUSED, "413"),
    ("no code: the status counts", 400, '{"ok": false}', Failure.CONTENT_REFUSED, "400"),
    ("no code in 200", 200, '{"ok": false}', Failure.RETRY_LATER, "200"),
    ("code of a wrong type", 500, '{"ok": false, "error_code": "x"}', Failure.RETRY_LATER, "500"),
    ("a gateway's page", 502, "<html>", Failure.RETRY_LATER, "HTTP 502"),
    ("a gateway's limit", 429, "slow down", Failure.SLOW_DOWN, "HTTP 429"),
    ("something else listens there", 404, "<html>", Failure.MISCONFIGURED, "HTTP 404"),
    ("a redirect", 302, "", Failure.MISCONFIGURED, "HTTP 302"),
    ("done, but what it says is broken", 200, '{"ok": tr', Failure.UNKNOWN, "HTTP 200"),
    ("done, but it says something else", 200, "[]", Failure.UNKNOWN, "HTTP 200"),
]


@pytest.mark.parametrize(
    ("label", "status", "body", "failure", "code"), ERRORS, ids=[row[0] for row in ERRORS]
)
async def test_errors_are_mapped(label: str, status: int, body: str, failure: Failure, code: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers={"Location": "https://example.invalid/"})

    async with answering(answer) as api:
        with pytest.raises(DeliveryError) as caught:
            await api.call("sendMessage", {"chat_id": "1", "text": "x"})
    assert (caught.value.failure, caught.value.code) == (failure, code)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", None), ("-3", None), ("٣", None)])
async def test_retry_after_is_heeded_where_it_is_a_number(header: str, seconds: float | None) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=429, text=refusal(429), headers={"Retry-After": header})

    async with answering(answer) as api:
        with pytest.raises(DeliveryError) as caught:
            await api.call("sendMessage")
    assert caught.value.retry_after == seconds


async def test_a_call_is_json_to_the_address_of_the_method() -> None:
    seen: list[tuple[str, str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.method, request.path, await request.json()))
        return web.json_response({"ok": True, "result": {"message_id": "m"}})

    async with answering(answer) as api:
        assert await api.call("sendMessage", {"chat_id": "6ede", "text": "Chào"}) == {"message_id": "m"}
    assert seen == [("POST", f"/bot{TOKEN}/sendMessage", {"chat_id": "6ede", "text": "Chào"})]


async def failing(handler: Any, **settings: Any) -> DeliveryError:
    async with answering(handler, **settings) as api:
        with pytest.raises(DeliveryError) as caught:
            await api.call("sendMessage", {"text": "lời nhắn"})
    return caught.value


async def test_no_answer_in_time_may_have_been_delivered() -> None:
    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b'{"ok":')
        await asyncio.sleep(0.5)
        return response

    assert (await failing(stall, timeout_seconds=0.2)).failure is Failure.UNKNOWN


async def test_a_connection_that_drops_may_have_delivered() -> None:
    calls = 0

    async def drop(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    assert (await failing(drop)).failure is Failure.UNKNOWN
    assert calls == 1, "what may have been delivered is not sent again behind the desk's back"


async def test_nobody_listening_is_tried_again_later() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with api_of(f"http://127.0.0.1:{unused.getsockname()[1]}/") as api:
            with pytest.raises(DeliveryError) as caught:
                await api.call("getMe")
    assert caught.value.failure is Failure.RETRY_LATER
    shown = "".join(traceback.format_exception(caught.value))
    assert "very-secret" not in shown, "the token is part of the address and must not be in a traceback"
