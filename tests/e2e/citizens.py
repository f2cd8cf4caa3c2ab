"""A citizen at each of the desk's doors: writes, taps, and reads what comes back."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp

from bot.dev.base import Line, Platform

PATIENCE = 20.0  # seconds
SETTLED = 0.12  # seconds without another part of the reply


@dataclass(frozen=True)
class Reply:
    """What the desk said in one turn, as its reader sees it."""

    text: str
    buttons: tuple[str, ...]

    def offers(self, label: str) -> bool:
        """True when there is such a button, or a line of a menu with its number."""
        in_menu = re.search(rf"^\d+\. {re.escape(label)}$", self.text, re.MULTILINE)
        return label in self.buttons or in_menu is not None


class Citizen(Protocol):
    """Somebody who talks with the desk."""

    async def says(self, text: str) -> Reply:
        """Write `text` and read the reply."""
        ...

    async def taps(self, label: str) -> Reply:
        """Choose what the last reply offers under `label`, by a tap or by its number."""
        ...


class AppCitizen:
    """A citizen in a messaging app: one chat of a stand-in."""

    def __init__(self, platform: Platform, chat: str) -> None:
        self._platform = platform
        self._chat = chat

    async def says(self, text: str) -> Reply:
        before = self._from_desk()
        await self._platform.user_says(self._chat, text)
        return await self._reply(before)

    async def taps(self, label: str) -> Reply:
        before = self._from_desk()
        line, number = self._find(label)
        await self._platform.user_taps(self._chat, line.message_id, number)
        return await self._reply(before)

    def _find(self, label: str) -> tuple[Line, int]:
        for line in reversed(self._from_desk()):
            if label in line.buttons:
                return line, line.buttons.index(label) + 1
            if found := re.search(rf"^(\d+)\. {re.escape(label)}$", line.text, re.MULTILINE):
                return line, int(found[1])
        raise AssertionError(f"nobody offers “{label}”")

    def _from_desk(self) -> list[Line]:
        return [line for line in self._platform.transcript(self._chat) if line.who == "bot"]

    async def _reply(self, before: Sequence[Line]) -> Reply:
        """The lines that are new, or that were edited in place, when no more come."""
        async with asyncio.timeout(PATIENCE):
            lines: list[Line] = []
            while not lines or lines != self._new(before):
                lines = self._new(before)
                await asyncio.sleep(SETTLED if lines else 0.01)
        buttons = tuple(label for line in lines for label in line.buttons)
        return Reply("\n".join(line.text for line in lines), buttons)

    def _new(self, before: Sequence[Line]) -> list[Line]:
        return [line for line in self._from_desk() if line not in before]


class WebCitizen:
    """A citizen at the chat page, by what the page's script sends."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self._questions: dict[str, str] = {}

    async def says(self, text: str) -> Reply:
        body: dict[str, Any] = {"question": text, "language": "vi", "id": secrets.token_hex(8)}
        async with self._session.post(f"{self._url}/api/ask", json=body) as response:
            answer = await response.json()
        offered = {item["label"]: item["question"] for item in answer.get("suggestions", ())}
        self._questions |= offered  # older ones stay on the page
        return Reply(answer["answer"], tuple(offered))

    async def taps(self, label: str) -> Reply:
        return await self.says(self._questions[label])
