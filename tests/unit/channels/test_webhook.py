import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import webhook


@given(given_=st.text(), expected=st.text())
def test_secrets_are_the_same_only_when_equal_and_not_empty(given_: str, expected: str) -> None:
    with contextlib.suppress(UnicodeEncodeError):  # half a surrogate pair cannot come in a header
        assert webhook.same_secret(given_, expected) == (given_ == expected and bool(expected))


def test_a_missing_secret_is_not_the_same() -> None:
    assert not webhook.same_secret(None, "s")
    assert not webhook.same_secret("", "")
    assert not webhook.same_secret("\udcff", "s"), (
        "a header of raw bytes is compared, not refused with an error"
    )


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"3", b"null", b'"x"', b"\xff{}", b'{"a":"\\ud800"}', b"[" * 9000]
)
def test_only_json_objects_are_parsed(body: bytes) -> None:
    with pytest.raises(web.HTTPBadRequest):
        webhook.parse_object(body)


def test_a_json_object_is_parsed() -> None:
    assert webhook.parse_object('{"chữ": "ố"}'.encode()) == {"chữ": "ố"}


@pytest.fixture
async def url(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    monkeypatch.setattr(webhook, "READ_SECONDS", 0.2)

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await webhook.read_capped(request, limit=1000))))

    application = web.Application()
    application.router.add_post("/", take)
    async with TestServer(application) as server:
        yield str(server.make_url("/"))


async def test_a_body_within_the_limit_is_read(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.post(url, data=b"x" * 1000) as response:
        assert (response.status, await response.text()) == (200, "1000")


async def pieces(count: int, pause: float = 0) -> AsyncIterator[bytes]:
    for _ in range(count):
        await asyncio.sleep(pause)
        yield b"x" * 100


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_body_over_the_limit_is_refused(url: str, chunked: bool) -> None:
    async with aiohttp.ClientSession() as session:
        data = pieces(11) if chunked else b"x" * 1001
        async with session.post(url, data=data) as response:
            assert response.status == 413


async def test_a_body_that_trickles_is_refused(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.post(url, data=pieces(5, 0.1)) as response:
        assert response.status == 408
