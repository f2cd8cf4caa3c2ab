import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.money import amount, amounts, dong
from knowledge.vietnamese.text import fold

SAID = [
    ("8.000 đồng", (8000,)),
    ("2,000 Việt Nam Đồng", (2000,)),
    ("5 triệu", (5_000_000,)),
    ("10k", (10_000,)),
    ("2tr5", (2_500_000,)),
    ("2 triệu rưỡi", (2_500_000,)),
    ("1,5 triệu đồng", (1_500_000,)),
    ("1 triệu 200 nghìn", (1_200_000,)),
    ("500 ngàn", (500_000,)),
    ("3 tỷ", (3_000_000_000,)),
    ("360.000đ", (360_000,)),
    ("VND 50.000", (50_000,)),
    ("8.000 đồng/bản, thêm 10.000 đồng/trang", (8000, 10_000)),
    ("5 triệu 3 năm", (5_000_000,)),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_amounts(text: str, expected: tuple[int, ...]) -> None:
    assert amounts(text) == expected
    assert amounts(fold(text)) == expected
    assert amount(text) == expected[0]


@pytest.mark.parametrize(
    "text",
    [
        "10 k biết",
        "điểm 5 đ",
        "3 trẻ",
        "5 trang",
        "5 tỉnh",
        "Nghị định 123/2015",
        "8000",
        "1.001193",
        "",
        "5 dân",
    ],
)
def test_figures_that_are_no_money(text: str) -> None:
    assert amounts(text) == ()
    assert amount(text) is None


def test_offices_write_points() -> None:
    assert dong(8000) == "8.000 đồng"
    assert dong(0) == "0 đồng"
    assert dong(1_234_567) == "1.234.567 đồng"


@given(st.integers(100, 10**13))
def test_what_is_written_is_read_again(value: int) -> None:
    assert amounts(f"Lệ phí là {dong(value)} mỗi bản.") == (value,)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(value >= 0 for value in amounts(text))
