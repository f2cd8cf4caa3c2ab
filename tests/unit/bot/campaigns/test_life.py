"""The life of a campaign: every step from every status, approvals, versions, the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from bot.campaigns.auditing import ENGINE, history
from bot.campaigns.life import Life
from bot.campaigns.model import Campaign, Definition, Policy, RunState, Schedule, Status
from bot.campaigns.officials import Role
from bot.campaigns.records import Step, approvals_of, listed, move, of
from bot.campaigns.refusing import Refusal, RefusedError, worded
from bot.campaigns.tables import audit, campaigns, runs
from bot.messages import Catalogue
from tests.support.campaigns import NOW, Bureau, bureau_at, definition_of

TOMORROW = NOW + timedelta(days=1)
ONCE = definition_of(schedule=Schedule(at=TOMORROW))
URGENT = definition_of(policy=Policy(urgent=True))


async def refused(step: Awaitable[object]) -> Refusal:
    with pytest.raises(RefusedError) as error:
        await step
    return error.value.refusal


async def test_the_way_from_a_draft_to_its_sending(bureau: Bureau) -> None:
    life = bureau.life
    campaign = await bureau.draft(ONCE)
    assert (campaign.status, campaign.version, campaign.definition) == (Status.DRAFT, 1, ONCE)
    campaign = await life.submit(bureau.lan, campaign.id, 1)
    assert campaign.status is Status.IN_REVIEW
    campaign = await life.approve(bureau.minh, campaign.id, 2)
    assert (campaign.status, campaign.approved) == (Status.APPROVED, ONCE.digest())
    campaign = await life.schedule(bureau.lan, campaign.id, 3)
    assert (campaign.status, campaign.next_fire, campaign.version) == (Status.SCHEDULED, TOMORROW, 4)
    lines = await history(bureau.database, campaign.id)
    assert [(line.action, line.official, line.source, line.at) for line in lines] == [
        ("created", bureau.lan.official, "cli", NOW),
        ("submitted", bureau.lan.official, "cli", NOW),
        ("approved", bureau.minh.official, "cli", NOW),
        ("scheduled", bureau.lan.official, "cli", NOW),
    ]
    assert lines[2].detail == {
        "from": "in_review", "to": "approved", "version": 3, "digest": ONCE.digest(), "own": False
    }  # fmt: skip


async def test_an_edit_takes_an_approved_campaign_back_to_draft(bureau: Bureau) -> None:
    campaign = await bureau.approved(ONCE)
    campaign = await bureau.life.schedule(bureau.lan, campaign.id, campaign.version)
    other = definition_of("Lịch mới")
    campaign = await bureau.life.edit(bureau.lan, campaign.id, campaign.version, other)
    assert (campaign.status, campaign.approved, campaign.next_fire) == (Status.DRAFT, "", None)
    assert campaign.definition.content.title == "Lịch mới"
    assert await refused(bureau.life.run(bureau.lan, campaign.id, campaign.version)) is Refusal.STATUS


async def test_who_wrote_on_it_cannot_approve_it(bureau: Bureau) -> None:
    life = bureau.life
    campaign = await bureau.draft()
    campaign = await life.submit(bureau.lan, campaign.id, campaign.version)
    assert await refused(life.approve(bureau.lan, campaign.id, campaign.version)) is Refusal.OWN
    await bureau.officials.set_roles(bureau.sep, "minh", {Role.AUTHOR, Role.APPROVER})
    campaign = await life.edit(bureau.minh, campaign.id, campaign.version, ONCE)
    campaign = await life.submit(bureau.lan, campaign.id, campaign.version)
    assert await refused(life.approve(bureau.minh, campaign.id, campaign.version)) is Refusal.OWN
    assert (await life.approve(bureau.hoa, campaign.id, campaign.version)).status is Status.APPROVED


async def test_an_office_of_one_may_approve_its_own_and_it_shows(tmp_path: Path) -> None:
    async with bureau_at(tmp_path, self_approval=True) as bureau:
        campaign = await bureau.draft()
        campaign = await bureau.life.submit(bureau.lan, campaign.id, campaign.version)
        campaign = await bureau.life.approve(bureau.lan, campaign.id, campaign.version)
        assert campaign.status is Status.APPROVED
        [approval] = await bureau.database.read(lambda c: approvals_of(c, campaign))
        assert approval.own
        assert (await history(bureau.database, campaign.id))[-1].detail["own"] is True


async def test_urgent_needs_two_different_people(bureau: Bureau) -> None:
    life = bureau.life
    campaign = await bureau.draft(URGENT)
    campaign = await life.submit(bureau.lan, campaign.id, campaign.version)
    campaign = await life.approve(bureau.minh, campaign.id, campaign.version)
    assert (campaign.status, campaign.approved) == (Status.IN_REVIEW, "")
    assert await refused(life.approve(bureau.minh, campaign.id, campaign.version)) is Refusal.TWICE
    campaign = await life.approve(bureau.hoa, campaign.id, campaign.version)
    assert (campaign.status, campaign.approved) == (Status.APPROVED, URGENT.digest())


async def test_an_approval_does_not_outlive_a_return(bureau: Bureau) -> None:
    life = bureau.life
    campaign = await bureau.draft(URGENT)
    campaign = await life.submit(bureau.lan, campaign.id, campaign.version)
    campaign = await life.approve(bureau.minh, campaign.id, campaign.version)
    assert await refused(life.send_back(bureau.hoa, campaign.id, campaign.version, " ")) is Refusal.REASON
    campaign = await life.send_back(bureau.hoa, campaign.id, campaign.version, "Thiếu địa điểm")
    assert (campaign.status, campaign.note) == (Status.DRAFT, "Thiếu địa điểm")
    campaign = await life.submit(bureau.lan, campaign.id, campaign.version)
    assert campaign.note == ""
    campaign = await life.approve(bureau.hoa, campaign.id, campaign.version)
    assert campaign.status is Status.IN_REVIEW, "Minh said yes before the return"


async def test_of_two_who_change_the_same_version_one_is_refused(bureau: Bureau) -> None:
    campaign = await bureau.draft()
    steps = [
        bureau.life.edit(bureau.lan, campaign.id, 1, definition_of(f"Bản {number}")) for number in range(5)
    ]
    done = await asyncio.gather(*steps, return_exceptions=True)
    assert sum(isinstance(result, Campaign) for result in done) == 1
    errors = [result for result in done if isinstance(result, RefusedError)]
    assert [error.refusal for error in errors] == [Refusal.CHANGED] * 4
    assert len(await history(bureau.database, campaign.id)) == 2


async def test_a_time_that_is_over_and_no_time_at_all(bureau: Bureau) -> None:
    campaign = await bureau.approved()
    assert await refused(bureau.life.schedule(bureau.lan, campaign.id, campaign.version)) is Refusal.NO_TIME
    late = await bureau.approved(ONCE)
    bureau.clock.moment = TOMORROW + timedelta(minutes=1)
    assert await refused(bureau.life.schedule(bureau.lan, late.id, late.version)) is Refusal.PAST
    over = await bureau.approved(
        definition_of(schedule=Schedule(recurrence="0 8 * * *", last=NOW - timedelta(days=1)))
    )
    assert await refused(bureau.life.schedule(bureau.lan, over.id, over.version)) is Refusal.PAST


async def test_a_recurring_one_is_due_at_its_next_moment(bureau: Bureau) -> None:
    campaign = await bureau.approved(definition_of(schedule=Schedule(recurrence="0 8 * * *")))
    campaign = await bureau.life.schedule(bureau.lan, campaign.id, campaign.version)
    assert campaign.next_fire == NOW.replace(day=22, hour=8)


async def test_run_makes_it_due_now(bureau: Bureau) -> None:
    campaign = await bureau.approved()
    campaign = await bureau.life.run(bureau.lan, campaign.id, campaign.version)
    assert (campaign.status, campaign.next_fire) == (Status.SCHEDULED, NOW)


@pytest.mark.parametrize("state", [RunState.SENDING, RunState.FINISHED])
async def test_pause_and_resume_go_back_to_where_it_was(bureau: Bureau, state: RunState) -> None:
    campaign = await bureau.approved(ONCE)
    campaign = await bureau.life.schedule(bureau.lan, campaign.id, campaign.version)
    await bureau.database.transact(
        lambda connection: connection.execute(
            runs.insert().values(
                campaign_id=campaign.id, occurrence=NOW, state=state, definition={}, created_at=NOW
            )
        )
    )
    paused = await bureau.life.pause(bureau.sep, campaign.id, "Sai giờ")
    assert (paused.status, paused.note, paused.next_fire) == (Status.PAUSED, "Sai giờ", TOMORROW)
    resumed = await bureau.life.resume(bureau.lan, campaign.id)
    assert resumed.status is (Status.SENDING if state is RunState.SENDING else Status.SCHEDULED)
    assert resumed.note == ""


async def test_cancelled_is_for_good(bureau: Bureau) -> None:
    campaign = await bureau.approved()
    campaign = await bureau.life.cancel(bureau.lan, campaign.id, "Hoãn")
    assert (campaign.status, campaign.note) == (Status.CANCELLED, "Hoãn")
    assert await refused(bureau.life.cancel(bureau.lan, campaign.id)) is Refusal.STATUS
    assert await refused(bureau.life.resume(bureau.lan, campaign.id)) is Refusal.STATUS


async def test_each_step_needs_its_role(bureau: Bureau) -> None:
    life = bureau.life
    campaign = await bureau.draft()
    number, version = campaign.id, campaign.version
    assert await refused(life.create(bureau.minh, ONCE)) is Refusal.ROLE
    assert await refused(life.edit(bureau.sep, number, version, ONCE)) is Refusal.ROLE
    assert await refused(life.submit(bureau.minh, number, version)) is Refusal.ROLE
    await life.submit(bureau.lan, number, version)
    assert await refused(life.approve(bureau.sep, number, version + 1)) is Refusal.ROLE
    assert await refused(life.approve(ENGINE, number, version + 1)) is Refusal.ROLE
    await bureau.officials.disable(bureau.sep, "minh")
    assert await refused(life.approve(bureau.minh, number, version + 1)) is Refusal.ROLE


async def test_only_so_many_steps_lead_on_from_each_status(bureau: Bureau) -> None:
    """Every step from every status: those of the plan are taken, all others refused and not noted."""
    life, lan = bureau.life, bureau.lan
    steps: dict[str, Callable[[int, int], Awaitable[Campaign]]] = {
        "edit": lambda number, version: life.edit(lan, number, version, ONCE),
        "submit": lambda number, version: life.submit(lan, number, version),
        "approve": lambda number, version: life.approve(bureau.minh, number, version),
        "return": lambda number, version: life.send_back(bureau.minh, number, version, "Sửa"),
        "schedule": lambda number, version: life.schedule(lan, number, version),
        "run": lambda number, version: life.run(lan, number, version),
        "pause": lambda number, _: life.pause(lan, number),
        "resume": lambda number, _: life.resume(lan, number),
        "cancel": lambda number, _: life.cancel(lan, number),
    }
    possible = {
        "draft": "edit submit cancel",
        "in_review": "edit approve return cancel",
        "approved": "edit return schedule run cancel",
        "scheduled": "edit return run pause cancel",
        "sending": "pause cancel",
        "paused": "resume cancel",
        "finished": "",
        "cancelled": "",
    }
    for status in Status:
        for name, step in steps.items():
            campaign = await bureau.draft(ONCE)
            await bureau.database.transact(
                lambda c, n=campaign.id, s=status: c.execute(  # type: ignore[misc]
                    update(campaigns).where(campaigns.c.id == n).values(status=s)
                )
            )
            if name in possible[status].split():
                await step(campaign.id, campaign.version)
            else:
                assert await refused(step(campaign.id, campaign.version)) is Refusal.STATUS, (status, name)
            lines = await history(bureau.database, campaign.id)
            assert len(lines) == 1 + (name in possible[status].split()), (status, name)


async def test_the_engine_moves_campaigns_by_the_same_statement(bureau: Bureau) -> None:
    campaign = await bureau.approved()

    def twice(connection: object) -> None:
        for _ in range(2):
            move(connection, campaign, ENGINE, NOW, Step(Status.SENDING, "started"))  # type: ignore[arg-type]

    with pytest.raises(RefusedError):
        await bureau.database.transact(twice)
    assert (await bureau.database.read(lambda c: of(c, campaign.id))).status is Status.APPROVED


async def test_nobody_rewrites_the_log(bureau: Bureau) -> None:
    await bureau.draft()
    for statement in (update(audit).values(action="x"), delete(audit)):
        with pytest.raises(IntegrityError, match="written once"):
            await bureau.database.transact(lambda c, s=statement: c.execute(s))  # type: ignore[misc]


async def test_campaigns_are_listed_newest_first(bureau: Bureau) -> None:
    first, second = await bureau.draft(), await bureau.approved()
    found = await bureau.database.read(listed)
    assert [campaign.id for campaign in found] == [second.id, first.id]
    drafts = await bureau.database.read(lambda c: listed(c, Status.DRAFT))
    assert [campaign.id for campaign in drafts] == [first.id]
    assert await bureau.database.read(lambda c: c.scalar(select(campaigns.c.title).limit(1)))


def test_every_refusal_status_and_role_has_words() -> None:
    words = Catalogue.load().of("vi")
    arguments: dict[str, str | int] = {"status": "draft", "role": "author", "version": 2, "least": 10}
    for refusal in Refusal:
        error = worded(RefusedError(refusal, **arguments), words)
        assert error.problem
        assert error.mend
    for status in Status:
        assert words.text(f"campaign-status-{status}")


def test_self_approval_is_asked_for_by_name() -> None:
    with pytest.raises(TypeError):
        Life(None, None)  # type: ignore[call-arg, arg-type]


def test_the_digest_names_content_audience_schedule_and_policy() -> None:
    definitions = [ONCE, URGENT, definition_of(), definition_of("Khác")]
    assert len({definition.digest() for definition in definitions}) == 4
    assert Definition.model_validate(ONCE.model_dump(mode="json")).digest() == ONCE.digest()
