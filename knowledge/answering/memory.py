"""What is remembered of a conversation: little, for a short time, and deletable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from knowledge.answering.model import ProcedureRef
from knowledge.clock import Clock
from knowledge.model import Aspect


@dataclass(slots=True)
class Memory:
    """The subject of a conversation: what was last spoken of and offered, no words of the citizen."""

    procedure: ProcedureRef | None = None
    aspects: tuple[Aspect, ...] = ()  # last asked of it
    asked: tuple[Aspect, ...] = ()  # of a procedure that was not named
    choices: tuple[ProcedureRef, ...] = ()  # offered by the last reply
    turns: int = 0  # since the procedure was named


@dataclass(slots=True)
class _Kept:
    memory: Memory
    used: datetime


@dataclass(slots=True)
class Conversations:
    """Memories by conversation key; old ones are forgotten, and there are never more than `most`."""

    clock: Clock
    turns: int = 6
    minutes: int = 30
    most: int = 10_000
    _kept: dict[str, _Kept] = field(default_factory=dict)

    def recall(self, key: str) -> Memory:
        """The memory of the conversation `key`, fresh when there is none or it is too old."""
        now = self.clock.now()
        self._forget_before(now - timedelta(minutes=self.minutes))
        kept = self._kept.pop(key, None)
        if kept is None or kept.memory.turns >= self.turns:
            kept = _Kept(Memory(), now)
        kept.used = now
        self._kept[key] = kept  # moved to the end: the dict is in order of use
        while len(self._kept) > self.most:
            self.forget(next(iter(self._kept)))
        return kept.memory

    def forget(self, key: str) -> None:
        """Delete what is remembered of the conversation `key`."""
        self._kept.pop(key, None)

    def _forget_before(self, moment: datetime) -> None:
        """Delete what was last used before `moment`: the office keeps nothing of those who left."""
        for key in list(takewhile(lambda key: self._kept[key].used < moment, self._kept)):
            self.forget(key)
