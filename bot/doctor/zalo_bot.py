"""Checks of the Zalo Bot channel: its token, its way of receiving, its webhook."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.doctor.findings import Report
from bot.doctor.network import check_way, check_webhook
from bot.doctor.probing import Answer, Prober

CHANNEL = "zalo-bot"


async def check_zalo_bot(settings: ZaloBotSettings, home: str, prober: Prober, report: Report) -> None:
    """Everything about the bot, where one is configured; `home` is the desk's address on this machine."""
    if not settings.enabled:
        return
    base = str(settings.base_url).rstrip("/")
    bot = f"{base}/bot{settings.token.get_secret_value()}"
    me = await prober.ask(f"{bot}/getMe", method="POST", json={})
    if not check_way(CHANNEL, base, me, report):
        return
    result = _result(me)
    if result is None:
        code = _code(me)
        if code == 401:
            report.wrong("zalo-bot.token", "doctor-zalo-bot-token")
        else:
            report.wrong("zalo-bot.token", "doctor-zalo-bot-refused", code=code)
        return
    report.ok("zalo-bot.token", "doctor-zalo-bot", name=str(result.get("account_name", "?")))
    info = _result(await prober.ask(f"{bot}/getWebhookInfo", method="POST", json={}))
    registered = str((info or {}).get("url") or "")
    if settings.webhook_url is None:
        report.warn("zalo-bot.webhook", "doctor-zalo-bot-polling")
        return
    url = str(settings.webhook_url)
    if registered == url:
        report.ok("zalo-bot.registered", "doctor-registered", url=url)
    else:
        report.warn("zalo-bot.registered", "doctor-registered-not", url=url)
    await check_webhook(CHANNEL, url, home, prober, report)


def _result(answer: Answer) -> Mapping[str, object] | None:
    body = answer.body
    if isinstance(body, dict) and body.get("ok") is True and isinstance(body.get("result"), dict):
        return dict(body["result"])
    return None


def _code(answer: Answer) -> int:
    code = answer.body.get("error_code") if isinstance(answer.body, dict) else None
    return code if isinstance(code, int) else answer.status
