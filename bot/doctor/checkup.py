"""All checks, in the order in which an admin mends: this machine first, then what lies outside."""

from __future__ import annotations

import asyncio
import ssl

from bot.channels.calling import open_session
from bot.doctor.desk import check_desk, check_files, home_of
from bot.doctor.findings import Report
from bot.doctor.local import check_alarms, check_database, check_disk, check_index, check_key, check_office
from bot.doctor.probing import Prober
from bot.doctor.telegram import check_telegram
from bot.doctor.zalo_bot import check_zalo_bot
from bot.doctor.zalo_oa import check_zalo_oa
from bot.messages import Messages
from bot.settings import Settings


async def check_all(settings: Settings, words: Messages, tls: ssl.SSLContext | None = None) -> Report:
    """Check everything that is configured; `tls` decides which certificates count (the system's if None)."""
    report = Report(words)
    check_office(settings, report)
    check_files(settings, report)
    check_disk(settings, report)
    stored = check_database(settings, report) and check_key(settings, report)
    if stored:
        check_alarms(settings, report)
    await asyncio.to_thread(check_index, settings, report)
    async with open_session() as session:
        prober = Prober(session, tls or ssl.create_default_context())
        await check_desk(settings.web, prober, report)
        home = home_of(settings.web)
        await check_telegram(settings.telegram, home, prober, report)
        await check_zalo_oa(settings, prober, report, stored=stored)
        await check_zalo_bot(settings.zalo_bot, home, prober, report)
    if not any(channel.enabled for channel in (settings.telegram, settings.zalo_oa, settings.zalo_bot)):
        report.ok("channels", "doctor-no-channel")
    return report
