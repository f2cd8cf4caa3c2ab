"""Tokens of the Zalo Official Account, and when people last did something there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "zalo_tokens",
        sa.Column("account", sa.String(70), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False, server_default=""),
        sa.Column("generation", sa.Integer, nullable=False, server_default="0"),
        sa.Column("issued_at", sa.DateTime),
        sa.Column("expires_at", sa.DateTime),
        sa.Column("lock_owner", sa.String(32), nullable=False, server_default=""),
        sa.Column("lock_until", sa.DateTime),
        sa.Column("attempted_at", sa.DateTime),
        sa.Column("unsettled", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("alarm", sa.String(20), nullable=False, server_default=""),
        sa.Column("alarm_at", sa.DateTime),
    )
    op.create_table(
        "zalo_interactions",
        sa.Column("sender_key", sa.String(32), primary_key=True),
        sa.Column("last_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
    )
    op.create_index("ix_zalo_interactions_last_at", "zalo_interactions", ["last_at"])
