"""Erasing on request: everything kept of a person goes at once, the request itself once its receipt is sent.

The receipt is sent like every reply, through the outbox: the last rows of a person can go only when that is
done. Until then the person's key stays in `erasures`; afterwards only the receipt's number and its moments.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from bot.campaigns.tables import official_accounts
from bot.delivery.tables import InboxState, OutboxState, cards, inbox, outbox
from bot.state import contacts, zalo_windows
from bot.state.consents import Withdrawal
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.schema import Moment, metadata
from bot.state.sealing import Sealer
from knowledge.clock import Clock

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

erasures = Table(
    "erasures",
    metadata,
    Column("receipt", String(8), primary_key=True),
    Column("person_key", String(32), nullable=False),  # empty once everything is gone
    Column("requested_at", Moment, nullable=False),
    Column("finished_at", Moment),
)

_SETTLED = (OutboxState.SENT, OutboxState.FAILED, OutboxState.SKIPPED, OutboxState.UNKNOWN)


class Eraser:
    """Erases what is kept of a person."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def erase(self, person: Person) -> str:
        """Erase what is kept of `person`; returns the number of the receipt.

        Asked again before the first request is finished, there is still one receipt.
        """
        now = self._clock.now()
        key = self._sealer.key_of(person.channel, person.sender)
        fresh = "".join(secrets.choice(_LETTERS) for _ in range(8))

        def operation(connection: Connection) -> str:
            open_before = connection.scalar(select(erasures.c.receipt).where(erasures.c.person_key == key))
            receipt, until = open_before or fresh, max(now, _latest(connection, key) or now)
            if open_before is None:
                connection.execute(
                    insert(erasures).values(receipt=receipt, person_key=key, requested_at=until)
                )
            contacts.forget(connection, key, Withdrawal.ERASED, now)
            zalo_windows.forget(connection, key)
            connection.execute(delete(official_accounts).where(official_accounts.c.person_key == key))
            connection.execute(
                update(outbox)
                .where(_unasked(key, until), outbox.c.state == OutboxState.PLANNED)
                .values(state=str(OutboxState.SKIPPED), reason="erased", finished_at=now)
            )
            _blank_messages(connection, key, until)
            return receipt

        return await self._database.transact(operation)

    async def finish(self) -> int:
        """Erase the last of those whose receipt is sent; how many requests that finished."""
        now = self._clock.now()

        def operation(connection: Connection) -> int:
            done: list[str] = []
            for row in connection.execute(select(erasures).where(erasures.c.finished_at.is_(None))).all():
                key, until = row.person_key, row.requested_at
                _blank_messages(connection, key, until)
                if not _open(connection, key, until):
                    # Only now: a tap that is worked on again after a crash still finds what it means.
                    old = and_(cards.c.conversation == key, cards.c.created_at <= until)
                    connection.execute(delete(cards).where(old))
                    done.append(row.receipt)
            connection.execute(
                update(erasures).where(erasures.c.receipt.in_(done)).values(person_key="", finished_at=now)
            )
            return len(done)

        return await self._database.transact(operation)


def _latest(connection: Connection, person_key: str) -> datetime | None:
    """The latest moment of what is kept of the person: later than now where the clock was set back since."""
    moments = (
        select(func.max(inbox.c.received_at)).where(inbox.c.sender_key == person_key),
        select(func.max(outbox.c.created_at)).where(outbox.c.address_key == person_key),
        select(func.max(cards.c.created_at)).where(cards.c.conversation == person_key),
    )
    found = [moment for query in moments if (moment := connection.scalar(query)) is not None]
    return max(found, default=None)


def _of(person_key: str, until: datetime) -> ColumnElement[bool]:
    """What the person sent up to `until`."""
    return and_(inbox.c.sender_key == person_key, inbox.c.received_at <= until)


def _unasked(person_key: str, until: datetime) -> ColumnElement[bool]:
    """What was written to the person up to `until` that is no reply; their own chat has their key."""
    return and_(outbox.c.address_key == person_key, outbox.c.inbox_id.is_(None), outbox.c.created_at <= until)


def _open(connection: Connection, person_key: str, until: datetime) -> bool:
    """Whether something of the person from before `until` is still under way."""
    received = select(inbox.c.id).where(_of(person_key, until)).limit(1)
    written = select(outbox.c.id).where(_unasked(person_key, until)).limit(1)
    return connection.scalar(received) is not None or connection.scalar(written) is not None


def _blank_messages(connection: Connection, person_key: str, until: datetime) -> None:
    """Blank all messages from and to the person up to `until` that are not under way.

    The rows stay for the books, with their state and time, and so that a repeated message is known.
    """
    replies = outbox.c.inbox_id.in_(select(inbox.c.id).where(_of(person_key, until)))
    connection.execute(
        update(outbox)
        .where(or_(replies, _unasked(person_key, until)), outbox.c.state.in_(_SETTLED))
        .values(who="", address_key="", part=null())
    )
    under_way = select(outbox.c.inbox_id).where(
        outbox.c.inbox_id.is_not(None), outbox.c.state.not_in(_SETTLED)
    )
    connection.execute(
        update(inbox)
        .where(_of(person_key, until), inbox.c.state != InboxState.RECEIVED, inbox.c.id.not_in(under_way))
        .values(who="", sender_key="", text="", argument="")
    )
