"""The desk on a real socket: how it answers what it does not take, and what it keeps of that."""

import gc
import weakref
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from aiohttp import web

from bot.channels.webhook import read_capped
from bot.messages import Catalogue
from bot.settings import WebSettings
from bot.web.server import HttpServer


class Held:
    """Something that a handler holds when it refuses."""


class Desk:
    """A server with one webhook that refuses everything after it has read it."""

    def __init__(self) -> None:
        self.held: list[weakref.ref[Held]] = []
        self.server = HttpServer(WebSettings(port=0), Catalogue.load(), b"no such page", lambda: (True, {}))

    async def hook(self, request: web.Request) -> web.Response:
        held = Held()
        self.held.append(weakref.ref(held))
        await read_capped(request)
        raise web.HTTPForbidden(headers={"X-Told": "yes"}, text="no")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    await desk.server.start([web.post("/hook", desk.hook)])
    yield desk
    await desk.server.stop()


@pytest.fixture
def without_collections() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collections")
@pytest.mark.parametrize(("size", "status"), [(10, 403), (200_000, 403), (400_000, 413)])
async def test_what_is_refused_is_let_go_at_once(desk: Desk, size: int, status: int) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            async with session.post(f"{desk.server.url}/hook", data=b"x" * size) as response:
                assert response.status == status
                await response.read()
        async with session.get(f"{desk.server.url}/healthz") as response:  # the last call is over by now
            assert response.status == 200
    assert [held() for held in desk.held] == [None] * 3, "kept until the next full collection"


async def test_refusals_are_told_as_the_handler_tells_them(desk: Desk) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{desk.server.url}/hook", data=b"{}") as response:
            assert (response.status, response.reason, await response.text()) == (403, "Forbidden", "no")
            assert response.headers["X-Told"] == "yes"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        async with session.get(f"{desk.server.url}/hook") as response:
            assert (response.status, response.headers["Allow"]) == (405, "POST")
        async with session.get(f"{desk.server.url}/nowhere") as response:
            assert (response.status, await response.text()) == (404, "no such page")
