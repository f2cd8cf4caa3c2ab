"""Which parts of a procedure are told, and what is said where a part is not known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome, Resolution
from knowledge.model import Aspect
from tests.unit.knowledge.worlds import DOCUMENTS, World, plan, procedure, world

LICENCE = procedure(
    "9.000001",
    "Cấp giấy nuôi ong mật",
    [
        (Aspect.DOSSIER, "Hồ sơ nuôi ong mật gồm đơn và bản vẽ chuồng."),
        (Aspect.FORM, "Nuôi ong mật dùng đơn Mẫu 07 của xã."),
        (Aspect.TIME, "Giấy nuôi ong mật được cấp trong 4 ngày làm việc."),
        (Aspect.FEE, "Giấy nuôi ong mật thu 12.000 đồng."),
        (Aspect.VALIDITY, "Giấy nuôi ong mật có giá trị 24 tháng."),
        (Aspect.PENALTY, "Nuôi ong mật không giấy bị phạt 300.000 đồng."),
        (Aspect.DEADLINE, "Phải xin giấy nuôi ong mật trước khi đặt chuồng 10 ngày."),
    ],
)


@pytest.fixture(scope="module")
def bees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("bees"), (*DOCUMENTS, LICENCE)) as small:
        yield small


def _aspect(answer: Resolution) -> Aspect | None:
    assert answer.outcome is Outcome.ANSWERED, (answer.outcome, answer.reason)
    assert answer.procedure is not None
    return answer.procedure.aspect


@pytest.mark.parametrize(
    ("question", "aspect", "words"),
    [
        ("nuôi ong mật dùng mẫu đơn nào", Aspect.FORM, "Mẫu 07"),
        ("nuoi ong mat lay to khai o dau", Aspect.FORM, "Mẫu 07"),
        ("giấy nuôi ong mật có giá trị bao lâu", Aspect.VALIDITY, "24 tháng"),
        ("giay nuoi ong mat may nam het han", Aspect.VALIDITY, "24 tháng"),
        ("nuôi ong mật không giấy phạt bao nhiêu", Aspect.PENALTY, "300.000 đồng"),
        ("nuoi ong mat co bi phat khong", Aspect.PENALTY, "300.000 đồng"),
        ("hạn chót xin giấy nuôi ong mật", Aspect.DEADLINE, "10 ngày"),
        ("giấy nuôi ong mật mất bao lâu có", Aspect.TIME, "4 ngày"),
    ],
)
def test_each_is_an_aspect_of_its_own(bees: World, question: str, aspect: Aspect, words: str) -> None:
    answer = bees.ask(question)
    assert _aspect(answer) is aspect
    assert words in " ".join(answer.sentences)
    assert answer.opening == ()


@pytest.mark.parametrize(
    ("question", "unknown", "told"),
    [
        ("đăng ký khai sinh muộn có bị phạt không", "unknown-penalty", Aspect.DEADLINE),
        ("giấy đăng ký khai sinh có giá trị bao lâu", "unknown-validity", Aspect.WHERE),
        ("đăng ký khai sinh dùng mẫu đơn nào", "unknown-form", Aspect.DOSSIER),
    ],
)
def test_what_is_not_known_is_said_before_what_is(
    bees: World, question: str, unknown: str, told: Aspect
) -> None:
    answer = bees.ask(question)
    assert [remark.key for remark in answer.opening] == [unknown]
    assert _aspect(answer) is told
    assert answer.sentences


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("nuôi ong mật mất bao nhiêu tiền và bao lâu", "12.000 đồng", "4 ngày"),
        ("nuôi ong mật mất bao lâu và bao nhiêu tiền", "4 ngày", "12.000 đồng"),
        ("nuoi ong mat can giay to gi, may ngay", "bản vẽ chuồng", "4 ngày"),
    ],
)
def test_two_aspects_stand_in_the_order_asked(bees: World, question: str, first: str, second: str) -> None:
    told = " ".join(bees.ask(question).sentences)
    assert 0 <= told.find(first) < told.find(second)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "nuôi ong mật thì hạn chót xin giấy là bữa nào, không giấy bị phạt sao",
            ("10 ngày", "300.000 đồng"),
        ),
        ("nuôi ong mật dùng mẫu đơn nào, bản vẽ chuồng có phải nộp không", ("Mẫu 07", "bản vẽ chuồng")),
        ("nuoi ong mat thi don mau so may, ho so co can ban ve chuong khong", ("Mẫu 07", "bản vẽ chuồng")),
    ],
)
def test_each_clause_that_asks_is_answered(bees: World, question: str, told: tuple[str, ...]) -> None:
    answer = " ".join(bees.ask(question).sentences)
    assert all(words in answer for words in told)


def test_what_is_told_before_the_question_gets_no_answer(bees: World) -> None:
    answer = bees.ask("đơn có rồi, nuôi ong mật hết bao nhiêu tiền")
    assert [cited.heading_path[-1] for cited in answer.citations] == ["Phí, lệ phí"]


def test_a_question_without_a_procedure_is_asked_which_and_remembered(bees: World) -> None:
    memory = Memory()
    back = bees.ask("lệ phí bao nhiêu?", memory)
    assert (back.outcome, back.reason) == (Outcome.CLARIFY, "which_procedure")
    assert {choice.code for choice in back.choices} == {"1.001193", "1.000894"}
    assert _aspect(bees.ask("nuôi ong mật", memory)) is Aspect.FEE


@pytest.mark.parametrize(
    "question",
    [
        "nop hom nay khi nao co?",
        "Thủ tục này mất bao lâu?",
        "Tôi cần nộp hồ sơ ở đâu?",
        "Có thể dùng căn cước để làm thủ tục này không?",
        "cần giấy tờ gì vậy ạ",
    ],
)
def test_questions_that_name_no_procedure(bees: World, question: str) -> None:
    assert bees.ask(question).reason == "which_procedure"


@pytest.mark.parametrize("question", ["khai tử cần giấy tờ gì", "khai sinh mất bao lâu", "kết hôn ở đâu"])
def test_two_words_of_a_name_are_enough(bees: World, question: str) -> None:
    assert bees.ask(question).outcome is Outcome.ANSWERED


def test_a_plan_that_lacks_the_unit_is_no_answer(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = plan(
        "kh-xa-khe",
        "Kế hoạch tuyên truyền năm 2026 của xã Đồng Thử",
        [("1. Đài truyền thanh", "Đài truyền thanh xã phát bản tin mỗi sáng về thủ tục.")],
        locality="Xã Đồng Thử",
        years=(2026,),
    )
    with world(tmp_path_factory.mktemp("unit"), (own,)) as small:
        assert small.ask("đài truyền thanh xã Đồng Thử làm gì").outcome is Outcome.ANSWERED
        refused = small.ask("phòng Tư pháp xã Đồng Thử làm gì trong kế hoạch")
        assert (refused.outcome, refused.reason) == (Outcome.NOT_FOUND, "unknown_unit")


KEYS = procedure(
    "9.000002",
    "Cấp tài khoản số",
    [
        (Aspect.DOSSIER, "Làm tài khoản số cần phiếu TK01."),
        (Aspect.TIME, "Tài khoản số có sau 3 ngày làm việc."),
        (Aspect.NOTES, "Mở khóa tài khoản số thì nộp phiếu TK03 cho công an."),
    ],
    aliases=("tài khoản số bị khóa",),
    asked={
        "Mở khóa tài khoản số thì nộp phiếu TK03 cho công an.": (
            "tài khoản số bị khóa",
            "tài khoản số tự nhiên bị khóa rồi",
            "tai khoan so bi khoa lam sao mo",
        ),
        "Làm tài khoản số cần phiếu TK01.": ("lập tài khoản mới mang gì", "mở tài khoản cần phiếu nào"),
        "Tài khoản số có sau 3 ngày làm việc.": ("chừng nào có tài khoản", "lập xong chờ mấy bữa"),
    },
)


def test_what_people_ask_in_these_very_words_is_more_than_a_name(tmp_path: Path) -> None:
    with world(tmp_path, (*DOCUMENTS, KEYS)) as small:
        assert "TK03" in " ".join(small.ask("tài khoản số bị khóa").sentences)
        assert small.ask("cấp tài khoản số").sentences == ("Làm tài khoản số cần phiếu TK01.",)
