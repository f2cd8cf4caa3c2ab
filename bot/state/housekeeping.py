"""What is done from time to time with what is kept about people: requests finished, old contacts let go."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.state import zalo_windows
from bot.state.contacts import Contacts
from bot.state.database import Database
from bot.state.erasing import Eraser
from bot.state.sealing import Sealer
from knowledge.clock import Clock

ROUND_SECONDS = 30.0  # so soon after its receipt was sent an erasure is finished
_LAPSE_EVERY = timedelta(hours=1)


class Housekeeping:
    """Finishes erasures and lets contacts and windows lapse."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock, *, lapse_days: int) -> None:
        """Contacts that left, or subscribed to nothing, are forgotten after `lapse_days`."""
        self._database = database
        self._contacts = Contacts(database, sealer, clock)
        self._eraser = Eraser(database, sealer, clock)
        self._clock = clock
        self._lapse = timedelta(days=lapse_days)
        self._lapsed_at: datetime | None = None
        self._untidy = False

    async def run(self) -> None:
        """Do a round now and then until cancelled."""
        log = structlog.get_logger()
        while True:
            try:
                await self.round()
            except Exception as error:  # the next round may do better
                log.error("housekeeping failed", error=type(error).__name__)
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self) -> None:
        """Finish what can be finished; where something was erased, nothing of it stays in the file's log."""
        now = self._clock.now()
        erased = await self._eraser.finish()
        if self._lapsed_at is None or now - self._lapsed_at >= _LAPSE_EVERY:
            erased += await self._contacts.lapse(now - self._lapse)
            erased += await self._database.transact(
                lambda connection: zalo_windows.lapse(connection, now - zalo_windows.KEPT)
            )
            self._lapsed_at = now
        if erased or self._untidy:
            self._untidy = not await self._database.tidy()
