"""Who has left gets no news, and who writes again does: in whatever order a platform tells it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.their_time import time_there
from knowledge.clock import FixedClock
from tests.fakes.courier import CourierChannel
from tests.integration.delivery.conftest import World, until
from tests.integration.delivery.test_reactions import subscribe

PRESENCE = "SELECT presence FROM contacts"


async def leave(world: World, chat: str) -> None:
    """`chat` subscribes, and the platform says of the next reply that they are gone."""
    await subscribe(world, chat)
    world.courier.statuses = [404]
    await world.say(chat, "khai sinh")
    await world.row(PRESENCE, ("left",))


@pytest.mark.parametrize(
    ("kind", "text"), [("text", "khai sinh"), ("command", "help"), ("unsupported", "sticker")]
)
async def test_who_does_anything_again_has_returned(world: World, kind: str, text: str) -> None:
    await leave(world, "an")
    await world.say("an", text, kind=kind)
    await world.answers(3)
    assert world.rows(PRESENCE) == [("here",)]


@pytest.mark.parametrize("card", ["", "nosuchcard"])
async def test_a_button_too_brings_back(world: World, card: str) -> None:
    await subscribe(world, "an")
    card = card or world.courier.answered[-1]["card"]
    await world.say("an", "", kind="left")
    await world.row(PRESENCE, ("left",))
    await world.say("an", f"{card}:1", kind="button")
    await world.answers(3)
    assert world.rows(PRESENCE) == [("here",)]


@pytest.mark.parametrize(("kind", "text"), [("joined", ""), ("text", "khai sinh")])
async def test_a_leave_that_is_told_too_late_does_not_count(world: World, kind: str, text: str) -> None:
    await subscribe(world, "an")
    world.courier.hold = asyncio.Event()
    await world.say("an", "khai sinh", number=20)
    await until(lambda: world.courier.calls == 3)
    await world.say("an", text, kind=kind, number=22)
    await world.row("SELECT count(*) FROM inbox WHERE state <> 'received'", (4,))
    await world.say("an", "", kind="left", number=21)
    await world.row("SELECT state FROM inbox WHERE kind = 'left'", ("silent",))
    assert world.rows(PRESENCE) == [("here",)]
    assert world.rows("SELECT count(*) FROM outbox WHERE state = 'skipped'") == [(0,)]
    world.courier.hold.set()
    await world.say("an", "", kind="left", number=23)
    await world.row(PRESENCE, ("left",))


def test_what_a_send_tells_happened_by_the_platforms_time() -> None:
    now = datetime(2026, 11, 21, 8, tzinfo=UTC)

    class Timed(CourierChannel):
        skew = 90.0

    assert time_there(Timed(""), FixedClock(now)) == now - timedelta(seconds=90)
    assert time_there(CourierChannel(""), FixedClock(now)) == now
