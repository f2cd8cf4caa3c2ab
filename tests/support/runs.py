"""Campaigns, runs and deliveries put straight into the books, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.campaigns.model import Content, Definition, DeliveryState, Route, RunState, Status
from bot.campaigns.tables import campaigns, deliveries, officials, runs
from bot.state.database import Database

PLAIN = Definition(content=Content(title="Tin thử", body="Lời của tin."))


@dataclass(frozen=True)
class Went:
    """How it went with some contacts of a run."""

    contacts: tuple[int, ...]
    state: DeliveryState = DeliveryState.SENT
    reason: str = ""
    channel: str = "courier"
    route: Route = Route.MESSAGE
    possible_duplicate: bool = False


async def add_run(
    database: Database,
    at: datetime,
    went: Iterable[Went],
    definition: Definition = PLAIN,
    state: RunState = RunState.FINISHED,
    *,
    lost: int | None = 0,
) -> int:
    """A run due and done at `at` of a campaign of its own, written by the official 1; its id.

    `lost`: so many more people were planned than there are rows; None: nobody counted them.
    """
    went = list(went)
    rows_written = sum(len(each.contacts) for each in went)

    def write(connection: Connection) -> int:
        if connection.scalar(select(officials.c.id).where(officials.c.id == 1)) is None:
            official = {"name": "lan", "display": "Chị Lan", "password": "", "roles": "author"}
            connection.execute(insert(officials).values(id=1, created_at=at, **official))
        kept = definition.model_dump(mode="json")
        campaign = _new(
            connection,
            insert(campaigns).values(
                title=definition.content.title,
                definition=kept,
                status=str(Status.SENDING),
                version=1,
                author_id=1,
                created_at=at,
                changed_at=at,
            ),
        )
        run = _new(
            connection,
            insert(runs).values(
                campaign_id=campaign,
                occurrence=at,
                state=str(state),
                audience=None if lost is None else rows_written + lost,
                definition=kept,
                created_at=at,
                started_at=at,
                finished_at=at if state is RunState.FINISHED else None,
            ),
        )
        rows = [row for each in went for row in _rows(each, run, at)]
        if rows:
            connection.execute(insert(deliveries), rows)
        return run

    return await database.transact(write)


def _rows(went: Went, run: int, at: datetime) -> Iterable[dict[str, Any]]:
    done = went.state not in {DeliveryState.PLANNED, DeliveryState.ATTEMPTING}
    for contact in went.contacts:
        yield {
            "run_id": run,
            "contact_id": contact,
            "channel": went.channel,
            "route": str(went.route),
            "state": str(went.state),
            "reason": went.reason,
            "possible_duplicate": went.possible_duplicate,
            "due_at": at,
            "finished_at": at if done else None,
        }


def _new(connection: Connection, statement: Any) -> int:
    made = connection.execute(statement).inserted_primary_key
    assert made is not None
    return int(made[0])
