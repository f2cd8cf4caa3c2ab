"""The post office as a process, and adapters that call it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.base import Receive
from tests.fakes.courier import CourierChannel
from tests.fakes.post_office import Report, Weather

ROOT = Path(__file__).resolve().parents[2]


class Carrier(CourierChannel):
    """The adapter of one of the office's channels."""

    def __init__(self, base_url: str, name: str, *, timeout: float = 10.0) -> None:
        super().__init__(f"{base_url}/{name}")
        self._name = name
        self._timeout = timeout

    @property
    def name(self) -> str:
        return self._name

    def routes(self) -> list[object]:  # type: ignore[override]
        return []

    async def start(self, receive: Receive) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout))
        self._receive = receive


class PostOffice:
    """A running post office."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def report(self) -> Report:
        """What it saw since the last `forget`."""
        return Report(**await self._get("report"))

    async def forget(self) -> None:
        """Begin a new report."""
        await self._get("forget")

    async def _get(self, what: str) -> dict[str, Any]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/{what}") as response:
            found: dict[str, Any] = json.loads(await response.read())
            return found


@asynccontextmanager
async def post_office(weather: Weather | None = None) -> AsyncIterator[PostOffice]:
    """Start a post office; stop it at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.post_office",
        json.dumps(asdict(weather or Weather())),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield PostOffice((await process.stdout.readline()).decode().strip())
    finally:
        process.terminate()
        await process.wait()
