"""From the webhook to the platform and back, over real sockets and a real database file."""

import asyncio
import json
import sqlite3
import time
from contextlib import closing
from datetime import timedelta

import pytest

from bot.channels.errors import Failure
from bot.delivery import condition, intake, retrying
from bot.dialogue.ask import Trace
from knowledge.answering.model import Resolution
from tests.fakes.knowledge import MemoryKnowledge
from tests.integration.delivery.conftest import World, a_world, until


async def test_a_message_is_answered_once_however_often_it_comes(world: World) -> None:
    for _ in range(3):
        await world.say("an", "khai sinh", number=1)
    await world.say("an", "khai sinh lần hai", number=2)
    answers = await world.answers(2)
    assert [body["question"] for body in answers] == ["khai sinh", "khai sinh lần hai"]
    await world.row("SELECT count(*), min(state), max(state) FROM outbox", (2, "sent", "sent"))
    assert len(world.courier.answered) == 2


async def test_one_person_is_answered_in_the_order_of_the_platform() -> None:
    async with a_world() as world:
        await world.stop()
        world.knowledge = Slow()
        await world.start()
        await world.say("an", "khai sinh chậm", number=1)
        await until(lambda: world.knowledge.asked)
        # These wait for their turn; the third was written before the second came.
        await world.say("an", "khai sinh ba", number=3)
        await world.say("an", "khai sinh hai", number=2)
        answers = await world.answers(3)
        assert [body["question"] for body in answers] == ["khai sinh chậm", "khai sinh hai", "khai sinh ba"]


class Slow(MemoryKnowledge):
    """Needs a moment for the first question."""

    def resolve(self, question: str, conversation_key: str, trace: Trace | None = None) -> Resolution:
        resolution = super().resolve(question, conversation_key, trace)
        if "chậm" in question:
            time.sleep(0.3)
        return resolution


async def test_more_than_fits_into_memory_waits_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_WAITING", 4)
    async with a_world(delivery={"parallel": 1}) as world:
        await asyncio.gather(*(world.say(f"p{n % 3}", f"khai sinh {n}", number=n) for n in range(40)))
        answers = await world.answers(40)
        for person in ("p0", "p1", "p2"):
            numbers = [int(body["question"].split()[-1]) for body in answers if body["chat"] == person]
            assert sorted(numbers) == list(range(int(person[1]), 40, 3))
    assert world.rows("SELECT count(*) FROM inbox WHERE state <> 'answered'") == [(0,)]


