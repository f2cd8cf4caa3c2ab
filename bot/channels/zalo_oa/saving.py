"""Stores what can never be had again: a pair of tokens exists only in Zalo's answer and in this memory."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.channels.pauses import Pauses
from bot.channels.zalo_oa.events import CHANNEL

Saved = TypeVar("Saved")

SAVE_SECONDS = 40.0  # a service that is stopped has a minute to end
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
_log = structlog.get_logger()


async def save_patiently(save: Callable[[], Awaitable[Saved]]) -> Saved:
    """Call `save` until it succeeds: a database that is locked or a disk that is full may get free.

    Raises what the last try raised, after `SAVE_SECONDS`; `LookupError` (the lock was lost) at once.
    """
    give_up, pauses = time.monotonic() + SAVE_SECONDS, Pauses(FIRST_PAUSE, LONGEST_PAUSE)
    while True:
        try:
            return await save()
        except LookupError:
            raise
        except Exception as error:
            last = time.monotonic() + pauses.at_most > give_up
            _log.error("new tokens not stored", channel=CHANNEL, error=type(error).__name__, last=last)
            if last:
                raise
        await pauses.wait()
