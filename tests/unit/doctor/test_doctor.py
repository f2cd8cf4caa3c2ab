"""`python -m bot doctor` on this machine and against platforms in good and bad states."""

import re
import shutil
import sqlite3
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Callable
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

import bot
from bot.channels.zalo_oa.opening import open_tokens
from bot.dev.base import CallFault
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from bot.doctor import local
from bot.doctor.checkup import check_all
from bot.doctor.desk import check_desk, check_files
from bot.doctor.findings import Level, Report
from bot.doctor.network import check_clock, check_webhook
from bot.doctor.probing import Prober
from bot.doctor.telegram import check_deliveries
from bot.messages import Catalogue
from bot.settings import Settings, WebSettings
from bot.state.opening import open_state
from bot.state.upgrading import upgrade
from bot.state.zalo_tokens import Pair
from knowledge.clock import SystemClock
from tests.support.ports import unused_port

WORDS = Catalogue.load().of("vi")
OFFICE = {
    "name": "UBND phường Mẫu",
    "commune": "phường Mẫu",
    "province": "Hà Nội",
    "address": "Số 1",
    "hours": "7:30–17:00",
    "hotline": "024 3382 0000",
}


def settings_in(folder: Path, **sections: Any) -> Settings:
    values = {
        "office": OFFICE,
        "web": {"port": unused_port()},
        "state": {"database": folder / "state" / "motcua.sqlite"},
        "index": {"directory": folder / "index"},
        **sections,
    }
    return Settings.model_validate(values)


def levels(report: Report) -> dict[str, Level]:
    return {finding.check: finding.level for finding in report.findings}


def test_every_key_of_the_checks_has_words() -> None:
    code = "\n".join(path.read_text() for path in (Path(bot.__file__).parent / "doctor").glob("*.py"))
    bad = set(re.findall(r'\.(?:warn|wrong)\(\s*[^,]+,\s*"(doctor-[\w-]+)"', code))
    bad |= {"doctor-clock-off", "doctor-platform-down", "doctor-webhook-silent"}
    good = set(re.findall(r'"(doctor-[\w-]+)"', code))
    assert len(good) > 25
    for language in ("vi", "en"):
        assert good | {f"{key}-mend" for key in bad} <= Catalogue.load().of(language).keys


# ---- this machine ----


async def test_a_new_desk_has_nothing_wrong(tmp_path: Path) -> None:
    report = await check_all(settings_in(tmp_path), WORDS)
    assert levels(report) == {
        "office": Level.OK,
        "disk": Level.OK,
        "database": Level.OK,
        "index": Level.WARNING,
        "desk": Level.WARNING,
        "channels": Level.OK,
    }
    assert _files(tmp_path) == [], "a check leaves nothing behind"


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def checked(check: Callable[..., object], settings: Settings) -> Report:
    report = Report(WORDS)
    check(settings, report)
    return report


def test_missing_parts_of_the_office_are_named(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, office={**OFFICE, "hotline": "", "hours": ""})
    (finding,) = checked(local.check_office, settings).findings
    assert finding.level is Level.WARNING
    assert "hours, hotline" in finding.text
    assert "[office]" in finding.mend


@pytest.mark.parametrize(("free", "level"), [(100, Level.WRONG), (1000, Level.WARNING), (9000, Level.OK)])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    usage = type("Usage", (), {"free": free * local.MEBIBYTE})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    (finding,) = checked(local.check_disk, settings_in(tmp_path)).findings
    assert finding.level is level
    assert str(free) in finding.text


def database(tmp_path: Path) -> tuple[Settings, Path]:
    settings = settings_in(tmp_path)
    path = settings.state.database
    upgrade(path, datetime.now(UTC), WORDS)
    return settings, path


