"""How fast announcements leave on a channel: halved when the platform complains, raised again bit by bit."""

from __future__ import annotations

from collections import deque

LEAST = 0.05  # of the highest rate: below it the pauses that the platform asks for are brake enough
SLACK_SECONDS = 0.02  # a turn that came late is made good within this time, not later
RECOVERY_SECONDS = 2.0  # from half of a rate that went well back to it
GROWTH = 0.01  # of the highest rate, each second, above what went well
_LONGEST_STEP = 1.0  # seconds of growth at once: nothing grows while nothing is sent


class Pace:
    """The turns of one channel. Moments are seconds of a clock that nobody sets.

    Additive increase, multiplicative decrease (Chiu and Jain, 1989), with the last rate that went well as the
    target of a faster recovery: a platform's stray refusal costs a second, a real limit halves the target.
    """

    def __init__(self, most: float) -> None:
        """Begin with `most` messages a second, which is never exceeded."""
        self.most = most
        self.rate = self.target = self.most
        self._next = 0.0
        self._grown_at = 0.0
        self._deaf_until = 0.0  # refusals of messages that left before the first one count as that one

    def wait(self, now: float) -> float:
        """Seconds until the next message may leave; 0: it may, and the turn is taken."""
        if now < self._next:
            return self._next - now
        if self.rate < self.most:
            self._grow(now)
        self._next = max(self._next, now - SLACK_SECONDS) + 1 / self.rate
        return 0.0

    def left(self, now: float) -> float:
        """Seconds until the next turn; it is not taken."""
        return max(0.0, self._next - now)

    def debit(self, now: float) -> None:
        """A reply took a turn without waiting for it."""
        self._next = max(self._next, now) + 1 / self.rate

    def refused(self, now: float, pause: float) -> None:
        """The platform refused a message for being one too many, and wants a pause of so many seconds."""
        if now < self._deaf_until:
            return
        if self.rate < 0.9 * self.target:
            self.target = max(LEAST * self.most, self.target / 2)
        self.rate = max(LEAST * self.most, self.rate / 2)
        self._deaf_until = now + pause
        self._grown_at = now + pause

    def _grow(self, now: float) -> None:
        step = min(_LONGEST_STEP, max(0.0, now - self._grown_at))
        self._grown_at = max(now, self._grown_at)
        if self.rate < self.target:
            self.rate = min(self.target, self.rate + step * self.target / 2 / RECOVERY_SECONDS)
        else:
            self.rate = self.target = min(self.most, self.rate + step * GROWTH * self.most)


class ChatPauses:
    """When each chat was written to lately: platforms limit messages to one chat as well."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: dict[int, float] = {}
        self._order: deque[tuple[float, int]] = deque()

    def take(self, contact: int, now: float) -> float:
        """Note a message to `contact`; returns for how many seconds it must wait."""
        while self._order and self._order[0][0] <= now:
            free, old = self._order.popleft()
            if self._last.get(old) == free:
                del self._last[old]
        begin = max(now, self._last.get(contact, now))
        free = begin + self._seconds
        if free > now:
            self._last[contact] = free
            self._order.append((free, contact))
        return begin - now
