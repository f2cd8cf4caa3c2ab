"""Contacts: people who agreed to be kept, where they are reached, and what they subscribed to.

Nobody gets here by asking questions: a contact is made by a consent and goes with it. The id is sealed, and
looked up by a keyed hash.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from bot.state import consents, subscriptions
from bot.state.consents import Consent, Withdrawal
from bot.state.database import Database
from bot.state.schema import Moment, metadata
from bot.state.sealing import Sealer
from bot.state.subscriptions import Subscription
from knowledge.clock import Clock

Result = TypeVar("Result")


class Presence(StrEnum):
    """Whether a contact can be written to."""

    HERE = "here"
    LEFT = "left"  # blocked or unfollowed the channel: subscriptions pause


contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("person_key", String(32), nullable=False, unique=True),  # keyed hash of channel and sender
    Column("who", Text, nullable=False),  # sealed sender, address
    Column("language", String(5), nullable=False),
    Column("presence", String(8), nullable=False),
    Column("awaiting", Text, nullable=False, server_default=""),  # the dialogue waits for a place: its topics
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # The books of announcements know people by number, also those who were erased: it never comes again.
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a channel, as the platform names them."""

    channel: str
    sender: str
    address: str


@dataclass(frozen=True, slots=True)
class Contact:
    """What is kept of a person who agreed."""

    language: str
    presence: Presence
    awaiting: str
    consent: Consent | None
    subscriptions: tuple[Subscription, ...]


class Contacts:
    """Reads and changes contacts, each change in one transaction; safe to repeat after a crash."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def find(self, person: Person) -> Contact | None:
        """The contact of `person`; None when nothing is kept."""
        key = self._key(person)

        def query(connection: Connection) -> Contact | None:
            row = _row(connection, key)
            if row is None:
                return None
            return Contact(
                row.language,
                Presence(row.presence),
                row.awaiting,
                consents.in_force(connection, row.id),
                subscriptions.of_contact(connection, row.id),
            )

        return self._database.glance(query)

    async def agree(self, person: Person, version: str, language: str) -> None:
        """`person` agreed to the text `version`, shown in `language`: from now on there is a contact."""
        key, now = self._key(person), self._clock.now()
        values = {
            "who": self._sealer.seal([person.sender, person.address]),
            "language": language,
            "presence": Presence.HERE,
            "changed_at": now,
        }

        def operation(connection: Connection) -> None:
            row = _row(connection, key)
            if row is None:
                connection.execute(
                    insert(contacts).values(channel=person.channel, person_key=key, created_at=now, **values)
                )
                row = _row(connection, key)
            else:
                connection.execute(update(contacts).where(contacts.c.id == row.id).values(**values))
            if row is not None:
                consents.give(
                    connection, row.id, channel=person.channel, version=version, language=language, now=now
                )

        await self._database.transact(operation)

    async def subscribe(self, person: Person, chosen: Collection[Subscription]) -> None:
        """Add `chosen` to the subscriptions of a contact; nothing happens where there is none."""
        now = self._clock.now()
        await self._change(
            person, lambda connection, row: subscriptions.add(connection, row.id, chosen, now), awaiting=""
        )

    async def unsubscribe(self, person: Person, *, place: str = "", topic: str = "") -> bool:
        """End some subscriptions of a contact; True when there were any."""
        removed = await self._change(
            person,
            lambda connection, row: subscriptions.remove(connection, row.id, place=place, topic=topic),
        )
        return bool(removed)

    async def stop(self, person: Person) -> bool:
        """No more news: the consent ends, and the contact with it. True when there was one."""
        key, now = self._key(person), self._clock.now()
        return await self._database.transact(
            lambda connection: forget(connection, key, Withdrawal.STOPPED, now)
        )

    async def speak(self, person: Person, language: str) -> bool:
        """Keep the language of a contact; False where there is none to keep it with."""
        return await self._change(person, lambda *_: True, language=language) or False

    async def await_place(self, person: Person, topics: str) -> None:
        """The contact was asked to type a place, with `topics` already chosen (may be "-": none)."""
        await self._change(person, lambda *_: None, awaiting=topics)

    async def left(self, person: Person) -> None:
        """The person blocked or unfollowed the channel: subscriptions pause."""
        await self._change(person, lambda *_: None, there=True, presence=Presence.LEFT)

    async def returned(self, person: Person) -> None:
        """The person is back: what was paused goes on, as long as the contact has not lapsed."""
        await self._change(person, lambda *_: None, presence=Presence.HERE)

    async def moved(self, person: Person, address: str) -> None:
        """The chat of `person` has a new address."""
        await self._change(
            person,
            lambda *_: None,
            there=True,
            who=self._sealer.seal([person.sender, address]),
        )

    async def lapse(self, before: datetime) -> int:
        """Forget contacts that left, or subscribed to nothing, before that moment; how many there were."""
        now = self._clock.now()

        def operation(connection: Connection) -> int:
            some = exists().where(subscriptions.subscriptions.c.contact_id == contacts.c.id)
            keys = connection.scalars(
                select(contacts.c.person_key).where(
                    contacts.c.changed_at < before, or_(contacts.c.presence == Presence.LEFT, ~some)
                )
            ).all()
            return sum(forget(connection, key, Withdrawal.LAPSED, now) for key in keys)

        return await self._database.transact(operation)

    async def _change(
        self,
        person: Person,
        change: Callable[[Connection, Row[tuple[int]]], Result],
        *,
        there: bool = False,
        **values: str,
    ) -> Result | None:
        """Change the contact of `person` in one transaction; None where there is none.

        With `there`, only one that is reached at the address of `person`: another chat says nothing of it.
        """
        key, now = self._key(person), self._clock.now()

        def operation(connection: Connection) -> Result | None:
            row = _row(connection, key)
            if row is None or (there and self._sealer.open(row.who)[1] != person.address):
                return None
            connection.execute(
                update(contacts).where(contacts.c.id == row.id).values(changed_at=now, **values)
            )
            return change(connection, row)

        return await self._database.transact(operation)

    def _key(self, person: Person) -> str:
        return self._sealer.key_of(person.channel, person.sender)


def forget(connection: Connection, person_key: str, how: Withdrawal, now: datetime) -> bool:
    """Delete the contact and its subscriptions; its consent ends and stays as proof, of nobody.

    True when there was one.
    """
    row = _row(connection, person_key)
    if row is None:
        return False
    consents.withdraw(connection, row.id, how, now)
    connection.execute(delete(contacts).where(contacts.c.id == row.id))
    return True


_OF_PERSON = select(contacts).where(contacts.c.person_key == bindparam("person_key"))


def _row(connection: Connection, person_key: str) -> Row[tuple[int]] | None:
    return connection.execute(_OF_PERSON, {"person_key": person_key}).first()
