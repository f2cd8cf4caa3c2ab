import pytest

from knowledge.answering.lexicon import Lexicon
from knowledge.answering.sisters import Sisters

NAMES: list[tuple[str, ...]] = [
    ("Cấp đổi thẻ căn cước", "đổi căn cước"),
    ("Cấp lại thẻ căn cước bị mất, bị hỏng", "làm lại căn cước"),
    ("Cấp lại giấy phép xây dựng",),
    ("Đăng ký thành lập hộ kinh doanh", "mở quán"),
    ("Đăng ký chấm dứt giám hộ",),
    ("Chấm dứt hoạt động hộ kinh doanh", "dẹp tiệm"),
    (),  # a plan
    ("Chứng thực chữ ký",),
    ("Chứng thực bản sao từ bản chính", "sao y"),
    ("Chứng thực văn bản từ chối nhận di sản",),
]


@pytest.fixture
def sisters() -> Sisters:
    return Sisters.of(NAMES, Lexicon.load())


@pytest.mark.parametrize(
    ("said", "spoken_of", "meant"),
    [
        ("cấp lại", 0, 1),  # not the building permit
        ("cap lai", 0, 1),
        ("cấp lại", 1, None),  # its own
        ("chấm dứt", 3, 5),  # not that of guardianship, with which only "đăng ký" is shared
        ("bản sao", 7, 8),
        ("chấm dứt", 0, None),
        ("ly hôn", 0, None),
        ("", 0, None),
    ],
)
def test_the_sister_has_all_that_is_said_and_something_of_the_name(
    sisters: Sisters, said: str, spoken_of: int, meant: int | None
) -> None:
    assert sisters.called(said.split(), spoken_of) == meant


def test_of_two_that_are_as_near_none_is_chosen() -> None:
    names: list[tuple[str, ...]] = [
        ("Thẻ căn cước",),
        ("Đổi thẻ căn cước loại một",),
        ("Đổi thẻ căn cước loại hai",),
    ]
    sisters = Sisters.of(names, Lexicon.load())
    assert sisters.called(["đổi"], 0) is None
