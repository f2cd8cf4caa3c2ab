"""The hot queries use their indexes: otherwise every message would cost more than the one before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import ClauseElement, select, text
from sqlalchemy.dialects import sqlite

from bot.delivery import statements
from bot.delivery.tables import inbox
from bot.messages import Catalogue
from bot.state import upgrading
from knowledge.clock import VIETNAM


@pytest.fixture
def books(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "state.sqlite"
    upgrading.upgrade(path, datetime.now(VIETNAM), Catalogue.load().of("vi"))
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def plan(books: sqlite3.Connection, query: ClauseElement) -> list[str]:
    sql = str(query.compile(dialect=sqlite.dialect()))
    steps = books.execute(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("?")).fetchall()
    return [str(step[3]) for step in steps]


def test_what_is_due_is_found_by_the_indexes_of_unfinished_rows(books: sqlite3.Connection) -> None:
    steps = plan(books, statements._CLAIM)
    assert not [step for step in steps if step.startswith("SCAN")]
    assert len([step for step in steps if "ix_outbox_unfinished_address" in step]) == 2
    assert any("ix_outbox_unfinished (channel" in step for step in steps)


def test_what_waits_for_a_reply_is_found_by_its_index(books: sqlite3.Connection) -> None:
    query = select(inbox.c.id).where(text("inbox.state = 'received'")).order_by(inbox.c.id).limit(5)
    assert "ix_inbox_open" in " ".join(plan(books, query))
