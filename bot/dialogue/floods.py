"""Floods: who writes faster than anybody reads is asked once to slow down, and then met with silence."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.channels.base import Incoming
from bot.settings import FloodSettings
from bot.web.limits import MAX_KEYS, RateLimiter
from knowledge.clock import Clock

_REST = 0.5  # of the burst is back before somebody who was asked to slow down is answered again
_EARLIER = timedelta(minutes=5)  # messages may come that much out of order


class Verdict(Enum):
    """What a message gets."""

    ANSWER = auto()
    SLOW_DOWN = auto()  # said once
    SILENCE = auto()


@dataclass(slots=True)
class _Told:
    by: str  # the message that was told: the same one again, after a crash, is told again
    until: datetime


class Floods:
    """Budgets of messages: one for each sender, one for all of them together."""

    def __init__(self, settings: FloodSettings, clock: Clock) -> None:
        self._clock = clock
        self._each = RateLimiter(clock, per_minute=settings.sender_per_minute, burst=settings.sender_burst)
        self._all = RateLimiter(clock, per_minute=settings.total_per_minute, burst=settings.total_burst)
        self._pause = timedelta(
            seconds=math.ceil(settings.sender_burst * _REST * 60 / settings.sender_per_minute)
        )
        self._told: OrderedDict[str, _Told] = OrderedDict()

    @property
    def pause_seconds(self) -> int:
        """How long somebody who was asked to slow down waits."""
        return int(self._pause.total_seconds())

    def judge(self, incoming: Incoming, *, always: bool = False) -> Verdict:
        """Whether `incoming` is answered; `always` marks rights, which have a budget of their own.

        Messages count at the time they were sent: what piled up while the desk was down is no flood.
        """
        key = f"{incoming.channel}:{incoming.sender}:{'rights' if always else ''}"
        at = min(incoming.at, self._clock.now())
        told = self._told.get(key)
        # A clock that is set back must silence nobody for hours.
        if told is not None and told.until - self._pause - _EARLIER <= at < told.until:
            return Verdict.SLOW_DOWN if told.by == incoming.message_id else Verdict.SILENCE
        if not self._each.take(key, at) and (always or not self._all.take("", at)):
            self._told.pop(key, None)
            return Verdict.ANSWER
        self._told[key] = _Told(incoming.message_id, at + self._pause)
        self._told.move_to_end(key)
        if len(self._told) > MAX_KEYS:
            self._told.popitem(last=False)
        return Verdict.SLOW_DOWN
