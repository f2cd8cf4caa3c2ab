"""What is remembered of a conversation, and for how long."""

from __future__ import annotations

from datetime import timedelta

from knowledge.answering.memory import Conversations, Memory
from knowledge.answering.model import ProcedureRef
from knowledge.clock import FixedClock
from knowledge.model import Aspect
from tests.unit.knowledge.worlds import TODAY, World

BIRTHS = ProcedureRef(code="1.001193", name="Đăng ký khai sinh", aspect=Aspect.DOSSIER)


def test_the_subject_is_remembered_for_some_turns(desk: World) -> None:
    talks = Conversations(FixedClock(TODAY), turns=2)
    desk.ask("Đăng ký khai sinh cần giấy tờ gì?", talks.recall("a"))
    asked = desk.ask("lệ phí bao nhiêu?", talks.recall("a"))
    assert asked.procedure is not None
    assert asked.procedure.code == "1.001193"
    for _ in range(2):
        desk.ask("giá vàng hôm nay", talks.recall("a"))
    assert talks.recall("a") == Memory()


def test_an_answer_on_something_else_ends_the_subject(desk: World) -> None:
    memory = Memory(procedure=BIRTHS)
    desk.ask("Phường Tân Mẫu khảo sát hài lòng bao nhiêu người dân?", memory)
    assert memory.procedure is None


def test_old_conversations_are_forgotten() -> None:
    clock = FixedClock(TODAY)
    talks = Conversations(clock, minutes=30, most=2)
    talks.recall("a").procedure = BIRTHS
    clock.moment += timedelta(minutes=30)
    assert talks.recall("a").procedure == BIRTHS
    clock.moment += timedelta(minutes=31)
    assert talks.recall("a").procedure is None

    talks.recall("a").procedure = BIRTHS
    talks.recall("b")
    talks.recall("a")
    talks.recall("c")  # one too many: "b" was used longest ago
    assert talks.recall("a").procedure == BIRTHS
    talks.forget("a")
    talks.forget("a")
    assert talks.recall("a").procedure is None


def test_nothing_is_kept_of_those_who_left() -> None:
    clock = FixedClock(TODAY)
    talks = Conversations(clock, minutes=30)
    for number in range(50):
        talks.recall(str(number))
    clock.moment += timedelta(minutes=31)
    talks.recall("new")
    assert len(talks._kept) == 1
