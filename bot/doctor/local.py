"""Checks of this machine: the office's settings, disk, database, index."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from bot.doctor.findings import Report
from bot.settings import Settings
from bot.state.upgrading import newest, revision_of
from indexer.settings import IndexSettings
from knowledge.errors import MotcuaError
from knowledge.retrieval.embedder import open_embedder
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot

MEBIBYTE = 1024 * 1024
SCARCE, LOW = 300 * MEBIBYTE, 2048 * MEBIBYTE  # of free disk: an index is built beside the old one
BUSY_SECONDS = 5.0
_ADMINS_REACHED = """
    SELECT DISTINCT account.channel FROM official_accounts account
    JOIN officials official ON official.id = account.official_id
    WHERE official.disabled_at IS NULL AND official.roles LIKE '%admin%'
"""
NEEDED = ("name", "commune", "province", "address", "hours", "hotline")  # of [office]


def check_office(settings: Settings, report: Report) -> None:
    """What citizens are told of the office."""
    missing = [key for key in NEEDED if not getattr(settings.office, key)]
    if missing:
        report.warn("office", "doctor-office-missing", keys=", ".join(missing))
    else:
        report.ok("office", "doctor-office", name=settings.office.name)


def check_disk(settings: Settings, report: Report) -> None:
    """Room for the index and the database."""
    seen: set[int] = set()
    for path in (settings.state.database.parent, settings.index.directory):
        place = _existing(path)
        device = place.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        free = shutil.disk_usage(place).free
        arguments: dict[str, str | int] = {"path": str(place.resolve()), "free": free // MEBIBYTE}
        if free < SCARCE:
            report.wrong("disk", "doctor-disk-full", **arguments)
        elif free < LOW:
            report.warn("disk", "doctor-disk-low", **arguments)
        else:
            report.ok("disk", "doctor-disk", **arguments)


def check_database(settings: Settings, report: Report) -> bool:
    """Whether the database can be written and has this program's tables; True when it has."""
    path = settings.state.database
    shown = str(path)
    try:
        if not path.exists():
            _try_to_write(path)
            report.ok("database", "doctor-database-new", path=shown)
            return False
        revision = revision_of(path)
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        report.wrong("database", "doctor-database-unusable", path=shown, reason=reason or "")
        return False
    if revision > newest():
        report.wrong("database", "doctor-database-too-new", path=shown)
    elif revision < newest():
        report.warn("database", "doctor-database-old", path=shown)
    else:
        report.ok("database", "doctor-database", path=shown)
    return revision == newest()


def check_key(settings: Settings, report: Report) -> bool:
    """Whether the key to the ids in the database is there and nobody else's; True when it is there."""
    path = settings.privacy.key_file or settings.state.database.with_suffix(".key")
    if settings.privacy.key is not None:
        report.ok("key", "doctor-key-set")
    elif not path.is_file():
        report.wrong("key", "doctor-key-missing", path=str(path))
        return False
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        report.warn("key", "doctor-key-open", path=str(path))
    else:
        report.ok("key", "doctor-key", path=str(path))
    return True


def check_alarms(settings: Settings, report: Report) -> None:
    """Whether somebody hears of a channel that is dead: admins, by another channel."""
    on = [section.enabled for section in (settings.telegram, settings.zalo_oa, settings.zalo_bot)].count(True)
    if not on:
        return
    with closing(sqlite3.connect(settings.state.database, timeout=BUSY_SECONDS)) as connection:
        linked = connection.execute(_ADMINS_REACHED).fetchall()
    if not linked:
        report.warn("alarms", "doctor-alarms-nobody")
    elif len(linked) == 1 and on > 1:
        channel = report.words.text(f"dev-platform-{linked[0][0]}")
        report.warn("alarms", "doctor-alarms-one", channel=channel)
    else:
        report.ok("alarms", "doctor-alarms", count=len(linked))


def check_index(settings: Settings, report: Report) -> None:
    """Whether there is an index to answer from."""
    index = settings.index
    if not Shelf(index.directory).names():
        _no_index(index, report)
        return
    try:
        snapshot = Snapshot.load(index.directory, embedder=open_embedder(settings.embedding).fingerprint)
    except MotcuaError as error:
        problem = f"{error.where}: {error.problem}" if error.where else error.problem
        report.wrong("index", "doctor-index-unusable", problem=problem, mend=error.mend)
        return
    try:
        report.ok("index", "doctor-index", name=snapshot.id)
    finally:
        snapshot.close()


def _no_index(index: IndexSettings, report: Report) -> None:
    if index.builtin or index.sources:
        report.warn("index", "doctor-index-none", path=str(index.directory))
    else:
        report.wrong("index", "doctor-index-empty", path=str(index.directory))


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.absolute().parents) if place.is_dir())


def _try_to_write(path: Path) -> None:
    probe = _existing(path.parent) / ".motcua-doctor"
    probe.touch()
    probe.unlink()