async def test_failures_are_tried_again_or_not_by_their_class(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", timedelta(milliseconds=50))
    world.courier.statuses = [503, 500, 200]
    await world.say("an", "khai sinh")
    await world.answers(1)
    await world.row("SELECT state, attempts, possible_duplicate FROM outbox", ("sent", 3, 0))
    assert world.courier.calls == 3


async def test_slow_down_holds_the_chat_for_as_long_as_it_says_and_nobody_else(world: World) -> None:
    world.courier.retry_after = "1"
    world.courier.statuses = [429]
    loop = asyncio.get_running_loop()
    began = loop.time()
    await world.say("an", "khai sinh")
    await until(lambda: world.courier.calls)
    await world.say("an", "khai sinh nữa")
    await world.say("ba", "khai sinh")
    assert (await world.answers(1))[0]["chat"] == "ba"
    assert loop.time() - began < 1
    assert [body["question"] for body in (await world.answers(3))[1:]] == ["khai sinh", "khai sinh nữa"]
    assert loop.time() - began >= 1
    assert world.courier.calls == 4
    await world.row("SELECT max(attempts) FROM outbox", (1,))


async def test_slow_down_of_a_second_chat_pauses_the_whole_channel(world: World) -> None:
    world.courier.retry_after = "0.5"
    world.courier.statuses = [429, 429]
    await world.say("an", "khai sinh")
    await until(lambda: world.courier.calls)
    await world.say("ba", "khai sinh")
    await until(lambda: world.courier.calls == 2)
    began = asyncio.get_running_loop().time()
    await world.say("cam", "khai sinh")
    await world.answers(3)
    assert asyncio.get_running_loop().time() - began >= 0.4
    assert world.courier.calls == 5, "nobody else tried meanwhile"
    await world.row("SELECT max(attempts) FROM outbox", (1,))


async def test_who_is_gone_is_not_written_to(world: World) -> None:
    world.courier.hold = asyncio.Event()
    world.courier.statuses = [404]
    await world.say("an", "khai sinh")
    await until(lambda: world.courier.calls)
    await world.say("an", "khai sinh nữa")
    await world.row("SELECT count(*) FROM outbox", (2,))
    world.courier.hold.set()
    await world.row("SELECT state, reason FROM outbox ORDER BY id DESC", ("skipped", "left"))
    assert world.rows("SELECT state, reason FROM outbox ORDER BY id LIMIT 1") == [
        ("failed", "recipient_gone")
    ]
    assert world.rows("SELECT count(*) FROM inbox WHERE kind = 'left'") == [(1,)], "the dialogue is told"
    await world.say("an", "khai sinh trở lại")
    assert (await world.answers(1))[0]["question"] == "khai sinh trở lại"


async def test_who_leaves_gets_no_more_and_who_comes_is_told_to_the_dialogue(world: World) -> None:
    world.courier.hold = asyncio.Event()
    await world.say("an", "khai sinh")
    await until(lambda: world.courier.calls)
    await world.say("an", "khai sinh nữa")
    await world.row("SELECT count(*) FROM outbox", (2,))
    await world.say("an", "", kind="left")
    await world.row("SELECT state FROM outbox ORDER BY id DESC", ("skipped",))
    world.courier.hold.set()
    await world.say("an", "", kind="joined")
    assert "Em chào anh/chị" in (await world.answers(2))[1]["text"]


async def test_a_chat_that_moves_takes_its_messages_along(world: World) -> None:
    world.courier.hold = asyncio.Event()
    await world.say("old", "khai sinh")
    await until(lambda: world.courier.calls)
    await world.say("old", "khai sinh nữa")
    await world.row("SELECT count(*) FROM outbox", (2,))
    await world.say("old", "new", kind="moved")
    await world.row("SELECT count(*) FROM inbox WHERE state = 'silent'", (1,))
    world.courier.hold.set()
    assert [body["chat"] for body in await world.answers(2)] == ["old", "new"]


async def test_a_wrong_token_stops_the_channel_and_shows_in_the_health_check(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(retrying._PAUSES, Failure.MISCONFIGURED, timedelta(seconds=0.3))
    world.courier.statuses = [401]
    await world.say("an", "khai sinh")
    assert world.desk is not None
    desk = world.desk
    await until(lambda: desk._health()[1]["channels"]["courier"] == condition.Health.MISCONFIGURED)
    assert desk._health()[1]["channels"]["web"] == "ok"
    await world.answers(1)
    await until(lambda: desk._health()[1]["channels"]["courier"] == condition.Health.OK)


async def test_a_dead_platform_holds_up_nobody_and_gets_all_when_it_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", timedelta(milliseconds=100))
    world.courier.statuses = [503] * 30
    await asyncio.gather(*(world.say(f"p{n}", f"khai sinh {n}") for n in range(10)))
    assert {body["chat"] for body in await world.answers(10)} == {f"p{n}" for n in range(10)}
    await world.row("SELECT count(*) FROM outbox WHERE state = 'sent'", (10,))


async def test_a_connection_that_breaks_after_the_request_is_sent_again_once_and_marked(world: World) -> None:
    await world.stop()
    await world.start()
    world.courier.drop = 1
    await world.say("an", "khai sinh")
    await world.answers(2)
    await world.row("SELECT state, possible_duplicate FROM outbox", ("sent", 1))


async def test_what_was_received_before_a_stop_is_answered_after_the_start(world: World) -> None:
    world.courier.hold = asyncio.Event()
    world.values = {"delivery": {"drain_seconds": 0.1}}
    await world.stop()
    await world.start()
    await world.say("an", "khai sinh")
    await until(lambda: world.courier.calls)
    await world.say("an", "khai sinh nữa")
    await world.row("SELECT count(*) FROM outbox", (2,))
    await world.stop()
    assert world.rows("SELECT state FROM outbox ORDER BY id") == [("attempting",), ("planned",)]
    world.courier.hold.set()
    world.courier.hold = None
    await world.start()
    await until(
        lambda: {body["question"] for body in world.courier.answered} == {"khai sinh", "khai sinh nữa"}
    )
    await world.row("SELECT state, possible_duplicate FROM outbox ORDER BY id", ("sent", 1))
    await world.row("SELECT state, possible_duplicate FROM outbox ORDER BY id DESC", ("sent", 0))


async def test_a_stop_answers_and_sends_what_is_there(world: World) -> None:
    await asyncio.gather(*(world.say(f"p{n}", f"khai sinh {n}") for n in range(30)))
    await world.stop()
    assert len(world.courier.answered) == 30
    assert world.rows("SELECT DISTINCT state FROM outbox") == [("sent",)]


async def test_a_failing_dialogue_still_answers(world: World) -> None:
    world.knowledge.fail_with = RuntimeError("down")
    await world.say("an", "khai sinh")
    assert "thử lại" in (await world.answers(1))[0]["text"]


async def test_buttons_are_tapped_or_typed_by_number_on_ones_own_card() -> None:
    async with a_world() as world:
        await world.say("an", "khai sinh")
        card = (await world.answers(1))[0]["card"]
        await world.say("an", f"{card}:1", kind="button")
        await world.say("an", "2.")
        await world.say("ba", "2")
        await world.say("an", "số ２ ạ")
        await world.say("an", "nosuchcard:1", kind="button")
        await world.answers(6)
        asked = [question for question, _ in world.knowledge.asked]
        assert asked[:1] + sorted(asked[1:]) == [
            "khai sinh",
            "Đăng ký khai sinh lệ phí bao nhiêu?",
            "Đăng ký khai sinh lệ phí bao nhiêu?",
            "Đăng ký khai sinh mất bao lâu?",
        ]
        assert any("gõ lại câu hỏi" in body["text"] for body in world.courier.answered)
        assert world.rows("SELECT count(*) FROM cards")[0][0] >= 3


async def test_a_number_that_chooses_nothing_is_no_question() -> None:
    """A procedure with a 2 in its name must not be the answer to an old menu."""
    async with a_world() as world:
        await world.say("ba", "2")
        [gone] = await world.answers(1)
        assert "chưa rõ số 2" in gone["text"]
        await world.say("ba", "khai sinh")
        await world.say("ba", "77")
        *_, beyond = await world.answers(3)
        most = json.loads(world.rows("SELECT questions FROM cards")[0][0])
        assert f"từ 1 đến {len(most)}" in beyond["text"]
        with closing(sqlite3.connect(world.settings.state.database)) as books:
            books.execute("UPDATE cards SET expires_at = created_at")
            books.commit()
        await world.say("ba", "chọn 1")
        assert "chưa rõ số 1" in (await world.answers(4))[3]["text"]
        assert [question for question, _ in world.knowledge.asked] == ["khai sinh"]


async def test_excuses_speak_the_language_of_the_person(world: World) -> None:
    for number, text in enumerate(("/ngonngu en", "khai sinh", "77"), 1):
        await world.say("an", text)
        await world.answers(number)
    await world.say("an", "nosuchcard:1", kind="button")
    *_, unmatched, expired = await world.answers(4)
    assert "There is no choice 77" in unmatched["text"]
    assert "too old" in expired["text"]
    world.knowledge.fail_with = RuntimeError("down")
    await world.say("an", "khai sinh")
    assert "try again" in (await world.answers(5))[4]["text"]
