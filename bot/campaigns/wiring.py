"""Puts the engine together for the running desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.campaigns.alarms import Alarms
from bot.campaigns.desk_alarms import DeskAlarms
from bot.campaigns.engine import Engine
from bot.campaigns.hours import Hours
from bot.campaigns.orders import Compose, Run, Tools
from bot.campaigns.reactions import card_key
from bot.campaigns.rendering import outgoing_of
from bot.channels.base import Channel, Part, Receive
from bot.delivery.condition import Condition
from bot.delivery.posting import Tell
from bot.delivery.watch import Concern, Watch
from bot.messages import Catalogue
from bot.settings import Settings
from bot.state.opening import State
from knowledge.calendar import WorkCalendar
from knowledge.clock import Clock


def open_engine(
    settings: Settings,
    state: State,
    clock: Clock,
    senders: Mapping[Channel, Condition],
    receive: Receive,
    *,
    tell: Tell | None = None,
) -> Engine:
    """The engine of the settings, not started.

    `senders`: the channels that can write to people on their own; `receive` takes what a failed message tells
    of a chat; `tell` writes to officials. Raises SettingsError for a calendar that cannot be read.
    """
    catalogue, limits = Catalogue.load(), settings.campaigns
    calendar = WorkCalendar.load(settings.office.holidays)
    return Engine(
        Tools(state.database, state.sealer, clock, limits, composer(catalogue), receive),
        Hours.of(limits.quiet_from, limits.quiet_to, calendar),
        Alarms(state.database, state.sealer, catalogue, tell),
        senders,
    )


def open_watch(
    state: State,
    tell: Tell,
    concerns: Callable[[], Mapping[str, Concern]],
) -> Watch:
    """Who tells the admins of what is wrong with channels and clock, not running."""
    alarms = DeskAlarms(state.database, state.sealer, Catalogue.load(), tell, lambda: concerns().keys())
    return Watch(concerns, alarms.sound)


def composer(catalogue: Catalogue) -> Compose:
    """Lays announcements out, with the buttons that all readers of a run share."""

    async def compose(run: Run, channel: Channel, language: str) -> Sequence[Part]:
        outgoing = outgoing_of(run.definition.content, catalogue.of(language))
        return channel.lay_out(outgoing, card_key(run.id))

    return compose
