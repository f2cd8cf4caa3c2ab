"""Calls to the OA OpenAPI over a real socket: requests as documented, answers that are not in the book."""

import json
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_oa.api import MESSAGE_PATH, OA_PATH, OaApi
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.tokens import TokenKeeper
from knowledge.clock import SystemClock

PRIVATE = "nội dung riêng"
VALUES = {"app_id": "1", "app_secret": "key", "timeout_seconds": 0.5}


class OneToken(TokenKeeper):
    """A keeper with one token for ever."""

    def __init__(self) -> None: ...

    async def access(self) -> str:
        return "secret-token"

    async def replace(self, refused: str) -> str:
        return "secret-token"


@asynccontextmanager
async def api_at(
    handler: Callable[[web.Request], Awaitable[web.Response]], **values: Any
) -> AsyncIterator[OaApi]:
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handler)
    async with TestServer(application) as server:
        settings = ZaloOaSettings.model_validate(
            {**VALUES, "openapi_url": str(server.make_url("/")), **values}
        )
        async with aiohttp.ClientSession() as session:
            yield OaApi(settings, session, OneToken(), SystemClock())


ANSWERS = [
    ("nothing", 200, "", Failure.UNKNOWN, "HTTP 200"),
    ("no JSON", 200, "<html>", Failure.UNKNOWN, "HTTP 200"),
    ("a list", 200, "[]", Failure.UNKNOWN, "HTTP 200"),
    ("no envelope", 200, "{}", Failure.UNKNOWN, "HTTP 200"),
    ("error of a wrong type", 200, '{"error": "0"}', Failure.UNKNOWN, "HTTP 200"),
    ("nested too deep", 200, "[" * 100_000, Failure.UNKNOWN, "HTTP 200"),
    ("another address", 302, "", Failure.MISCONFIGURED, "HTTP 302"),
    ("not found", 404, "<html>", Failure.MISCONFIGURED, "HTTP 404"),
    ("gateway", 502, "<html>", Failure.RETRY_LATER, "HTTP 502"),
    ("gateway's limit", 429, "slow", Failure.SLOW_DOWN, "HTTP 429"),
    ("error with its own status", 400, '{"error": -213, "message": "x"}', Failure.RECIPIENT_GONE, "-213"),
    ("error in 200", 200, '{"error": -248, "message": "quotes it"}', Failure.CONTENT_REFUSED, "-248"),
    ("code of tomorrow", 200, '{"error": -9999}', Failure.RETRY_LATER, "-9999"),
]


@pytest.mark.parametrize(
    ("label", "status", "body", "failure", "code"), ANSWERS, ids=[row[0] for row in ANSWERS]
)
async def test_answers(label: str, status: int, body: str, failure: Failure, code: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers={"Location": "/x"} if status == 302 else {})

    with capture_logs() as logs:
        async with api_at(answer) as api:
            with pytest.raises(DeliveryError) as caught:
                await api.send("1", {"text": PRIVATE})
    assert (caught.value.failure, caught.value.code) == (failure, code)
    told = str(logs) + "".join(traceback.format_exception(caught.value))
    assert "secret-token" not in told
    assert PRIVATE not in told
    assert "quotes it" not in told


async def test_requests_are_as_documented() -> None:
    seen: list[tuple[str, str, dict[str, str], str]] = []

    async def answer(request: web.Request) -> web.Response:
        headers = {name: request.headers.get(name, "") for name in ("access_token", "appsecret_proof")}
        seen.append((request.method, request.path_qs, headers, await request.text()))
        return web.json_response({"error": 0, "message": "Success", "data": {"message_id": "m1"}})

    async with api_at(answer, appsecret_proof=True, app_secret="key") as api:
        assert await api.send("246845883529197922", {"text": "Xin chào"}) == "m1"
        await api.oa()
        await api.user("1")
    sent, oa, user = seen
    assert sent[0:2] == ("POST", MESSAGE_PATH)
    assert sent[2] == {
        "access_token": "secret-token",
        # openssl dgst -sha256 -hmac key, over the token
        "appsecret_proof": "3ab9b6d28bf9b63d60ba0b6438e6bb5462e53e5e6a98afaefe538242646f37c6",
    }
    assert json.loads(sent[3]) == {
        "recipient": {"user_id": "246845883529197922"},
        "message": {"text": "Xin chào"},
    }
    assert oa[0:2] == ("GET", OA_PATH)
    assert user[1] == "/v3.0/oa/user/detail?data=%7B%22user_id%22:+%221%22%7D"
