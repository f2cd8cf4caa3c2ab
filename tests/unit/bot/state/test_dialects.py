"""What SQLite and PostgreSQL say differently; against a real SQLite."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql

from bot.state.dialects import all_rows, among
from bot.state.schema import Moment

METADATA = MetaData()
THINGS = Table(
    "things",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("odd", Boolean),
    Column("at", Moment),
)
AT = datetime(2026, 11, 21, 2, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.connect() as opened:
        opened.execute(
            insert(THINGS),
            [
                {"id": 1, "name": 'Bà "Tư"', "odd": True, "at": AT},
                {"id": 2, "name": None, "odd": False, "at": None},
                {"id": 3, "name": "", "odd": None, "at": AT},
            ],
        )
        yield opened
    engine.dispose()


def test_rows_that_come_as_one_are_what_the_query_says(connection: Connection) -> None:
    query = select(THINGS).where(THINGS.c.id <= bindparam("last"))
    found = sorted(tuple(row) for row in all_rows(connection, query, {"last": 2}))
    assert found == sorted(tuple(row) for row in connection.execute(query, {"last": 2}))
    assert found == [(1, 'Bà "Tư"', True, AT), (2, None, False, None)]
    assert found[0][2] is True, "as its type says, not as SQLite keeps it"
    assert list(all_rows(connection, query, {"last": 0})) == []


@pytest.mark.parametrize(("asked", "found"), [([], []), ([3], [3]), ([9, 3, 1, 1], [1, 3])])
def test_numbers_of_a_list(connection: Connection, asked: list[int], found: list[int]) -> None:
    query = select(THINGS.c.id).where(among(THINGS.c.id, "ids")).order_by(THINGS.c.id)
    assert list(connection.scalars(query, {"ids": asked})) == found


def test_a_list_is_one_parameter_in_both_dialects() -> None:
    query = select(THINGS.c.id).where(among(THINGS.c.id, "ids"))
    assert "things.id IN (SELECT value FROM json_each(" in str(query)
    assert "things.id IN (SELECT CAST(value AS bigint) FROM json_array_elements_text(" in str(
        query.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    )
