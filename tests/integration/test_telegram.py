"""The Telegram channel and its stand-in over real sockets: what the contract does not cover."""

import asyncio
import io
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import logs
from bot.channels import registration
from bot.channels.base import Button, IncomingKind, Outgoing, Paragraph, Picture
from bot.channels.errors import DeliveryError, Failure
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.dev.base import CallFault
from bot.dev.http import LocalServer
from bot.dev.telegram import TOKEN, FakeTelegram
from bot.dev.telegram_chats import BOT
from bot.dev.telegram_updates import Webhook
from bot.settings import LoggingSettings
from tests.contract.benches import Store, until
from tests.support.ports import unused_port
from tests.support.standins import running

AN, GROUP = "1001", "-200"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
CHOOSE = Outgoing((Paragraph("Anh/chị chọn:"),), buttons=(Button("Lệ phí", "?"), Button("Ở đâu", "?")))

Start = Callable[..., Awaitable[TelegramChannel]]


@pytest.fixture
async def platform() -> AsyncIterator[FakeTelegram]:
    async with running(FakeTelegram()) as fake:
        yield fake


@pytest.fixture
async def store() -> Store:
    return Store()


@pytest.fixture
async def start(platform: FakeTelegram, store: Store) -> AsyncIterator[Start]:
    channels: list[TelegramChannel] = []

    async def one(**more: Any) -> TelegramChannel:
        menus = more.pop("menus", None)
        values = {**platform.settings["telegram"], "timeout_seconds": 1.0, "poll_seconds": 1} | more
        channel = TelegramChannel(TelegramSettings.model_validate(values), menus)
        channels.append(channel)
        await channel.start(store)
        return channel

    yield one
    for channel in channels:
        await channel.stop()


async def said(platform: FakeTelegram, store: Store, text: str = "chào") -> None:
    await platform.user_says(AN, text)
    await until(lambda: [message for message in store.said if message.text == text])


# ---- in ----


async def test_an_update_is_let_go_only_when_it_is_stored(
    platform: FakeTelegram, store: Store, start: Start
) -> None:
    stored = asyncio.Event()

    async def slow(messages: Any) -> None:
        await stored.wait()
        await store(messages)

    channel = TelegramChannel(
        TelegramSettings.model_validate({**platform.settings["telegram"], "poll_seconds": 1})
    )
    await channel.start(slow)
    await platform.user_says(AN, "đừng mất")
    await asyncio.sleep(0.2)
    assert platform.updates.pending == 1
    await channel.stop()  # as if killed while storing
    assert platform.updates.pending == 1
    await start()
    await until(lambda: store.said)
    await until(lambda: platform.updates.pending == 0)


async def test_one_odd_update_holds_up_nobody(platform: FakeTelegram, store: Store, start: Start) -> None:
    await platform.updates.add(AN, {"message": {"text": 5}})
    await platform.updates.add(AN, {"message": "x"})
    await platform.user_says(AN, "sau đó")
    await start()
    await until(lambda: store.said)
    await until(lambda: platform.updates.pending == 0)


async def test_polls_take_over_from_a_webhook_without_loss(
    platform: FakeTelegram, store: Store, start: Start
) -> None:
    async with aiohttp.ClientSession() as session:
        body = {"url": "https://old.example.vn/x", "secret_token": "s"}
        async with session.post(f"{platform.url}/bot{TOKEN}/setWebhook", json=body) as response:
            assert response.status == 200
    await platform.user_says(AN, "lúc đổi")
    await start()
    await until(lambda: store.said)


async def test_a_second_desk_on_one_token_is_told_and_both_go_on(
    platform: FakeTelegram, store: Store, start: Start
) -> None:
    await start(poll_seconds=2)
    await said(platform, store, "một")
    await start(poll_seconds=2)
    await said(platform, store, "hai")
    await said(platform, store, "ba")


async def test_telegram_may_come_up_after_the_desk(store: Store) -> None:
    port = unused_port()
    values = {"token": TOKEN, "base_url": f"http://127.0.0.1:{port}", "poll_seconds": 1, "timeout_seconds": 1}
    channel = TelegramChannel(TelegramSettings.model_validate(values))
    await channel.start(store)
    platform = FakeTelegram(port)
    try:
        await asyncio.sleep(0.1)
        await platform.start()
        await said(platform, store)
    finally:
        await channel.stop()
        await platform.stop()


