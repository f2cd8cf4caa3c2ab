import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import build_cli
from bot.messages import Catalogue
from bot.settings import load
from bot.state import upgrading
from bot.state.lock import sole_use
from knowledge.clock import VIETNAM
from tests.fakes.knowledge import MemoryKnowledge

WORDS = Catalogue.load().of("vi")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return load().state.database


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(build_cli(lambda _settings, _announce: MemoryKnowledge()), list(arguments))


def test_upgrade_check_backup(database: Path, tmp_path: Path) -> None:
    assert invoke("db", "check").exit_code == 1
    assert upgrading.newest() in invoke("db", "upgrade").stdout
    checked = json.loads(invoke("db", "check", "--json").stdout)
    assert checked["ok"]
    assert checked["rows"]["inbox"] == 0
    assert "inbox: 0" in invoke("db", "check").stdout
    assert (
        str(tmp_path / "copy.sqlite") in invoke("db", "backup", "--to", str(tmp_path / "copy.sqlite")).stdout
    )
    assert upgrading.check(tmp_path / "copy.sqlite", WORDS).ok
    assert "backups" in invoke("db", "backup").stdout


def test_a_database_in_use_is_not_upgraded(database: Path) -> None:
    with sole_use(database, WORDS):
        result = invoke("db", "upgrade")
    assert result.exit_code == 1
    assert "tiến trình" in result.stderr


def test_an_old_schema_is_told(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrading.upgrade(database, datetime.now(VIETNAM), WORDS)
    monkeypatch.setattr(upgrading, "newest", lambda: "9999")
    result = invoke("db", "check")
    assert (result.exit_code, "db upgrade" in result.stdout) == (1, True)
    assert "db upgrade" in invoke("inbox", "report").stderr


def test_the_report_counts_and_lists_without_words_of_people(database: Path) -> None:
    assert invoke("inbox", "report").exit_code == 1, "no database yet"
    upgrading.upgrade(database, datetime.now(VIETNAM), WORDS)
    with closing(sqlite3.connect(database)) as books:
        for number, state in enumerate(["received", "answered", "answered"], start=1):
            books.execute(
                "INSERT INTO inbox VALUES (?, 'zalo-oa', ?, 's', 'w', 'text', 'riêng', '', 'vi', "
                "'2026-01-01', '2026-01-01 08:00:00.000000', ?, NULL)",
                (number, str(number), state),
            )
        for number, state, reason, twice in ((1, "sent", "crashed", 1), (2, "failed", "content_refused", 0)):
            books.execute(
                "INSERT INTO outbox (id, channel, address_key, who, priority, state, reason, "
                "possible_duplicate, created_at, due_at) "
                "VALUES (?, 'zalo-oa', 'a', 'w', 0, ?, ?, ?, '2026-01-01', '2026-01-01')",
                (number, state, reason, twice),
            )
        books.commit()
    report = json.loads(invoke("inbox", "report", "--json").stdout)
    assert [(row["state"], row["messages"]) for row in report["received"]] == [
        ("answered", 2),
        ("received", 1),
    ]
    assert report["unanswered_count"] == report["possible_duplicates_count"] == 1
    assert report["possible_duplicates"][0]["id"] == 1
    shown = invoke("inbox", "report").stdout
    assert "failed (content_refused): 1" in shown
    assert "#1  zalo-oa  sent  crashed  2026-01-01" in shown
    assert "riêng" not in shown + json.dumps(report)


def test_the_report_lists_all_to_programs_and_tells_people_how_many_it_leaves_out(database: Path) -> None:
    """Twenty crashes with twenty sends in flight mark four hundred."""
    upgrading.upgrade(database, datetime.now(VIETNAM), WORDS)
    with closing(sqlite3.connect(database)) as books:
        books.executemany(
            "INSERT INTO outbox (id, channel, address_key, who, priority, state, reason, "
            "possible_duplicate, created_at, due_at) "
            "VALUES (?, 'zalo-oa', 'a', 'w', 0, 'sent', 'crashed', 1, '2026-01-01', '2026-01-01')",
            [(number,) for number in range(1, 401)],
        )
        books.executemany(
            "INSERT INTO inbox VALUES (?, 'zalo-oa', ?, 's', 'w', 'text', '', '', 'vi', "
            "'2026-01-01', '2026-01-01', 'received', NULL)",
            [(number, str(number)) for number in range(1, 302)],
        )
        books.commit()
    report = json.loads(invoke("inbox", "report", "--json").stdout)
    assert sorted(row["id"] for row in report["possible_duplicates"]) == list(range(1, 401))
    assert len(report["unanswered"]) == report["unanswered_count"] == 301
    shown = invoke("inbox", "report").stdout
    assert WORDS.text("cli-inbox-more", count=200) in shown
    assert WORDS.text("cli-inbox-more", count=101) in shown
    assert "#400 " in shown
    assert "#200 " not in shown.partition(WORDS.text("cli-inbox-twice", count=400))[2]
