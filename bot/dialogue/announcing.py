"""Announcements made in the chat by linked officials: write, see, count, submit; approve or return.

This stands before the reception. Who is no linked official never notices it: their words go on to the desk
as ever. What is written is a draft in the database from the first message on, and every button asks a whole
command with the version it was made for, so that nothing is lost by a restart and nobody decides on
something else than they saw. Only a text that is waited for is kept in memory, for a short time.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pydantic import ValidationError

from bot.campaigns.auditing import Actor
from bot.campaigns.linking import Accounts
from bot.campaigns.officials import Official, Role
from bot.campaigns.refusing import RefusedError, worded
from bot.channels.base import Handler, Incoming, IncomingKind, Outgoing
from bot.dialogue.announcing_steps import TEXTS, Steps
from bot.dialogue.visit import person_of, said
from bot.state.contacts import Person
from bot.web.limits import RateLimiter
from knowledge.clock import Clock
from knowledge.errors import CampaignError
from knowledge.vietnamese.text import fold

WAITS = timedelta(minutes=30)  # for a text
MOST_WAITING = 1_000  # officials whose text is waited for
_COMMAND = re.compile(r"/?(thongbao|lienket)(?!\w)\s*(.*)", re.DOTALL | re.IGNORECASE)
_ORDER = re.compile(r"(?P<verb>[a-z]+)\s+(?P<number>\d+)\s+(?P<version>\d+)(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A text that an official was asked for."""

    order: str  # the command that the text completes
    until: datetime


class Announcing:
    """The handler before the reception."""

    def __init__(
        self,
        steps: Steps,
        accounts: Accounts,
        inner: Handler,
        clock: Clock,
        *,
        announcing: Collection[str],
    ) -> None:
        """`inner` is the reception; `announcing` are the channels that can write to people on their own."""
        self._steps = steps
        self._accounts = accounts
        self._inner = inner
        self._clock = clock
        self._announcing = frozenset(announcing)
        self._awaited: OrderedDict[tuple[str, str], _Awaited] = OrderedDict()
        self._tries = RateLimiter(clock, per_minute=3, burst=5)  # of link codes
        self._log = structlog.get_logger()

    async def handle(self, incoming: Incoming) -> Outgoing | None:
        """The reply to an official's command; what anybody else says goes on to the reception."""
        reply = await self._mine(incoming) if self._is_private(incoming) else None
        return reply if reply is not None else await self._inner(incoming)

    async def _mine(self, incoming: Incoming) -> Outgoing | None:
        person = person_of(incoming)
        key = (person.channel, person.sender)
        found = _COMMAND.fullmatch(_typed(incoming).strip())
        awaited = self._awaited.pop(key, None)
        if found and fold(found[1]) == "lienket":
            return await self._link(person, found[2])
        order = found[2].strip() if found else None
        if awaited is not None and found is None and awaited.until >= self._clock.now():
            order = f"{awaited.order} {incoming.text}"
        official = await self._accounts.of_person(person) if order is not None else None
        if official is None or order is None:
            return None
        self._log.info("dialogue", channel=incoming.channel, dialogue="announce")
        try:
            return await self._do(official, person, order)
        except RefusedError as error:
            return self._refused(worded(error, self._steps.words))
        except CampaignError as error:
            return self._refused(error)
        except ValidationError:
            return said([self._steps.words.text("announce-too-long")])

    async def _do(self, official: Official, person: Person, order: str) -> Outgoing:
        steps, actor = self._steps, Actor(official.id, person.channel)
        if not order:
            if not official.may(Role.AUTHOR):
                return said([steps.words.text("announce-approver-only")])
            self._wait_for(person, "soan")
            return steps.questions.text()
        if order.startswith("soan "):
            return await steps.write(actor, order.removeprefix("soan "))
        found = _ORDER.fullmatch(order)
        if found is None:
            return said([steps.words.text("announce-how")])
        verb, rest = found["verb"], (found["rest"] or "").strip()
        number, version = int(found["number"]), int(found["version"])
        if verb in TEXTS and not rest:
            self._wait_for(person, f"{verb} {number} {version}")
            return steps.questions.of(verb)
        return await steps.do(actor, verb, number, version, rest)

    async def _link(self, person: Person, code: str) -> Outgoing | None:
        if not code.strip() or self._tries.take(f"{person.channel}:{person.sender}"):
            return None
        try:
            official = await self._accounts.link(person, code)
        except RefusedError as error:
            return self._refused(worded(error, self._steps.words))
        return said([self._steps.words.text("announce-linked", name=official.display)])

    def _wait_for(self, person: Person, order: str) -> None:
        self._awaited[person.channel, person.sender] = _Awaited(order, self._clock.now() + WAITS)
        if len(self._awaited) > MOST_WAITING:
            self._awaited.popitem(last=False)

    def _is_private(self, incoming: Incoming) -> bool:
        in_group = incoming.reply_to != incoming.sender
        written = incoming.kind in {IncomingKind.TEXT, IncomingKind.COMMAND}
        return written and incoming.channel in self._announcing and not in_group

    def _refused(self, error: CampaignError) -> Outgoing:
        return said([error.problem[:1].upper() + error.problem[1:] + ".", f"→ {error.mend}"])


def _typed(incoming: Incoming) -> str:
    """What was typed, with the slash of a command."""
    if incoming.kind is IncomingKind.COMMAND:
        return f"/{incoming.text} {incoming.argument}"
    return incoming.text
