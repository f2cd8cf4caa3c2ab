"""What carries the requests to Telegram, and the library on its own against the stand-in."""

import asyncio
import socket
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from bot.channels.telegram.transport import AiohttpRequest, NoAnswerError, NotSentError
from bot.dev.base import CallFault
from bot.dev.http import LocalServer
from bot.dev.telegram import TOKEN, FakeTelegram
from bot.dev.telegram_chats import BOT
from tests.contract.benches import until
from tests.support.standins import running

AN = "1001"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
async def platform() -> AsyncIterator[FakeTelegram]:
    async with running(FakeTelegram()) as fake:
        yield fake


async def request(base: str, seconds: float = 0.5) -> AiohttpRequest:
    transport = AiohttpRequest(seconds)
    await transport.initialize()
    return transport


async def test_what_was_never_sent_is_told_apart_from_what_may_have_been() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        refusing = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        transport = await request(refusing)
        with pytest.raises(NotSentError):
            await transport.post(f"{refusing}/botx/getMe")
        deaf.listen(1)
        with pytest.raises(NoAnswerError):
            await transport.post(f"{refusing}/botx/getMe")
        await transport.shutdown()
        with pytest.raises(NotSentError):
            await transport.post(f"{refusing}/botx/getMe")


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"ok":true}', "[" * 100_000])
async def test_a_success_that_nobody_can_read_may_have_been_one(body: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=body)

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", answer)
    server = LocalServer(application)
    url = await server.start()
    transport = await request(url)
    try:
        with pytest.raises(NoAnswerError):
            await transport.post(f"{url}/bot1:secret/getMe")
    finally:
        await transport.shutdown()
        await server.stop()


async def test_a_call_that_got_no_connection_in_time_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(headers: Mapping[str, str]) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1), headers=headers)

    monkeypatch.setattr("bot.channels.telegram.transport.open_session", narrow)
    async with running(FakeTelegram()) as platform:
        platform.faults.slow_seconds = 5
        platform.faults.polls.script = deque([CallFault.SLOW])
        transport = await request(platform.url)
        results = await asyncio.gather(
            *(transport.post(f"{platform.url}/bot{TOKEN}/getMe") for _ in range(2)), return_exceptions=True
        )
        assert {type(result) for result in results} == {NoAnswerError, NotSentError}
        await transport.shutdown()


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # of RetryAfter itself
async def test_the_stand_in_satisfies_the_library(platform: FakeTelegram) -> None:
    async with Bot(
        TOKEN,
        base_url=f"{platform.url}/bot",
        request=HTTPXRequest(),
        get_updates_request=HTTPXRequest(),
    ) as bot:
        assert bot.username == BOT["username"]
        await platform.user_returns(AN)
        (update,) = await bot.get_updates(timeout=1)
        assert update.message is not None
        assert update.message.text == "/start"
        assert await bot.get_updates(offset=update.update_id + 1) == ()
        message = await bot.send_message(AN, "xin chào")
        assert message.chat.id == int(AN)
        await bot.edit_message_text("chào", AN, message.message_id)
        await bot.send_photo(AN, PNG, caption="ảnh")
        assert await bot.set_webhook("https://a.vn/x", secret_token="s")
        assert (await bot.get_webhook_info()).url == "https://a.vn/x"
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.delete_webhook()
        with pytest.raises(BadRequest, match="hat not found"):
            await bot.send_message(404404, "x")
        with pytest.raises(BadRequest, match="too long"):
            await bot.send_message(AN, "x" * 4097)
        platform.faults.calls.script = deque([CallFault.TOO_MANY])
        with pytest.raises(RetryAfter):
            await bot.send_message(AN, "x")
        await platform.user_blocks(AN)
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(AN, "x")
    async with HTTPXRequest() as transport:
        stranger = Bot("1:wrong", f"{platform.url}/bot", request=transport, get_updates_request=transport)
        with pytest.raises(InvalidToken):
            await stranger.get_me()


@pytest.mark.parametrize(
    "keys",
    [
        [[{"text": "x", "callback_data": "ấ" * 22}]],
        [[{"text": "x", "callback_data": ""}]],
        [[{"text": "x", "url": "tel:1900"}]],
        [[{"text": "", "callback_data": "x"}]],
        [[{"text": "x", "callback_data": "x"}]] * 101,
        "x",
    ],
)
async def test_the_stand_in_refuses_buttons_that_telegram_refuses(platform: FakeTelegram, keys: Any) -> None:
    await platform.user_returns(AN)
    body = {"chat_id": AN, "text": "x", "reply_markup": {"inline_keyboard": keys}}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{platform.url}/bot{TOKEN}/sendMessage", json=body) as response,
    ):
        assert response.status == 400
        assert (await response.json())["ok"] is False


async def test_a_webhook_is_called_again_until_it_takes_and_in_order(platform: FakeTelegram) -> None:
    seen: list[int] = []
    answers = deque([500, 404, 200, 200])

    async def hook(request: web.Request) -> web.Response:
        seen.append((await request.json())["update_id"])
        return web.Response(status=answers.popleft())

    application = web.Application()
    application.router.add_post("/x", hook)
    server = LocalServer(application)
    url = await server.start()
    async with aiohttp.ClientSession() as session:
        await session.post(f"{platform.url}/bot{TOKEN}/setWebhook", json={"url": f"{url}/x"})
        await platform.user_says(AN, "một")
        await platform.user_says(AN, "hai")
        await until(lambda: platform.updates.pending == 0)
    await server.stop()
    assert seen == [1, 1, 1, 2]
