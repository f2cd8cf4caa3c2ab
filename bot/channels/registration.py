"""Registering with a platform: insisted on, looked after, and why no updates come in where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import structlog

from bot.channels.errors import DeliveryError, Failure
from bot.channels.pauses import Pauses

GUARD_SECONDS = 300.0  # between two looks at where updates are brought
ELSEWHERE = "elsewhere"

_T = TypeVar("_T")
_log = structlog.get_logger()


class Trouble:
    """Why no updates come in to a channel, in a word; "" while they do."""

    def __init__(self, channel: str, word: Callable[[str, DeliveryError], str]) -> None:
        """`word` is that of a call that failed, by method; "" where the office can do nothing about it."""
        self.channel = channel
        self.why = ""
        self._word = word

    def note(self, method: str, error: DeliveryError | None) -> None:
        """A call went well (None), or failed; that the platform is down is no trouble of the office."""
        self.why = "" if error is None else self._word(method, error) or self.why

    def complain(self, method: str, error: DeliveryError) -> None:
        """Log that a call of `method` failed, by failure and code, and note why."""
        complain(self.channel, method, error)
        self.note(method, error)


def complain(channel: str, method: str, error: DeliveryError) -> None:
    """Log that a call of `method` failed, by failure and code."""
    tell = _log.error if error.failure is Failure.MISCONFIGURED else _log.warning
    tell("the platform refused", channel=channel, method=method, failure=str(error.failure), code=error.code)


async def insist(method: str, call: Callable[[], Awaitable[_T]], trouble: Trouble) -> _T:
    """`call` until the platform takes it; what it says against it is logged each time, and noted."""
    waiting = Pauses()
    while True:
        try:
            found = await call()
        except DeliveryError as error:
            trouble.complain(method, error)
            await waiting.wait(error.retry_after or 0.0)
        else:
            trouble.note(method, None)
            return found


async def guard(
    look: Callable[[], Awaitable[str]], register: Callable[[], Awaitable[None]], trouble: Trouble
) -> NoReturn:
    """See to it for ever that updates are brought here.

    `look` says what is wrong with the webhook in a word, `ELSEWHERE` where it is another's; then `register`
    takes it back.
    """
    strikes = 0
    while True:
        await asyncio.sleep(GUARD_SECONDS)
        try:
            wrong = await look()
        except DeliveryError as error:
            trouble.complain("getWebhookInfo", error)
            continue
        if wrong == ELSEWHERE:
            strikes += 1
            _log.error(
                "the webhook was taken away, setting it again", channel=trouble.channel, strikes=strikes
            )
            await register()
            # Once may be a trial; whoever does it again holds the citizens of the office.
            trouble.why = ELSEWHERE if strikes > 1 else ""
        else:
            strikes = strikes if wrong else 0
            trouble.why = wrong