async def test_a_webhook_that_is_taken_away_is_set_again_and_told(
    platform: FakeTelegram, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "GUARD_SECONDS", 0.1)
    url = f"http://127.0.0.1:{unused_port()}/hook"
    channel = await start(webhook_url=url)
    await until(lambda: platform.updates.webhook.url == url)
    await platform.updates.turn_to(Webhook())
    await until(lambda: platform.updates.webhook.url == url)
    assert channel.problem == ""
    other = f"http://127.0.0.1:{unused_port()}/theirs"
    while channel.problem != "elsewhere":
        await platform.updates.turn_to(Webhook(other))
        await asyncio.sleep(0.01)
    await until(lambda: platform.updates.webhook.url == url)
    await until(lambda: channel.problem == "")


async def test_telegram_that_cannot_bring_updates_is_told(
    platform: FakeTelegram, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "GUARD_SECONDS", 0.3)
    channel = await start(webhook_url=f"http://127.0.0.1:{unused_port()}/hook")
    await until(lambda: platform.updates.webhook.url)
    await platform.user_says(AN, "có ai không")
    await until(lambda: channel.problem == "webhook")


async def test_a_webhook_call_waits_until_the_bot_knows_its_own_name(
    platform: FakeTelegram, store: Store, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.KNOWN_SECONDS", 0.05)
    platform.faults.polls.script = deque([CallFault.SERVER_ERROR])
    port = unused_port()
    url = f"http://127.0.0.1:{port}/t"
    channel = await start(webhook_url=url, webhook_secret="s" * 16)
    application = web.Application()
    application.add_routes(channel.routes())
    server = LocalServer(application, port)
    await server.start()
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": -1, "type": "group"},
            "from": {"id": 1, "is_bot": False},
            "text": f"@{BOT['username']} lệ phí?",
        },
    }
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s" * 16}
    try:
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.post(url, json=update) as response:
                assert response.status == 503
            assert not store.messages
            await until(lambda: platform.updates.webhook.url)
            async with session.post(url, json=update) as response:
                assert response.status == 200
        assert store.said[0].text == "lệ phí?"
    finally:
        await server.stop()


async def test_groups_are_answered_only_when_they_ask(
    platform: FakeTelegram, store: Store, start: Start
) -> None:
    channel = await start()
    await platform.member_says(GROUP, AN, "mai họp nhé")
    await platform.member_says(GROUP, AN, f"@{BOT['username']} lệ phí khai sinh?")
    await until(lambda: store.said)
    (asked,) = store.said
    assert (asked.text, asked.reply_to, asked.sender) == ("lệ phí khai sinh?", GROUP, AN)
    sent = await channel.send(asked.reply_to, {"method": "sendMessage", "text": "Miễn lệ phí."})
    await platform.member_says(GROUP, "1002", "còn thời hạn?", reply_to=sent.message_id)
    await until(lambda: len(store.said) == 2)
    assert store.said[1].text == "còn thời hạn?"


async def test_a_group_that_moves_is_followed(platform: FakeTelegram, store: Store, start: Start) -> None:
    channel = await start()
    await platform.member_says(GROUP, AN, f"/help@{BOT['username']}")
    await until(lambda: store.of(IncomingKind.COMMAND))
    moved_to = await platform.group_moves(GROUP)
    await until(lambda: store.of(IncomingKind.MOVED))
    (moved,) = store.of(IncomingKind.MOVED)
    assert (moved.reply_to, moved.text) == (GROUP, moved_to)
    with pytest.raises(DeliveryError) as caught:
        await channel.send(GROUP, {"method": "sendMessage", "text": "x"})
    assert caught.value.moved_to == moved_to
    await channel.send(moved_to, {"method": "sendMessage", "text": "x"})


async def test_stickers_are_told_by_their_kind(platform: FakeTelegram, store: Store, start: Start) -> None:
    await start()
    await platform.user_sends(AN, {"sticker": {"file_id": "f"}})
    await until(lambda: store.of(IncomingKind.UNSUPPORTED))
    assert store.messages[0].text == "sticker"


# ---- out ----


async def test_the_app_shows_the_commands_in_both_languages(platform: FakeTelegram, start: Start) -> None:
    await start(menus={"": [("help", "Trợ giúp")], "en": [("help", "Help")]})
    await until(lambda: len(platform.commands) == 2)
    assert platform.commands == {
        "": [{"command": "help", "description": "Trợ giúp"}],
        "en": [{"command": "help", "description": "Help"}],
    }


