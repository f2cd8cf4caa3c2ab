"""Officials, campaigns, their runs, deliveries and what people did with them; the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "officials",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("display", sa.String(120), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("roles", sa.String(60), nullable=False),
        sa.Column("disabled_at", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("name", name="uq_officials_name"),
    )
    op.create_table(
        "official_accounts",
        sa.Column("person_key", sa.String(32), primary_key=True),
        sa.Column(
            "official_id",
            sa.Integer,
            sa.ForeignKey("officials.id", name="fk_official_accounts_official_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("linked_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_official_accounts_official_id", "official_accounts", ["official_id"])
    op.create_table(
        "link_codes",
        sa.Column("code_key", sa.String(32), primary_key=True),
        sa.Column(
            "official_id",
            sa.Integer,
            sa.ForeignKey("officials.id", name="fk_link_codes_official_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(150), nullable=False),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column(
            "author_id",
            sa.Integer,
            sa.ForeignKey("officials.id", name="fk_campaigns_author_id"),
            nullable=False,
        ),
        sa.Column("approved", sa.String(16), nullable=False, server_default=""),
        sa.Column("next_fire", sa.DateTime),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_campaigns_status_next_fire", "campaigns", ["status", "next_fire"])
    op.create_table(
        "approvals",
        sa.Column(
            "campaign_id",
            sa.Integer,
            sa.ForeignKey("campaigns.id", name="fk_approvals_campaign_id"),
            primary_key=True,
        ),
        sa.Column(
            "official_id",
            sa.Integer,
            sa.ForeignKey("officials.id", name="fk_approvals_official_id"),
            primary_key=True,
        ),
        sa.Column("digest", sa.String(16), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("official_id", sa.Integer),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("campaign_id", sa.Integer),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_index("ix_audit_campaign_id", "audit", ["campaign_id"])
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "campaign_id",
            sa.Integer,
            sa.ForeignKey("campaigns.id", name="fk_runs_campaign_id"),
            nullable=False,
        ),
        sa.Column("occurrence", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("planned_to", sa.Integer, nullable=False, server_default="0"),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("started_at", sa.DateTime),
        sa.Column("active_at", sa.DateTime),
        sa.Column("finished_at", sa.DateTime),
        sa.UniqueConstraint("campaign_id", "occurrence", name="uq_runs_campaign_id_occurrence"),
    )
    op.create_index("ix_runs_state", "runs", ["state"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "run_id", sa.Integer, sa.ForeignKey("runs.id", name="fk_deliveries_run_id"), nullable=False
        ),
        sa.Column("contact_id", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("route", sa.String(8), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("parts_sent", sa.Integer, nullable=False, server_default="0"),
        sa.Column("possible_duplicate", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("first_at", sa.DateTime),
        sa.Column("finished_at", sa.DateTime),
        sa.UniqueConstraint("run_id", "contact_id", name="uq_deliveries_run_id_contact_id"),
    )
    _partial(
        "ix_deliveries_reached",
        "deliveries",
        ["contact_id", "finished_at"],
        "state IN ('attempting', 'sent', 'unknown')",
    )
    _partial(
        "ix_deliveries_unfinished",
        "deliveries",
        ["run_id", "channel", "due_at", "id"],
        "state IN ('planned', 'attempting')",
    )
    op.create_table(
        "reactions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", name="fk_reactions_run_id"), nullable=False),
        sa.Column(
            "contact_id",
            sa.Integer,
            sa.ForeignKey("contacts.id", name="fk_reactions_contact_id", ondelete="SET NULL"),
        ),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("button", sa.Integer, nullable=False, server_default="0"),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_reactions_run_id_kind", "reactions", ["run_id", "kind"])
    op.create_index("ix_reactions_contact_id", "reactions", ["contact_id"])
    for happening in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{happening.lower()} BEFORE {happening} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is written once'); END"
        )


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
