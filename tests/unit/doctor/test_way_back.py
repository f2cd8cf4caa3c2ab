"""`python -m bot doctor` on the way from a platform to the desk, and on what the running desk says."""

import sqlite3
import ssl
import tempfile
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
from bot.settings import WebSettings
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


async def webhook_report(status: int, days: int = 90, *, trusted: bool = True) -> dict[str, Level]:
    serving, pem = certificate(days)

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    application = web.Application()
    application.router.add_route("*", "/webhooks/zalo-bot", answer)
    report = Report(WORDS)
    tls = ssl.create_default_context(cadata=pem.decode() if trusted else None)
    server = TestServer(application, host="localhost", scheme="https")
    await server.start_server(ssl=serving)
    try:
        async with aiohttp.ClientSession() as session:
            url = f"https://localhost:{server.port}/webhooks/zalo-bot"
            await check_webhook("zalo-bot", url, Prober(session, tls), report)
    finally:
        await server.close()
    return levels(report)


@pytest.mark.parametrize(
    ("status", "level"),
    [
        (401, Level.OK),
        (403, Level.OK),
        (404, Level.WRONG),
        (200, Level.WRONG),
        (301, Level.WRONG),
        (502, Level.WRONG),
    ],
)
async def test_the_webhook_leads_to_the_desk_when_the_desk_refuses(status: int, level: Level) -> None:
    found = await webhook_report(status)
    assert found == {"zalo-bot.webhook": level, "zalo-bot.certificate": Level.OK}


async def test_a_certificate_that_ends_soon() -> None:
    assert (await webhook_report(401, days=5))["zalo-bot.certificate"] is Level.WARNING


async def test_a_certificate_that_nobody_trusts() -> None:
    assert await webhook_report(401, trusted=False) == {"zalo-bot.webhook": Level.WRONG}


@pytest.mark.parametrize("url", ["http://localhost/x", "https://motcua.invalid/x"])
async def test_an_address_without_tls_or_without_anybody(url: str) -> None:
    report = Report(WORDS)
    async with aiohttp.ClientSession() as session:
        await check_webhook("zalo-bot", url, Prober(session, ssl.create_default_context()), report)
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