def set_revision(path: Path, revision: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_a_database_of_this_program(tmp_path: Path) -> None:
    settings, _ = database(tmp_path)
    assert levels(checked(local.check_database, settings)) == {"database": Level.OK}


def test_a_database_of_an_older_and_of_a_newer_program(tmp_path: Path) -> None:
    settings, path = database(tmp_path)
    set_revision(path, "0000")
    (finding,) = checked(local.check_database, settings).findings
    assert finding.level is Level.WARNING
    assert "db upgrade" in finding.mend
    set_revision(path, "9999")
    assert levels(checked(local.check_database, settings)) == {"database": Level.WRONG}


def test_a_database_that_is_damaged_locked_or_not_writable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, path = database(tmp_path)
    monkeypatch.setattr(local, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert levels(checked(local.check_database, settings)) == {"database": Level.WRONG}
    other.close()
    path.write_bytes(b"no database" * 500)
    assert levels(checked(local.check_database, settings)) == {"database": Level.WRONG}
    file = tmp_path / "a-file"
    file.touch()
    blocked = settings_in(tmp_path, state={"database": file / "motcua.sqlite"})
    assert checked(local.check_database, blocked).findings[0].check == "database"


def test_an_index_that_is_missing_empty_or_damaged(tmp_path: Path) -> None:
    nothing = settings_in(tmp_path, index={"directory": tmp_path / "index", "builtin": False})
    assert levels(checked(local.check_index, nothing)) == {"index": Level.WRONG}
    (tmp_path / "index" / "snapshots" / "20261121T014604228Z-8ca90dc6").mkdir(parents=True)
    (finding,) = checked(local.check_index, nothing).findings
    assert finding.level is Level.WRONG
    assert finding.mend


# ---- platforms ----


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    platform = FakeZaloBot()
    await platform.start()
    yield platform
    await platform.stop()


async def test_a_zalo_bot_in_good_order(tmp_path: Path, zalo: FakeZaloBot) -> None:
    report = await check_all(settings_in(tmp_path, **zalo.settings), WORDS)
    found = levels(report)
    assert found["zalo-bot.token"] is Level.OK
    assert found["clock"] is Level.OK
    assert found["zalo-bot.webhook"] is Level.WARNING, "polls are for trials"
    assert "bot.standin" in "".join(finding.text for finding in report.findings)


@pytest.mark.parametrize("in_200", [True, False])
async def test_a_wrong_token(tmp_path: Path, zalo: FakeZaloBot, in_200: bool) -> None:
    zalo.errors_in_200 = in_200
    section = {**zalo.settings["zalo_bot"], "token": "1:very-wrong"}
    report = await check_all(settings_in(tmp_path, zalo_bot=section), WORDS)
    finding = next(finding for finding in report.findings if finding.check == "zalo-bot.token")
    assert finding.level is Level.WRONG
    assert "MOTCUA_ZALO_BOT__TOKEN" in finding.mend
    assert "very-wrong" not in str(report.findings)


async def test_a_platform_with_a_problem_and_one_that_is_not_there(tmp_path: Path, zalo: FakeZaloBot) -> None:
    zalo.faults.polls.script.append(CallFault.SERVER_ERROR)
    report = await check_all(settings_in(tmp_path, **zalo.settings), WORDS)
    assert levels(report)["zalo-bot.connection"] is Level.WARNING
    section = {"token": "1:a", "base_url": f"http://127.0.0.1:{unused_port()}"}
    report = await check_all(settings_in(tmp_path, zalo_bot=section), WORDS)
    finding = report.findings[-1]
    assert (finding.check, finding.level) == ("zalo-bot.connection", Level.WRONG)
    assert "127.0.0.1" in finding.text


@pytest.mark.parametrize(
    ("skew", "level"), [(0.4, Level.OK), (-59, Level.OK), (75, Level.WARNING), (-3600, Level.WRONG)]
)
def test_a_clock_that_is_off(skew: float, level: Level) -> None:
    report = Report(WORDS)
    check_clock("zalo.me", skew, report)
    check_clock("telegram.org", 9999, report)
    assert levels(report) == {"clock": level}, "told once"


async def test_a_telegram_bot_in_good_order_and_with_a_wrong_token(tmp_path: Path) -> None:
    platform = FakeTelegram()
    await platform.start()
    try:
        found = levels(await check_all(settings_in(tmp_path, **platform.settings), WORDS))
        assert found["telegram.token"] is found["telegram.webhook"] is found["clock"] is Level.OK
        section = {**platform.settings["telegram"], "token": "1:very-wrong"}
        report = await check_all(settings_in(tmp_path, telegram=section), WORDS)
        assert levels(report)["telegram.token"] is Level.WRONG
        assert "very-wrong" not in str(report.findings)
        section = {**platform.settings["telegram"], "webhook_url": "https://127.0.0.1:9/webhooks/telegram"}
        found = levels(await check_all(settings_in(tmp_path, telegram=section), WORDS))
        assert found["telegram.registered"] is Level.WARNING
        assert found["telegram.webhook"] is Level.WRONG
    finally:
        await platform.stop()


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"pending_update_count": 3}, {}),
        ({"pending_update_count": 300}, {"telegram.deliveries": Level.WARNING}),
        (
            {"last_error_date": int(time.time()) - 9, "last_error_message": "502"},
            {"telegram.deliveries": Level.WARNING},
        ),
        ({"last_error_date": int(time.time()) - 9999, "last_error_message": "502"}, {}),
    ],
)
def test_what_telegram_says_of_its_deliveries(info: dict[str, Any], expected: dict[str, Level]) -> None:
    report = Report(WORDS)
    check_deliveries(info, report)
    assert levels(report) == expected


