"""Whether addresses open, asked of a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.campaigns.checking_links import dead_links
from bot.campaigns.findings import Finding, worded
from bot.campaigns.model import Content
from bot.messages import LANGUAGES, Catalogue
from tests.support.ports import unused_port

SECONDS = 0.5


class Pages:
    """A server whose paths say how they behave; it remembers who called how."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        application = web.Application()
        application.add_routes([web.route("*", "/{how}", self._page)])
        self.server = TestServer(application, host="127.0.0.1")

    def url(self, how: str) -> str:
        return str(self.server.make_url(f"/{how}"))

    async def _page(self, request: web.Request) -> web.Response:
        how = request.match_info["how"]
        self.calls.append(f"{request.method} {how}")
        match how:
            case "no-head" if request.method == "HEAD":
                raise web.HTTPMethodNotAllowed("HEAD", ["GET"])
            case "drops-head" if request.method == "HEAD":
                assert request.transport is not None
                request.transport.abort()
            case "elsewhere":
                raise web.HTTPFound("/here")
            case "lost":
                raise web.HTTPFound("/404")
            case "slow":
                await asyncio.sleep(3 * SECONDS)
            case _ if how.isdecimal():
                return web.Response(status=int(how))
        return web.Response(text="page")


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    pages = Pages()
    await pages.server.start_server()
    yield pages
    await pages.server.close()


async def found(*urls: str) -> list[Finding]:
    body = "\n".join(f"- [xem]({url})" for url in urls)
    return await dead_links(Content(title="Tin", body=body), seconds=SECONDS)


@pytest.mark.parametrize("how", ["here", "no-head", "drops-head", "elsewhere", "401", "403", "405", "429"])
async def test_what_opens_for_people_is_no_finding(pages: Pages, how: str) -> None:
    assert await found(pages.url(how)) == []


@pytest.mark.parametrize(("how", "status"), [("404", 404), ("410", 410), ("500", 500), ("lost", 404)])
async def test_a_page_that_says_it_is_not_there(pages: Pages, how: str, status: int) -> None:
    [finding] = await found(pages.url(how))
    assert (finding.key, finding.arguments) == ("link-dead", {"url": pages.url(how), "status": status})
    assert pages.calls[0].startswith("HEAD")
    assert pages.calls[-1].startswith("GET"), "not before it was asked like a browser asks"


async def test_a_page_that_takes_too_long(pages: Pages) -> None:
    [finding] = await found(pages.url("slow"))
    assert finding.key == "link-slow"
    assert pages.calls == ["HEAD slow"], "it is not waited for twice"


async def test_a_server_that_is_not_there() -> None:
    [refused] = await found(f"http://127.0.0.1:{unused_port()}/x")
    [nowhere] = await found("https://khong-co.invalid/x")
    assert refused.key == nowhere.key == "link-unreachable"


async def test_every_address_is_asked_once(pages: Pages) -> None:
    """Links of the body, addresses that stand as they are, and buttons; those of other kinds are none."""
    here, bare, tapped = pages.url("here"), pages.url("404"), pages.url("500")
    content = Content.model_validate(
        {
            "title": "Tin",
            "body": f"Xem [đây]({here}) và [kia]({here}), hoặc {bare}.",
            "buttons": [
                {"label": "Mở", "kind": "link", "target": tapped},
                {"label": "Hỏi", "kind": "question", "target": pages.url("410")},
            ],
        }
    )
    keys = [(finding.key, finding.arguments["url"]) for finding in await dead_links(content)]
    assert keys == [("link-dead", bare), ("link-dead", tapped)]
    assert sorted(pages.calls) == ["GET 404", "GET 500", "HEAD 404", "HEAD 500", "HEAD here"]


async def test_findings_have_words(pages: Pages) -> None:
    findings = await found(pages.url("404"), pages.url("slow"), f"http://127.0.0.1:{unused_port()}/")
    for language in LANGUAGES:
        words = Catalogue.load().of(language)
        assert all("http://127.0.0.1" in worded(finding, words) for finding in findings)
    assert "404" in worded(findings[0], Catalogue.load().of("vi"))
