"""A tap's answer stands in place of the answer that was tapped, and of nothing else."""

from tests.integration.delivery.conftest import World, a_world
from tests.integration.delivery.test_reactions import announced


async def tap(world: World, button: str) -> tuple[str, str]:
    """Tap `button` under a message; the reply, and what it stands in place of."""
    before = len(world.courier.answered)
    await world.say("an", button, kind="button", tapped="4711")
    reply = (await world.answers(before + 1))[before]
    return reply["text"], reply["replaces"]


async def ask(world: World) -> str:
    """Ask something; the key of the answer's buttons."""
    await world.say("an", "khai sinh")
    return str((await world.answers(1))[0]["card"])


async def test_the_answer_that_was_tapped_is_replaced(world: World) -> None:
    text, replaced = await tap(world, f"{await ask(world)}:1")
    assert "giấy chứng sinh" in text
    assert replaced == "4711"


async def test_an_old_answer_stays_where_its_buttons_have_expired(world: World) -> None:
    await ask(world)
    text, replaced = await tap(world, "nosuchcard:1")
    assert "gõ lại câu hỏi" in text
    assert replaced == ""


async def test_an_announcement_stays(world: World) -> None:
    text, replaced = await tap(world, f"0{await announced(world, 1)}:2")
    assert "giấy chứng sinh" in text
    assert replaced == ""


async def test_an_answer_that_is_tapped_too_often_stays_to_be_tapped_again() -> None:
    async with a_world(flood={"sender_per_minute": 6, "sender_burst": 4}) as world:
        card = await ask(world)
        replies = [await tap(world, f"{card}:1") for _ in range(4)]
        assert [replaced for _, replaced in replies] == ["4711", "4711", "4711", ""]
        assert "hơi nhanh" in replies[3][0]
