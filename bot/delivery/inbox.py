"""The inbox: what people sent, stored before the platform hears that it was received."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, select, text
from sqlalchemy.sql.dml import ReturningInsert

from bot.channels.base import Incoming, IncomingKind
from bot.delivery.tables import InboxState, inbox
from bot.state.database import Database
from bot.state.dialects import insert_new
from bot.state.sealing import Sealer
from knowledge.clock import Clock

MAX_TEXT = 4000  # characters kept of a text: longer ones are refused anyway

Mask = Callable[[str], str]
"""Hides numbers of persons in a text."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A message of the inbox, and whose turn it is: messages of one person are answered one by one."""

    id: int
    person: str
    incoming: Incoming


class Inbox:
    """Stores messages once, masked and with sealed ids, and reads back those without a reply."""

    def __init__(self, database: Database, sealer: Sealer, mask: Mask, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._mask = mask
        self._clock = clock

    async def receive(self, messages: Sequence[Incoming]) -> list[Stored]:
        """Store `messages`; returns those that were not there before, durable, as they were stored."""
        if not messages:
            return []
        rows = [self._row(message) for message in messages]
        ids = await self._database.write(_insert, rows)
        return [
            self._stored(number, row, message)
            for number, row, message in zip(ids, rows, messages, strict=True)
            if number is not None
        ]

    async def waiting(
        self, channels: Collection[str], *, apart_from: Collection[int], most: int
    ) -> list[Stored]:
        """The oldest messages of `channels` without a recorded reply, at most `most`, `apart_from` those."""
        query = (
            select(inbox)
            .where(text("inbox.state = 'received'"), inbox.c.channel.in_(list(channels)))
            .order_by(inbox.c.id)
            .limit(most + len(apart_from))
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [self._read(row) for row in rows if row.id not in apart_from][:most]

    async def overtaken(self, stored: Stored) -> bool:
        """Whether its person did something in the same chat later than that, by the platform's time."""
        query = select(inbox.c.who).where(
            inbox.c.sender_key == stored.person,
            inbox.c.at > stored.incoming.at,
            inbox.c.kind.not_in([IncomingKind.LEFT, IncomingKind.MOVED]),
            inbox.c.who != "",
        )
        rows = await self._database.read(lambda connection: connection.scalars(query).all())
        chats = ((address or sender) for sender, address, *_ in map(self._sealer.open, rows))
        return stored.incoming.reply_to in chats

    def _row(self, message: Incoming) -> dict[str, Any]:
        sealer = self._sealer
        who = [message.sender, message.address, message.message_id, message.tapped]
        written = message.kind in {IncomingKind.TEXT, IncomingKind.COMMAND}
        return {
            "channel": message.channel,
            "message_key": sealer.key_of(message.channel, "message", message.message_id),
            "sender_key": sealer.key_of(message.channel, message.sender),
            # An address is an id, too: that of the new chat travels with the other ids.
            "who": sealer.seal([*who, message.text] if message.kind is IncomingKind.MOVED else who),
            "kind": str(message.kind),
            "text": self._kept(message.text) if written else _plain(message),
            "argument": self._kept(message.argument),
            "language": message.language,
            "at": message.at,
            "received_at": self._clock.now(),
            "state": str(InboxState.RECEIVED),
        }

    def _kept(self, text: str) -> str:
        return self._mask(text[:MAX_TEXT])[:MAX_TEXT] if text else ""

    def _stored(self, number: int, row: dict[str, Any], message: Incoming) -> Stored:
        text = message.text if message.kind is IncomingKind.MOVED else row["text"]
        return Stored(
            number,
            row["sender_key"],
            Incoming(
                channel=message.channel,
                sender=message.sender,
                message_id=message.message_id,
                kind=message.kind,
                text=text,
                at=message.at,
                language=message.language,
                address=message.address,
                argument=row["argument"],
                tapped=message.tapped,
            ),
        )

    def _read(self, row: Row[Any]) -> Stored:
        sender, address, message_id, tapped, *moved = self._sealer.open(row.who)
        return Stored(
            row.id,
            row.sender_key,
            Incoming(
                channel=row.channel,
                sender=sender,
                message_id=message_id,
                kind=IncomingKind(row.kind),
                text=moved[0] if moved else row.text,
                at=row.at,
                language=row.language,
                address=address,
                argument=row.argument,
                tapped=tapped,
            ),
        )


def _plain(message: Incoming) -> str:
    """What is kept of a text that no person wrote: the payload of a button, the kind of a picture."""
    if message.kind is IncomingKind.MOVED:
        return ""
    return message.text[:MAX_TEXT].encode("utf-8", "replace").decode("utf-8")


@cache
def _new_rows(dialect: str) -> ReturningInsert[Any]:
    """The statement for rows that are new, made once: what SQLAlchemy works out for it, it keeps with it."""
    return insert_new(dialect, inbox).returning(inbox.c.id, inbox.c.channel, inbox.c.message_key)


def _insert(connection: Connection, calls: Sequence[Sequence[dict[str, Any]]]) -> list[list[int | None]]:
    """The ids of the rows that are new, None for those stored before."""
    statement = _new_rows(connection.dialect.name)
    rows = [row for call in calls for row in call]
    new = {(channel, key): number for number, channel, key in connection.execute(statement, rows)}
    # Of two with the same key in one batch, the first is the one that was stored.
    return [[new.pop((row["channel"], row["message_key"]), None) for row in call] for call in calls]
