"""What of the channels and of this machine's clock concerns somebody of the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.channels.base import Channel, TimedChannel, TroubledChannel
from bot.delivery.condition import Condition, Health
from bot.delivery.watch import CLOCK, Concern

CLOCK_OFF_SECONDS = 120.0
SILENT_SECONDS = 1800.0  # so long nothing gets through before somebody is told


def concerns_of(
    channels: Sequence[Channel], conditions: Mapping[str, Condition], stopped: Collection[str] = ()
) -> dict[str, Concern]:
    """The concerns by channel, and that of the clock; `conditions` are those of sending, by channel.

    `stopped` are the channels whose work has ended.
    """
    found = {}
    for channel in channels:
        if channel.name in stopped:
            found[channel.name] = Concern("stopped")
        elif concern := _of(channel, conditions.get(channel.name)):
            found[channel.name] = concern
    skews = [channel.skew for channel in channels if isinstance(channel, TimedChannel)]
    # 0 is not known yet; where platforms disagree, the fault is not this machine's.
    off = min(filter(None, skews), key=abs, default=0.0)
    if abs(off) >= CLOCK_OFF_SECONDS:
        found[CLOCK] = Concern(CLOCK, str(round(abs(off) / 60)))
    return found


def _of(channel: Channel, condition: Condition | None) -> Concern | None:
    if isinstance(channel, TroubledChannel) and channel.problem:
        return Concern(channel.problem)
    if condition is None:
        return None
    if condition.health is Health.MISCONFIGURED:
        return Concern(_reason(condition.code), condition.code)
    return Concern("silent") if condition.failing_seconds() >= SILENT_SECONDS else None


def _reason(code: str) -> str:
    """The word in the code of an adapter: "401 token" → "token", "consent-lost" → "lost"."""
    word = code.rpartition(" ")[2].removeprefix("consent-")
    return "token" if word == "401" else word
