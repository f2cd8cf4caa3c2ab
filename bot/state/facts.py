"""A few facts about the database itself, by name."""

from __future__ import annotations

from sqlalchemy import Column, Connection, String, Table, Text, insert, select

from bot.state.schema import metadata

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)


def fact(connection: Connection, name: str) -> str | None:
    """The fact `name`; None when it was never noted."""
    value = connection.scalar(select(facts.c.value).where(facts.c.name == name))
    return None if value is None else str(value)


def note(connection: Connection, name: str, value: str) -> None:
    """Note a fact for the first time."""
    connection.execute(insert(facts).values(name=name, value=value))
