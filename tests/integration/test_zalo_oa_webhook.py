"""The webhook of an Official Account: what gets in, what is passed over, what comes again."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channels.base import IncomingKind
from bot.channels.zalo_oa.signature import HEADER
from bot.dev.base import UpdateFault
from bot.dev.http import LocalServer
from bot.dev.zalo_oa import APP_ID, OA_ID, FakeZaloOa
from bot.state.zalo_windows import Window
from tests.integration.zalo_oa import Desk, desk_at, milliseconds

AN = "7001"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_at(tmp_path) as running:
        yield running


def event(timestamp: str, **more: Any) -> dict[str, Any]:
    return {
        "app_id": APP_ID,
        "event_name": "user_send_text",
        "timestamp": timestamp,
        "sender": {"id": AN},
        "recipient": {"id": OA_ID},
        "message": {"msg_id": "m1", "text": "riêng tư"},
        **more,
    }


async def call(desk: Desk, body: bytes, headers: dict[str, str] | None = None) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(desk.url, data=body, headers=headers or {}) as response,
    ):
        return response.status


async def signed(desk: Desk, event: dict[str, Any], **headers: str) -> int:
    body = json.dumps(event, ensure_ascii=False, indent=2).encode()
    return await call(desk, body, {**desk.fake.hooks.sign(body, str(event["timestamp"])), **headers})


async def settled(desk: Desk) -> None:
    async with asyncio.timeout(10):
        while not desk.fake.hooks.idle:  # noqa: ASYNC110 - the stand-in tells nobody
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("hours", "gets_in"),
    [(0.0, True), (2.5, True), (2.99, True), (3.01, False), (500.0, False), (-2.9, True)],
)
async def test_old_events_are_taken_and_passed_over(desk: Desk, hours: float, gets_in: bool) -> None:
    """Zalo repeats for 1.8 hours; what is older than three was recorded by somebody."""
    assert await signed(desk, event(milliseconds(desk.clock, 0), event_name="oa_send_text")) == 200
    with capture_logs() as logs:
        assert await signed(desk, event(milliseconds(desk.clock, hours * 3600))) == 200
    assert len(desk.received) == gets_in
    assert ("old event passed over" in [line["event"] for line in logs]) != gets_in


@pytest.mark.parametrize("hours", [-9, -4, 4, 9])
async def test_a_wrong_clock_of_this_machine_loses_no_message_and_is_told(desk: Desk, hours: float) -> None:
    desk.clock.ahead = timedelta(hours=hours)
    with capture_logs() as logs:
        for number in range(3):
            now = str(int(time.time() * 1000) + number)
            message = {"msg_id": f"m{number}", "text": "riêng tư"}
            assert await signed(desk, event(now, message=message)) == 200
    assert [incoming.message_id for incoming in desk.received] == ["m0", "m1", "m2"]
    told = [line for line in logs if "set the clock" in line["event"]]
    assert [(line["log_level"], line["hours"]) for line in told] == [("error", hours)], "once"
    assert await desk.channel.window_of(AN) is Window.FREE


async def test_a_repeated_call_is_the_same_message(desk: Desk) -> None:
    told = event(milliseconds(desk.clock))
    with capture_logs() as logs:
        statuses = [await signed(desk, told), await signed(desk, told, num_retry="1")]
    assert statuses == [200, 200]
    assert len({message.message_id for message in desk.received}) == 1
    assert [line["retry"] for line in logs if line["event"] == "webhook call repeated"] == [1]


async def test_the_timestamp_may_be_a_number(desk: Desk) -> None:
    told = {**event("0"), "timestamp": int(milliseconds(desk.clock))}
    assert await signed(desk, told) == 200
    assert len(desk.received) == 1


async def test_a_call_without_signature_is_refused_unread(desk: Desk) -> None:
    assert await call(desk, b"{}") == 403
    assert await call(desk, json.dumps(event(milliseconds(desk.clock))).encode()) == 403


async def test_a_changed_body_is_refused(desk: Desk) -> None:
    stamp = milliseconds(desk.clock)
    body = json.dumps(event(stamp)).encode()
    headers = desk.fake.hooks.sign(body, stamp)
    with capture_logs() as logs:
        assert await call(desk, body.replace(b"m1", b"m2"), headers) == 403
        assert await call(desk, body, {HEADER: headers[HEADER].upper()}) == 200
    assert [line["log_level"] for line in logs if "wrong signature" in line["event"]] == ["warning"]
    assert [message.message_id for message in desk.received] == ["m1"]


async def test_a_signed_event_without_what_it_needs_is_taken_and_passed_over(desk: Desk) -> None:
    """An error would make Zalo repeat it, and in the end switch the webhook off."""
    with capture_logs() as logs:
        assert await signed(desk, event(milliseconds(desk.clock), sender={})) == 200
    assert desk.received == []
    (line,) = [line for line in logs if "without what it needs" in line["event"]]
    assert line["problem"] == "sender.id"
    assert AN not in str(logs)
    assert "riêng tư" not in str(logs)


async def test_an_event_that_could_not_be_stored_comes_again(desk: Desk) -> None:
    desk.broken = 2
    with capture_logs() as logs:
        await desk.fake.user_says(AN, "đừng mất")
        await settled(desk)
    assert desk.fake.hooks.answers == [503, 503, 200]
    assert [message.text for message in desk.received] == ["đừng mất"]
    assert [line["error"] for line in logs if line["event"] == "event not stored"] == ["OSError"] * 2
    assert "đừng mất" not in str(logs)


async def test_a_stopped_channel_turns_events_away_until_it_is_back(desk: Desk) -> None:
    await desk.channel.stop()
    assert await signed(desk, event(milliseconds(desk.clock))) == 503
    await desk.channel.start(desk.receive)
    assert await signed(desk, event(milliseconds(desk.clock))) == 200
    assert len(desk.received) == 1


async def test_what_people_type_is_no_more_trusted_than_a_tap(desk: Desk) -> None:
    """A typed payload looks like a tap of a card: whose card it is the desk knows."""
    for text in ("#k1:2", "#hoi gi do", "#../../etc:1", "#k1:2; x"):
        await desk.fake.user_says(AN, text)
    await settled(desk)
    assert [(message.kind, message.text) for message in desk.received] == [
        (IncomingKind.BUTTON, "k1:2"),
        (IncomingKind.TEXT, "#hoi gi do"),
        (IncomingKind.TEXT, "#../../etc:1"),
        (IncomingKind.TEXT, "#k1:2; x"),
    ]


async def test_duplicates_late_events_and_forgeries_on_the_way(desk: Desk) -> None:
    script = [UpdateFault.DUPLICATE, UpdateFault.FORGED, UpdateFault.HELD_BACK, None]
    desk.fake.faults.updates.script.extend(script)
    for number in range(4):
        await desk.fake.user_says(AN, f"câu {number}")
        await asyncio.sleep(0.002)  # times are whole milliseconds
    await settled(desk)
    assert [message.text for message in desk.received] == ["câu 0", "câu 0", "câu 1", "câu 3", "câu 2"]
    assert desk.fake.hooks.answers.count(403) == 1
    assert [message.text for message in sorted(desk.received, key=lambda message: message.at)][-2:] == [
        "câu 2",
        "câu 3",
    ]


# ---- the stand-in itself: what it does to a desk that does not answer ----


async def test_the_stand_in_repeats_five_times_and_switches_the_webhook_off() -> None:
    retries: list[str] = []

    async def broken(request: web.Request) -> web.Response:
        retries.append(request.headers.get("num_retry", ""))
        return web.Response(status=500)

    application = web.Application()
    application.router.add_post("/hook", broken)
    server = LocalServer(application)
    fake = FakeZaloOa(webhook_url=f"{await server.start()}/hook")
    await fake.start()
    fake.hooks.scale = 0.00001
    await fake.user_says(AN, "có ai không")
    async with asyncio.timeout(10):
        while not fake.hooks.idle:  # noqa: ASYNC110 - the stand-in tells nobody
            await asyncio.sleep(0.005)
    assert retries == ["", "1", "2", "3", "4", "5"]
    assert fake.hooks.switched_off
    await fake.user_says(AN, "còn ai không")
    await asyncio.sleep(0.05)
    assert len(retries) == 6
    await fake.stop()
    await server.stop()


async def test_a_key_that_is_not_the_apps_is_a_problem_until_a_call_is_signed_rightly(desk: Desk) -> None:
    body = json.dumps(event(milliseconds(desk.clock, 0))).encode()
    for _ in range(3):
        assert desk.channel.problem == ""
        assert await call(desk, body, {HEADER: "mac=" + "0" * 64}) == 403
    assert desk.channel.problem == "signature"
    assert await signed(desk, event(milliseconds(desk.clock, 0))) == 200
    for _ in range(9):
        await call(desk, body, {HEADER: "mac=" + "0" * 64})
    assert desk.channel.problem == "", "somebody tries, and the key is right"
