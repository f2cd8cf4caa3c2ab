"""All steps together: the trace, and what holds for any text at all."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from tests.unit.knowledge.worlds import World

STEPS = [
    *("small_talk", "old_unit", "follow_up", "understand", "topics", "clarify", "retrieve"),
    *("route", "which", "judge", "compose"),
]
QUESTION = "Đăng ký khai sinh cần giấy tờ gì?"
_WORDS = (
    "đăng ký khai sinh kết hôn lệ phí bao nhiêu tiền mấy ngày ở đâu giấy tờ gì phường Tân Mẫu xã Đồng Thử "
    "năm 2026 2024 khảo sát hài lòng kinh phí ai viết bài CCHC UBND gks ko bn 5 ? . , còn thế thì sao "
    "\u200b 😀 \ud800 x\u0331y ½ ﷽ kế hoạch số 12/KH-UBND truyền thanh bản tin mỗi tháng"
)
WORDS = st.sampled_from(_WORDS.split(" "))
ANYTHING = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join))


def _sound(answer: Resolution) -> None:
    cited = [citation.text for citation in answer.citations]
    retrieved = {citation.passage_id for citation in answer.retrieved}
    assert {citation.passage_id for citation in answer.citations} <= retrieved
    assert len(answer.retrieved) <= 5
    assert all(any(sentence in text for text in cited) for sentence in answer.sentences)
    assert all(sentence.strip() for sentence in answer.sentences)
    assert (answer.outcome is Outcome.ANSWERED) == bool(answer.sentences)
    assert answer.outcome in {Outcome.ANSWERED, Outcome.CLARIFY} or answer.reason
    assert 0 <= answer.confidence <= 1
    answer.model_dump_json()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING, st.booleans())
def test_any_text_has_an_outcome(desk: World, text: str, going_on: bool) -> None:
    memory = (
        Memory(procedure=ProcedureRef(code="1.001193", name="Đăng ký khai sinh")) if going_on else Memory()
    )
    _sound(desk.ask(text, memory))


@pytest.mark.parametrize(
    "odd",
    [
        unicodedata.normalize("NFD", QUESTION),
        "\u200b".join(QUESTION),
        f"😀😀 {QUESTION} 🙏",
        f"{QUESTION}\ud83d",
        f"  {QUESTION}\r\n\t",
        QUESTION.upper(),
        "".join(c for c in unicodedata.normalize("NFD", QUESTION) if not "\u0300" <= c <= "\u036f").replace(
            "Đ", "D"
        ),
    ],
)
def test_odd_typing_makes_no_difference(desk: World, odd: str) -> None:
    expected = desk.ask(QUESTION)
    answer = desk.ask(odd)
    _sound(answer)
    assert (answer.outcome, answer.sentences) == (Outcome.ANSWERED, expected.sentences)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "???",
        "…!",
        "\u200b\ufeff",
        "😀",
        "\ud800\udfff",
        "§¨ng ký kÕt h«n",
        "́",
        "\x00",
        "xyzzy plugh",
    ],
)
def test_nothing_sensible_is_not_found(desk: World, text: str) -> None:
    for memory in (Memory(), Memory(procedure=ProcedureRef(code="1.001193", name="Đăng ký khai sinh"))):
        answer = desk.ask(text, memory)
        _sound(answer)
        assert (answer.outcome, answer.reason) == (Outcome.NOT_FOUND, "no_evidence")


@pytest.mark.parametrize(
    "text", ["khai sinh " * 1_000, "a" * 10_000, "1" * 10_000, "phường " * 1_500, "(" * 10_000]
)
def test_ten_thousand_characters(desk: World, text: str) -> None:
    _sound(desk.ask(text))


def test_the_trace_tells_every_step_in_order(desk: World) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    desk.answerer.resolve(QUESTION, tracer=lambda name, facts: told.append((name, facts)))
    assert [name for name, _ in told] == STEPS
    found = dict(told)
    assert found["understand"]["aspects"] == ["dossier"]
    assert found["understand"]["evidence"] == []
    assert found["retrieve"]["evidence"][0]["passage"].startswith("1.001193#")
    assert found["judge"]["confidence"] > 0.45
    assert [facts["outcome"] for _, facts in told] == [None] * 10 + ["answered"]


@pytest.mark.parametrize(
    ("question", "steps"),
    [("xin chào", 1), ("giá vàng", 5), ("kế hoạch phường Bạch Đằng", 10), (QUESTION, 11)],
)
def test_the_trace_ends_where_the_turn_ends(desk: World, question: str, steps: int) -> None:
    told: list[str] = []
    desk.answerer.resolve(question, tracer=lambda name, _facts: told.append(name))
    assert told == STEPS[:steps]


def test_a_conversation(desk: World) -> None:
    memory = Memory()
    first = desk.ask(QUESTION, memory)
    second = desk.ask("thế lệ phí bao nhiêu", memory)
    third = desk.ask("cảm ơn", memory)
    fourth = desk.ask("nộp ở đâu", memory)
    assert [answer.procedure and answer.procedure.code for answer in (first, second, fourth)] == [
        "1.001193"
    ] * 3
    assert third.outcome is Outcome.GREETING
    assert memory.procedure is not None


def test_questions_of_several_threads_do_not_mix(desk: World) -> None:
    questions = [QUESTION, "đăng ký kết hôn lệ phí bao nhiêu", "kinh phí phường Tân Mẫu", "giá vàng"] * 20
    expected = {question: desk.ask(question) for question in set(questions)}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(desk.ask, questions))
    assert answers == [expected[question] for question in questions]
