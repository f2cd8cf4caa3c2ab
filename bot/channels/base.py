"""The seam between messaging platforms and dialogue: what comes in, what goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from knowledge.answering.model import Answer, Suggestion
from knowledge.model import Citation


class IncomingKind(StrEnum):
    """What a person did."""

    TEXT = "text"
    BUTTON = "button"
    COMMAND = "command"
    UNSUPPORTED = "unsupported"  # sticker, voice, picture …


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a person, the same on every platform."""

    channel: str
    sender: str  # stable key of the person on that channel
    message_id: str
    kind: IncomingKind
    text: str
    at: datetime
    language: str = "vi"  # of the fixed phrases in the reply


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply: text blocks, sources that can be opened, buttons. Channels lay it out their own way."""

    text: str
    source_line: str = ""
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    outcome: str = ""
    answer: Answer | None = None  # the whole answer, for channels that show more of it


Handler = Callable[[Incoming], Awaitable[Outgoing]]


class Channel(Protocol):
    """One messaging platform: translates its payloads and does nothing else."""

    @property
    def name(self) -> str:
        """Short stable name: "web", "console", "telegram", "zalo-oa", "zalo-bot"."""
        ...

    async def start(self, handler: Handler) -> None:
        """Begin to receive; every message goes to `handler` and its reply back to the sender."""
        ...

    async def stop(self) -> None:
        """Stop receiving, and finish the replies under way."""
        ...
