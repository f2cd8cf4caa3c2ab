"""The tables of campaigns. A delivery knows a contact by its number, never by an id of its platform."""

from __future__ import annotations

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

officials = Table(
    "officials",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),  # what they sign in with
    Column("display", String(120), nullable=False),
    Column("password", Text, nullable=False),  # argon2 hash
    Column("roles", String(60), nullable=False),  # of "author", "approver", "admin", joined by commas
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False),
)

official_accounts = Table(
    "official_accounts",
    metadata,
    Column("person_key", String(32), primary_key=True),  # keyed hash of channel and sender
    Column("official_id", Integer, ForeignKey("officials.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("who", Text, nullable=False),  # sealed sender, address
    Column("linked_at", Moment, nullable=False),
    Index("ix_official_accounts_official_id", "official_id"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_key", String(32), primary_key=True),  # keyed hash: the code itself is told once
    Column("official_id", Integer, ForeignKey("officials.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(150), nullable=False),  # of the definition, for lists
    Column("definition", JSON, nullable=False),  # `bot.campaigns.model.Definition`
    Column("status", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("author_id", Integer, ForeignKey("officials.id"), nullable=False),
    Column("approved", String(16), nullable=False, server_default=""),
    Column("next_fire", Moment),
    Column("note", Text, nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_campaigns_status_next_fire", "status", "next_fire"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("campaign_id", Integer, ForeignKey("campaigns.id"), primary_key=True),
    Column("official_id", Integer, ForeignKey("officials.id"), primary_key=True),
    Column("digest", String(16), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Written once: triggers of the migration refuse to change or delete a line.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("official_id", Integer),  # None: the engine or the schedule
    Column("source", String(20), nullable=False),  # "cli", "telegram", "engine" …
    Column("campaign_id", Integer),
    Column("action", String(30), nullable=False),
    Column("detail", JSON, nullable=False),
    Index("ix_audit_campaign_id", "campaign_id"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign_id", Integer, ForeignKey("campaigns.id"), nullable=False),
    Column("occurrence", Moment, nullable=False),  # the moment it was due
    Column("state", String(10), nullable=False),
    Column("planned_to", Integer, nullable=False, server_default="0"),  # contacts up to this id are planned
    Column("audience", Integer),  # people it was for when they were planned; None: not counted then
    Column("definition", JSON, nullable=False),  # frozen: what this run sends
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("active_at", Moment),  # when something of it was last sent
    Column("finished_at", Moment),
    UniqueConstraint("campaign_id", "occurrence"),
    Index("ix_runs_state", "state"),
)

UNFINISHED = text("state IN ('planned', 'attempting')")
REACHED = text("state IN ('attempting', 'sent', 'unknown')")

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
    Column("contact_id", Integer, nullable=False),  # no reference: the books outlive an erased contact
    Column("channel", String(20), nullable=False),
    Column("route", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", String(40), nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("parts_sent", Integer, nullable=False, server_default="0"),  # of a long message, before it failed
    Column("possible_duplicate", Boolean, nullable=False, server_default=false()),
    Column("due_at", Moment, nullable=False),  # of the next attempt; never tried: long ago
    Column("first_at", Moment),  # of the first attempt
    Column("finished_at", Moment),
    UniqueConstraint("run_id", "contact_id"),
    Index(
        "ix_deliveries_unfinished",
        "run_id",
        "channel",
        "due_at",
        "id",
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    ),
    # How many announcements a person had lately: the cap of the office. What is on its way counts.
    Index(
        "ix_deliveries_reached", "contact_id", "finished_at", sqlite_where=REACHED, postgresql_where=REACHED
    ),
)

# What people did with an announcement. The contact goes with an erasure; the count stays.
reactions = Table(
    "reactions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
    Column("contact_id", Integer, ForeignKey("contacts.id", ondelete="SET NULL")),  # None: forgotten since
    Column("kind", String(10), nullable=False),  # "tap", "question", "opt_out"
    Column("button", Integer, nullable=False, server_default="0"),  # counted from 1
    Column("at", Moment, nullable=False),
    Index("ix_reactions_run_id_kind", "run_id", "kind"),
    Index("ix_reactions_contact_id", "contact_id"),
)
