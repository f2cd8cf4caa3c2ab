import importlib
import pkgutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import bot
from bot.messages import Catalogue
from bot.settings import PrivacySettings, StateSettings
from bot.state import upgrading
from bot.state.database import url_of
from bot.state.lock import sole_use
from bot.state.opening import open_state
from bot.state.schema import metadata
from knowledge.clock import VIETNAM, SystemClock
from knowledge.errors import StateError

WORDS = Catalogue.load().of("vi")
NOW = datetime(2026, 1, 1, tzinfo=VIETNAM)


def test_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if "migrations" not in module.name and "__main__" not in module.name:
            importlib.import_module(module.name)
    path = tmp_path / "new" / "state.sqlite"
    assert upgrading.upgrade(path, NOW, WORDS) is None
    engine = create_engine(url_of(path))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrations_are_one_chain_in_the_order_of_their_numbers() -> None:
    config = Config()
    config.set_main_option("script_location", "bot.state:migrations")
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    numbers = [script.revision for script in reversed(scripts)]
    assert numbers == [f"{number:04}" for number in range(1, len(scripts) + 1)]
    assert upgrading.newest() == numbers[-1]
    assert all(Path(script.path).name.startswith(f"{script.revision}_") for script in scripts)


def test_an_older_database_is_backed_up_before_it_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.sqlite"
    upgrading.upgrade(path, NOW, WORDS)
    assert upgrading.upgrade(path, NOW, WORDS) is None, "nothing to do"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO facts VALUES ('kept', 'yes')")
        connection.commit()
    changed: list[Path] = []
    monkeypatch.setattr(upgrading, "newest", lambda: "9999")
    monkeypatch.setattr(upgrading, "_migrate", changed.append)
    for hour in range(upgrading.KEPT_BACKUPS + 2):
        saved = upgrading.upgrade(path, NOW.replace(hour=hour), WORDS)
        assert saved is not None
        with closing(sqlite3.connect(saved)) as connection:
            assert connection.execute("SELECT value FROM facts").fetchall() == [("yes",)]
    assert changed
    assert len(list((tmp_path / "backups").iterdir())) == upgrading.KEPT_BACKUPS


def test_a_newer_database_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.sqlite"
    upgrading.upgrade(path, NOW, WORDS)
    monkeypatch.setattr(upgrading, "newest", lambda: "0000")
    with pytest.raises(StateError, match="mới hơn"):
        upgrading.upgrade(path, NOW, WORDS)


