"""A machine whose clock is wrong and is set right: nothing is lost, late, repeated or mixed up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.delivery import dispatcher
from bot.state import housekeeping
from tests.integration.delivery.conftest import a_world, until

HOURS = timedelta(hours=7)


@pytest.mark.parametrize("change", [-HOURS, HOURS])
async def test_every_message_is_answered_once_while_the_clock_jumps(change: timedelta) -> None:
    async with a_world() as world:
        for number in range(1, 13):
            if number in {5, 9}:
                world.ahead += change if number == 5 else -change
            await world.say("an", f"khai sinh {number}")
            await world.answers(number)
        await world.say("an", "khai sinh 12", number=12)  # the platform brings it again
        await world.say("an", "khai sinh 13", number=13)
        questions = [body["question"] for body in await world.answers(13)]
        assert questions == [f"khai sinh {number}" for number in range(1, 14)]


async def test_what_waits_for_its_retry_does_not_wait_for_hours() -> None:
    async with a_world() as world:
        world.courier.statuses = [503]
        await world.say("an", "khai sinh")
        await until(lambda: world.courier.calls)
        world.ahead -= HOURS
        assert (await world.answers(1))[0]["question"] == "khai sinh"


async def test_what_a_platform_wants_to_wait_waits_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "LOOK_SECONDS", 0.05)
    async with a_world() as world:
        world.courier.statuses, world.courier.retry_after = [429], "1"
        await world.say("an", "khai sinh")
        await until(lambda: world.courier.calls)
        began = asyncio.get_running_loop().time()
        world.ahead -= HOURS
        await world.answers(1)
        assert asyncio.get_running_loop().time() - began >= 0.9
        assert world.courier.calls == 2


async def test_neither_where_the_clock_was_set_right_between_two_runs() -> None:
    async with a_world() as world:
        await world.stop()
        world.ahead = HOURS
        await world.start()
        world.courier.statuses = [503] * 20
        await world.say("an", "khai sinh")
        await until(lambda: world.courier.calls)
        await world.row("SELECT state FROM outbox", ("planned",))
        world.knowledge.closed = False
        await world.stop()
        world.courier.statuses, world.ahead = [], timedelta()
        await world.start()
        assert (await world.answers(1))[0]["question"] == "khai sinh"


async def test_a_number_means_the_menu_that_was_shown_last() -> None:
    async with a_world() as world:
        world.ahead = HOURS
        await world.say("an", "/ngonngu")
        await world.answers(1)
        world.ahead = timedelta()
        await world.say("an", "khai sinh")
        await world.answers(2)
        await world.say("an", "1")
        assert "giấy chứng sinh" in (await world.answers(3))[2]["text"]


async def test_what_came_under_a_clock_that_was_ahead_is_erased_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 0.05)
    async with a_world() as world:
        world.ahead = HOURS
        await world.say("an", "khai sinh cho bé Bưởi")
        await world.answers(1)
        world.ahead = timedelta()
        for number, text in enumerate(("xóa", "xóa hết"), 2):
            await world.say("an", text)
            await world.answers(number)
        await world.row("SELECT count(*) FROM erasures WHERE finished_at IS NOT NULL", (1,))
        assert world.rows("SELECT count(*) FROM inbox WHERE text <> '' OR who <> ''") == [(0,)]
        assert world.rows("SELECT count(*) FROM outbox WHERE part IS NOT NULL OR who <> ''") == [(0,)]
        assert world.rows("SELECT count(*) FROM cards") == [(0,)]