async def oa_report(
    tmp_path: Path, platform: FakeZaloOa, *, lasts: timedelta | None = timedelta(hours=25), **changed: str
) -> dict[str, Level]:
    settings = settings_in(tmp_path, zalo_oa={**platform.settings["zalo_oa"], **changed})
    clock = SystemClock()
    async with open_state(settings.state, settings.privacy, clock, WORDS, sole=True) as state:
        if lasts is not None:
            given, now = platform.tokens.issue(), clock.now()
            store = open_tokens(settings.zalo_oa, state.database, state.sealer, clock)
            await store.lock("test", 60)
            pair = Pair(given["access_token"], given["refresh_token"], now, now + lasts)
            await store.save("test", pair)
    requests = platform.tokens.requests
    found = levels(await check_all(settings, WORDS))
    assert platform.tokens.requests == requests, "a check renews nothing"
    return {check: level for check, level in found.items() if check.startswith("zalo-oa")}


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    platform = FakeZaloOa()
    await platform.start()
    yield platform
    await platform.stop()


async def test_an_official_account_in_good_order(tmp_path: Path, oa: FakeZaloOa) -> None:
    found = await oa_report(tmp_path, oa)
    assert found == {"zalo-oa.account": Level.OK, "zalo-oa.webhook": Level.WRONG}, "its callback has no https"


async def test_an_official_account_without_consent(tmp_path: Path, oa: FakeZaloOa) -> None:
    assert (await oa_report(tmp_path, oa, lasts=None))["zalo-oa.consent"] is Level.WRONG


async def test_an_official_account_whose_consent_was_withdrawn(tmp_path: Path, oa: FakeZaloOa) -> None:
    await oa_report(tmp_path, oa)
    oa.tokens.revoke()
    settings = settings_in(tmp_path, **oa.settings)
    assert levels(await check_all(settings, WORDS))["zalo-oa.token"] is Level.WRONG


async def test_an_access_token_that_has_expired_is_renewed_by_the_desk(
    tmp_path: Path, oa: FakeZaloOa
) -> None:
    oa.advance(timedelta(hours=30))
    expired = await oa_report(tmp_path, oa, lasts=timedelta(hours=-1))
    oa.advance(timedelta(hours=30))
    found = levels(await check_all(settings_in(tmp_path, **oa.settings), WORDS))
    assert found["zalo-oa.token"] is Level.WARNING, expired


async def test_another_account_and_missing_settings(tmp_path: Path, oa: FakeZaloOa) -> None:
    assert (await oa_report(tmp_path, oa, oa_id="1"))["zalo-oa.account"] is Level.WRONG
    assert await oa_report(tmp_path, oa, app_secret="") == {"zalo-oa.settings": Level.WRONG}


def test_the_key_of_the_database(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert levels(checked(local.check_key, settings)) == {"key": Level.WRONG}
    key = settings.state.database.with_suffix(".key")
    key.parent.mkdir(parents=True)
    key.touch(mode=0o644)
    key.chmod(0o644)
    assert levels(checked(local.check_key, settings)) == {"key": Level.WARNING}
    key.chmod(0o600)
    assert levels(checked(local.check_key, settings)) == {"key": Level.OK}
    given = settings_in(tmp_path, privacy={"key": "k" * 40})
    assert levels(checked(local.check_key, given)) == {"key": Level.OK}


# ---- the way back ----


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
