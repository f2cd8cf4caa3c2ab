import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp
import pytest

from bot.app import Application, build
from bot.settings import Settings
from knowledge.clock import VIETNAM, FixedClock
from knowledge.errors import SettingsError, StateError
from knowledge.model import Citation
from tests.fakes.knowledge import MemoryKnowledge

CLOCK = FixedClock(datetime(2026, 1, 1, tzinfo=VIETNAM))


def settings(**web: Any) -> Settings:
    return Settings.model_validate({"web": {"port": 0, **web}, "logging": {"level": "error"}})


@pytest.fixture
async def knowledge() -> MemoryKnowledge:
    return MemoryKnowledge()


@pytest.fixture
async def desk(knowledge: MemoryKnowledge) -> AsyncIterator[Application]:
    application = build(settings(session_burst=5, address_burst=12, session_per_minute=6), knowledge, CLOCK)
    await application.start()
    yield application
    await application.stop()
    assert knowledge.closed


@pytest.fixture
async def client(desk: Application) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # unsafe: also for an IP address
    async with aiohttp.ClientSession(desk.url, cookie_jar=jar) as session:
        yield session


async def test_the_page_and_its_assets(client: aiohttp.ClientSession) -> None:
    async with client.get("/") as response:
        html = await response.text()
        assert response.status == 200
        cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    for asset in re.findall(r'"(/assets/[^"]+)"', html):
        async with client.get(asset) as response:
            assert response.status == 200
            assert "immutable" in response.headers["Cache-Control"]
    async with client.get("/?lang=en") as response:
        assert '<html lang="en">' in await response.text()
        assert "Set-Cookie" not in response.headers, "the session goes on"


@pytest.mark.parametrize("path", ["/", "/healthz", "/none", "/assets/none", "/favicon.ico", "/api/ask"])
async def test_every_response_is_guarded(client: aiohttp.ClientSession, path: str) -> None:
    async with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Server"] == "motcua"
        assert response.status == {"/none": 404, "/assets/none": 404, "/api/ask": 405}.get(path, 200)


async def test_an_answer_carries_every_field(
    client: aiohttp.ClientSession, knowledge: MemoryKnowledge
) -> None:
    async with client.post("/api/ask", json={"question": "khai sinh", "language": "en"}) as response:
        body = await response.json()
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" in response.headers
    assert list(body) == (
        [
            "question",
            "outcome",
            "answer",
            "citations",
            "retrieved",
            "procedure",
            "suggestions",
            "confidence",
            "ms",
        ]
    )
    assert list(body["citations"][0]) == list(Citation.model_fields)
    assert "\nSource: " in body["answer"]
    await (await client.post("/api/ask", json={"question": "khai sinh"})).read()
    assert len({key for _, key in knowledge.asked}) == 1, "one browser is one conversation"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'{"question": "khai sinh"}', {"Content-Type": "text/plain"}, 415),
        (b'{"question": "khai sinh"}', {"Sec-Fetch-Site": "cross-site"}, 403),
        (b'{"question": "khai sinh"}', {"Origin": "https://evil.example"}, 403),
        (b"{", {}, 400),
        (b"[" * 15_000, {}, 400),
        (b"\xff", {}, 400),
        (b'{"question": 3}', {}, 400),
        (b'["question"]', {}, 400),
        (b'{"question": "' + b"x" * 20_000 + b'"}', {}, 413),
        (b'{"question": ""}', {}, 200),
        (json.dumps({"question": "x" * 301}).encode(), {}, 200),
        (b'{"question": "\\ud800 \\u0000", "language": ["vi"]}', {}, 200),
    ],
)
async def test_odd_requests_get_a_kind_answer(
    client: aiohttp.ClientSession, body: bytes, headers: dict[str, str], status: int
) -> None:
    sent = {"Content-Type": "application/json", **headers}
    async with client.post("/api/ask", data=body, headers=sent) as response:
        assert response.status == status
        assert (await response.json())["answer"]


