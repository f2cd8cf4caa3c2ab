"""`python -m bot doctor` on this machine."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

import bot
from bot.doctor import local
from bot.doctor.checkup import check_all
from bot.doctor.findings import Level
from bot.messages import Catalogue
from tests.unit.doctor.helping import OFFICE, WORDS, checked, database, levels, settings_in


def test_every_key_of_the_checks_has_words() -> None:
    code = "\n".join(path.read_text() for path in (Path(bot.__file__).parent / "doctor").glob("*.py"))
    bad = set(re.findall(r'\.(?:warn|wrong)\(\s*[^,]+,\s*"(doctor-[\w-]+)"', code))
    bad |= {"doctor-clock-off", "doctor-platform-down", "doctor-webhook-silent"}
    good = set(re.findall(r'"(doctor-[\w-]+)"', code))
    assert len(good) > 25
    for language in ("vi", "en"):
        assert good | {f"{key}-mend" for key in bad} <= Catalogue.load().of(language).keys


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
