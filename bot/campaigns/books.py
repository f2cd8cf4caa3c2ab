"""What one channel's sender writes down: claims, outcomes in batches, and rows that go back unsent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.campaigns import ledger
from bot.campaigns.claiming import claim
from bot.campaigns.due import Cap, Claim, Claimed
from bot.campaigns.ledger import Outcome
from bot.campaigns.orders import Order, Tools, beyond_of
from bot.channels.base import Channel
from bot.logs import place_of

AGAIN_SECONDS = 1.0  # after the database failed
GATHER_SECONDS = 0.03  # outcomes are written down together with those of so long a time


class Books:
    """The ledger as one sender uses it. `open` counts what is claimed and not settled yet."""

    def __init__(self, tools: Tools) -> None:
        self._database = tools.database
        self._clock = tools.clock
        self._sealer = tools.sealer
        self._settings = tools.settings
        self._done: list[Outcome] = []
        self._since = 0.0  # when the first of them came
        self._there = asyncio.Event()
        self.open = 0

    async def claim(
        self, order: Order, channel: Channel, most: int, *, windowed: bool
    ) -> tuple[int, list[Claimed]]:
        """Claim at most `most` rows of `order`: how many were due, and which are on their way now."""
        run, now = order.run, self._clock.now()
        cap = None
        if self._settings.per_person and not run.definition.policy.urgent:
            cap = Cap(self._settings.per_person, now - timedelta(days=self._settings.per_person_days))
        asked = Claim(
            run.id,
            channel.name,
            most,
            run.definition.audience,
            run.created_at,
            now,
            self._sealer.open,
            cap,
            windowed,
            beyond_of(channel, run.definition),
        )
        # What has arrived goes into the same transaction: half as many are written to disk.
        _, (found, claimed) = await asyncio.gather(
            self.flush(), self._database.transact(partial(claim, order=asked))
        )
        self.open += len(claimed)
        return found, claimed

    def settle(self, outcome: Outcome) -> None:
        """Write down an outcome soon, with those of others."""
        if not self._done:
            self._since = time.monotonic()
            self._there.set()
        self._done.append(outcome)

    async def keep(self, settled: Callable[[], None]) -> None:
        """Write outcomes down until cancelled, where no claim does; `settled` is told after each batch."""
        while True:
            await self._there.wait()
            if (left := self._since + GATHER_SECONDS - time.monotonic()) > 0:
                await asyncio.sleep(left)
                continue
            await self.flush()
            settled()

    async def flush(self) -> None:
        """Write down all outcomes that are there, whatever it takes: people have got their message."""
        self._there.clear()
        batch, self._done = self._done, []
        while batch:
            try:
                await self._database.write(ledger.settle, (batch, self._clock.now()))
            except Exception as error:
                structlog.get_logger().error(
                    "ledger cannot be written", error=type(error).__name__, where=place_of(error)
                )
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            self.open -= len(batch)
            return

    async def hasten(self, channel: str) -> None:
        """The platform is back: what waits for its next attempt on `channel` need not wait longer."""
        now = self._clock.now()

        def operation(connection: Connection) -> int:
            return ledger.hasten(connection, now, channel)

        await self._database.transact(operation)
