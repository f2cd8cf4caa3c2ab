"""Serves the chat page and its assets as they were made ready at start."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from aiohttp.web import AbstractRouteDef

from bot.messages import DEFAULT_LANGUAGE, LANGUAGES
from bot.web.page import Site
from bot.web.security import Sessions


def page_routes(site: Site, sessions: Sessions) -> Sequence[AbstractRouteDef]:
    """The page of `site` in its languages, which gives a new browser its session; assets; the icon."""

    async def page(request: web.Request) -> web.Response:
        response = web.Response(
            body=site.pages[language_of(request.query.get("lang"))],
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )
        session, new = sessions.of(request)
        if new:
            sessions.keep(response, session)
        return response

    async def asset(request: web.Request) -> web.Response:
        found = site.assets.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(
            body=found.body,
            content_type=found.content_type,
            charset="utf-8",
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )

    async def icon(_request: web.Request) -> web.Response:
        return web.Response(body=site.icon.body, content_type=site.icon.content_type)

    return [web.get("/", page), web.get("/favicon.ico", icon), web.get("/assets/{name}", asset)]


def language_of(value: object) -> str:
    """`value` where it is a language the desk speaks, Vietnamese otherwise."""
    return value if isinstance(value, str) and value in LANGUAGES else DEFAULT_LANGUAGE
