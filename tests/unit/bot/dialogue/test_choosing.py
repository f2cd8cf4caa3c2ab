"""Numbers typed to choose from a menu, and messages that only hold a number."""

import pytest

from bot.dialogue.choosing import Choosing

CHOOSING = Choosing.load()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        (" 2 ", 2),
        ("2.", 2),
        ("2)", 2),
        ("(2)", 2),
        ("“2”", 2),
        ("2!", 2),
        ("02", 2),
        ("12", 12),
        ("２", 2),
        ("１２．", 12),
        ("②", 2),
        ("2\ufe0f\u20e3", 2),
        ("#2", 2),
        ("số 2", 2),
        ("so 2", 2),
        ("Số 2 ạ", 2),
        ("chọn 2", 2),
        ("chon so 2 nhe em", 2),
        ("dạ em chọn số 2 ạ", 2),
        ("cho tôi số 3", 3),
        ("mục 4", 4),
        ("bấm số 1 giúp em", 1),
        ("số hai", 2),
        ("chọn số mười", 10),
        ("chon bay", 7),
        ("option 2", 2),
        ("number two please", 2),
        ("0", 0),
        ("77", 77),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, number: int) -> None:
    assert CHOOSING.number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hai",
        "một",
        "113",
        "2024",
        "2 3",
        "1 và 2",
        "2/9",
        "2.5",
        "2-3",
        "8:30",
        "2%",
        "2 tuổi",
        "thứ 2",
        "thứ hai",
        "tổ 3",
        "phường 2",
        "mức 2",
        "số nhà 2",
        "khai sinh 2 con",
        "chọn",
        "số",
        "chọn hai con",
        "1.001193",
        "sổ đỏ",
        "làm căn cước 2",
    ],
)
def test_what_says_more_than_a_number_is_a_question(text: str) -> None:
    assert CHOOSING.number(text) is None
