"""Cards: the buttons of a reply under a short key, so that a tap or a typed number finds its question."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select

from bot.channels.base import Incoming, IncomingKind, Outgoing
from bot.delivery.tables import cards
from bot.state.database import Database
from knowledge.clock import Clock

_TAP = re.compile(r"([a-z0-9]{1,16}):(\d{1,3})")
_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.)]?\s*")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 10


class Expired(Exception):  # noqa: N818 - nothing went wrong
    """The buttons that were tapped are not valid any more."""


@dataclass(frozen=True, slots=True)
class Card:
    """The questions of a reply's buttons."""

    key: str
    person: str
    questions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime


class Cards:
    """Makes cards for replies and finds what a tap or a number means."""

    def __init__(self, database: Database, clock: Clock, hours: int) -> None:
        """A card is valid for `hours`."""
        self._database = database
        self._clock = clock
        self._valid = timedelta(hours=hours)

    def of(self, outgoing: Outgoing, person: str) -> Card | None:
        """A new card for the buttons of `outgoing`; None when none of them asks anything."""
        questions = tuple(button.question for button in outgoing.buttons)
        if not any(questions):
            return None
        now = self._clock.now()
        key = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        return Card(key, person, questions, now, now + self._valid)

    async def read(self, incoming: Incoming, person: str) -> Incoming:
        """`incoming` with the question it stands for as its text, where it is a tap or a number on a card.

        Raises `Expired` for a tap on buttons that are not valid any more.
        """
        if incoming.kind is IncomingKind.BUTTON:
            tap = _TAP.fullmatch(incoming.text)
            question = await self._question(cards.c.key == tap[1], int(tap[2])) if tap else None
            if question is None:
                raise Expired
            return replace(incoming, kind=IncomingKind.TEXT, text=question)
        number = _NUMBER.fullmatch(incoming.text) if incoming.kind is IncomingKind.TEXT else None
        if number is not None:
            question = await self._question(cards.c.conversation == person, int(number[1]))
            if question is not None:
                return replace(incoming, text=question)
        return incoming

    async def _question(self, which: ColumnElement[bool], number: int) -> str | None:
        query = (
            select(cards.c.questions)
            .where(which, cards.c.expires_at > self._clock.now())
            .order_by(cards.c.created_at.desc(), cards.c.key)
            .limit(1)
        )
        questions = await self._database.read(lambda connection: connection.scalar(query))
        if questions is None or not 1 <= number <= len(questions):
            return None
        return str(questions[number - 1]) or None


def insert_cards(connection: Connection, made: Sequence[Card]) -> None:
    """Store cards; the caller's transaction records the replies they belong to."""
    if made:
        connection.execute(
            insert(cards),
            [
                {
                    "key": card.key,
                    "conversation": card.person,
                    "questions": list(card.questions),
                    "created_at": card.created_at,
                    "expires_at": card.expires_at,
                }
                for card in made
            ],
        )
