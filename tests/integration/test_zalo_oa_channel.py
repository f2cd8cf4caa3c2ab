"""The channel of an Official Account against its stand-in: over sockets, with a real database."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.app import build
from bot.campaigns.orders import BroadcastChannel, TemplateChannel
from bot.channels.base import Button, Incoming, IncomingKind, Outgoing, Paragraph, Picture
from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.dev.base import CallFault
from bot.dev.zalo_oa import FakeZaloOa
from bot.settings import Settings
from bot.state.sealing import Sealer
from bot.state.zalo_tokens import Alarm, ZaloTokens
from bot.state.zalo_windows import Window, lapse
from tests.fakes.knowledge import MemoryKnowledge
from tests.integration.zalo_oa import SECRET, Desk, database_at, desk_at, pair_of, settings_of
from tests.support.ports import unused_port

AN = "7001"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_at(tmp_path) as running:
        yield running


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 - anything may make it true
            await asyncio.sleep(0.005)


async def meet(desk: Desk, chat: str = AN) -> Incoming:
    before = len(desk.received)
    await desk.fake.user_says(chat, "chào bàn một cửa")
    await until(lambda: len(desk.received) > before and desk.fake.hooks.idle)
    return desk.received[-1]


def said(text: str, *buttons: Button, picture: Picture | None = None) -> Outgoing:
    return Outgoing((Paragraph(text),) if text else (), buttons=buttons, picture=picture)


async def send(desk: Desk, address: str, outgoing: Outgoing) -> list[str]:
    parts = desk.channel.lay_out(outgoing, "k1")
    # As they lie in the outbox between lay-out and send.
    return [(await desk.channel.send(address, json.loads(json.dumps(part)))).message_id for part in parts]


async def failed(desk: Desk, address: str, outgoing: Outgoing | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await send(desk, address, outgoing or said("Dạ."))
    return caught.value


# ---- messages ----


async def test_a_question_and_its_answer(desk: Desk) -> None:
    incoming = await meet(desk)
    (message_id,) = await send(desk, incoming.reply_to, said("Lệ phí: miễn.", Button("Hồ sơ", "hồ sơ gì")))
    _, answer = desk.fake.transcript(AN)
    assert (answer.who, answer.text, answer.buttons) == ("bot", "Lệ phí: miễn.", ("Hồ sơ",))
    assert answer.message_id == message_id
    await desk.fake.user_taps(AN, message_id, 1)
    await until(lambda: len(desk.received) > 1)
    assert (desk.received[-1].kind, desk.received[-1].text) == (IncomingKind.BUTTON, "k1:1")
    assert len(desk.fake.transcript(AN)) == 2, "a tap is not shown in the chat"


async def test_what_the_oa_sent_itself_does_not_come_back(desk: Desk) -> None:
    incoming = await meet(desk)
    with capture_logs() as logs:
        await send(desk, incoming.reply_to, said("Dạ."))
        await desk.fake.official_says(AN, "Tôi trả lời tay.")
        await until(lambda: len(desk.fake.hooks.answers) == 3)
    assert desk.fake.hooks.answers == [200, 200, 200]
    assert [message.text for message in desk.received] == ["chào bàn một cửa"]
    assert [line["event"] for line in logs].count("an official wrote by hand") == 1


@pytest.mark.parametrize(
    ("kind", "told"),
    [("image", "picture"), ("sticker", "sticker"), ("audio", "voice"), ("location", "location")],
)
async def test_what_is_no_text_is_named(desk: Desk, kind: Any, told: str) -> None:
    await desk.fake.user_sends(AN, kind)
    await until(lambda: desk.received)
    assert (desk.received[0].kind, desk.received[0].text) == (IncomingKind.UNSUPPORTED, told)


async def test_coming_and_going(desk: Desk) -> None:
    await desk.fake.user_returns(AN)
    await until(lambda: desk.received)
    await desk.fake.user_blocks(AN)
    await until(lambda: len(desk.received) == 2)
    assert [message.kind for message in desk.received] == [IncomingKind.JOINED, IncomingKind.LEFT]
    error = await failed(desk, AN)
    assert (error.failure, error.code) == (Failure.RECIPIENT_GONE, "-213")


async def test_a_visitor_who_does_not_follow_gets_text_with_a_menu(desk: Desk) -> None:
    visitor = "anonymous-1"
    incoming = await meet(desk, visitor)
    assert incoming.address == f"anonymous:{visitor}:c-{visitor}"
    await send(desk, incoming.reply_to, said("Chọn:", Button("Hồ sơ", "hồ sơ gì"), Button("Phí", "phí gì")))
    answer = desk.fake.transcript(visitor)[-1]
    assert (answer.text, answer.buttons) == ("Chọn:\n\n1. Hồ sơ\n2. Phí", ())
    error = await failed(desk, incoming.reply_to, said("", picture=Picture("a.png")))
    assert (error.failure, error.code) == (Failure.CONTENT_REFUSED, "text-only")


async def test_an_unknown_event_is_taken_and_named_in_the_log(desk: Desk) -> None:
    with capture_logs() as logs:
        desk.fake.tell(AN, "event_of_tomorrow", sender={"id": AN}, message={"text": "riêng tư"})
        await until(lambda: desk.fake.hooks.answers)
    assert desk.fake.hooks.answers == [200]
    (line,) = [line for line in logs if line["event"] == "unknown event passed over"]
    assert line["event_name"] == "event_of_tomorrow"
    assert "riêng tư" not in str(logs)


async def test_an_account_that_signs_with_its_own_id_is_understood_and_said_once(desk: Desk) -> None:
    desk.fake.hooks.form = "oa-id"
    with capture_logs() as logs:
        await meet(desk)
        await meet(desk)
    assert [line["form"] for line in logs if line["event"] == "webhook signature"] == ["oa-id"]


# ---- pictures and files ----


async def test_a_picture_is_uploaded_once_and_again_when_it_expired_or_changed(
    desk: Desk, tmp_path: Path
) -> None:
    picture = tmp_path / "so-do.png"
    picture.write_bytes(PNG)
    incoming = await meet(desk)
    outgoing = said("", picture=Picture(str(picture), "Sơ đồ"))
    await send(desk, incoming.reply_to, outgoing)
    await send(desk, incoming.reply_to, outgoing)
    one, two = (line.picture for line in desk.fake.transcript(AN) if line.who == "bot")
    assert one == two != ""
    desk.fake.api.forget_assets()
    await send(desk, incoming.reply_to, outgoing)
    picture.write_bytes(PNG + b" ")
    await send(desk, incoming.reply_to, outgoing)
    bot = [line for line in desk.fake.transcript(AN) if line.who == "bot"]
    assert len({line.picture for line in bot}) == 3
    assert {line.text for line in bot} == {"Sơ đồ"}


async def test_a_file_goes_by_its_token(desk: Desk, tmp_path: Path) -> None:
    form = tmp_path / "to-khai.docx"
    form.write_bytes(b"PK")
    incoming = await meet(desk)
    await send(desk, incoming.reply_to, said("", picture=Picture(str(form), "Tờ khai")))
    file, caption = (line for line in desk.fake.transcript(AN) if line.who == "bot")
    assert file.picture.startswith("file:")
    assert caption.text == "Tờ khai"


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("none.png", None, "upload-missing"),
        ("big.jpg", 1_000_001, "upload-size"),
        ("big.pdf", 5_000_001, "upload-size"),
        ("clip.mp4", 10, "upload-type"),
    ],
)
async def test_what_zalo_would_not_take_is_not_uploaded(
    desk: Desk, tmp_path: Path, name: str, size: int | None, code: str
) -> None:
    if size is not None:
        (tmp_path / name).write_bytes(b"x" * size)
    error = await failed(desk, AN, said("", picture=Picture(str(tmp_path / name))))
    assert (error.failure, error.code) == (Failure.CONTENT_REFUSED, code)


# ---- windows ----


async def test_the_window_follows_what_people_do(desk: Desk) -> None:
    assert await desk.windows.window_of(AN) is Window.UNKNOWN
    incoming = await meet(desk)
    for hours, window in [(47, Window.FREE), (2, Window.PAID), (118, Window.PAID), (2, Window.CLOSED)]:
        desk.clock.ahead += timedelta(hours=hours)
        desk.fake.advance(timedelta(hours=hours))
        assert await desk.channel.window_of(AN) is window
    error = await failed(desk, incoming.reply_to)
    assert (error.failure, error.code) == (Failure.OUT_OF_WINDOW, "-230")
    await meet(desk)
    assert await desk.channel.window_of(AN) is Window.FREE
    await send(desk, incoming.reply_to, said("Dạ."))


async def test_zalo_knows_better_when_a_window_is_closed(desk: Desk) -> None:
    incoming = await meet(desk)
    desk.fake.advance(timedelta(days=8))  # only there: the desk believes the window open
    await desk.store.lock("test", 30)
    await desk.store.save("test", pair_of(desk.fake, desk.clock))
    assert (await failed(desk, incoming.reply_to)).failure is Failure.OUT_OF_WINDOW
    assert await desk.channel.window_of(AN) is Window.CLOSED


async def test_of_people_who_were_there_before_zalo_knows_the_day(desk: Desk) -> None:
    await desk.fake.user_returns(AN)
    await until(lambda: desk.received)
    await desk.database.transact(lambda connection: lapse(connection, desk.clock.now()))
    assert await desk.channel.window_of(AN) is Window.FREE
    with pytest.raises(DeliveryError):
        await desk.channel.window_of("nobody")


async def test_beyond_the_window_a_template_arrives(desk: Desk) -> None:
    incoming = await meet(desk)
    desk.clock.ahead += timedelta(days=8)
    desk.fake.advance(timedelta(days=8))
    await desk.store.lock("test", 30)
    await desk.store.save("test", pair_of(desk.fake, desk.clock))
    assert (await failed(desk, incoming.reply_to)).failure is Failure.OUT_OF_WINDOW
    assert isinstance(desk.channel, TemplateChannel)
    part = json.loads(json.dumps(desk.channel.template_part("349012", {"ten": "lịch tiêm"})))
    sent = await desk.channel.send(incoming.reply_to, part)
    line = desk.fake.transcript(AN)[-1]
    assert (line.text, line.message_id) == ("[349012]\nten: lịch tiêm", sent.message_id)
    path, body = desk.fake.api.received[-1]
    assert path == "/v3.0/oa/message/template"
    assert body == {"user_id": AN, "template_id": "349012", "template_data": {"ten": "lịch tiêm"}}


async def test_an_article_goes_to_all_followers_in_one_call(desk: Desk) -> None:
    await meet(desk)
    await meet(desk, "7002")
    await desk.fake.user_blocks("7002")
    assert isinstance(desk.channel, BroadcastChannel)
    assert (await desk.channel.broadcast("bai-9")).message_id
    assert desk.fake.transcript(AN)[-1].text == "[bai-9]"
    assert desk.fake.transcript("7002")[-1].text != "[bai-9]"
    [(path, body)] = desk.fake.api.received
    assert path == "/v2.0/oa/message"
    assert body["message"]["attachment"]["payload"]["elements"] == [
        {"media_type": "article", "attachment_id": "bai-9"}
    ]


# ---- failures ----


async def test_a_token_that_is_refused_is_replaced_and_the_message_sent_once(desk: Desk) -> None:
    incoming = await meet(desk)
    desk.fake.faults.calls.script.append(CallFault.UNAUTHORISED)
    await send(desk, incoming.reply_to, said("Dạ."))
    assert [line.text for line in desk.fake.transcript(AN) if line.who == "bot"] == ["Dạ."]
    assert desk.fake.tokens.refreshes == 1


async def test_a_token_that_is_refused_twice_stops_the_channel(desk: Desk) -> None:
    incoming = await meet(desk)
    desk.fake.faults.calls.script.extend([CallFault.UNAUTHORISED] * 2)
    error = await failed(desk, incoming.reply_to)
    assert (error.failure, error.code) == (Failure.MISCONFIGURED, "-216")
    assert desk.fake.tokens.refreshes == 1


async def test_eight_messages_with_an_old_token_cause_one_refresh(desk: Desk) -> None:
    incoming = await meet(desk)
    desk.fake.tokens.expire()
    await asyncio.gather(*(send(desk, incoming.reply_to, said(f"Tin {number}.")) for number in range(8)))
    assert desk.fake.tokens.refreshes == 1
    assert len([line for line in desk.fake.transcript(AN) if line.who == "bot"]) == 8


async def test_when_consent_is_gone_a_person_is_asked_for_and_afterwards_all_is_well(desk: Desk) -> None:
    incoming = await meet(desk)
    assert desk.channel.problem == ""
    desk.fake.tokens.revoke()
    error = await failed(desk, incoming.reply_to)
    assert (error.failure, error.code) == (Failure.MISCONFIGURED, "consent-refused")
    assert desk.channel.problem == Alarm.REFUSED


FAULTS = [
    (CallFault.TOO_MANY, Failure.SLOW_DOWN, 0),
    (CallFault.SERVER_ERROR, Failure.RETRY_LATER, 0),
    (CallFault.SLOW, Failure.UNKNOWN, 1),
    (CallFault.DROPPED_BEFORE, Failure.UNKNOWN, 0),
    (CallFault.DROPPED_AFTER, Failure.UNKNOWN, 1),
]


@pytest.mark.parametrize(("fault", "failure", "delivered"), FAULTS, ids=[str(row[0]) for row in FAULTS])
async def test_what_goes_wrong_on_the_way(
    desk: Desk, fault: CallFault, failure: Failure, delivered: int
) -> None:
    incoming = await meet(desk)
    desk.fake.faults.calls.script.append(fault)
    desk.fake.faults.slow_seconds = 0.8
    assert (await failed(desk, incoming.reply_to)).failure is failure
    await asyncio.sleep(0.5 if fault is CallFault.SLOW else 0)
    assert len([line for line in desk.fake.transcript(AN) if line.who == "bot"]) <= delivered


async def test_pauses_after_rate_limits_grow_and_begin_anew(desk: Desk) -> None:
    incoming = await meet(desk)
    desk.fake.faults.calls.script.extend([CallFault.TOO_MANY] * 3)
    pauses = [(await failed(desk, incoming.reply_to)).retry_after for _ in range(3)]
    assert pauses == [2.0, 4.0, 8.0]
    await send(desk, incoming.reply_to, said("Dạ."))
    desk.fake.faults.calls.script.append(CallFault.TOO_MANY)
    assert (await failed(desk, incoming.reply_to)).retry_after == 2.0


async def test_when_nothing_remains_of_the_minute_zalo_is_left_alone(desk: Desk) -> None:
    incoming = await meet(desk)
    desk.fake.api.per_minute = 1
    await send(desk, incoming.reply_to, said("Một."))
    calls = len(desk.fake.api.received)
    error = await failed(desk, incoming.reply_to)
    assert error.failure is Failure.SLOW_DOWN
    assert error.retry_after is not None
    assert 0 < error.retry_after <= 5
    assert len(desk.fake.api.received) == calls


async def test_a_platform_that_is_away_gets_the_message_later(desk: Desk) -> None:
    incoming = await meet(desk)
    await desk.fake.stop()
    assert (await failed(desk, incoming.reply_to)).failure in {Failure.RETRY_LATER, Failure.UNKNOWN}
    assert (await failed(desk, incoming.reply_to)).failure is Failure.RETRY_LATER


async def test_a_channel_that_was_stopped_sends_nothing(desk: Desk) -> None:
    await desk.channel.stop()
    assert (await failed(desk, AN)).failure is Failure.RETRY_LATER
    await desk.channel.stop()


async def test_an_office_without_consent_sees_it_in_the_health_check(tmp_path: Path) -> None:
    fake = FakeZaloOa()
    await fake.start()
    values = {
        "web": {"port": 0},
        "state": {"database": tmp_path / "state.sqlite"},
        "zalo_oa": dict(fake.settings["zalo_oa"]),
    }
    desk = build(Settings.model_validate(values), MemoryKnowledge())
    await desk.start()
    async with aiohttp.ClientSession() as session, session.get(f"{desk.url}/healthz") as response:
        assert (await response.json())["channels"]["zalo-oa"] == "misconfigured"
    await desk.stop()
    await fake.stop()


async def test_a_channel_without_consent_starts_and_says_so(desk: Desk, tmp_path: Path) -> None:
    settings = settings_of(desk.fake, app_id="1", webhook_path=f"/w{unused_port()}")
    async with database_at(tmp_path / "other.sqlite") as database:
        store = ZaloTokens(database, Sealer(SECRET), "1/2", desk.clock)
        channel = ZaloOaChannel(settings, store, desk.windows, desk.clock)
        with capture_logs() as logs:
            await channel.start(desk.receive)
        assert channel.problem == "consent"
        assert [line["log_level"] for line in logs if "zalo login" in line["event"]] == ["error"]
        with pytest.raises(DeliveryError, match="misconfigured"):
            await channel.send("1", {"message": {"text": "x"}})
        await channel.stop()
