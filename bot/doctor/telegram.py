"""Checks of the Telegram channel: its token, its way of receiving, what Telegram says of the webhook."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.settings import TelegramSettings
from bot.doctor.findings import Report
from bot.doctor.network import check_way, check_webhook
from bot.doctor.probing import Answer, Prober

CHANNEL = "telegram"
RECENT = 3600  # seconds: older errors of the webhook are history
MANY_WAITING = 50
TOKEN_REFUSED = frozenset({401, 404})  # 404 is what a token gets that has never been one


async def check_telegram(settings: TelegramSettings, home: str, prober: Prober, report: Report) -> None:
    """Everything about the bot, where one is configured; `home` is the desk's address on this machine."""
    if not settings.enabled:
        return
    base = str(settings.base_url).rstrip("/")
    bot = f"{base}/bot{settings.token.get_secret_value()}"
    me = await prober.ask(f"{bot}/getMe")
    if not check_way(CHANNEL, base, me, report):
        return
    about = _result(me)
    if about is None:
        if me.status in TOKEN_REFUSED:
            report.wrong("telegram.token", "doctor-telegram-token")
        else:
            report.wrong("telegram.token", "doctor-telegram-refused", status=me.status)
        return
    report.ok("telegram.token", "doctor-telegram", name=str(about.get("username", "?")))
    info = _result(await prober.ask(f"{bot}/getWebhookInfo")) or {}
    registered = str(info.get("url", ""))
    if settings.webhook_url is None:
        if registered:
            report.warn("telegram.webhook", "doctor-telegram-webhook-left")
        else:
            report.ok("telegram.webhook", "doctor-telegram-polling")
        return
    url = str(settings.webhook_url)
    if registered == url:
        report.ok("telegram.registered", "doctor-registered", url=url)
        check_deliveries(info, report)
    else:
        report.warn("telegram.registered", "doctor-registered-not", url=url)
    await check_webhook(CHANNEL, url, home, prober, report)


def check_deliveries(info: Mapping[str, Any], report: Report) -> None:
    """Whether Telegram could deliver to the webhook lately; `info` is its `getWebhookInfo`."""
    waiting, failed_at = info.get("pending_update_count", 0), info.get("last_error_date", 0)
    if isinstance(failed_at, int) and time.time() - failed_at < RECENT:
        reason = str(info.get("last_error_message", "?"))[:200]
        report.warn("telegram.deliveries", "doctor-telegram-deliveries-failed", reason=reason)
    elif isinstance(waiting, int) and waiting > MANY_WAITING:
        report.warn("telegram.deliveries", "doctor-telegram-waiting", count=waiting)


def _result(answer: Answer) -> Mapping[str, Any] | None:
    body = answer.body
    if isinstance(body, dict) and body.get("ok") is True and isinstance(body.get("result"), dict):
        return dict(body["result"])
    return None
