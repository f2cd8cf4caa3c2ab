"""Contacts, consents, subscriptions, erasures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("person_key", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("presence", sa.String(8), nullable=False),
        sa.Column("awaiting", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("person_key", name="uq_contacts_person_key"),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "contact_id",
            sa.Integer,
            sa.ForeignKey("contacts.id", name="fk_consents_contact_id", ondelete="SET NULL"),
        ),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("text_version", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime),
        sa.Column("withdrawal", sa.String(12)),
    )
    op.create_index("ix_consents_contact_id", "consents", ["contact_id"])
    op.create_table(
        "subscriptions",
        sa.Column(
            "contact_id",
            sa.Integer,
            sa.ForeignKey("contacts.id", name="fk_subscriptions_contact_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("place", sa.String(120), primary_key=True),
        sa.Column("topic", sa.String(32), primary_key=True),
        sa.Column("since", sa.DateTime, nullable=False),
    )
    op.create_index(
        "ix_subscriptions_place_topic_contact_id", "subscriptions", ["place", "topic", "contact_id"]
    )
    op.create_table(
        "erasures",
        sa.Column("receipt", sa.String(8), primary_key=True),
        sa.Column("person_key", sa.String(32), nullable=False),
        sa.Column("requested_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
    )
