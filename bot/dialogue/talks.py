"""What is remembered of a talk besides its subject: in memory, for a short time, never on disk."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Outgoing
from bot.dialogue.phrasing import Syllable
from bot.state.contacts import Person
from knowledge.clock import Clock

MOST = 20_000
WELCOME = timedelta(days=1)  # nobody is welcomed twice within it


@dataclass(slots=True)
class Talk:
    """One person's talk on one channel."""

    used: datetime
    language: str = ""  # chosen by the person; "" when not
    awaiting: str = ""  # as kept with the contact
    left: bool = False  # the contact is noted to have left
    known: bool = False  # the three above are those of the contact, where there is one
    labels: list[tuple[tuple[Syllable, ...], str]] = field(
        default_factory=list
    )  # of the last dialogue's buttons
    replied: tuple[str, Outgoing] | None = None  # the last message a dialogue replied to, and its reply
    welcomed: datetime | None = None

    def is_welcomed(self, at: datetime) -> bool:
        """True when the person was welcomed not long before `at`."""
        return self.welcomed is not None and at - self.welcomed < WELCOME


class Talks:
    """Talks by person; what is older than some minutes is forgotten, but for the welcome."""

    def __init__(self, clock: Clock, minutes: int) -> None:
        self._clock = clock
        self._kept_for = timedelta(minutes=minutes)
        self._talks: OrderedDict[tuple[str, str], Talk] = OrderedDict()

    def of(self, person: Person) -> Talk:
        """The talk with `person`, which begins now when there was none."""
        key, now = (person.channel, person.sender), self._clock.now()
        talk = self._talks.get(key)
        if talk is None:
            talk = self._talks[key] = Talk(now)
            if len(self._talks) > MOST:
                self._talks.popitem(last=False)
        elif now - talk.used > self._kept_for:
            talk = self._talks[key] = Talk(now, welcomed=talk.welcomed)
        talk.used = now
        self._talks.move_to_end(key)
        return talk

    def forget(self, person: Person) -> None:
        """Forget the talk with `person`."""
        self._talks.pop((person.channel, person.sender), None)
