"""The stand-ins by the name of their platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.dev.base import Platform
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa

PLATFORMS: Mapping[str, Callable[[int], Platform]] = {
    "telegram": FakeTelegram,
    "zalo-oa": FakeZaloOa,
    "zalo-bot": FakeZaloBot,
}


def make_platform(name: str, port: int = 0) -> Platform:
    """The stand-in of the platform `name` for `port`; not started."""
    return PLATFORMS[name](port)
