"""Stand-ins of platforms, started for a test and stopped after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.dev.base import Platform

StandIn = TypeVar("StandIn", bound=Platform)


@asynccontextmanager
async def running(platform: StandIn) -> AsyncIterator[StandIn]:
    """`platform`, with its API open."""
    await platform.start()
    try:
        yield platform
    finally:
        await platform.stop()
