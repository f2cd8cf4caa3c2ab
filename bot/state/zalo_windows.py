"""When each person last did something towards the Official Account, and what may be sent to them since.

An interaction is to follow, to write, to call, to tap a button or a menu. Zalo takes free text for 48 hours
after it at no cost, up to 7 days for a fee, and not at all afterwards. Answers come within the 48 hours; only
those who want news are written to later, so of everybody else this is kept for days only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, Connection, Index, String, Table, and_, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.state.contacts import Person, contacts
from bot.state.database import Database
from bot.state.schema import Moment, metadata
from bot.state.sealing import Sealer
from knowledge.clock import Clock

FREE = timedelta(hours=48)
PAID = timedelta(days=7)
KEPT = PAID + timedelta(days=1)  # of people who want no news: answering needs none of it

zalo_interactions = Table(
    "zalo_interactions",
    metadata,
    Column("sender_key", String(32), primary_key=True),  # keyed hash, as in the inbox
    Column("last_at", Moment, nullable=False),
    Column("closed_at", Moment),  # since when Zalo refuses messages, whatever `last_at` says
    Index("ix_zalo_interactions_last_at", "last_at"),
)


class Window(StrEnum):
    """What may be sent to a person now."""

    FREE = "free"  # text, at no cost
    PAID = "paid"  # text, for a fee
    CLOSED = "closed"  # only approved templates, until they do something
    UNKNOWN = "unknown"  # nothing is known of them


class ZaloWindows:
    """The interactions of the people of one desk."""

    def __init__(self, database: Database, sealer: Sealer, channel: str, clock: Clock) -> None:
        """`channel` is the name under which the inbox hashes these senders."""
        self._database = database
        self._sealer = sealer
        self._channel = channel
        self._clock = clock

    async def interacted(self, sender: str, at: datetime) -> None:
        """`sender` did something at `at`; events come in any order, the latest counts."""
        # A clock that is ahead must not keep a window open.
        await self._database.write(_note, (self._key(sender), min(at, self._clock.now())))

    async def closed(self, sender: str) -> None:
        """Zalo says that `sender` is out of the window, whatever is known here."""
        await self._database.write(_close, (self._key(sender), self._clock.now()))

    async def window_of(self, sender: str) -> Window:
        """What may be sent to `sender` now."""
        key = self._key(sender)
        row = await self._database.read(
            lambda connection: connection.execute(
                select(zalo_interactions.c.last_at, zalo_interactions.c.closed_at).where(
                    zalo_interactions.c.sender_key == key
                )
            ).first()
        )
        if row is None:
            return Window.UNKNOWN
        return window_at(row.last_at, row.closed_at, self._clock.now())

    def _key(self, sender: str) -> str:
        return self._sealer.key_of(self._channel, sender)


def last_of(connection: Connection, sender_key: str) -> datetime | None:
    """When the person with this key last did something; None where nothing is known."""
    return connection.scalar(
        select(zalo_interactions.c.last_at).where(zalo_interactions.c.sender_key == sender_key)
    )


def forget(connection: Connection, sender_key: str) -> None:
    """Delete what is known of the person with this key."""
    connection.execute(delete(zalo_interactions).where(zalo_interactions.c.sender_key == sender_key))


async def forget_person(database: Database, sealer: Sealer, person: Person) -> None:
    """Delete what is known of `person`, who wants no news any more."""
    key = sealer.key_of(person.channel, person.sender)
    await database.transact(lambda connection: forget(connection, key))


def lapse(connection: Connection, before: datetime) -> int:
    """Delete what is known of people who did nothing since `before` and want no news; how many they were."""
    known = zalo_interactions.c
    over = and_(known.last_at < before, or_(known.closed_at.is_(None), known.closed_at < before))
    is_contact = exists().where(contacts.c.person_key == known.sender_key)
    return connection.execute(delete(zalo_interactions).where(over, ~is_contact)).rowcount


def window_at(last_at: datetime, closed_at: datetime | None, now: datetime) -> Window:
    """The window at `now` of somebody who did something at `last_at` and was refused since (`closed_at`)."""
    if closed_at is not None:
        return Window.CLOSED
    since = now - last_at
    if since <= FREE:
        return Window.FREE
    return Window.PAID if since <= PAID else Window.CLOSED


def _note(connection: Connection, items: Sequence[tuple[str, datetime]]) -> Sequence[None]:
    latest: dict[str, datetime] = {}
    for key, at in items:
        latest[key] = max(at, latest.get(key, at))
    made = _insert(connection)
    later = made.on_conflict_do_update(
        index_elements=["sender_key"],
        set_={"last_at": made.excluded.last_at, "closed_at": None},
        where=zalo_interactions.c.last_at < made.excluded.last_at,
    )
    connection.execute(later, [{"sender_key": key, "last_at": at} for key, at in latest.items()])
    return [None] * len(items)


def _close(connection: Connection, items: Sequence[tuple[str, datetime]]) -> Sequence[None]:
    made = _insert(connection)
    change = made.on_conflict_do_update(
        index_elements=["sender_key"], set_={"closed_at": made.excluded.closed_at}
    )
    # Somebody never heard of did nothing within the window: the epoch says so.
    epoch = datetime.fromtimestamp(0, tz=items[0][1].tzinfo)
    connection.execute(
        change, [{"sender_key": key, "last_at": epoch, "closed_at": at} for key, at in dict(items).items()]
    )
    return [None] * len(items)


def _insert(connection: Connection) -> sqlite.Insert | postgresql.Insert:
    maker = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return maker(zalo_interactions)
