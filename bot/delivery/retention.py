"""How long things are kept: texts some days, then only that there was a message and what became of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection, delete, null, select, update

from bot.delivery.tables import InboxState, OutboxState, cards, inbox, outbox
from bot.state.database import Database
from knowledge.clock import Clock

ROUND = timedelta(hours=1)
_ROWS = 500  # in one transaction, so that nobody waits long


class Retention:
    """Purges texts and ids of messages older than some days, and cards that are not valid any more."""

    def __init__(self, database: Database, clock: Clock, days: int) -> None:
        """Texts are kept for `days`."""
        self._database = database
        self._clock = clock
        self._kept = timedelta(days=days)

    async def run(self) -> None:
        """Purge now and every hour until cancelled."""
        log = structlog.get_logger()
        while True:
            try:
                purged = await self.purge()
            except Exception as error:  # the next round may do better
                log.error("purging failed", error=type(error).__name__)
            else:
                log.debug("purged", rows=purged)
            await asyncio.sleep(ROUND.total_seconds())

    async def purge(self) -> int:
        """Purge what is too old; returns how many rows were changed."""
        now = self._clock.now()
        before = now - self._kept
        total = 0
        for step in (_purge_inbox, _purge_outbox):
            while done := await self._database.transact(partial(step, before=before, now=now)):
                total += done
        return total + await self._database.transact(
            lambda connection: connection.execute(delete(cards).where(cards.c.expires_at <= now)).rowcount
        )


def _purge_inbox(connection: Connection, before: datetime, now: datetime) -> int:
    old = select(inbox.c.id).where(inbox.c.received_at < before, inbox.c.who != "").limit(_ROWS)
    ids = list(connection.scalars(old))
    # One that nobody answered in all this time, since its channel is switched off, is over.
    connection.execute(
        update(inbox)
        .where(inbox.c.id.in_(ids), inbox.c.state == InboxState.RECEIVED)
        .values(state=str(InboxState.SILENT), done_at=now)
    )
    connection.execute(update(inbox).where(inbox.c.id.in_(ids)).values(text="", argument="", who=""))
    return len(ids)


def _purge_outbox(connection: Connection, before: datetime, now: datetime) -> int:
    old = select(outbox.c.id).where(outbox.c.created_at < before, outbox.c.who != "").limit(_ROWS)
    ids = list(connection.scalars(old))
    connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.state == OutboxState.PLANNED)
        .values(state=str(OutboxState.SKIPPED), reason="too_old", finished_at=now)
    )
    connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(part=null(), who=""))
    return len(ids)
