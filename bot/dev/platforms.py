"""The stand-ins by the name of their platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.dev.base import Platform
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa

PLATFORMS: Mapping[str, Callable[[int, str], Platform]] = {
    "telegram": lambda port, _desk: FakeTelegram(port),
    "zalo-oa": lambda port, desk: FakeZaloOa(port, f"{desk.rstrip('/')}/webhooks/zalo-oa"),
    "zalo-bot": lambda port, _desk: FakeZaloBot(port),
}


def make_platform(name: str, port: int, desk: str) -> Platform:
    """The stand-in of the platform `name` for `port`; not started.

    `desk` is where the desk listens: only an Official Account must be told, by its developer console.
    """
    return PLATFORMS[name](port, desk)