def test_a_backup_is_whole_and_for_the_owner_only_while_the_database_is_used(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    upgrading.upgrade(path, NOW, WORDS)
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("INSERT INTO facts VALUES ('in the log', 'only')")
        writer.commit()
        copy = upgrading.backup(path, upgrading.backup_name(path, NOW), WORDS)
    assert copy == tmp_path / "backups" / "state-20260101T000000.sqlite"
    assert copy.stat().st_mode & 0o077 == 0
    assert list(copy.parent.iterdir()) == [copy]
    checked = upgrading.check(copy, WORDS)
    assert checked.ok
    assert checked.rows["facts"] == 1


def test_check_tells_damage_and_old_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.sqlite"
    upgrading.upgrade(path, NOW, WORDS)
    assert upgrading.check(path, WORDS).ok
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO outbox (id, inbox_id, channel, address_key, who, priority, state, created_at, "
            "due_at) VALUES (1, 99, 'x', 'x', 'x', 0, 'sent', '2026-01-01', '2026-01-01')"
        )
        connection.commit()
    assert not upgrading.check(path, WORDS).sound
    monkeypatch.setattr(upgrading, "newest", lambda: "9999")
    assert not upgrading.check(path, WORDS).ok


@pytest.mark.parametrize("content", [b"not a database at all" * 100, None])
def test_what_is_no_database_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "state.sqlite"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(StateError, match=r"state\.sqlite"):
        upgrading.upgrade(path, NOW, WORDS)
    with pytest.raises(StateError):
        upgrading.check(path, WORDS)
    with pytest.raises(StateError):
        upgrading.backup(path, tmp_path / "copy", WORDS)
    assert not (tmp_path / "copy").exists()


def test_before_the_first_start_one_is_told_how_the_database_comes_to_be(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with pytest.raises(StateError, match="bot db upgrade"):
        upgrading.check(path, WORDS)
    with pytest.raises(StateError, match="bot db upgrade"):
        upgrading.backup(path, tmp_path / "copy", WORDS)
    assert not list(tmp_path.iterdir())


OLD = """
INSERT INTO officials VALUES (1, 'lan', 'Lan', '', 'author', NULL, '2026-01-01');
INSERT INTO campaigns VALUES (1, 'Tin', '{}', 'finished', 1, 1, '', NULL, '', '2026-01-01', '2026-01-01');
INSERT INTO runs VALUES (1, 1, '2026-01-01', 'finished', 1000, '{}', '2026-01-01', NULL, NULL, NULL);
INSERT INTO contacts VALUES
    (1, 'telegram', 'k1', 'w1', 'vi', 'here', '', '2026-01-01', '2026-01-02'),
    (4, 'zalo-oa', 'k4', 'w4', 'en', 'left', '-', '2026-01-03', '2026-01-04');
INSERT INTO subscriptions VALUES (1, 'La Khê', 'y-te', '2026-01-01');
INSERT INTO consents VALUES (1, 1, 'telegram', 'announcements', '1', 'vi', '2026-01-01', NULL, NULL);
INSERT INTO deliveries (run_id, contact_id, channel, route, state, due_at)
    VALUES (1, 1, 'telegram', 'message', 'sent', '2026-01-01'),
    (1, 9, 'telegram', 'message', 'sent', '2026-01-01');
INSERT INTO reactions VALUES (1, 1, 1, 'tap', 1, '2026-01-01');
"""
KEPT = ("contacts", "subscriptions", "consents", "deliveries", "reactions")


def at_0004(path: Path) -> None:
    """A database as it was before numbers were kept from coming again; the newest contact, 9, was erased."""
    upgrading._migrate(path, "0004")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD)


def rows(path: Path, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def test_old_contacts_are_kept_and_their_numbers_never_come_again(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    at_0004(path)
    before = rows(path, *KEPT)
    assert upgrading.upgrade(path, NOW, WORDS) is not None
    assert rows(path, *KEPT) == before
    assert upgrading.check(path, WORDS).ok
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        assert connection.execute("SELECT audience FROM runs").fetchall() == [(None,)], "nobody counted them"
        for key, number in (("new", 10), ("newer", 11)):
            made = connection.execute(
                "INSERT INTO contacts (channel, person_key, who, language, presence, created_at, changed_at)"
                " VALUES ('x', ?, 'x', 'vi', 'here', '2026', '2026')",
                (key,),
            )
            assert made.lastrowid == number, "9 stands in the books"
            connection.execute("DELETE FROM contacts WHERE id = ?", (number,))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("UPDATE contacts SET person_key = 'k1' WHERE id = 4")
        connection.execute("DELETE FROM contacts WHERE id = 1")
        assert connection.execute("SELECT count(*) FROM subscriptions").fetchall() == [(0,)]
        assert connection.execute("SELECT contact_id FROM reactions").fetchall() == [(None,)]


def test_an_upgrade_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    at_0004(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE contacts_anew (in_the_way)")
    before = rows(path, *KEPT, "runs")
    with pytest.raises(StateError, match="contacts_anew"):
        upgrading.upgrade(path, NOW, WORDS)
    assert rows(path, *KEPT, "runs") == before
    assert upgrading.revision_of(path) == "0004"


async def test_no_command_upgrades_the_database_under_a_running_desk(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    at_0004(path)

    async def opened() -> None:
        state = StateSettings(database=path)
        async with open_state(state, PrivacySettings(), SystemClock(), WORDS, sole=False) as found:
            assert found.saved is not None

    with sole_use(path, WORDS), pytest.raises(StateError, match="tiến trình"):
        await opened()
    assert upgrading.revision_of(path) == "0004"
    await opened()
    assert upgrading.is_current(path, WORDS)
