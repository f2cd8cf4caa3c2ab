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
from bot.state import upgrading
from bot.state.database import url_of
from bot.state.schema import metadata
from knowledge.clock import VIETNAM
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
