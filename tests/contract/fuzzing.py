"""A whole desk under fire: calls that must not get in, at all its webhooks and at the page in turn."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import aiohttp

from bot.channels.telegram.settings import TelegramSettings
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.channels.zalo_oa.settings import ZaloOaSettings
from tests.contract.forging import Forger, Webhook, shoot
from tests.contract.webhooks import page_webhook, telegram_webhook, zalo_bot_webhook, zalo_oa_webhook

CALLERS = 8
# All calls come from one machine: the page would turn them away before it has looked at them.
UNLIMITED = {
    f"web__{name}": 10**6
    for name in ("session_per_minute", "session_burst", "address_per_minute", "address_burst")
}


def webhooks_of(sections: Mapping[str, Mapping[str, str]], base: str) -> list[Webhook]:
    """Where the desk at `base` may be called, as its settings have it."""
    return [
        telegram_webhook(f"{base}/webhooks/telegram", TelegramSettings.model_validate(sections["telegram"])),
        zalo_oa_webhook(f"{base}/webhooks/zalo-oa", ZaloOaSettings.model_validate(sections["zalo_oa"])),
        zalo_bot_webhook(f"{base}/webhooks/zalo-bot", ZaloBotSettings.model_validate(sections["zalo_bot"])),
        page_webhook(f"{base}/api/ask"),
    ]


async def fuzz(webhooks: Sequence[Webhook], cases: int, seed: int) -> Counter[tuple[str, int]]:
    """Shoot `cases` calls at `webhooks` in turn; statuses by kind of call."""
    found: Counter[tuple[str, int]] = Counter()
    forgers = [Forger(webhook, Random(seed + number)) for number, webhook in enumerate(webhooks)]
    left = iter(range(cases))

    async def caller(session: aiohttp.ClientSession) -> None:
        for number in left:
            turn = number % len(webhooks)
            call = forgers[turn].call()
            found[call.label, await shoot(session, webhooks[turn].url, call)] += 1

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(caller(session) for _ in range(CALLERS)))
    return found
