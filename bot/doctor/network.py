"""Checks that all platforms share: the way to them, their clock, and the way back to the webhook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.doctor.findings import Report
from bot.doctor.probing import Answer, Prober

SKEWED, FAR_OFF = 60, 600  # seconds
EXPIRES_SOON = timedelta(days=14)
PROXY_ERRORS = frozenset({502, 503, 504})
REFUSALS = frozenset({400, 401, 403})


def check_way(channel: str, url: str, answer: Answer, report: Report, way: str = "connection") -> bool:
    """Whether the platform of `channel` answered at all; what its clock says. True when it answered."""
    check, host = f"{channel}.{way}", urlsplit(url).hostname or url
    if answer.trouble is not None:
        reason = report.words.text(f"doctor-trouble-{answer.trouble}")
        report.wrong(
            check, "doctor-platform-silent", channel=_name(channel, report), host=host, reason=reason
        )
        return False
    if answer.status >= 500:
        report.warn(
            check, "doctor-platform-down", channel=_name(channel, report), host=host, status=answer.status
        )
        return False
    if answer.skew is not None:
        check_clock(host, answer.skew, report)
    return True


def check_clock(host: str, skew: float, report: Report) -> None:
    """This machine's clock beside that of a platform; told once."""
    if any(finding.check == "clock" for finding in report.findings):
        return
    off = round(abs(skew))
    if off < SKEWED:
        report.ok("clock", "doctor-clock", host=host)
        return
    tell: Callable[..., None] = report.wrong if off >= FAR_OFF else report.warn
    tell("clock", "doctor-clock-off", host=host, seconds=off)


async def check_webhook(channel: str, url: str, home: str, prober: Prober, report: Report) -> None:
    """Whether the address given to the platform leads to the running desk, with a certificate that lasts.

    `home` is the desk's address on this machine.
    """
    check, name = f"{channel}.webhook", _name(channel, report)
    address = urlsplit(url)
    if address.scheme != "https":
        report.wrong(check, "doctor-webhook-plain", channel=name, url=url)
        return
    # Without the secret the desk must refuse, as it does on this machine, and with the mark of the process.
    here = await prober.ask(f"{home}{address.path or '/'}", method="POST", json={})
    answer = await prober.ask(url, method="POST", json={})
    if answer.trouble is not None:
        reason = report.words.text(f"doctor-trouble-{answer.trouble}")
        report.wrong(check, "doctor-webhook-silent", channel=name, url=url, reason=reason)
        return
    if answer.status in PROXY_ERRORS:
        report.wrong(check, "doctor-webhook-stopped", channel=name, url=url, status=answer.status)
    elif answer.status not in REFUSALS or not answer.desk:
        report.wrong(check, "doctor-webhook-elsewhere", channel=name, url=url, status=answer.status)
    elif not here.desk:
        report.warn(check, "doctor-webhook-unproven", channel=name, url=url)
    elif (here.desk, here.status) != (answer.desk, answer.status):
        report.wrong(check, "doctor-webhook-other-desk", channel=name, url=url)
    else:
        report.ok(check, "doctor-webhook", channel=name, url=url)
    await _check_certificate(channel, url, prober, report)


async def _check_certificate(channel: str, url: str, prober: Prober, report: Report) -> None:
    check, host = f"{channel}.certificate", urlsplit(url).hostname or url
    end = await prober.certificate_end(url)
    if end is None:
        report.warn(check, "doctor-certificate-unknown", host=host)
    elif end - datetime.now(UTC) < EXPIRES_SOON:
        report.warn(check, "doctor-certificate-soon", host=host, date=f"{end:%d/%m/%Y}")
    else:
        report.ok(check, "doctor-certificate", host=host, date=f"{end:%d/%m/%Y}")


def _name(channel: str, report: Report) -> str:
    return report.words.text(f"dev-platform-{channel}")
