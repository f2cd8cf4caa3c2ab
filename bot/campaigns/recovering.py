"""What is done when the program starts: what was on its way is unknown, what is too late is let go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.campaigns import ledger
from bot.campaigns.auditing import ENGINE, note
from bot.campaigns.hours import Hours
from bot.campaigns.model import RunState, Skip, Status, Unknown
from bot.campaigns.rounds import Standing, run_of, standing
from bot.state.database import Database
from knowledge.clock import Clock

PAGE = 2_000  # rows in one transaction, so that replies do not wait
_A_MOMENT = timedelta(minutes=1)


async def recover(
    database: Database, clock: Clock, hours: Hours, channels: Collection[str]
) -> list[Standing]:
    """Put the books in order after a crash, or after channels were switched off.

    Returns the runs of which the rest was let go, since the machine was down for too long.
    """
    late = []
    for found in await database.read(standing):
        now = clock.now()
        await database.transact(partial(_note_uncertain, run_id=found.run_id, now=now))
        if found.state is RunState.SENDING:
            await skip_rest(database, found.run_id, Skip.CHANNEL_OFF, now, but=channels)
            if await database.read(partial(_is_late, found=found, hours=hours, now=now)):
                rows = await skip_rest(database, found.run_id, Skip.TOO_LATE, now)
                if rows:
                    await database.transact(partial(_note_late, found=found, rows=rows, now=now))
                    late.append(found)
    return late


async def skip_rest(
    database: Database, run_id: int, why: Skip, now: datetime, *, but: Collection[str] = ()
) -> int:
    """Skip what of a run is planned, page by page; returns how many rows."""
    total = 0
    page = partial(ledger.skip_rest, run_id=run_id, why=why, now=now, most=PAGE, but=but)
    while done := await database.transact(page):
        total += done
    return total


def _note_uncertain(connection: Connection, run_id: int, now: datetime) -> int:
    policy = run_of(connection, run_id).definition.policy
    return ledger.recover(connection, run_id, now, resend=policy.unknown is Unknown.RESEND)


def _is_late(connection: Connection, found: Standing, hours: Hours, now: datetime) -> bool:
    """Whether the machine was down for longer than the campaign may be late; quiet hours do not count."""
    if found.status is not Status.SENDING:
        return False
    definition = run_of(connection, found.run_id).definition
    might_go_on = hours.opens(found.since + _A_MOMENT, definition.policy)
    return now - might_go_on > timedelta(hours=definition.schedule.late_hours)


def _note_late(connection: Connection, found: Standing, rows: int, now: datetime) -> None:
    note(connection, now, ENGINE, "too-late", found.campaign_id, run=found.run_id, rows=rows)
