"""How long to wait for a platform that wants fewer messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.delivery.retrying import LONGEST_PAUSE

TOGETHER_SECONDS = 5.0  # refusals of two chats within it are about the whole channel
_MOST_DOUBLINGS = 10


class Growing:
    """Pauses after refusals in a row, where the platform does not say how long."""

    def __init__(self, uptime: Callable[[], float]) -> None:
        self._uptime = uptime
        self._refusals = 0
        self._until = 0.0

    def after_refusal(self, first: timedelta) -> timedelta:
        """The pause after one more refusal: doubled each time, from `first` on."""
        now = self._uptime()
        if not self._refusals or now >= self._until:  # else it left before the last one, and counts as that
            self._refusals += 1
        pause: timedelta = min(first * 2 ** min(self._refusals - 1, _MOST_DOUBLINGS), LONGEST_PAUSE)
        self._until = max(self._until, now + pause.total_seconds())
        return pause

    def reset(self) -> None:
        """Something got through: begin with the first pause again."""
        self._refusals = 0


class Chats:
    """The chats that a platform wants to be left alone, each for a while of its own."""

    def __init__(self, uptime: Callable[[], float]) -> None:
        self._uptime = uptime
        self._until: dict[str, float] = {}  # by address
        self._together: dict[str, float] = {}  # until when another refusal means the whole channel

    def refused(self, address: str, pause: timedelta) -> bool:
        """A message to `address` was one too many.

        Returns True where another chat was refused just before, or still waits: with the same words a
        platform limits what goes to one chat and what goes to all of them.
        """
        now = self._uptime()
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._together = {chat: until for chat, until in self._together.items() if until > now}
        until = max(now + pause.total_seconds(), self._until.get(address, now))
        self._until[address] = until
        others = self._together.keys() - {address}
        self._together[address] = max(until, now + TOGETHER_SECONDS)
        return bool(others)

    def left(self, address: str) -> float:
        """For how many seconds nothing may be sent to `address`."""
        return max(0.0, self._until.get(address, 0.0) - self._uptime())
