"""The step that composes an answer: which lines are told, from where, and what is offered beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from knowledge.model import Aspect, Validity
from tests.unit.knowledge.worlds import DOCUMENTS, World, plan, procedure, world


def _composed(desk: World, question: str) -> Resolution:
    turn = desk.retrieved(question)
    assert desk.judge(turn) is None
    answer = desk.compose(turn)
    assert answer is not None
    assert answer.outcome is Outcome.ANSWERED
    cited = [citation.text for citation in answer.citations]
    assert all(any(sentence in text for text in cited) for sentence in answer.sentences)
    assert {c.passage_id for c in answer.citations} <= {c.passage_id for c in answer.retrieved}
    assert sum(map(len, answer.sentences)) <= 560
    return answer


@pytest.mark.parametrize(
    ("question", "aspect", "words"),
    [
        ("Đăng ký khai sinh cần giấy tờ gì?", Aspect.DOSSIER, "Giấy chứng sinh do bệnh viện cấp."),
        ("đăng ký khai sinh hết bao nhiêu tiền", Aspect.FEE, "8.000 đồng"),
        ("dang ky khai sinh o dau", Aspect.WHERE, "bộ phận một cửa"),
        ("đăng ký khai sinh mấy ngày xong", Aspect.TIME, "15 giờ"),
    ],
)
def test_the_aspect_asked_is_told(desk: World, question: str, aspect: Aspect, words: str) -> None:
    answer = _composed(desk, question)
    assert answer.procedure is not None
    assert (answer.procedure.code, answer.procedure.aspect) == ("1.001193", aspect)
    assert words in " ".join(answer.sentences)
    assert aspect not in answer.offers
    assert answer.offers


def test_two_aspects_at_once(desk: World) -> None:
    answer = _composed(desk, "Đăng ký kết hôn bao lâu thì xong, lệ phí bao nhiêu?")
    said = " ".join(answer.sentences)
    assert "5 ngày làm việc" in said
    assert "Không thu lệ phí" in said
    assert len(answer.citations) == 2
    assert not set(answer.offers) & {Aspect.TIME, Aspect.FEE}


def test_a_procedure_only_named_is_told_from_its_papers(desk: World) -> None:
    answer = _composed(desk, "Đăng ký kết hôn")
    assert answer.procedure == ProcedureRef(code="1.000894", name="Đăng ký kết hôn", aspect=Aspect.DOSSIER)


def test_a_figure_is_answered_by_its_sentence_alone(desk: World) -> None:
    answer = _composed(desk, "Phường Tân Mẫu khảo sát hài lòng bao nhiêu người dân?")
    assert answer.sentences == ("Bộ phận Tổng hợp khảo sát mức độ hài lòng của 120 người dân mỗi quý.",)
    assert answer.procedure is None
    assert answer.offers == ()


LONG = "Hồ sơ gồm nhiều giấy tờ do các cơ quan khác nhau cấp và phải còn giá trị khi nộp tại bộ phận một cửa"
ODD = (
    plan(
        "danh-sach",
        "Hướng dẫn chuẩn bị hồ sơ nhà văn hóa",
        [
            (
                "1. Hồ sơ nhà văn hóa",
                "- Đơn đề nghị mượn nhà văn hóa;\n- Bản cam kết giữ vệ sinh nhà văn hóa;\n+ Căn cước.",
            )
        ],
    ),
    procedure(
        "2.1", "Cấp phép dựng rạp", [(Aspect.DOSSIER, "\n".join(f"{LONG} loại {n}." for n in range(9)))]
    ),
    procedure(
        "2.2",
        "Cấp thẻ chợ đêm",
        [(Aspect.FEE, "Thu 9.000 đồng.")],
        validity=Validity(effective_to=date(2026, 1, 31)),
    ),
    procedure(
        "2.3", "Cấp giấy nuôi chim yến", [(Aspect.FEE, "Miễn phí.")], validity=Validity(replaced_by="2.9")
    ),
)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("odd"), (*DOCUMENTS, *ODD)) as built:
        yield built


def test_list_items_are_quoted_without_their_dash(odd: World) -> None:
    answer = _composed(odd, "mượn nhà văn hóa cần hồ sơ nhà văn hóa thế nào")
    assert "Đơn đề nghị mượn nhà văn hóa;" in answer.sentences
    assert not any(sentence.startswith(("-", "+")) for sentence in answer.sentences)


def test_long_answers_end_with_a_whole_line(odd: World) -> None:
    answer = _composed(odd, "Cấp phép dựng rạp cần giấy tờ gì?")
    assert len(answer.sentences) > 1
    assert all(sentence.endswith(".") for sentence in answer.sentences)


def test_old_procedures_are_told_as_such(odd: World) -> None:
    expired = _composed(odd, "Cấp thẻ chợ đêm lệ phí bao nhiêu")
    assert [(remark.key, remark.arguments) for remark in expired.remarks] == [
        ("answer-expired", {"date": "31/01/2026"})
    ]
    replaced = _composed(odd, "Cấp giấy nuôi chim yến lệ phí bao nhiêu")
    assert [(remark.key, remark.arguments) for remark in replaced.remarks] == [
        ("answer-replaced", {"number": "2.9"})
    ]
    assert _composed(odd, "Đăng ký kết hôn").remarks == ()
