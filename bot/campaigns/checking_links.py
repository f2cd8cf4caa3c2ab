"""Asks whether the addresses in an announcement open; only where an official wants to know."""

from __future__ import annotations

import asyncio

import aiohttp

from bot.campaigns.findings import Finding, notice
from bot.campaigns.markup import links_of
from bot.campaigns.model import ButtonKind, Content

SECONDS = 8.0
_REFUSED_TO_MACHINES = frozenset({401, 403, 405, 429})  # such pages open for people


async def dead_links(content: Content, *, seconds: float = SECONDS) -> list[Finding]:
    """A finding for each address in body and buttons that does not open within `seconds`."""
    urls = dict.fromkeys(link.url for link in links_of(content.body))
    urls |= dict.fromkeys(button.target for button in content.buttons if button.kind is ButtonKind.LINK)
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=seconds), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        found = await asyncio.gather(*(_problem(session, url) for url in urls))
    return [finding for finding in found if finding is not None]


async def _problem(session: aiohttp.ClientSession, url: str) -> Finding | None:
    """Why `url` does not open; None when it does."""
    finding = None
    for method in ("HEAD", "GET"):  # some servers know no HEAD
        try:
            async with session.request(method, url, allow_redirects=True) as response:
                status = response.status
        except TimeoutError:
            return notice("link-slow", url=url)
        except (aiohttp.ClientError, OSError, ValueError):
            finding = notice("link-unreachable", url=url)
            continue
        if status < 400 or (method == "GET" and status in _REFUSED_TO_MACHINES):
            return None
        finding = notice("link-dead", url=url, status=status)
    return finding
