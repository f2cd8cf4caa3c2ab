"""Consents: who agreed to which text, when and where. They stay as proof when the person is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, insert, select, update

from bot.state.schema import Moment, metadata


class Withdrawal(StrEnum):
    """How a consent ended."""

    STOPPED = "stopped"  # the person asked for no more news
    ERASED = "erased"  # the person had everything erased
    REPLACED = "replaced"  # by the consent to a newer text
    LAPSED = "lapsed"  # nothing was sent on its ground for long


consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", Integer, ForeignKey("contacts.id", ondelete="SET NULL")),  # None: forgotten
    Column("channel", String(20), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("text_version", String(20), nullable=False),
    Column("language", String(5), nullable=False),  # in which the text was shown
    Column("given_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawal", String(12)),
    Index("ix_consents_contact_id", "contact_id"),
)

ANNOUNCEMENTS = "announcements"


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent in force."""

    text_version: str
    given_at: datetime


def in_force(connection: Connection, contact_id: int) -> Consent | None:
    """The consent of a contact to announcements, whatever the version of its text."""
    row = connection.execute(
        select(consents.c.text_version, consents.c.given_at)
        .where(consents.c.contact_id == contact_id, consents.c.withdrawn_at.is_(None))
        .order_by(consents.c.id.desc())
    ).first()
    return None if row is None else Consent(row.text_version, row.given_at)


def give(
    connection: Connection, contact_id: int, *, channel: str, version: str, language: str, now: datetime
) -> None:
    """Note that a contact agreed to the text `version`; the same twice is one consent."""
    before = in_force(connection, contact_id)
    if before is not None and before.text_version == version:
        return
    withdraw(connection, contact_id, Withdrawal.REPLACED, now)
    connection.execute(
        insert(consents).values(
            contact_id=contact_id,
            channel=channel,
            purpose=ANNOUNCEMENTS,
            text_version=version,
            language=language,
            given_at=now,
        )
    )


def withdraw(connection: Connection, contact_id: int, how: Withdrawal, now: datetime) -> None:
    """End the consent of a contact, if there is one."""
    connection.execute(
        update(consents)
        .where(consents.c.contact_id == contact_id, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now, withdrawal=how)
    )