async def test_a_hasty_session_waits_and_others_do_not(
    client: aiohttp.ClientSession, desk: Application
) -> None:
    statuses = []
    for _ in range(6):
        async with client.post("/api/ask", json={"question": "khai sinh"}) as response:
            statuses.append(response.status)
    assert statuses == [200] * 5 + [429]
    assert response.headers["Retry-After"] == "10"
    async with (
        aiohttp.ClientSession(desk.url) as other,
        other.post("/api/ask", json={"question": "khai sinh"}) as fresh,
    ):
        assert fresh.status == 200


async def test_new_sessions_do_not_get_around_the_limit_of_an_address(desk: Application) -> None:
    statuses = []
    async with aiohttp.ClientSession(desk.url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        for _ in range(13):
            async with session.post("/api/ask", json={"question": "khai sinh"}) as response:
                statuses.append(response.status)
    assert statuses == [200] * 12 + [429]


async def test_health_and_failure(client: aiohttp.ClientSession, knowledge: MemoryKnowledge) -> None:
    async with client.get("/healthz") as response:
        assert await response.json() == {"status": "ready", "snapshot": "memory-1", "channels": {"web": "ok"}}
    knowledge.fail_with = RuntimeError("down")
    async with client.post("/api/ask", json={"question": "khai sinh"}) as response:
        assert response.status == 503
        assert (await response.json())["outcome"] == "unavailable"


async def test_a_taken_port_is_named_and_everything_let_go(
    knowledge: MemoryKnowledge,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        application = build(settings(port=port), knowledge)
        with pytest.raises(SettingsError, match=str(port)):
            await application.start()
    assert knowledge.closed


async def test_a_reply_under_way_is_finished_at_sigterm(knowledge: MemoryKnowledge) -> None:
    application = build(settings(), knowledge)
    started = asyncio.Event()
    serving = asyncio.create_task(application.serve(lambda _: started.set()))
    await started.wait()
    async with aiohttp.ClientSession(application.url) as session:
        asking = asyncio.create_task(session.post("/api/ask", json={"question": "khai sinh"}))
        while not knowledge.asked:  # noqa: ASYNC110 - the question is recorded by another thread
            await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)
        async with await asking as response:
            assert (await response.json())["outcome"] == "answered"
    await serving
    assert knowledge.closed
    assert application.url is None


async def test_a_question_sent_again_gets_the_recorded_answer(
    client: aiohttp.ClientSession, knowledge: MemoryKnowledge
) -> None:
    await (await client.get("/")).read()
    asked = {"question": "khai sinh", "id": "0123456789ab"}
    bodies = []
    for _ in range(2):
        async with client.post("/api/ask", json=asked) as response:
            assert response.status == 200
            bodies.append(await response.read())
    assert bodies[0] == bodies[1]
    assert len(knowledge.asked) == 1
    async with client.post("/api/ask", json={**asked, "id": "another-id"}) as response:
        assert (await response.json())["outcome"] == "answered"
    assert len(knowledge.asked) == 2


async def test_a_lost_answer_is_there_after_a_restart(knowledge: MemoryKnowledge) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    asked = {"question": "khai sinh", "id": "0123456789ab"}
    bodies = []
    for _ in range(2):
        application = build(settings(), knowledge, CLOCK)
        await application.start()
        async with aiohttp.ClientSession(application.url, cookie_jar=jar) as session:
            await (await session.get("/")).read()
            async with session.post("/api/ask", json=asked) as response:
                bodies.append(await response.read())
        await application.stop()
    assert bodies[0] == bodies[1]
    assert len(knowledge.asked) == 1


async def test_nobody_gets_the_answer_to_anothers_question(
    desk: Application, knowledge: MemoryKnowledge
) -> None:
    for _ in range(2):
        async with aiohttp.ClientSession(desk.url) as session:
            asked = {"question": "khai sinh", "id": "0123456789ab"}
            await (await session.post("/api/ask", json=asked)).read()
    assert len(knowledge.asked) == 2


async def test_a_second_desk_on_the_same_database_is_refused(
    desk: Application, knowledge: MemoryKnowledge
) -> None:
    second = build(settings(), MemoryKnowledge(), CLOCK)
    with pytest.raises(StateError, match="tiến trình"):
        await second.start()
    async with aiohttp.ClientSession(desk.url) as session, session.get("/healthz") as response:
        assert response.status == 200
