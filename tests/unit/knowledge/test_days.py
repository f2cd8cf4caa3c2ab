from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.vietnamese.days import day_meant, hour_meant
from knowledge.vietnamese.text import fold

TODAY = date(2026, 11, 18)  # a Wednesday

NAMED = [
    ("nộp hôm nay khi nào có?", "2026-11-18"),
    ("chiều nay nộp thì bao giờ lấy", "2026-11-18"),
    ("ngày mai nộp", "2026-11-19"),
    ("mai nộp thì hôm nào có", "2026-11-19"),
    ("sáng mai em lên phường", "2026-11-19"),
    ("ngày kia nộp", "2026-11-20"),
    ("hôm qua nộp rồi, khi nào có", "2026-11-17"),
    ("nộp thứ hai bao giờ xong", "2026-11-23"),
    ("nộp thứ hai tuần sau bao giờ lấy", "2026-11-23"),
    ("thứ sáu nộp", "2026-11-20"),
    ("thứ 6 tuần sau nộp", "2026-11-27"),
    ("t6 tuần sau nữa nộp", "2026-12-04"),
    ("nộp thứ hai tuần trước", "2026-11-09"),
    ("thứ tư nộp", "2026-11-18"),
    ("chủ nhật nộp qua mạng", "2026-11-22"),
    ("đầu tuần sau nộp", "2026-11-23"),
    ("nộp ngày 3/12 thì ngày nào xong", "2026-12-03"),
    ("nộp 03/12/2026", "2026-12-03"),
    ("nộp 3-12-26", "2026-12-03"),
    ("nộp ngày 3 tháng 12 năm 2026", "2026-12-03"),
    ("nộp ngày 3 tháng 12", "2026-12-03"),
    ("nộp ngày 25 thì khi nào có", "2026-11-25"),
    ("nộp ngày 5 thì khi nào có", "2026-12-05"),
    ("nộp 2/11 khi nào có", "2026-11-02"),
    ("nộp 2/1 khi nào có", "2027-01-02"),
    ("3 ngày nữa nộp", "2026-11-21"),
    ("một tuần nữa nộp", "2026-11-25"),
]


@pytest.mark.parametrize(("question", "day"), NAMED)
def test_the_day_meant(question: str, day: str) -> None:
    assert day_meant(question, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(("question", "day"), NAMED)
def test_the_same_without_accents(question: str, day: str) -> None:
    assert day_meant(fold(question), TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "question",
    [
        "làm khai sinh mất mấy ngày",
        "thứ tự các bước",
        "trong 3 ngày làm việc",
        "Nghị định 123/2015/NĐ-CP",
        "kế hoạch 33/KH-UBND năm 2025",
        "thủ tục 1.001193",
        "phí 10.000 đồng",
        "nộp 31/2",
        "cô Mai nộp",
        "cô mai nộp",
        "khi nào có kết quả",
        "",
    ],
)
def test_questions_that_name_no_day(question: str) -> None:
    assert day_meant(question, TODAY) is None


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_a_full_date_is_that_date_whenever_asked(day: date, today: date) -> None:
    assert day_meant(f"nộp ngày {day:%d/%m/%Y}", today) == day


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.integers(-59, 300))
def test_a_date_without_its_year_is_the_near_one(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert day_meant(f"nộp {day.day}/{day.month} khi nào có", today) in {day, *_leap(day, today)}


def _leap(day: date, today: date) -> set[date]:
    """29 February is not every year's."""
    return {
        date(year, 2, 29) for year in (2024, 2028) if (day.month, day.day) == (2, 29) and year >= today.year
    }


@given(st.text(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_can_be_read(text: str, today: date) -> None:
    day_meant(text, today)
    assert hour_meant(text) in {None, *range(24)}


@pytest.mark.parametrize(
    ("question", "hour"),
    [
        ("nộp lúc 16h hôm nay", 16),
        ("4 giờ chiều mai nộp", 16),
        ("nộp 9 giờ sáng thứ hai", 9),
        ("chiều mai nộp", 14),
        ("sáng mai nộp", 8),
        ("15h30 nộp", 15),
        ("nộp hôm nay", None),
        ("trong 24 giờ", None),
    ],
)
def test_the_hour_meant(question: str, hour: int | None) -> None:
    assert hour_meant(question) == hour
