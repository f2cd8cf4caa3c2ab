"""Codes that name procedures, and choosing in words among what was offered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome, ProcedureRef
from knowledge.model import Aspect
from tests.unit.knowledge.worlds import DOCUMENTS, World, procedure, world

MARRIAGES = ProcedureRef(code="1.000894", name="Đăng ký kết hôn", aspect=Aspect.FEE)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Procedures of which one had other codes before, and those into whose code several were merged."""
    named = {
        "3.000722": "Liên thông khai sinh",
        "1.014061": "Cấp thẻ căn cước lần đầu",
        "1.014063": "Cấp đổi thẻ căn cước",
        "1.014064": "Cấp lại thẻ căn cước",
        "1.004194": "Đăng ký tạm trú",
    }
    facts = [(Aspect.DOSSIER, "Tờ khai theo mẫu."), (Aspect.TIME, "Giải quyết trong 7 ngày.")]
    former = {"3.000722": ("2.001023", "2.000986")}
    documents = [
        procedure(code, name, facts, former_codes=former.get(code, ())) for code, name in named.items()
    ]
    with world(tmp_path_factory.mktemp("coded"), [*documents, *DOCUMENTS]) as small:
        yield small


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("1.001193 mất bao lâu", "1.001193"),
        ("thủ tục 1.000894 cần giấy tờ gì", "1.000894"),
        ("mã số 1.001193 lệ phí bao nhiêu", "1.001193"),
        ("2.001023 mất bao lâu", "3.000722"),
        ("thủ tục mã 2.000986 cần giấy tờ gì", "3.000722"),
        ("2.001023", "3.000722"),
    ],
)
def test_a_code_names_its_procedure(coded: World, question: str, code: str) -> None:
    answer = coded.ask(question)
    assert answer.procedure is not None
    assert answer.procedure.code == code
    # Also where another procedure was spoken of before.
    answer = coded.ask(question, Memory(procedure=MARRIAGES))
    assert answer.procedure is not None
    assert answer.procedure.code == code


def test_a_code_that_nobody_knows_names_none(coded: World) -> None:
    assert coded.ask("9.999999 mất bao lâu").reason == "which_procedure"


def test_a_code_into_which_several_were_merged_is_asked_back(coded: World) -> None:
    choices = coded.ask("1.116410 mất bao lâu").choices
    assert [choice.code for choice in choices] == ["1.014061", "1.014063", "1.014064"]
    assert {choice.aspect for choice in choices} == {Aspect.TIME}


def test_three_are_offered_at_most(coded: World) -> None:
    asked_back = coded.ask("lệ phí bao nhiêu?")
    assert asked_back.reason == "which_procedure"
    assert [choice.code for choice in asked_back.choices] == ["1.001193", "1.000894", "1.004194"]


CARDS = tuple(
    ProcedureRef(code=code, name=name)
    for code, name in (
        ("1.014061", "Cấp thẻ căn cước lần đầu"),
        ("1.014063", "Cấp đổi thẻ căn cước"),
        ("1.014064", "Cấp lại thẻ căn cước bị mất, bị hỏng"),
    )
)


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        ("bị mất", 2),
        ("mat roi", 2),
        ("e lm mất r ạ", 2),
        ("cái bị hỏng í", 2),
        ("lần đầu ạ", 0),
        ("em muốn đổi", 1),
        ("thẻ căn cước", None),  # that they all are
        ("mất sổ đỏ", None),  # something else
        ("đổi với mất", None),
    ],
)
def test_what_was_offered_is_chosen_in_words(coded: World, reply: str, place: int | None) -> None:
    chosen = coded.follow_up.chooser.choose(reply, CARDS)
    assert chosen == (None if place is None else CARDS[place])


def test_whoever_asks_something_of_the_only_choice_means_it(coded: World) -> None:
    chooser = coded.follow_up.chooser
    assert chooser.choose("bao nhiêu tiền", CARDS[:1]) == CARDS[0]
    assert chooser.choose("không phải, tốn bao nhiêu tiền", CARDS[:1]) is None
    assert chooser.choose("bao nhiêu tiền", CARDS) is None


def test_what_is_asked_before_one_is_chosen_is_asked_of_all_that_were_offered(coded: World) -> None:
    memory = Memory(procedure=MARRIAGES)
    coded.ask("căn cước", memory)
    again = coded.ask("bao nhiêu tiền", memory)
    assert (again.outcome, again.reason) == (Outcome.CLARIFY, None)
    assert [choice.code for choice in again.choices] == ["1.014061", "1.014063", "1.014064"]
    assert {choice.aspect for choice in again.choices} == {Aspect.FEE}
