"""What every stand-in of a messaging platform can do: be started, be written to as a person, misbehave."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Generic, Literal, Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a chat as its person sees it."""

    who: Literal["person", "bot"]
    text: str
    message_id: str
    buttons: tuple[str, ...] = ()  # the labels under it, in order
    picture: str = ""  # its address


class CallFault(StrEnum):
    """What can go wrong with a call of the desk to the platform."""

    TOO_MANY = "too_many"  # 429, or what the platform says instead
    SERVER_ERROR = "server_error"  # 5xx
    UNAUTHORISED = "unauthorised"  # the token is refused
    SLOW = "slow"  # answered after `slow_seconds`
    DROPPED_BEFORE = "dropped_before"  # the connection closes, nothing was done
    DROPPED_AFTER = "dropped_after"  # done, but the connection closes before the answer


class UpdateFault(StrEnum):
    """What can go wrong with an update on its way from the platform to the desk."""

    DUPLICATE = "duplicate"  # delivered twice
    HELD_BACK = "held_back"  # delivered after the next one
    FORGED = "forged"  # called with a wrong secret or signature first, then rightly


F = TypeVar("F", bound=StrEnum)


@dataclass
class Plan(Generic[F]):
    """Which faults strike: those of `script` first, one a call (None: no fault), then by chance."""

    script: deque[F | None] = field(default_factory=deque)
    chances: dict[F, float] = field(default_factory=dict)
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - repeatable, not secret
    struck: list[F] = field(default_factory=list)

    def next(self) -> F | None:
        """The fault of the next call, if any."""
        fault = self.script.popleft() if self.script else self._by_chance()
        if fault is not None:
            self.struck.append(fault)
        return fault

    def _by_chance(self) -> F | None:
        if not self.chances:
            return None
        number = self.random.random()
        for fault, chance in self.chances.items():
            if number < chance:
                return fault
            number -= chance
        return None


@dataclass
class Faults:
    """The faults of one stand-in."""

    calls: Plan[CallFault] = field(default_factory=Plan)  # calls that send a message
    polls: Plan[CallFault] = field(default_factory=Plan)  # calls that ask for updates or register
    updates: Plan[UpdateFault] = field(default_factory=Plan)
    slow_seconds: float = 1.0
    retry_after: int = 1  # seconds, told with 429 by platforms that tell


class Platform(Protocol):
    """A stand-in of a messaging platform, driven as a person would drive the app."""

    faults: Faults

    @property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """The settings by section that make the desk talk to this stand-in; once started."""
        ...

    async def start(self) -> str:
        """Open the platform's own API; returns its base URL."""
        ...

    async def stop(self) -> None:
        """Close it."""
        ...

    async def user_says(self, chat: str, text: str) -> str:
        """The person of `chat` writes `text`; returns the message's id."""
        ...

    async def user_taps(self, chat: str, message_id: str, number: int) -> None:
        """The person taps button `number` (from 1) of a message, or types it where there are no buttons.

        Raises `LookupError` when there is no such button.
        """
        ...

    async def user_blocks(self, chat: str) -> None:
        """The person blocks or leaves the bot."""
        ...

    async def user_returns(self, chat: str) -> None:
        """The person opens the bot for the first time, or again after blocking it."""
        ...

    def transcript(self, chat: str) -> Sequence[Line]:
        """The messages of `chat`, oldest first, as they stand now."""
        ...
