"""`python -m bot doctor` on the way from a platform to the desk, and on what the running desk says."""

import sqlite3
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.doctor import local
from bot.doctor.desk import check_desk, check_files
from bot.doctor.findings import Level, Report
from bot.doctor.network import check_webhook
from bot.doctor.probing import Prober
from bot.messages import Catalogue
from bot.settings import WebSettings
from bot.web.server import HttpServer
from tests.support.ports import unused_port
from tests.unit.doctor.helping import OFFICE, WORDS, checked, database, levels, settings_in


def certificate(days: int) -> tuple[ssl.SSLContext, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _context(pem, private), pem


def _context(pem: bytes, private: bytes) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with tempfile.NamedTemporaryFile() as file:
        file.write(pem + private)
        file.flush()
        context.load_cert_chain(file.name)
    return context


PATH = "/webhooks/zalo-bot"
HOME = "http://127.0.0.1:9"  # nobody's
Handler = Callable[[web.Request], Awaitable[web.Response]]


async def refusing(_request: web.Request) -> web.Response:
    """The webhook of a desk, called without the secret."""
    raise web.HTTPUnauthorized


@asynccontextmanager
async def running_desk() -> AsyncIterator[str]:
    """The server of a desk with its webhook; its address on this machine."""
    server = HttpServer(WebSettings(port=0), Catalogue.load(), b"", lambda: (True, {}))
    await server.start([web.post(PATH, refusing)])
    try:
        yield server.url or ""
    finally:
        await server.stop()


def passing_on(desk: str) -> Handler:
    """What a reverse proxy does that leads to `desk`."""

    async def answer(request: web.Request) -> web.Response:
        async with (
            aiohttp.ClientSession() as session,
            session.request(request.method, f"{desk}{request.path}", data=await request.read()) as response,
        ):
            kept = {name: value for name, value in response.headers.items() if name.startswith("X-")}
            return web.Response(status=response.status, body=await response.read(), headers=kept)

    return answer


def answering(status: int) -> Handler:
    """Anything else that listens there."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    return answer


async def webhook_report(
    public: Handler, home: str, days: int = 90, *, trusted: bool = True
) -> dict[str, Level]:
    serving, pem = certificate(days)
    application = web.Application()
    application.router.add_route("*", PATH, public)
    report = Report(WORDS)
    tls = ssl.create_default_context(cadata=pem.decode() if trusted else None)
    server = TestServer(application, host="localhost", scheme="https")
    await server.start_server(ssl=serving)
    try:
        async with aiohttp.ClientSession() as session:
            url = f"https://localhost:{server.port}{PATH}"
            await check_webhook("zalo-bot", url, home, Prober(session, tls), report)
    finally:
        await server.close()
    return levels(report)


async def test_the_webhook_leads_to_the_desk_that_runs_here() -> None:
    async with running_desk() as home:
        found = await webhook_report(passing_on(home), home)
    assert found == {"zalo-bot.webhook": Level.OK, "zalo-bot.certificate": Level.OK}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 200, 301, 502])
async def test_what_merely_refuses_is_not_the_desk(status: int) -> None:
    async with running_desk() as home:
        found = await webhook_report(answering(status), home)
    assert found == {"zalo-bot.webhook": Level.WRONG, "zalo-bot.certificate": Level.OK}


async def test_the_webhook_leads_to_another_desk() -> None:
    async with running_desk() as home, running_desk() as other:
        assert (await webhook_report(passing_on(other), home))["zalo-bot.webhook"] is Level.WRONG


async def test_the_desk_of_this_machine_does_not_run_and_nothing_is_proven() -> None:
    async with running_desk() as other:
        found = await webhook_report(passing_on(other), f"http://127.0.0.1:{unused_port()}")
        assert found["zalo-bot.webhook"] is Level.WARNING
        found = await webhook_report(answering(403), f"http://127.0.0.1:{unused_port()}")
        assert found["zalo-bot.webhook"] is Level.WRONG, "no desk at all"


async def test_a_certificate_that_ends_soon() -> None:
    async with running_desk() as home:
        found = await webhook_report(passing_on(home), home, days=5)
    assert found["zalo-bot.certificate"] is Level.WARNING


async def test_a_certificate_that_nobody_trusts() -> None:
    async with running_desk() as home:
        found = await webhook_report(passing_on(home), home, trusted=False)
    assert found == {"zalo-bot.webhook": Level.WRONG}


@pytest.mark.parametrize("url", ["http://localhost/x", "https://motcua.invalid/x"])
async def test_an_address_without_tls_or_without_anybody(url: str) -> None:
    report = Report(WORDS)
    async with aiohttp.ClientSession() as session:
        await check_webhook("zalo-bot", url, HOME, Prober(session, ssl.create_default_context()), report)
    assert levels(report) == {"zalo-bot.webhook": Level.WRONG}


@pytest.mark.parametrize(
    ("linked", "role", "level", "key"),
    [
        ((), "admin", Level.WARNING, "doctor-alarms-nobody"),
        (("telegram",), "author", Level.WARNING, "doctor-alarms-nobody"),
        (("telegram",), "admin", Level.WARNING, "doctor-alarms-one"),
        (("telegram", "zalo-bot"), "author,admin", Level.OK, "doctor-alarms"),
    ],
)
def test_whether_an_alarm_reaches_anybody(
    tmp_path: Path, linked: tuple[str, ...], role: str, level: Level, key: str
) -> None:
    _, path = database(tmp_path)
    tokens = {"telegram": {"token": "123456789:" + "x" * 35}, "zalo_bot": {"token": "1:x"}}
    settings = settings_in(tmp_path, **tokens)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO officials (name, display, password, roles, created_at) VALUES (?, ?, '', ?, 0)",
            ["sep", "Sếp", role],
        )
        connection.executemany(
            "INSERT INTO official_accounts VALUES (?, 1, ?, '', 0)",
            [(channel, channel) for channel in linked],
        )
    connection.close()
    (finding,) = checked(local.check_alarms, settings).findings
    assert (finding.check, finding.level) == ("alarms", level)
    assert finding.text == WORDS.text(key, channel="Telegram", count=2)
    assert checked(local.check_alarms, settings_in(tmp_path)).findings == [], "no channel, no alarm"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"status": "ready", "channels": {"web": "ok", "telegram": "ok"}}, {"desk": Level.OK}),
        (
            200,
            {"status": "ready", "channels": {"telegram": "misconfigured", "zalo-bot": "failing"}},
            {"desk": Level.OK, "telegram.health": Level.WRONG, "zalo-bot.health": Level.WARNING},
        ),
        (
            200,
            {"status": "ready", "channels": {"telegram": "stopped", "zalo-bot": "slowed"}},
            {"desk": Level.OK, "telegram.health": Level.WRONG, "zalo-bot.health": Level.WARNING},
        ),
        (503, {"status": "unavailable", "channels": {}}, {"desk": Level.WRONG}),
        (200, {"hello": "world"}, {"desk": Level.WRONG}),
        (404, None, {"desk": Level.WRONG}),
    ],
)
async def test_what_the_running_desk_says_of_itself(
    status: int, body: dict[str, Any] | None, expected: dict[str, Level]
) -> None:
    application = web.Application()

    async def health(_request: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    application.router.add_get("/healthz", health)
    server = TestServer(application)
    await server.start_server()
    try:
        report = Report(WORDS)
        async with aiohttp.ClientSession() as session:
            settings = WebSettings(host="0.0.0.0", port=server.port or 0)
            await check_desk(settings, Prober(session, ssl.create_default_context()), report)
        assert levels(report) == expected
        assert all(finding.mend for finding in report.findings if finding.level is not Level.OK)
    finally:
        await server.close()


def test_files_that_the_settings_name_must_be_there(tmp_path: Path) -> None:
    there, missing = tmp_path / "nghi-le.toml", tmp_path / "mat.toml"
    there.touch()
    settings = settings_in(
        tmp_path,
        office={**OFFICE, "holidays": there},
        news={"topics": missing},
        index={"directory": tmp_path / "index", "sources": [tmp_path, tmp_path / "van-ban"]},
    )
    found = [finding.text for finding in checked(check_files, settings).findings]
    assert len(found) == 2
    assert "[index] sources" in found[0]
    assert "van-ban" in found[0]
    assert "[news] topics" in found[1]
