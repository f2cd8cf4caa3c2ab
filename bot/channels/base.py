"""The seam between messaging platforms and dialogue: what comes in, what goes out, who carries it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from aiohttp.web import AbstractRouteDef

from knowledge.answering.model import Answer
from knowledge.model import Citation


class IncomingKind(StrEnum):
    """What a person did."""

    TEXT = "text"
    BUTTON = "button"  # `text` is what the channel was given as the button's payload
    COMMAND = "command"  # `text` is its name without the slash, `argument` what follows
    UNSUPPORTED = "unsupported"  # sticker, voice, picture …: `text` names the kind
    JOINED = "joined"  # opened, followed or unblocked the channel
    LEFT = "left"  # blocked or unfollowed it: nothing may be sent any more
    MOVED = "moved"  # the chat has a new address: `text`


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a person, the same on every platform."""

    channel: str
    sender: str  # stable key of the person on that channel
    message_id: str  # unique in the channel: the same message twice has the same
    kind: IncomingKind
    text: str
    at: datetime
    language: str = "vi"  # of the fixed phrases in the reply
    address: str = ""  # where the reply goes; the sender when empty
    argument: str = ""  # of a command or of a deep link
    tapped: str = ""  # the platform's id of the message whose button was tapped
    chosen: str = ""  # "<card>:<number>" of the button that the text stands for, once the desk knows

    @property
    def reply_to(self) -> str:
        """Where the reply goes."""
        return self.address or self.sender


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of a line that stand out: bold, or the words of a link (`url`)."""

    start: int
    end: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, and what stands out in it; spans do not overlap and come in their order."""

    text: str
    spans: tuple[Span, ...] = ()

    @property
    def plain(self) -> str:
        """The line where nothing can stand out: addresses of links are written out behind their words."""
        parts, end = [], 0
        for span in self.spans:
            words = self.text[span.start : span.end]
            parts += [self.text[end : span.end], f" ({span.url})" if span.url and span.url != words else ""]
            end = span.end
        return "".join([*parts, self.text[end:]])


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences that belong together; no line breaks."""

    text: str
    spans: tuple[Span, ...] = ()

    @property
    def line(self) -> Line:
        """The paragraph as a line."""
        return Line(self.text, self.spans)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, each item on a line of its own; `spans` are those of the items, in their order."""

    items: tuple[str, ...]
    spans: tuple[tuple[Span, ...], ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The items as lines."""
        spans = [*self.spans, *[()] * (len(self.items) - len(self.spans))]
        return tuple(Line(item, found) for item, found in zip(self.items, spans, strict=True))


Block = Paragraph | Bullets


@dataclass(frozen=True, slots=True)
class Button:
    """A next step: a tap asks `question`, or opens `url`."""

    label: str
    question: str = ""
    url: str = ""
    means: str = ""  # "yes" or "no": it may be typed in any words that mean so


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to show: a file of the office, or one on the web."""

    source: str  # a path, or a URL with https://
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message: blocks of text, a source, buttons, a file. Channels lay it out their own way."""

    blocks: tuple[Block, ...]
    source_line: str = ""
    citations: tuple[Citation, ...] = ()
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None
    file: str = ""  # a path: a document to send along, where the channel can
    outcome: str = ""
    answer: Answer | None = None  # the whole answer, for channels that show more of it
    menu_hint: str = ""  # how to choose, where buttons stand as a numbered menu
    aside: bool = False  # stands in place of nothing: what was tapped is to be tapped again

    @property
    def text(self) -> str:
        """The blocks as plain lines; list items begin with "- "."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.line.plain)
            else:
                lines += [f"- {line.plain}" for line in block.lines]
        return "\n".join(lines)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Plain lines as blocks: neighbouring lines that begin with "- " become one list."""
    blocks: list[Block] = []
    items: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("- "):
            items.append(line[2:])
            continue
        if items:
            blocks.append(Bullets(tuple(items)))
            items = []
        if line:
            blocks.append(Paragraph(line))
    return tuple(blocks)


Part = Mapping[str, Any]
"""One message of a platform, in its own words, as JSON: what `lay_out` makes and `send` sends."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a platform said of a message it took."""

    message_id: str = ""  # the platform's own, where it tells


LayOut = Callable[[Outgoing, str], list[Part]]
"""`Channel.lay_out`: how a platform lays a message out, without the platform itself."""


class Channel(Protocol):
    """One messaging platform: translates its payloads and errors, and does nothing else."""

    @property
    def name(self) -> str:
        """Short stable name: "web", "telegram", "zalo-oa", "zalo-bot"."""
        ...

    async def start(self, receive: Receive) -> None:
        """Begin to receive. The platform is told "got it" only after `receive` has returned."""
        ...

    async def stop(self) -> None:
        """Stop receiving and let go of connections; sending is over before."""
        ...

    def lay_out(self, outgoing: Outgoing, card: str) -> list[Part]:
        """`outgoing` as the platform's messages, within its limits.

        `card` is a short key (at most 16 letters and digits) under which the desk keeps the buttons: a tap
        comes back as `IncomingKind.BUTTON` with the text "<card>:<number>", counted from 1 (a number that is
        typed comes as text: the desk knows the latest card of the conversation).
        """
        ...

    async def send(self, address: str, part: Part, *, replaces: str = "") -> Sent:
        """Send one message; `replaces` is the message it may stand in place of, where the platform can.

        Raises `DeliveryError`.
        """
        ...

    async def noticed(self, incoming: Incoming) -> None:
        """Show that the desk is at work on `incoming`, where the platform can; never raises."""
        ...


Receive = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Returns once the messages are stored and survive a crash; those stored before are passed over."""

Handler = Callable[[Incoming], Awaitable[Outgoing | None]]
"""Makes the reply to a message; None where nothing is to be said."""


@runtime_checkable
class HttpChannel(Channel, Protocol):
    """A channel that is also called over HTTP, on the desk's own server."""

    def routes(self) -> Sequence[AbstractRouteDef]:
        """What the server serves for it. Called once, before `start`; requests come after it."""
        ...


@runtime_checkable
class TroubledChannel(Channel, Protocol):
    """A channel that knows before anything is sent when somebody of the office must act."""

    @property
    def problem(self) -> str:
        """Why, in a word; "" while all is well."""
        ...


@runtime_checkable
class TimedChannel(Channel, Protocol):
    """A channel that knows the time of its platform."""

    @property
    def skew(self) -> float:
        """Seconds this machine's clock is ahead of the platform's; negative when it is behind."""
        ...


@runtime_checkable
class FetchedChannel(Channel, Protocol):
    """A channel whose people wait for their reply or fetch it later: to record it is to deliver it.

    Nothing is sent on its own account, and its replies show their buttons themselves: they need no card.
    """

    def recorded(self, address: str, parts: Sequence[Part]) -> None:
        """The reply for `address` is recorded: hand it to whoever waits for it."""
        ...
