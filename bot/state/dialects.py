"""The few places where SQLite and PostgreSQL say the same thing differently enough to need two constructs."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into `table` that passes over rows which break a UNIQUE rule; as the `dialect` says it."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
