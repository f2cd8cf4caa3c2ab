"""Checks of the Zalo OA channel: its settings, the consent, what Zalo says of the account, the webhook.

Nothing is renewed here: a check must not use up the single refresh token beside the running desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.channels.zalo_oa.api import OA_PATH, token_headers
from bot.channels.zalo_oa.oauth import TOKEN_PATH
from bot.channels.zalo_oa.opening import open_tokens
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.doctor.desk import home_of
from bot.doctor.findings import Report
from bot.doctor.network import check_way, check_webhook
from bot.doctor.probing import Prober
from bot.settings import Settings
from bot.state.opening import open_state
from bot.state.zalo_tokens import Stored
from knowledge.clock import SystemClock
from knowledge.errors import MotcuaError

CHANNEL = "zalo-oa"


async def check_zalo_oa(settings: Settings, prober: Prober, report: Report, *, stored: bool) -> None:
    """Everything about the account, where one is configured; `stored`: the database can be read."""
    oa = settings.zalo_oa
    if not oa.enabled:
        return
    if oa.missing:
        report.wrong("zalo-oa.settings", "doctor-zalo-oa-missing", keys=", ".join(oa.missing))
        return
    tokens = await _tokens(settings, report) if stored else Stored()
    if tokens is None:
        return
    if tokens.alarm is not None or tokens.pair is None:
        why = str(tokens.alarm) if tokens.alarm else "none"
        report.wrong("zalo-oa.consent", "doctor-zalo-oa-consent", why=why)
    await _check_oauth(oa, prober, report)
    _tell_untested(oa, report)
    base = str(oa.openapi_url).rstrip("/")
    headers = token_headers(oa, tokens.pair.access) if tokens.pair else {}
    answer = await prober.ask(f"{base}{OA_PATH}", headers=headers)
    if not check_way(CHANNEL, base, answer, report):
        return
    if tokens.pair is not None and tokens.alarm is None:
        expired = tokens.pair.expires_at <= SystemClock().now()
        _check_account(answer.body, oa.oa_id, report, expired=expired)
    if oa.callback_url is None:
        report.warn("zalo-oa.webhook", "doctor-zalo-oa-address", path=oa.webhook_path)
    else:
        # Zalo calls back and calls the webhook at the same verified domain.
        url = urljoin(str(oa.callback_url), oa.webhook_path)
        await check_webhook(CHANNEL, url, home_of(settings.web), prober, report)


async def _check_oauth(oa: ZaloOaSettings, prober: Prober, report: Report) -> None:
    """Whether tokens can be renewed when their time comes: the way there, asked with nothing in hand."""
    base = str(oa.oauth_url).rstrip("/")
    answer = await prober.ask(f"{base}{TOKEN_PATH}")
    if check_way(CHANNEL, base, answer, report, "oauth"):
        report.ok("zalo-oa.oauth", "doctor-zalo-oa-oauth", host=urlsplit(base).hostname or base)


def _tell_untested(oa: ZaloOaSettings, report: Report) -> None:
    if not oa.appsecret_proof:  # the proof is made with it
        report.untested("zalo-oa.app_secret", "doctor-zalo-oa-app-secret")
    report.untested("zalo-oa.oa_secret_key", "doctor-zalo-oa-secret-key")


async def _tokens(settings: Settings, report: Report) -> Stored | None:
    clock = SystemClock()
    try:
        async with open_state(settings.state, settings.privacy, clock, report.words, sole=False) as state:
            return await open_tokens(settings.zalo_oa, state.database, state.sealer, clock).read()
    except MotcuaError as error:
        report.wrong("zalo-oa.tokens", "doctor-zalo-oa-unreadable", problem=error.problem, mend=error.mend)
        return None


def _check_account(body: Any, oa_id: str, report: Report, *, expired: bool) -> None:
    code = body.get("error") if isinstance(body, dict) else None
    account = body.get("data") if isinstance(body, dict) else None
    if code != 0 or not isinstance(account, Mapping):
        if expired:
            report.warn("zalo-oa.token", "doctor-zalo-oa-expired")
        else:
            report.wrong("zalo-oa.token", "doctor-zalo-oa-refused", code=str(code))
        return
    found = str(account.get("oaid") or account.get("oa_id") or oa_id)
    if found != oa_id:
        report.wrong("zalo-oa.account", "doctor-zalo-oa-other")
        return
    report.ok("zalo-oa.account", "doctor-zalo-oa", name=str(account.get("name", "?")))
    if account.get("is_verified") is False:
        report.warn("zalo-oa.verified", "doctor-zalo-oa-unverified")
