"""What a question tells of the person's case."""

from __future__ import annotations

import pytest

from knowledge.answering.facts import case_of
from knowledge.answering.lexicon import Lexicon

LEXICON = Lexicon.load()


@pytest.mark.parametrize(
    ("question", "age"),
    [
        ("con 6 tuổi làm căn cước", 6),
        ("con 6t lam can cuoc", 6),
        ("cháu sáu tuổi làm thẻ", 6),
        ("em mười hai tuổi làm thẻ", 12),
        ("em muoi tuoi lam the", 10),
        ("con chưa đủ 14 tuổi", 13),
        ("trẻ sơ sinh làm thẻ", 0),
        ("con 3 tháng tuổi", 0),
        ("nộp 2 tờ khai", None),
        ("làm thẻ sau tuần này", None),
    ],
)
def test_an_age_is_told_in_figures_or_in_words(question: str, age: int | None) -> None:
    assert case_of(question, LEXICON).age == age


@pytest.mark.parametrize(
    "question",
    [
        "vợ Lào khai tử ở đâu",
        "dang ky ket hon voi ck Uc",
        "cưới cô dâu Campuchia",
        "cặp Việt - Hàn kết hôn",
        "ba quốc tịch Pháp nhận con",
        "ban trai nguoi Thai",
        "lấy chồng Tây",
    ],
)
def test_peoples_and_countries_are_foreign(question: str) -> None:
    assert case_of(question, LEXICON).foreign is True


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("em đang ở Đài Loan, nhờ anh ruột khai tử thay ba", None),
        ("bo me chau di lam ben dai loan, ong ba lam giam ho", None),
        ("đi xuất khẩu lao động Nhật Bản 3 năm thì báo tạm vắng", None),
        ("con sinh ở Đài Loan, về làm khai sinh", True),
        ("ly hôn ở nước ngoài thì ghi chú", True),
        ("người Việt Nam định cư ở nước ngoài làm khai sinh", True),
        ("em ở Đài Loan, chồng quốc tịch Hàn", True),
    ],
)
def test_who_only_stays_abroad_is_no_foreigner(question: str, foreign: bool | None) -> None:
    assert case_of(question, LEXICON).foreign is foreign


@pytest.mark.parametrize(
    "question",
    ["xin phiếu lao động", "người ý kiến thì nộp đâu", "trung tâm hành chính ở đâu", "mẹ Nga hỏi tạm trú"],
)
def test_words_that_only_look_like_peoples_are_not(question: str) -> None:
    assert case_of(question, LEXICON).foreign is None
