"""The chat page in the browsers of some people: what its script does; they try again when told to."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from bot.dev.base import Faults, Line, UpdateFault

TRY_AGAIN = 0.05  # seconds until somebody does


@dataclass
class _Asking:
    """A question that waits for its answer."""

    message_id: str
    tried: asyncio.Event = field(default_factory=asyncio.Event)  # once it is refused, cut off or answered


class Pages:
    """People at the page; each has a browser that keeps its cookie."""

    def __init__(self, url: str, stored: Sequence[object]) -> None:
        """`url` is the desk's; `stored` grows with every question that has got in."""
        self.faults = Faults()
        self.url = url
        self._stored = stored
        self._browsers: dict[str, aiohttp.ClientSession] = {}
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._offered: dict[str, list[str]] = {}  # questions behind the latest buttons
        self._asking: set[asyncio.Task[None]] = set()

    @property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """Nothing: the page is there in every desk."""
        return {}

    async def start(self) -> str:
        """Nothing is open before somebody comes."""
        return self.url

    async def stop(self) -> None:
        """Everybody closes their browser."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        for browser in self._browsers.values():
            await browser.close()
        self._browsers.clear()

    async def user_says(self, chat: str, text: str) -> str:
        """The person of `chat` asks `text`; returns when the desk has it, or did not take it at once."""
        asking = _Asking(secrets.token_hex(8))
        self._lines[chat].append(Line("person", text, asking.message_id))
        twice = self.faults.updates.next() is UpdateFault.DUPLICATE
        browser, before = await self._browser(chat), len(self._stored)
        for _ in range(2 if twice else 1):
            task = asyncio.create_task(self._ask(browser, chat, text, asking))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        while len(self._stored) == before and not asking.tried.is_set():  # noqa: ASYNC110 - either will do
            await asyncio.sleep(0.002)
        return asking.message_id

    async def user_taps(self, chat: str, message_id: str, number: int) -> None:
        """The person taps a suggestion: the page asks its question."""
        offered = self._offered.get(chat, [])
        if not 1 <= number <= len(offered):
            raise LookupError(number)
        await self.user_says(chat, offered[number - 1])

    async def user_blocks(self, chat: str) -> None:
        """Nobody can block a page; they close it."""

    async def user_returns(self, chat: str) -> None:
        """They open it again."""

    def transcript(self, chat: str) -> Sequence[Line]:
        """The messages of `chat`, oldest first."""
        return tuple(self._lines[chat])

    async def _browser(self, chat: str) -> aiohttp.ClientSession:
        if chat not in self._browsers:
            jar = aiohttp.CookieJar(unsafe=True)  # unsafe: also for an IP address
            browser = self._browsers[chat] = aiohttp.ClientSession(self.url, cookie_jar=jar)
            await (await browser.get("/")).read()
        return self._browsers[chat]

    async def _ask(self, browser: aiohttp.ClientSession, chat: str, text: str, asking: _Asking) -> None:
        body = {"question": text, "language": "vi", "id": asking.message_id}
        headers = {"Sec-Fetch-Site": "same-origin"}
        while True:
            try:
                async with browser.post("/api/ask", json=body, headers=headers) as response:
                    answer = await response.json()
            except aiohttp.ClientError:  # the desk is down
                answer = None
            asking.tried.set()
            if answer is not None and response.status == 200:
                break
            await asyncio.sleep(TRY_AGAIN)
        offered = answer["suggestions"]
        self._offered[chat] = [suggestion["question"] for suggestion in offered]
        labels = tuple(suggestion["label"] for suggestion in offered)
        self._lines[chat].append(Line("bot", answer["answer"], asking.message_id, buttons=labels))