async def test_a_tap_is_taken_and_its_message_becomes_the_answer(
    platform: FakeTelegram, store: Store, start: Start
) -> None:
    channel = await start()
    await said(platform, store)
    (part,) = channel.lay_out(CHOOSE, "c4rd")
    sent = await channel.send(AN, part)
    await platform.user_taps(AN, sent.message_id, 2)
    await until(lambda: store.of(IncomingKind.BUTTON))
    tapped = store.messages[-1]
    assert (tapped.text, tapped.tapped) == ("c4rd:2", sent.message_id)
    await until(lambda: platform.answered_taps)
    await channel.noticed(tapped)
    assert platform.chats.typing == [AN]
    answer = {"method": "sendMessage", "text": "Tại bộ phận một cửa."}
    assert await channel.send(AN, answer, replaces=tapped.tapped) == sent
    assert await channel.send(AN, answer, replaces=tapped.tapped) == sent, "the same again is no failure"
    lines = [line for line in platform.transcript(AN) if line.who == "bot"]
    assert [(line.text, line.buttons) for line in lines] == [("Tại bộ phận một cửa.", ())]


async def test_what_cannot_be_edited_is_sent_anew(platform: FakeTelegram, store: Store, start: Start) -> None:
    channel = await start()
    await said(platform, store)
    picture = await channel.send(AN, {"method": "sendPhoto", "photo": "https://example.vn/a.jpg"})
    answer = {"method": "sendMessage", "text": "Đây ạ."}
    for gone in (picture.message_id, "987654"):
        sent = await channel.send(AN, answer, replaces=gone)
        assert sent.message_id != gone
    photo = {"method": "sendPhoto", "photo": "https://example.vn/b.jpg"}
    assert (await channel.send(AN, photo, replaces=sent.message_id)).message_id != sent.message_id


async def test_an_edit_without_answer_may_be_repeated(
    platform: FakeTelegram, store: Store, start: Start
) -> None:
    channel = await start()
    await said(platform, store)
    (part,) = channel.lay_out(CHOOSE, "c4rd")
    sent = await channel.send(AN, part)
    platform.faults.calls.script = deque([CallFault.DROPPED_AFTER])
    answer = {"method": "sendMessage", "text": "Đây ạ."}
    with pytest.raises(DeliveryError) as caught:
        await channel.send(AN, answer, replaces=sent.message_id)
    assert caught.value.failure is Failure.RETRY_LATER
    assert await channel.send(AN, answer, replaces=sent.message_id) == sent
    assert len([line for line in platform.transcript(AN) if line.who == "bot"]) == 1


async def test_pictures_by_file_and_by_address(
    platform: FakeTelegram, store: Store, start: Start, tmp_path: Path
) -> None:
    channel = await start()
    await said(platform, store)
    file = tmp_path / "bản đồ.png"
    file.write_bytes(PNG)
    for source in (str(file), "https://example.vn/a.png"):
        parts = channel.lay_out(Outgoing((), picture=Picture(source, "Trụ sở"), buttons=CHOOSE.buttons), "c")
        for part in parts:
            await channel.send(AN, part)
    lines = platform.transcript(AN)[1:]
    assert [(line.text, line.picture) for line in lines] == [
        ("Trụ sở", "attached"),
        ("Trụ sở", "https://example.vn/a.png"),
    ]
    assert all(line.buttons == ("Lệ phí", "Ở đâu") for line in lines)
    with pytest.raises(DeliveryError) as caught:
        await channel.send(AN, {"method": "sendPhoto", "photo": str(tmp_path / "no.png")})
    assert caught.value.failure is Failure.CONTENT_REFUSED
    assert str(tmp_path) not in str(caught.value)


async def test_an_address_that_is_none_is_no_reason_to_call(platform: FakeTelegram, start: Start) -> None:
    channel = await start()
    with pytest.raises(DeliveryError) as caught:
        await channel.send("x1", {"method": "sendMessage", "text": "x"})
    assert caught.value.failure is Failure.CONTENT_REFUSED


async def test_nothing_private_is_logged_at_the_finest_level(
    platform: FakeTelegram, store: Store, start: Start
) -> None:
    secret = {"method": "sendMessage", "text": "trả lời kín"}
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(LoggingSettings(level="debug"), stream)
    try:
        platform.faults.polls.script = deque([CallFault.DROPPED_BEFORE, CallFault.UNAUTHORISED])
        channel = await start()
        await platform.updates.add(AN, {"message": {"text": ["bí mật"], "from": {"id": 1001}}})
        await said(platform, store, "bí mật")
        for fault in (
            None,
            CallFault.TOO_MANY,
            CallFault.SERVER_ERROR,
            CallFault.DROPPED_AFTER,
            CallFault.UNAUTHORISED,
        ):
            platform.faults.calls.script = deque([fault])
            try:
                await channel.send(AN, secret)
            except DeliveryError as error:
                logging.getLogger("test").error("failed", exc_info=error)
    finally:
        root.handlers, root.level = before, level
    shown = stream.getvalue()
    assert "malformed update" in shown
    assert shown.count("the platform refused") >= 2
    for private in (TOKEN, "stand-in", "bí mật", "trả lời kín", AN):
        assert private not in shown
