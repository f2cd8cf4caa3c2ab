"""What people do with an announcement: tap a button, ask something soon after, want no more news.

All readers of a run share one card, which needs no row of its own: its key names the run, and what its
buttons ask stands in the definition that the run froze. A reaction is a row that says which run, what and
when; which words somebody wrote is kept nowhere here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, text

from bot.campaigns.model import ButtonKind, CampaignButton, Definition, DeliveryState
from bot.campaigns.tables import deliveries, reactions, runs
from bot.channels.base import Incoming, IncomingKind, Outgoing
from bot.state.contacts import contacts
from bot.state.database import Database
from knowledge.answering.model import Outcome
from knowledge.clock import Clock

WITHIN = timedelta(hours=48)  # what comes later is no answer to the announcement

_KEY = re.compile(r"0([1-9]\d{0,14})")  # keys of other cards have no zero
_ARRIVED = (DeliveryState.SENT, DeliveryState.ATTEMPTING, DeliveryState.UNKNOWN)
_COUNTED = frozenset(
    {Outcome.ANSWERED, Outcome.CLARIFY, Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE, Outcome.PERSONAL_DATA}
)


class Kind(StrEnum):
    """What somebody did."""

    TAP = "tap"
    QUESTION = "question"
    OPT_OUT = "opt_out"  # stopped the news, had everything erased, or blocked the channel


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody did with the announcement of a run."""

    run_id: int
    contact_id: int | None  # None: forgotten meanwhile
    kind: Kind
    at: datetime
    button: int = 0  # counted from 1


@dataclass(frozen=True, slots=True)
class Reader:
    """A contact, and the announcement that may have moved them."""

    contact_id: int
    run_id: int | None  # the last that reached them within `WITHIN`
    tapped: bool = False  # the button belongs to an announcement that went to them


def card_key(run_id: int) -> str:
    """The key of the card that all readers of a run share: what `Channel.lay_out` is given."""
    return f"0{run_id}"


def run_of(key: str) -> int | None:
    """The run whose card has this key; None for any other card."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else None


def asked_by(button: CampaignButton) -> str:
    """What a tap on `button` says to the desk; "" for a link."""
    match button.kind:
        case ButtonKind.LINK:
            return ""
        case ButtonKind.SUBSCRIBE:
            return f"/dangky {button.target}"
        case _:
            return button.target


def questions_of(connection: Connection, run_id: int) -> list[str]:
    """What the buttons of a run's announcement ask; empty when there is no such run."""
    frozen = connection.scalar(select(runs.c.definition).where(runs.c.id == run_id))
    if frozen is None:
        return []
    return [asked_by(button) for button in Definition.model_validate(frozen).content.buttons]


# Made once: what SQLAlchemy works out for a statement it keeps with it.
_LATEST = (
    select(deliveries.c.contact_id, deliveries.c.run_id, deliveries.c.finished_at)
    .join(contacts, contacts.c.id == deliveries.c.contact_id)
    .where(
        contacts.c.person_key == bindparam("person_key"),
        text("deliveries.state = 'sent'"),  # as the index has it
        deliveries.c.finished_at > bindparam("since"),
    )
    .order_by(deliveries.c.finished_at.desc(), deliveries.c.id.desc())
    .limit(1)
)


def latest_run(connection: Connection, person_key: str, since: datetime) -> Row[Any, Any, Any] | None:
    """contact_id, run_id and finished_at of the last announcement that reached a person after `since`."""
    return connection.execute(_LATEST, {"person_key": person_key, "since": since}).first()


class Reactions:
    """Watches what people write and tap after an announcement."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def reader(self, incoming: Incoming, person_key: str) -> Reader | None:
        """Who writes, as far as announcements go; None for somebody whom none concerns."""
        since, tapped = self._clock.now() - WITHIN, _tapped(incoming)

        def query(connection: Connection) -> Reader | None:
            latest = latest_run(connection, person_key, since)
            number = latest.contact_id if latest else _contact(connection, person_key) if tapped else None
            if number is None:
                return None
            reached = tapped is not None and _reached(connection, tapped[0], number)
            return Reader(number, latest.run_id if latest else None, reached)

        return self._database.glance(query)

    async def reaction(
        self, reader: Reader | None, incoming: Incoming, person_key: str, outgoing: Outgoing | None
    ) -> Reaction | None:
        """What `incoming` and its reply amount to, for `reader` as they were before it was dealt with."""
        if reader is None:
            return None
        now, tapped = self._clock.now(), _tapped(incoming)
        if reader.run_id is not None:
            here = self._database.glance(lambda connection: _contact(connection, person_key))
            if here is None or incoming.kind is IncomingKind.LEFT:
                return Reaction(reader.run_id, here, Kind.OPT_OUT, now)
        if tapped is not None:
            if reader.tapped:
                return Reaction(tapped[0], reader.contact_id, Kind.TAP, now, tapped[1])
        elif reader.run_id is not None and _is_question(incoming, outgoing):
            return Reaction(reader.run_id, reader.contact_id, Kind.QUESTION, now)
        return None


def insert_reactions(connection: Connection, noted: Sequence[Reaction]) -> None:
    """Note reactions; the caller's transaction records the replies they belong to."""
    if noted:
        # Whoever was erased by another program at this very moment is nobody.
        connection.execute(
            insert(reactions).values(
                contact_id=select(contacts.c.id).where(contacts.c.id == bindparam("who")).scalar_subquery()
            ),
            [
                {
                    "run_id": each.run_id,
                    "who": each.contact_id,
                    "kind": str(each.kind),
                    "button": each.button,
                    "at": each.at,
                }
                for each in noted
            ],
        )


def _tapped(incoming: Incoming) -> tuple[int, int] | None:
    """The run and the number of the button that `incoming` stands for."""
    key, _, number = incoming.chosen.partition(":")
    run = run_of(key)
    return (run, int(number)) if run is not None else None


def _is_question(incoming: Incoming, outgoing: Outgoing | None) -> bool:
    """True for words of their own to which the desk, not a dialogue, replied."""
    answer = outgoing.answer if outgoing else None
    return (
        incoming.kind is IncomingKind.TEXT
        and not incoming.chosen
        and answer is not None
        and bool(answer.question)
        and answer.outcome in _COUNTED
    )


def _contact(connection: Connection, person_key: str) -> int | None:
    return connection.scalar(select(contacts.c.id).where(contacts.c.person_key == person_key))


def _reached(connection: Connection, run_id: int, contact_id: int) -> bool:
    query = select(deliveries.c.id).where(
        deliveries.c.run_id == run_id,
        deliveries.c.contact_id == contact_id,
        deliveries.c.state.in_(_ARRIVED),
    )
    return connection.scalar(query) is not None
