"""The tables of the inbox, the outbox and the cards of buttons.

No column holds an id of a person as the platform writes it: `who` is sealed (`bot.state.sealing`), keys are
keyed hashes. Texts are masked before they come here, and go after some days; the rows stay for the books.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.state.schema import Moment, metadata


class InboxState(StrEnum):
    """How far a received message is."""

    RECEIVED = "received"  # stored; its reply is not recorded yet
    ANSWERED = "answered"  # the reply is recorded in the outbox
    SILENT = "silent"  # dealt with, and nothing was to be said


class OutboxState(StrEnum):
    """How far a message to a person is."""

    PLANNED = "planned"  # waits for its turn, its retry or its platform
    ATTEMPTING = "attempting"  # on its way; after a crash: nobody knows
    SENT = "sent"
    FAILED = "failed"  # will not be tried again; `reason` says why
    SKIPPED = "skipped"  # not tried: the person has left, or it came too late
    UNKNOWN = "unknown"  # sent twice at most, and no answer came either time


class Priority(IntEnum):
    """What goes first on a channel."""

    REPLY = 0
    BULK = 10


inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("message_key", String(32), nullable=False),
    Column("sender_key", String(32), nullable=False),
    Column("who", Text, nullable=False),  # sealed sender, address, message id, tapped message
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("argument", Text, nullable=False),
    Column("language", String(5), nullable=False),
    Column("at", Moment, nullable=False),  # the platform's time
    Column("received_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("done_at", Moment),
    UniqueConstraint("channel", "message_key"),
    Index("ix_inbox_sender_key", "sender_key"),
    Index("ix_inbox_received_at", "received_at"),
    Index(
        "ix_inbox_open",
        "id",
        sqlite_where=text("state = 'received'"),
        postgresql_where=text("state = 'received'"),
    ),
)

_UNFINISHED = text("state IN ('planned', 'attempting')")

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("inbox_id", Integer, ForeignKey("inbox.id")),  # None: nobody asked for it
    Column("channel", String(20), nullable=False),
    Column("address_key", String(32), nullable=False),
    Column("who", Text, nullable=False),  # sealed sender, address, message it stands in place of
    Column("part", JSON(none_as_null=True)),  # as the channel laid it out; None once it is purged
    Column("priority", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(40), nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("possible_duplicate", Boolean, nullable=False, server_default=false()),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index("ix_outbox_inbox_id", "inbox_id"),
    Index("ix_outbox_created_at", "created_at"),
    Index(
        "ix_outbox_unfinished",
        "channel",
        "priority",
        "id",
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    ),
    Index(
        "ix_outbox_unfinished_address",
        "channel",
        "address_key",
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    ),
)

cards = Table(
    "cards",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("conversation", String(32), nullable=False),
    Column("questions", JSON, nullable=False),  # of the buttons, in their order; "" for a link
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_cards_conversation_created_at", "conversation", "created_at"),
    Index("ix_cards_expires_at", "expires_at"),
)
