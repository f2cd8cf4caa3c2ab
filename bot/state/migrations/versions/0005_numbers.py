"""Numbers of contacts never come again; a run knows how many people its audience had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COLUMNS = "id, channel, person_key, who, language, presence, awaiting, created_at, changed_at"  # of contacts


def upgrade() -> None:
    """Add the column; make the table of contacts anew."""
    op.add_column("runs", sa.Column("audience", sa.Integer))
    if op.get_bind().dialect.name != "sqlite":
        return  # elsewhere numbers come from a sequence, which never goes back
    op.create_table(
        "contacts_anew",
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
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO contacts_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM contacts")  # noqa: S608 - ours
    op.drop_table("contacts")
    op.rename_table("contacts_anew", "contacts")
    # The numbers of people who were erased before stand in the books, and must not come again either.
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'contacts', 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'contacts')"
    )
    op.execute(
        "UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(contact_id), 0) FROM deliveries)) "
        "WHERE name = 'contacts'"
    )
