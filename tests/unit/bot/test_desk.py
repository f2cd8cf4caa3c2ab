from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from structlog.testing import capture_logs

import bot.dialogue.ask
from bot.channels.base import Incoming, IncomingKind
from bot.dialogue.ask import Desk
from bot.dialogue.render import Renderer
from bot.messages import Catalogue
from bot.settings import OfficeSettings
from knowledge.answering.model import Outcome
from knowledge.clock import VIETNAM
from tests.fakes.knowledge import MemoryKnowledge

RENDERER = Renderer(Catalogue.load(), OfficeSettings())


@pytest.fixture
def knowledge() -> MemoryKnowledge:
    return MemoryKnowledge()


@pytest.fixture
def desk(knowledge: MemoryKnowledge) -> Iterator[Desk]:
    with ThreadPoolExecutor(1) as executor:
        yield Desk(knowledge, RENDERER, executor, question_max_chars=30)


def incoming(text: str) -> Incoming:
    return Incoming("web", "s1", "m1", IncomingKind.TEXT, text, datetime(2026, 1, 1, tzinfo=VIETNAM))


async def test_a_question_is_cleaned_and_asked_under_its_conversation(
    desk: Desk, knowledge: MemoryKnowledge
) -> None:
    reply = await desk.handle(incoming(" khai\u200b  sinh\n"))
    assert knowledge.asked == [("khai sinh", "web:s1")]
    assert reply.answer is not None
    assert reply.answer.outcome is Outcome.ANSWERED
    assert reply.source_line.startswith("Nguồn:")


@pytest.mark.parametrize(("text", "says"), [("  \u200b ", "ví dụ"), ("x" * 31, "30 ký tự")])
async def test_empty_and_long_questions_are_not_looked_up(
    desk: Desk, knowledge: MemoryKnowledge, text: str, says: str
) -> None:
    reply = await desk.handle(incoming(text))
    assert says in reply.text
    assert knowledge.asked == []


async def test_a_failure_is_an_answer_and_a_log_line_without_the_question(
    desk: Desk, knowledge: MemoryKnowledge
) -> None:
    knowledge.fail_with = ValueError("khai sinh bí mật")
    with capture_logs() as logs:
        reply = await desk.handle(incoming("khai sinh bí mật"))
    assert reply.outcome == Outcome.UNAVAILABLE
    assert "bí mật" not in str(logs)
    assert "ValueError" in str(logs)


async def test_too_many_waiting_are_told_at_once(
    desk: Desk, knowledge: MemoryKnowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.dialogue.ask, "MAX_WAITING", 0)
    assert (await desk.handle(incoming("khai sinh"))).outcome == Outcome.UNAVAILABLE
    assert knowledge.asked == []


def test_half_a_surrogate_pair_does_no_harm(desk: Desk) -> None:
    assert desk.reply("khai sinh \ud800", "k").answer.model_dump_json()
