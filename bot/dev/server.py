"""Serves the page over a stand-in: what the person does there goes to it, what the desk sends comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.channels.webhook import parse_object, read_capped
from bot.dev.base import Platform
from bot.dev.http import LocalServer
from bot.dev.page import ASSETS, read_assets, render_pages
from bot.messages import DEFAULT_LANGUAGE, Catalogue
from bot.web.security import add_headers, from_own_page

MAX_BODY_BYTES = 64 * 1024
LOOK_SECONDS = 0.1  # how soon a new message is seen


class DevServer:
    """The page over one stand-in, which must be started before and is stopped after."""

    def __init__(self, platform: Platform, name: str, catalogue: Catalogue, port: int = 0) -> None:
        """`name` is that of the platform: "telegram", "zalo-oa", "zalo-bot"; port 0 takes a free one."""
        self._platform = platform
        self._pages = render_pages(catalogue, name, platform.settings)
        self._assets = read_assets()
        application = web.Application()
        application.on_response_prepare.append(add_headers)
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/assets/{name}", self._asset),
                web.get("/api/events", self._events),
                web.post("/api/{what:say|tap|block|return}", self._do),
            ]
        )
        self._server = LocalServer(application, port)

    async def start(self) -> str:
        """Open the page; returns its address. Raises `OSError` when the port is taken."""
        return await self._server.start()

    async def stop(self) -> None:
        """Close the page."""
        await self._server.stop()

    async def _page(self, request: web.Request) -> web.Response:
        page = self._pages.get(request.query.get("lang", ""), self._pages[DEFAULT_LANGUAGE])
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-cache"})

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._assets:
            raise web.HTTPNotFound
        return web.Response(body=self._assets[name], content_type=ASSETS[name], charset="utf-8")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        chat = request.query.get("chat", "")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        shown = None
        with contextlib.suppress(ConnectionError):
            while True:
                lines = self._lines(chat)
                if lines != shown:
                    await response.write(f"data: {lines}\n\n".encode())
                    shown = lines
                await asyncio.sleep(LOOK_SECONDS)
        return response

    def _lines(self, chat: str) -> str:
        return json.dumps(
            [
                {
                    "who": line.who,
                    "text": line.text,
                    "id": line.message_id,
                    "buttons": line.buttons,
                    "picture": line.picture,
                }
                for line in self._platform.transcript(chat)
            ]
        )

    async def _do(self, request: web.Request) -> web.Response:
        if not from_own_page(request):
            raise web.HTTPForbidden
        given = parse_object(await read_capped(request, MAX_BODY_BYTES))
        try:
            await self._act(request.match_info["what"], given)
        except (LookupError, TypeError, ValueError) as error:
            raise web.HTTPBadRequest from error
        return web.json_response({})

    async def _act(self, what: str, given: Mapping[str, Any]) -> None:
        chat = str(given["chat"])
        if what == "say":
            await self._platform.user_says(chat, str(given["text"]))
        elif what == "tap":
            await self._platform.user_taps(chat, str(given["message"]), int(given["number"]))
        elif what == "block":
            await self._platform.user_blocks(chat)
        else:
            await self._platform.user_returns(chat)
