"""The life of a campaign: each step is one transaction that checks who acts, and leaves a line in the log.

draft → in review → approved → scheduled → sending ⇄ paused → finished / cancelled. What an approval froze is
named by its digest; any edit takes the campaign back to draft. Whoever changes a version that is not the
newest is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from bot.campaigns.auditing import Actor, note
from bot.campaigns.model import Campaign, Definition, Status
from bot.campaigns.officials import Role, require
from bot.campaigns.records import Detail, Step, authors, move, needed, of, under_way
from bot.campaigns.recurrence import next_after
from bot.campaigns.refusing import Refusal, RefusedError
from bot.campaigns.tables import approvals, campaigns
from bot.state.database import Database
from knowledge.clock import Clock

EDITABLE = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED})
ENDED = frozenset({Status.FINISHED, Status.CANCELLED})


class Life:
    """What officials do with campaigns."""

    def __init__(self, database: Database, clock: Clock, *, self_approval: bool) -> None:
        """`self_approval`: authors may approve their own campaigns (an office of one official)."""
        self._database = database
        self._clock = clock
        self.self_approval = self_approval

    async def create(self, actor: Actor, definition: Definition) -> Campaign:
        """A new draft."""
        now = self._clock.now()

        def operation(connection: Connection) -> Campaign:
            author = require(connection, actor, Role.AUTHOR)
            made = connection.execute(
                insert(campaigns).values(
                    title=definition.content.title,
                    definition=definition.model_dump(mode="json"),
                    status=Status.DRAFT,
                    version=1,
                    author_id=author.id,
                    created_at=now,
                    changed_at=now,
                )
            )
            number = int(made.inserted_primary_key[0])  # type: ignore[index]
            note(connection, now, actor, "created", number, digest=definition.digest())
            return of(connection, number)

        return await self._database.transact(operation)

    async def edit(self, actor: Actor, number: int, version: int, definition: Definition) -> Campaign:
        """Another definition; the campaign is a draft again, and approvals are void."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.AUTHOR)
            connection.execute(delete(approvals).where(approvals.c.campaign_id == number))
            values = {
                "definition": definition.model_dump(mode="json"),
                "title": definition.content.title,
                "approved": "",
                "next_fire": None,
            }
            detail: Detail = {"digest": definition.digest()}
            move(connection, campaign, actor, now, Step(Status.DRAFT, "edited", values, detail))

        return await self._step(number, version, EDITABLE, operation)

    async def submit(self, actor: Actor, number: int, version: int) -> Campaign:
        """Ask for approval."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.AUTHOR)
            move(connection, campaign, actor, now, Step(Status.IN_REVIEW, "submitted", {"note": ""}))

        return await self._step(number, version, {Status.DRAFT}, operation)

    async def approve(self, actor: Actor, number: int, version: int) -> Campaign:
        """Say yes to this very definition; an urgent campaign needs two different officials to say so."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            approver = require(connection, actor, Role.APPROVER)
            own = approver.id in authors(connection, campaign)
            if own and not self.self_approval:
                raise RefusedError(Refusal.OWN)
            digest = campaign.definition.digest()
            given = approvals.c.campaign_id == number, approvals.c.digest == digest
            if connection.scalar(
                select(approvals.c.at).where(*given, approvals.c.official_id == approver.id)
            ):
                raise RefusedError(Refusal.TWICE)
            connection.execute(
                insert(approvals).values(campaign_id=number, official_id=approver.id, digest=digest, at=now)
            )
            count = connection.scalar(select(func.count()).select_from(approvals).where(*given)) or 0
            enough = count >= needed(campaign.definition)
            status = Status.APPROVED if enough else Status.IN_REVIEW
            values = {"approved": digest} if enough else {}
            detail: Detail = {"digest": digest, "own": own}
            move(connection, campaign, actor, now, Step(status, "approved", values, detail))

        return await self._step(number, version, {Status.IN_REVIEW}, operation)

    async def send_back(self, actor: Actor, number: int, version: int, reason: str) -> Campaign:
        """Return it to its author, with what is to be mended; also what was approved and has not begun."""
        if not reason.strip():
            raise RefusedError(Refusal.REASON)

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.APPROVER)
            connection.execute(delete(approvals).where(approvals.c.campaign_id == number))
            values = {"note": reason.strip(), "approved": "", "next_fire": None}
            step = Step(Status.DRAFT, "returned", values, {"reason": reason.strip()})
            move(connection, campaign, actor, now, step)

        return await self._step(number, version, EDITABLE - {Status.DRAFT}, operation)

    async def schedule(self, actor: Actor, number: int, version: int) -> Campaign:
        """From now on its own time counts."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.AUTHOR)
            schedule = campaign.definition.schedule
            if schedule.at is None and not schedule.recurrence:
                raise RefusedError(Refusal.NO_TIME)
            fire = schedule.at or next_after(schedule, now)
            if fire is None or fire < now:
                raise RefusedError(Refusal.PAST)
            step = Step(Status.SCHEDULED, "scheduled", {"next_fire": fire}, {"at": fire.isoformat()})
            move(connection, campaign, actor, now, step)

        return await self._step(number, version, {Status.APPROVED}, operation)

    async def run(self, actor: Actor, number: int, version: int) -> Campaign:
        """Send it now: the engine takes it up at once."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.AUTHOR)
            move(connection, campaign, actor, now, Step(Status.SCHEDULED, "run", {"next_fire": now}))

        return await self._step(number, version, {Status.APPROVED, Status.SCHEDULED}, operation)

    async def pause(self, actor: Actor, number: int, reason: str = "") -> Campaign:
        """Stop for the time being, whatever the version: this must not wait for anybody."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.AUTHOR, Role.APPROVER, Role.ADMIN)
            step = Step(Status.PAUSED, "paused", {"note": reason}, {"reason": reason})
            move(connection, campaign, actor, now, step)

        return await self._step(number, None, {Status.SENDING, Status.SCHEDULED}, operation)

    async def resume(self, actor: Actor, number: int) -> Campaign:
        """Go on where it was paused; moments passed meanwhile fall under the catch-up policy."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.AUTHOR, Role.APPROVER, Role.ADMIN)
            status = Status.SENDING if under_way(connection, number) else Status.SCHEDULED
            move(connection, campaign, actor, now, Step(status, "resumed", {"note": ""}))

        return await self._step(number, None, {Status.PAUSED}, operation)

    async def cancel(self, actor: Actor, number: int, reason: str = "") -> Campaign:
        """End it for good; what is not on its way is not sent."""

        def operation(connection: Connection, campaign: Campaign, now: datetime) -> None:
            require(connection, actor, Role.AUTHOR, Role.APPROVER, Role.ADMIN)
            values = {"note": reason, "next_fire": None}
            step = Step(Status.CANCELLED, "cancelled", values, {"reason": reason})
            move(connection, campaign, actor, now, step)

        return await self._step(number, None, set(Status) - ENDED, operation)

    async def _step(
        self,
        number: int,
        version: int | None,
        possible: Collection[Status],
        operation: Callable[[Connection, Campaign, datetime], None],
    ) -> Campaign:
        now = self._clock.now()

        def step(connection: Connection) -> Campaign:
            campaign = of(connection, number)
            if version is not None and campaign.version != version:
                raise RefusedError(Refusal.CHANGED, version=campaign.version)
            if campaign.status not in possible:
                raise RefusedError(Refusal.STATUS, status=campaign.status)
            operation(connection, campaign, now)
            return of(connection, number)

        return await self._database.transact(step)
