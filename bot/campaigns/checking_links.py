"""Asks whether the addresses in an announcement open; only where an official wants to know."""

from __future__ import annotations

import asyncio

import aiohttp

from bot.campaigns.findings import Finding, notice
from bot.campaigns.markup import links_of
from bot.campaigns.model import ButtonKind, Content

SECONDS = 8.0
_REFUSED_TO_MACHINES = frozenset({401, 403, 405, 429})  # such pages open for people


async def dead_links(content: Content) -> list[Finding]:
    """A finding for each address in body and buttons that does not open."""
    urls = dict.fromkeys(link.url for link in links_of(content.body))
    urls |= dict.fromkeys(button.target for button in content.buttons if button.kind is ButtonKind.LINK)
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=SECONDS), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        problems = await asyncio.gather(*(_problem(session, url) for url in urls))
    return [
        notice("link-dead", url=url, reason=problem)
        for url, problem in zip(urls, problems, strict=True)
        if problem
    ]


async def _problem(session: aiohttp.ClientSession, url: str) -> str:
    """Why `url` does not open, in a word; "" when it does."""
    try:
        async with session.head(url, allow_redirects=True) as response:
            status = response.status
        if status >= 400:  # some servers know no HEAD
            async with session.get(url, allow_redirects=True) as response:
                status = response.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return type(error).__name__
    return f"HTTP {status}" if status >= 400 and status not in _REFUSED_TO_MACHINES else ""
