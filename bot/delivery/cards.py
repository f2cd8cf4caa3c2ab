"""Cards: the buttons of a reply under a short key, so that a tap or a typed number finds its question."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select

from bot.campaigns.reactions import card_key, latest_run, questions_of, run_of
from bot.channels.base import Incoming, IncomingKind, Outgoing
from bot.delivery.tables import cards
from bot.dialogue.choosing import Choosing
from bot.state.database import Database
from knowledge.clock import Clock

_TAP = re.compile(r"([a-z0-9]{1,16}):(\d{1,3})")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 10
_INSERT = insert(cards)
_LATER = (
    select(cards.c.conversation, func.max(cards.c.created_at).label("latest"))
    .where(
        cards.c.conversation.in_(bindparam("people", expanding=True)),
        cards.c.created_at >= bindparam("earliest"),
    )
    .group_by(cards.c.conversation)
)


class Expired(Exception):  # noqa: N818 - nothing went wrong
    """The buttons that were tapped are not valid any more."""


class Unmatched(Exception):  # noqa: N818 - nothing went wrong
    """A number was typed that chooses nothing: there are `most` choices, 0 when there is no menu any more."""

    def __init__(self, number: int, most: int) -> None:
        super().__init__()
        self.number = number
        self.most = most


@dataclass(frozen=True, slots=True)
class Card:
    """The questions of a reply's buttons."""

    key: str
    person: str
    questions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Shown:
    """Buttons that somebody has before them."""

    key: str
    at: datetime
    questions: Sequence[str]

    def question(self, number: int) -> str:
        """What button `number`, counted from 1, asks; "" when there is none."""
        return str(self.questions[number - 1]) if 1 <= number <= len(self.questions) else ""

    @property
    def most(self) -> int:
        """The last number that asks something; links have none."""
        return max((number for number, asked in enumerate(self.questions, start=1) if asked), default=0)


class Cards:
    """Makes cards for replies and finds what a tap or a number means."""

    def __init__(self, database: Database, clock: Clock, hours: int) -> None:
        """A card is valid for `hours`."""
        self._database = database
        self._clock = clock
        self._valid = timedelta(hours=hours)
        self._choosing = Choosing.load()

    def of(self, outgoing: Outgoing, person: str) -> Card | None:
        """A new card for the buttons of `outgoing`; None when none of them asks anything."""
        questions = tuple(button.question for button in outgoing.buttons)
        if not any(questions):
            return None
        now = self._clock.now()
        # One call for all letters: 32 of them take five bits each, so none is likelier than another.
        key = "".join(_LETTERS[byte % 32] for byte in secrets.token_bytes(_LENGTH))
        return Card(key, person, questions, now, now + self._valid)

    async def read(self, incoming: Incoming, person: str, *, menus: bool = True) -> Incoming:
        """`incoming` with the question it stands for as its text, where it is a tap or a number on a card.

        Its `tapped` is what the reply may stand in place of; "" for an announcement, which must stay.
        Raises `Expired` for a tap on buttons that are not valid any more; with `menus`, where buttons may be
        a numbered menu, `Unmatched` for a number that stands on no card: nobody asks the desk a mere number.
        """
        if incoming.kind is IncomingKind.BUTTON:
            tap = _TAP.fullmatch(incoming.text)
            found = await self._of_tap(tap[1]) if tap else None
            if tap is None or found is None or not (question := found.question(int(tap[2]))):
                raise Expired
            tapped = "" if run_of(tap[1]) is not None else incoming.tapped
            return replace(
                incoming, kind=IncomingKind.TEXT, text=question, chosen=incoming.text, tapped=tapped
            )
        number = self._choosing.number(incoming.text) if incoming.kind is IncomingKind.TEXT else None
        if number is None or not menus:
            return incoming
        found = await self._latest(person)
        if found is None or not (question := found.question(number)):
            raise Unmatched(number, found.most if found else 0)
        return replace(incoming, text=question, chosen=f"{found.key}:{number}")

    async def _of_tap(self, key: str) -> _Shown | None:
        """The card of that key; one of an announcement stays valid."""
        run, now = run_of(key), self._clock.now()

        def query(connection: Connection) -> _Shown | None:
            if run is not None:
                return _Shown(key, now, questions_of(connection, run))
            return _first(connection, cards.c.key == key, now)

        return await self._database.read(query)

    async def _latest(self, person: str) -> _Shown | None:
        """The last card that `person` was shown: of a reply, or of an announcement."""
        now = self._clock.now()

        def query(connection: Connection) -> _Shown | None:
            replied = _first(connection, cards.c.conversation == person, now)
            announced = latest_run(connection, person, now - self._valid)
            if announced is not None and (replied is None or announced.finished_at > replied.at):
                questions = questions_of(connection, announced.run_id)
                if any(questions):
                    return _Shown(card_key(announced.run_id), announced.finished_at, questions)
            return replied

        return await self._database.read(query)


def _first(connection: Connection, which: ColumnElement[bool], now: datetime) -> _Shown | None:
    row = connection.execute(
        select(cards.c.key, cards.c.created_at, cards.c.questions)
        .where(which, cards.c.expires_at > now)
        .order_by(cards.c.created_at.desc(), cards.c.key)
        .limit(1)
    ).first()
    return None if row is None else _Shown(row.key, row.created_at, row.questions)


def insert_cards(connection: Connection, made: Sequence[Card]) -> None:
    """Store cards; the caller's transaction records the replies they belong to.

    The latest card of a person is the one that was stored last, also where the clock was set back meanwhile.
    """
    if made:
        later = _later_ones(connection, made)
        connection.execute(
            _INSERT,
            [
                {
                    "key": card.key,
                    "conversation": card.person,
                    "questions": list(card.questions),
                    "created_at": later.get(card.person, card.created_at),
                    "expires_at": card.expires_at,
                }
                for card in made
            ],
        )


def _later_ones(connection: Connection, made: Sequence[Card]) -> dict[str, datetime]:
    """For people who have a card from later than now: the moment just after it."""
    people, earliest = list({card.person for card in made}), min(card.created_at for card in made)
    rows = connection.execute(_LATER, {"people": people, "earliest": earliest}).all()
    return {row.conversation: row.latest + timedelta(microseconds=1) for row in rows}
