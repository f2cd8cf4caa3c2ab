"""Which parts of a question ask for something by themselves."""

from __future__ import annotations

import pytest

from knowledge.answering.clauses import asking_clauses


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "đăng ký ở xã thì mất bao nhiêu tiền, có phải xin giấy chưa vợ nữa không ạ?",
            ("đăng ký ở xã thì mất bao nhiêu tiền", "có phải xin giấy chưa vợ nữa không ạ"),
        ),
        ("lam lai the thi nop o dau va may ngay co", ("lam lai the thi nop o dau", "may ngay co")),
        ("Nộp ở đâu? Có mất tiền không? Mấy ngày có?", ("Nộp ở đâu", "Có mất tiền không", "Mấy ngày có")),
    ],
)
def test_each_part_that_asks_stands_by_itself(question: str, parts: tuple[str, ...]) -> None:
    assert asking_clauses(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "con tôi 5 tuổi, khai sinh mất bao lâu",  # what is told before is no question
        "chú tui hổng có vợ con, mất bữa hôm qua, giờ khai tử ở đâu",
        "mất bao lâu, hả",  # too short to say anything
        "thủ tục khai sinh",
        "",
    ],
)
def test_a_question_that_asks_once_has_no_parts(question: str) -> None:
    assert asking_clauses(question) == ()


def test_no_more_than_three_are_looked_at() -> None:
    assert (
        len(asking_clauses("nộp ở đâu vậy, mấy ngày có kết quả, tốn bao nhiêu tiền, cần mang gì theo")) == 3
    )
