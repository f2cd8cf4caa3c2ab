"""What must be done in the end is tried until the database lets it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.channels.pauses import Pauses
from bot.logs import place_of

FIRST_SECONDS, LONGEST_SECONDS = 1.0, 30.0  # between two tries

Result = TypeVar("Result")


async def insist(work: Callable[[], Awaitable[Result]], **who: str) -> Result:
    """Do `work`, again and again until it does not fail; it must bear repetition.

    A database that is locked or whose disk is full is well again at some time, and a task that had ended
    meanwhile would not be. `who` is said in the log.
    """
    pauses = Pauses(FIRST_SECONDS, LONGEST_SECONDS)
    while True:
        try:
            return await work()
        except Exception as error:  # whatever it is: there is nobody who could do better
            structlog.get_logger().error(
                "the database fails, trying again", error=type(error).__name__, where=place_of(error), **who
            )
        await pauses.wait()
