"""An old unit asked for by itself is told what it belongs to now; with anything else it is only a place."""

from __future__ import annotations

import pytest

from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from knowledge.answering.steps.old_unit import OldUnitStep
from tests.integration.answering import question_sets, rows, without_accents
from tests.unit.knowledge.worlds import World


def _said(desk: World, question: str, memory: Memory | None = None) -> Resolution | None:
    step = next(step for step in desk.answerer.steps if isinstance(step, OldUnitStep))
    return step(desk.turn(question, memory))


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("phường La Khê nay là phường nào", "phường Dương Nội hoặc phường Hà Đông, Hà Nội"),
        ("phuong la khe gio thuoc phuong nao", "phường Dương Nội hoặc phường Hà Đông, Hà Nội"),
        ("cho em hỏi phường La Khê cũ sáp nhập vào đâu ạ", "phường Dương Nội hoặc phường Hà Đông, Hà Nội"),
        ("phường La Khê, quận Hà Đông", "phường Dương Nội hoặc phường Hà Đông, Hà Nội"),
        ("xã Yên Hòa huyện Yên Mô nay là xã nào", "xã Yên Mô, Ninh Bình"),
        ("xa yen hoa huyen yen mo doi ten thanh gi", "xã Yên Mô, Ninh Bình"),
        ("tỉnh Hà Nam nhập với tỉnh nào", "tỉnh Ninh Bình"),
    ],
)
def test_a_place_asked_for_itself_is_told(desk: World, question: str, now: str) -> None:
    told = _said(desk, question)
    assert told is not None
    assert (told.outcome, told.reason) == (Outcome.GREETING, "old_unit")
    assert told.opening[0].arguments["new"] == now


@pytest.mark.parametrize("question", ["quận Hà Đông giờ thành gì", "huyện Yên Mô còn không"])
def test_of_a_district_it_is_said_that_the_level_ended(desk: World, question: str) -> None:
    told = _said(desk, question)
    assert told is not None
    assert [remark.key for remark in told.opening] == ["answer-district-ended"]


@pytest.mark.parametrize(
    "question",
    [
        "phường cũ của em sáp nhập vào đâu",
        "quê em giờ là xã nào",
        "xa minh sap nhap vao dau",
        "xã Tân Lập nay là xã nào",
    ],
)
def test_the_unit_is_asked_for_where_none_is_told_apart(desk: World, question: str) -> None:
    asked = _said(desk, question)
    assert asked is not None
    assert (asked.outcome, asked.reason) == (Outcome.CLARIFY, "which_unit")


@pytest.mark.parametrize(
    "question",
    [
        "em ở phường La Khê làm khai sinh ở đâu",
        "phường La Khê nay thuộc Dương Nội, làm lại căn cước có phải về đó không",
        "kế hoạch phường La Khê",
        "sáp nhập xã rồi sổ đỏ có phải đổi không",
        "phường cũ sáp nhập rồi giấy tờ có phải đổi không",
        "sắp tới xã An Bình Tây có sáp nhập nữa không",
        "phường Dương Nội",  # of today
        "lệ phí bao nhiêu",
    ],
)
def test_what_asks_for_more_goes_on(desk: World, question: str) -> None:
    assert _said(desk, question) is None


def test_in_a_talk_a_name_alone_belongs_to_it(desk: World) -> None:
    memory = Memory()
    memory.procedure = ProcedureRef(code="1.001193", name="Đăng ký khai sinh")
    assert _said(desk, "phường La Khê", memory) is None
    assert _said(desk, "phường La Khê nay là phường nào", memory) is not None


def test_no_question_of_the_sets_is_taken_for_a_place(desk: World) -> None:
    for question in (row["question"] for path in question_sets() for row in rows(path)):
        assert _said(desk, question) is None, question
        assert _said(desk, without_accents(question)) is None, question
