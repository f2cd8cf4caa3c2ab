"""The Zalo Bot channel over real sockets: what the contract does not cover."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.channels import registration
from bot.channels.base import Outgoing, Paragraph
from bot.channels.zalo_bot import registering
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.dev.zalo_bot import NAME, FakeZaloBot
from tests.contract.benches import Store, until
from tests.support.ports import unused_port
from tests.support.standins import running

SECRET = "mat-khau-cua-nguoi-khac"


@pytest.fixture
async def platform() -> AsyncIterator[FakeZaloBot]:
    async with running(FakeZaloBot()) as fake:
        yield fake


async def started(platform: FakeZaloBot, **more: Any) -> ZaloBotChannel:
    values = {**platform.settings["zalo_bot"], "poll_seconds": 1, **more}
    channel = ZaloBotChannel(ZaloBotSettings.model_validate(values))
    await channel.start(Store())
    return channel


async def called(platform: FakeZaloBot, method: str, **given: str) -> Any:
    """What somebody else who has the token does."""
    token = platform.settings["zalo_bot"]["token"]
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{platform.url}/bot{token}/{method}", json=given) as response,
    ):
        return (await response.json()).get("result")


async def registered(platform: FakeZaloBot) -> str:
    return str((await called(platform, "getWebhookInfo"))["url"])


async def comes_back(platform: FakeZaloBot, url: str) -> None:
    """Wait until updates are brought to `url`."""
    while await registered(platform) != url:  # noqa: ASYNC110 - the stand-in tells nobody
        await asyncio.sleep(0.02)


async def test_a_group_is_answered_without_the_name_of_the_bot_in_its_question(platform: FakeZaloBot) -> None:
    store = Store()
    channel = ZaloBotChannel(
        ZaloBotSettings.model_validate({**platform.settings["zalo_bot"], "poll_seconds": 1})
    )
    await channel.start(store)
    try:
        await platform.group_says("nhom", "an", f"@{NAME} lệ phí khai sinh?")
        await until(lambda: store.said)
        [asked] = store.said
        assert (asked.text, asked.sender, asked.reply_to) == ("lệ phí khai sinh?", "an", "nhom")
        [part] = channel.lay_out(Outgoing((Paragraph("Dạ, miễn ạ."),)), "c")
        await channel.send(asked.reply_to, part)
        assert platform.transcript("nhom")[-1].text == "Dạ, miễn ạ."
    finally:
        await channel.stop()


async def test_a_webhook_that_is_taken_away_is_set_again_and_told(
    platform: FakeZaloBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "GUARD_SECONDS", 0.1)
    url = f"http://127.0.0.1:{unused_port()}/hook"
    channel = await started(platform, webhook_url=url)
    try:
        async with asyncio.timeout(10):
            await comes_back(platform, url)
            await called(platform, "deleteWebhook")
            await comes_back(platform, url)
            assert channel.problem == ""
            while channel.problem != "elsewhere":
                theirs = f"http://127.0.0.1:{unused_port()}/theirs"
                await called(platform, "setWebhook", url=theirs, secret_token=SECRET)
                await asyncio.sleep(0.02)
            await comes_back(platform, url)
        await until(lambda: channel.problem == "")
    finally:
        await channel.stop()


async def test_an_address_that_is_not_taken_is_a_problem(platform: FakeZaloBot) -> None:
    channel = await started(platform, webhook_url="http://office.example/hook")
    try:
        await until(lambda: channel.problem == "webhook")
    finally:
        await channel.stop()


@pytest.mark.parametrize(
    "same", ["https://Mau.example.vn/webhooks/zalo-bot/", "HTTPS://mau.example.vn/webhooks/zalo-bot"]
)
def test_the_same_place_may_be_written_in_other_ways(same: str) -> None:
    assert registering._place(same) == registering._place("https://mau.example.vn/webhooks/zalo-bot")
    assert registering._place(same) != registering._place("https://mau.example.vn/webhooks/telegram")
