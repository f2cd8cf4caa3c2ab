"""What is kept of a person, for the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, null, or_, select

from bot.campaigns.tables import REACHED, deliveries, official_accounts, officials, reactions
from bot.delivery.tables import inbox, outbox
from bot.state import contacts, zalo_windows
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.sealing import Sealer

_OFFICIAL = (
    select(officials.c.display)
    .join_from(officials, official_accounts)
    .where(official_accounts.c.person_key == bindparam("key"))
)


@dataclass(frozen=True, slots=True)
class Held:
    """How much is kept of a person besides a contact."""

    messages: int  # of theirs whose text is still kept
    replies: int  # to them whose text is still kept
    since: datetime | None  # when the oldest of those messages came
    announcements: int = 0  # that were sent to them
    reactions: int = 0  # taps, questions and goodbyes after one
    interacted: datetime | None = None  # when they last did something towards the Official Account
    official: str = ""  # of the office whose account this is


async def held_of(database: Database, sealer: Sealer, person: Person) -> Held:
    """What is kept of `person` besides what they agreed to."""
    key = sealer.key_of(person.channel, person.sender)
    mine = inbox.c.sender_key == key
    received = select(func.count().label("number"), func.min(inbox.c.received_at).label("since")).where(
        mine, or_(inbox.c.text != "", inbox.c.argument != "")
    )
    sent = (
        select(func.count())
        .select_from(outbox)
        .join(inbox, outbox.c.inbox_id == inbox.c.id)
        .where(mine, outbox.c.part.is_not(null()))
    )

    def query(connection: Connection) -> Held:
        row = connection.execute(received).one()
        announced, reacted = _campaign_rows(connection, key)
        return Held(
            row.number,
            connection.scalar(sent) or 0,
            row.since,
            announced,
            reacted,
            zalo_windows.last_of(connection, key),
            connection.scalar(_OFFICIAL, {"key": key}) or "",
        )

    return await database.read(query)


def _campaign_rows(connection: Connection, person_key: str) -> tuple[int, int]:
    """How many announcements were sent to the contact with this key, and how often they reacted."""
    contact = connection.scalar(
        select(contacts.contacts.c.id).where(contacts.contacts.c.person_key == person_key)
    )
    if contact is None:
        return 0, 0
    sent = select(func.count()).select_from(deliveries).where(deliveries.c.contact_id == contact, REACHED)
    reacted = select(func.count()).select_from(reactions).where(reactions.c.contact_id == contact)
    return connection.scalar(sent) or 0, connection.scalar(reacted) or 0
