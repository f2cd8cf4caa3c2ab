"""The few places where SQLite and PostgreSQL say the same thing differently enough to need two constructs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Integer, Select, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def insert_new(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into `table` that passes over rows which break a UNIQUE rule; as the `dialect` says it."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def all_rows(
    connection: Connection, query: Select[Any], given: Mapping[str, Any] | None = None
) -> Sequence[Sequence[Any]]:
    """The rows of `query`, in any order; for statements that are made once and executed often.

    SQLite's driver lets go of the interpreter's lock for every row, and other threads take it: a hundred rows
    take as long as a hundred statements. So all of them come as one.
    """
    if connection.dialect.name != "sqlite":
        return connection.execute(query, given).all()
    rows: list[list[Any]] = json.loads(str(connection.scalar(_packed(query), given)))
    for place, column in enumerate(query.selected_columns):
        read = column.type.dialect_impl(connection.dialect).result_processor(connection.dialect, None)
        if read is not None:
            for row in rows:
                row[place] = read(row[place])
    return rows


@lru_cache(maxsize=256)
def _packed(query: Select[Any]) -> Select[tuple[str]]:
    return select(func.json_group_array(func.json_array(*query.subquery().c)))


def among(column: ColumnElement[int], given: str) -> ColumnElement[bool]:
    """Whether `column` is one of the numbers in the list that is given as the parameter `given`.

    Unlike `IN` with one parameter a number, the statement is the same for lists of all lengths: nothing is
    put together or prepared anew.
    """
    return column.op("IN", is_comparison=True)(_Listed(bindparam(given, type_=JSON)))


class _Listed(FunctionElement[int]):
    """The numbers of a JSON list, as rows."""

    type = Integer()
    inherit_cache = True


@compiles(_Listed)
def _of_sqlite(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"(SELECT value FROM json_each({listed}))"  # noqa: S608 - a parameter


@compiles(_Listed, "postgresql")
def _of_postgresql(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"(SELECT CAST(value AS bigint) FROM json_array_elements_text({listed}))"  # noqa: S608 - the same
