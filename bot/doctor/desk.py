"""Checks of the running desk, and of the files that the settings name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.delivery.condition import Health
from bot.doctor.findings import Report
from bot.doctor.probing import Prober
from bot.settings import Settings, WebSettings

_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where one listens everywhere one asks here


async def check_desk(settings: WebSettings, prober: Prober, report: Report) -> None:
    """Whether the desk runs, and what it says of its channels."""
    if not settings.port:
        return
    url = f"{home_of(settings)}/healthz"
    answer = await prober.ask(url)
    body = answer.body
    if answer.trouble is not None:
        report.warn("desk", "doctor-desk-off", url=url)
    elif not isinstance(body, Mapping) or not isinstance(body.get("channels"), Mapping):
        report.wrong("desk", "doctor-desk-other", port=settings.port)
    elif body.get("status") != "ready":
        report.wrong("desk", "doctor-desk-unready", url=url)
    else:
        report.ok("desk", "doctor-desk", url=url)
        for channel, health in body["channels"].items():
            _check_channel(str(channel), str(health), report)


def home_of(settings: WebSettings) -> str:
    """The address of the desk on this machine."""
    host = _ANYWHERE.get(settings.host, settings.host)
    address = f"[{host}]" if ":" in host else host
    return f"http://{address}:{settings.port}"


def check_files(settings: Settings, report: Report) -> None:
    """Whether the files and folders that the settings name are there and can be read."""
    for key, path in _named(settings):
        if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
            report.wrong("files", "doctor-file-missing", setting=key, path=str(path))


def _check_channel(channel: str, health: str, report: Report) -> None:
    key = f"dev-platform-{channel}"
    name = report.words.text(key) if key in report.words else channel
    if health == Health.MISCONFIGURED:
        report.wrong(f"{channel}.health", "doctor-desk-channel", channel=name)
    elif health == Health.STOPPED:
        report.wrong(f"{channel}.health", "doctor-desk-stopped", channel=name)
    elif health == Health.FAILING:
        report.warn(f"{channel}.health", "doctor-desk-failing", channel=name)
    elif health == Health.SLOWED:
        report.warn(f"{channel}.health", "doctor-desk-slowed", channel=name)


def _named(settings: Settings) -> Iterator[tuple[str, Path]]:
    yield from (("[index] sources", path) for path in settings.index.sources)
    for key, path in (
        ("[index] overrides", settings.index.overrides),
        ("[office] holidays", settings.office.holidays),
        ("[news] topics", settings.news.topics),
    ):
        if path is not None:
            yield key, path
