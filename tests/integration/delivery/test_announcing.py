"""The whole desk sends an announcement: to who subscribed in a chat, beside the answers to questions."""

import asyncio
import time
from datetime import timedelta
from functools import partial

from bot.campaigns.auditing import Actor
from bot.campaigns.life import Life
from bot.campaigns.model import Policy
from bot.campaigns.officials import Officials, Role
from knowledge.clock import SystemClock
from tests.integration.delivery.conftest import World, a_world, until
from tests.support.broadcasts import subscribe
from tests.support.campaigns import MACHINE, PASSWORD, QUICK, definition_of


async def announce(world: World, people: int) -> int:
    """So many people subscribe, and a campaign to them is run; returns its number."""
    assert world.desk is not None
    assert world.desk.state is not None
    state, clock = world.desk.state, SystemClock()
    officials, life = Officials(state.database, clock, QUICK), Life(state.database, clock, self_approval=True)
    boss = await officials.add(MACHINE, "sep", "Sếp", PASSWORD, {Role.ADMIN, Role.AUTHOR, Role.APPROVER})
    second = await officials.add(Actor(boss.id, "cli"), "hai", "Hai", PASSWORD, {Role.APPROVER})
    actor, other = Actor(boss.id, "cli"), Actor(second.id, "cli")
    joined = clock.now() - timedelta(hours=1)
    await state.database.transact(
        lambda connection: subscribe(connection, people, joined, channel="courier", sealer=state.sealer)
    )
    campaign = await life.create(actor, definition_of(policy=Policy(urgent=True)))  # whatever the hour
    campaign = await life.submit(actor, campaign.id, campaign.version)
    campaign = await life.approve(actor, campaign.id, campaign.version)
    campaign = await life.approve(other, campaign.id, campaign.version)
    await life.run(actor, campaign.id, campaign.version)
    return campaign.id


async def test_an_announcement_goes_out_beside_the_answers() -> None:
    async with a_world(campaigns={"rates": {"courier": 500.0}}) as world:
        await announce(world, 300)
        await world.say("an", "khai sinh")
        await world.row("SELECT status FROM campaigns", ("finished",))
        texts = [body for body in world.courier.answered if body["chat"].startswith("courier-")]
        assert len({body["chat"] for body in texts}) == len(texts) == 300
        assert "Lịch tiêm chủng tháng 12" in texts[0]["text"]
        assert texts[0]["card"] == "01"
        assert [body["question"] for body in world.courier.answered if body["chat"] == "an"] == ["khai sinh"]


async def test_a_reply_does_not_wait_behind_announcements() -> None:
    async with a_world(campaigns={"rates": {"courier": 100_000.0}}) as world:
        await announce(world, 4000)
        await until(lambda: len(world.courier.answered) > 200)
        waits = []
        for number in range(10):
            began = time.monotonic()
            chat = f"asker{number}"
            await world.say(chat, "khai sinh")
            await until(partial(_has, world, chat))
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0)
        left = world.rows("SELECT count(*) FROM deliveries WHERE state = 'planned'")[0][0]
        assert left > 0, "the announcements were still going out"
        assert sorted(waits)[8] < 2.0, waits


async def test_a_chat_that_is_to_be_left_alone_gets_its_announcement_later() -> None:
    async with a_world(campaigns={"rates": {"courier": 500.0}}) as world:
        world.courier.statuses, world.courier.retry_after = [429], "3"
        await world.say("courier-2", "khai sinh")
        await until(lambda: world.courier.calls)
        began = time.monotonic()
        await announce(world, 3)
        await until(lambda: len(world.courier.answered) == 2)
        assert time.monotonic() - began < 3, "the others need not wait"
        await world.row("SELECT status FROM campaigns", ("finished",))
        assert time.monotonic() - began >= 2.9
        chats = [body["chat"] for body in await world.answers(4)]
        assert (sorted(chats[:2]), chats[2:]) == (["courier-1", "courier-3"], ["courier-2"] * 2)
        assert world.courier.calls == 5
        assert world.rows("SELECT max(attempts) FROM deliveries") == [(1,)]


def _has(world: World, chat: str) -> bool:
    return any(body["chat"] == chat for body in world.courier.answered)


async def test_who_has_blocked_the_office_is_told_to_the_dialogue() -> None:
    async with a_world() as world:
        world.courier.statuses = [404]
        await announce(world, 1)
        await world.row("SELECT state, reason FROM deliveries", ("failed", "recipient_gone"))
        await world.row("SELECT presence FROM contacts", ("left",))
        await world.row("SELECT kind, state FROM inbox", ("left", "silent"))
