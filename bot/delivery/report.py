"""What the books say: how many messages are in which state, what has no reply, what may have come twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.delivery.tables import InboxState, OutboxState, inbox, outbox

MOST_SHOWN = 200  # messages of a list that a person reads


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages of a channel are in a state; `reason` says why, where there is one."""

    channel: str
    state: str
    reason: str
    messages: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One message of the books: nothing in it tells who wrote it or what."""

    id: int
    channel: str
    state: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """The state of inbox and outbox. Lists begin with the newest, `…_count` says how many there are."""

    received: tuple[Count, ...]
    sent: tuple[Count, ...]
    unanswered_count: int
    unanswered: tuple[Listed, ...]
    possible_duplicates_count: int
    possible_duplicates: tuple[Listed, ...]


def report(connection: Connection, most: int | None = None) -> Report:
    """Read the books; lists hold `most` messages at most, None for all."""
    waiting = inbox.c.state == InboxState.RECEIVED
    twice = outbox.c.possible_duplicate
    return Report(
        received=tuple(
            Count(channel, state, "", number)
            for channel, state, number in connection.execute(
                select(inbox.c.channel, inbox.c.state, func.count())
                .group_by(inbox.c.channel, inbox.c.state)
                .order_by(inbox.c.channel, inbox.c.state)
            )
        ),
        sent=tuple(
            Count(channel, state, reason, number)
            for channel, state, reason, number in connection.execute(
                select(outbox.c.channel, outbox.c.state, outbox.c.reason, func.count())
                .group_by(outbox.c.channel, outbox.c.state, outbox.c.reason)
                .order_by(outbox.c.channel, outbox.c.state, outbox.c.reason)
            )
        ),
        unanswered_count=connection.scalar(select(func.count()).select_from(inbox).where(waiting)) or 0,
        unanswered=tuple(
            Listed(number, channel, str(InboxState.RECEIVED), "", at)
            for number, channel, at in connection.execute(
                select(inbox.c.id, inbox.c.channel, inbox.c.received_at)
                .where(waiting)
                .order_by(inbox.c.id.desc())
                .limit(most)
            )
        ),
        possible_duplicates_count=connection.scalar(
            select(func.count()).select_from(outbox).where(twice | (outbox.c.state == OutboxState.UNKNOWN))
        )
        or 0,
        possible_duplicates=tuple(
            Listed(number, channel, state, reason, at)
            for number, channel, state, reason, at in connection.execute(
                select(outbox.c.id, outbox.c.channel, outbox.c.state, outbox.c.reason, outbox.c.created_at)
                .where(twice | (outbox.c.state == OutboxState.UNKNOWN))
                .order_by(outbox.c.id.desc())
                .limit(most)
            )
        ),
    )
