"""`python -m bot doctor` against platforms in good and bad states."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.zalo_oa.opening import open_tokens
from bot.dev.base import CallFault
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from bot.doctor.checkup import check_all
from bot.doctor.findings import Level, Report
from bot.doctor.network import check_clock
from bot.doctor.telegram import check_deliveries
from bot.state.opening import open_state
from bot.state.zalo_tokens import Pair
from knowledge.clock import SystemClock
from tests.support.ports import unused_port
from tests.support.standins import running
from tests.unit.doctor.helping import WORDS, levels, settings_in


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with running(FakeZaloBot()) as platform:
        yield platform


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
    async with running(FakeTelegram()) as platform:
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
    tmp_path: Path,
    platform: FakeZaloOa,
    *,
    lasts: timedelta | None = timedelta(hours=25),
    **changed: str | bool,
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
    async with running(FakeZaloOa()) as platform:
        yield platform


async def test_an_official_account_in_good_order(tmp_path: Path, oa: FakeZaloOa) -> None:
    found = await oa_report(tmp_path, oa)
    assert found == {
        "zalo-oa.oauth": Level.OK,
        "zalo-oa.app_secret": Level.UNTESTED,
        "zalo-oa.oa_secret_key": Level.UNTESTED,
        "zalo-oa.account": Level.OK,
        "zalo-oa.webhook": Level.WRONG,  # its callback has no https
    }


async def test_an_app_that_wants_a_proof_of_its_secret(tmp_path: Path, oa: FakeZaloOa) -> None:
    oa.api.wants_proof = True
    assert (await oa_report(tmp_path, oa))["zalo-oa.token"] is Level.WRONG, "Zalo answers -242"
    found = await oa_report(tmp_path, oa, appsecret_proof=True)
    assert found["zalo-oa.account"] is Level.OK
    assert "zalo-oa.app_secret" not in found, "the proof has tested it"
    found = await oa_report(tmp_path, oa, appsecret_proof=True, app_secret="wrong")
    assert found["zalo-oa.token"] is Level.WRONG


async def test_a_firewall_before_the_place_where_tokens_are_renewed(tmp_path: Path, oa: FakeZaloOa) -> None:
    found = await oa_report(tmp_path, oa, oauth_url=f"http://127.0.0.1:{unused_port()}")
    assert found["zalo-oa.oauth"] is Level.WRONG
    assert found["zalo-oa.account"] is Level.OK


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
