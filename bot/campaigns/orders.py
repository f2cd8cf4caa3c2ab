"""A run as the senders know it: what it sends, how, and whether its failures come in a burst."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.campaigns.model import Definition, Route
from bot.campaigns.planning import Ways
from bot.campaigns.settings import CampaignSettings
from bot.channels.base import Channel, Part, Receive, Sent
from bot.channels.errors import Failure
from bot.state.database import Database
from bot.state.sealing import Sealer
from bot.state.zalo_windows import Window
from knowledge.clock import Clock

# The message or the platform is at fault; a person who has left or a platform that is busy is not.
_GRAVE = frozenset(
    {Failure.RETRY_LATER, Failure.UNKNOWN, Failure.CONTENT_REFUSED, Failure.MISCONFIGURED, None}
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a campaign; `definition` is frozen."""

    id: int
    campaign_id: int
    definition: Definition
    created_at: datetime


Compose = Callable[[Run, Channel, str], Awaitable[Sequence[Part]]]
"""The announcement as messages of a channel in a language; asked once, not for every person."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What everybody who sends needs."""

    database: Database
    sealer: Sealer
    clock: Clock
    settings: CampaignSettings
    compose: Compose
    receive: Receive  # is told when a chat is gone or has moved, like by the platform itself


@runtime_checkable
class WindowedChannel(Channel, Protocol):
    """A channel that takes a message only for some days after the person wrote."""

    async def window_of(self, sender: str) -> Window:
        """What may be sent to `sender` now."""
        ...


@runtime_checkable
class TemplateChannel(Channel, Protocol):
    """A channel that takes approved templates when it takes no message."""

    def template_part(self, template: str, data: Mapping[str, str]) -> Part:
        """The template with its data, as `send` takes it."""
        ...


@runtime_checkable
class BroadcastChannel(Channel, Protocol):
    """A channel that broadcasts an article to all its followers at once."""

    async def broadcast(self, article: str) -> Sent:
        """Broadcast; raises `DeliveryError`."""
        ...


def ways_of(channels: Sequence[Channel]) -> Ways:
    """What `channels` can do."""
    return Ways(
        channels=frozenset(channel.name for channel in channels),
        windowed=frozenset(channel.name for channel in channels if isinstance(channel, WindowedChannel)),
        templates=frozenset(channel.name for channel in channels if isinstance(channel, TemplateChannel)),
        articles=frozenset(channel.name for channel in channels if isinstance(channel, BroadcastChannel)),
    )


def beyond_of(channel: Channel, definition: Definition) -> Route | None:
    """How somebody out of the window of `channel` is reached; None: not at all."""
    if definition.content.template and isinstance(channel, TemplateChannel):
        return Route.TEMPLATE
    if definition.content.article and isinstance(channel, BroadcastChannel):
        return Route.ARTICLE
    return None


@dataclass(slots=True, eq=False)
class Order:
    """A run that is being sent. `active` goes off when it is paused or cancelled: nothing leaves any more."""

    run: Run
    stop_after: int
    active: bool = True
    stopped: str = ""  # why it must be paused; the failure
    _lately: deque[bool] = field(default_factory=deque)
    _failures: int = 0

    def note_success(self) -> None:
        """Somebody got the message."""
        if self._failures:  # else there is nothing that could grow old
            self._note(bad=False)

    def note(self, failure: Failure | None) -> None:
        """Watch attempts: half of the last `2 * stop_after` failing, or a wrong token, stops the run."""
        bad = failure in _GRAVE
        self._note(bad=bad)
        if bad and (self._failures >= self.stop_after or failure is Failure.MISCONFIGURED):
            self.stop(str(failure or "error"))

    def stop(self, reason: str) -> None:
        """Nothing of it leaves any more, until somebody says so."""
        self.active = False
        self.stopped = self.stopped or reason

    def _note(self, *, bad: bool) -> None:
        self._lately.append(bad)
        self._failures += bad
        if len(self._lately) > 2 * self.stop_after:
            self._failures -= self._lately.popleft()
