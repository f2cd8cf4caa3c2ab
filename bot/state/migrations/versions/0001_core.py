"""Inbox, outbox, cards, facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("message_key", sa.String(32), nullable=False),
        sa.Column("sender_key", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("argument", sa.Text, nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("done_at", sa.DateTime),
        sa.UniqueConstraint("channel", "message_key", name="uq_inbox_channel_message_key"),
    )
    op.create_index("ix_inbox_sender_key", "inbox", ["sender_key"])
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    _partial("ix_inbox_open", "inbox", ["id"], "state = 'received'")
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id", name="fk_outbox_inbox_id")),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("address_key", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("part", sa.JSON),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("possible_duplicate", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
    )
    op.create_index("ix_outbox_inbox_id", "outbox", ["inbox_id"])
    op.create_index("ix_outbox_created_at", "outbox", ["created_at"])
    unfinished = "state IN ('planned', 'attempting')"
    _partial("ix_outbox_unfinished", "outbox", ["channel", "priority", "id"], unfinished)
    _partial("ix_outbox_unfinished_address", "outbox", ["channel", "address_key"], unfinished)
    op.create_table(
        "cards",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("conversation", sa.String(32), nullable=False),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_cards_conversation_created_at", "cards", ["conversation", "created_at"])
    op.create_index("ix_cards_expires_at", "cards", ["expires_at"])


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
