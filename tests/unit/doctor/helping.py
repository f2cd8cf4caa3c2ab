"""A desk's settings, and the levels of what was found, for the tests of the doctor."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.doctor.findings import Level, Report
from bot.messages import Catalogue
from bot.settings import Settings
from bot.state.upgrading import upgrade
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


def checked(check: Callable[..., object], settings: Settings) -> Report:
    report = Report(WORDS)
    check(settings, report)
    return report


def database(tmp_path: Path) -> tuple[Settings, Path]:
    settings = settings_in(tmp_path)
    path = settings.state.database
    upgrade(path, datetime.now(UTC), WORDS)
    return settings, path
