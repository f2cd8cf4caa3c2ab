"""Subscriptions: of which places and on which topics a contact wants news."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, delete, insert, select

from bot.state.schema import Moment, metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("contact_id", Integer, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("place", String(120), primary_key=True),
    Column("topic", String(32), primary_key=True),
    Column("since", Moment, nullable=False),
    Index("ix_subscriptions_place_topic_contact_id", "place", "topic", "contact_id"),
)


INTEREST = "tthc:"  # before a procedure's code, as a topic of its own: news of that procedure, of no place


class Subscription(NamedTuple):
    """News of a place on a topic."""

    place: str
    topic: str  # its id


def of_contact(connection: Connection, contact_id: int) -> tuple[Subscription, ...]:
    """What a contact subscribed to, in the order it was chosen."""
    rows = connection.execute(
        select(subscriptions.c.place, subscriptions.c.topic)
        .where(subscriptions.c.contact_id == contact_id)
        .order_by(subscriptions.c.since, subscriptions.c.place, subscriptions.c.topic)
    )
    return tuple(Subscription(row.place, row.topic) for row in rows)


def add(connection: Connection, contact_id: int, chosen: Collection[Subscription], now: datetime) -> None:
    """Subscribe a contact; what it has already stays as it is."""
    new = [item for item in chosen if item not in of_contact(connection, contact_id)]
    if new:
        connection.execute(
            insert(subscriptions),
            [{"contact_id": contact_id, "place": p, "topic": t, "since": now} for p, t in new],
        )


def remove(connection: Connection, contact_id: int, *, place: str = "", topic: str = "") -> int:
    """End the subscriptions of a contact to `place` and `topic` (both empty: all); how many there were."""
    query = delete(subscriptions).where(subscriptions.c.contact_id == contact_id)
    if place:
        query = query.where(subscriptions.c.place == place)
    if topic:
        query = query.where(subscriptions.c.topic == topic)
    return connection.execute(query).rowcount
