from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import WorkCalendar, counted_from, due, spoken
from knowledge.clock import VIETNAM
from knowledge.errors import SettingsError
from knowledge.model import Duration, TimeUnit

SHIPPED = WorkCalendar.load()
DAYS = st.dates(date(2024, 12, 1), date(2027, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def working(value: int, **more: int) -> Duration:
    return Duration(value=value, unit=TimeUnit.WORKING_DAY, **more)


A_YEAR = '[[year]]\nyear = 2026\nholiday = [{ name = "Tết", days = [2026-01-01] }]\n'
SAME_DAY = Duration(unit=TimeUnit.SAME_DAY, cutoff_hour=15)


@given(DAYS, st.integers(1, 60))
def test_working_days_are_those_that_a_clerk_counts_one_by_one(start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        worked = day in SHIPPED.extra or (day.weekday() not in {5, 6} and day not in SHIPPED.holidays)
        left -= worked
    assert SHIPPED.add_working_days(start, count) == day


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_terms_add_up_from_a_working_day(start: date, first: int, second: int) -> None:
    day = SHIPPED.on_or_after(start)
    assert SHIPPED.add_working_days(SHIPPED.add_working_days(day, first), second) == SHIPPED.add_working_days(
        day, first + second
    )


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)),
    st.integers(1, 40),
    st.sampled_from(TimeUnit),
    st.sampled_from([None, 11, 15]),
)
def test_nothing_is_due_on_a_day_of_rest_or_before_it_came(
    moment: datetime, value: int, unit: TimeUnit, cutoff: int | None
) -> None:
    received = moment.replace(tzinfo=VIETNAM)
    day = due(received, Duration(value=value, unit=unit, cutoff_hour=cutoff), SHIPPED)
    assert SHIPPED.is_working(day)
    assert day >= received.date()
    longer = Duration(value=value + 1, unit=unit, cutoff_hour=cutoff)
    assert due(received, longer, SHIPPED) >= day


@pytest.mark.parametrize(
    ("received", "duration", "expected"),
    [
        ("2026-11-19T09:00", SAME_DAY, "2026-11-19"),
        ("2026-11-19T15:00", SAME_DAY, "2026-11-20"),
        ("2026-11-20T15:30", SAME_DAY, "2026-11-23"),
        ("2026-11-21T16:00", SAME_DAY, "2026-11-23"),  # Saturday: counts as Monday morning
        ("2026-11-23T16:00", SAME_DAY, "2026-11-25"),  # 24 November is a holiday
        ("2026-11-19T09:00", working(3), "2026-11-25"),
        ("2026-11-19T18:00", working(3), "2026-11-26"),  # after hours
        ("2026-08-20T09:00", working(3), "2026-08-24"),  # Saturday the 22nd is worked for the 31st
        ("2026-08-28T09:00", working(1), "2026-09-03"),
        ("2026-02-13T09:00", working(1), "2026-02-23"),  # over Tết
        ("2026-04-24T09:00", working(2), "2026-04-29"),  # 26 April is a Sunday: the Monday is off
        ("2025-04-25T10:00", working(1), "2025-04-26"),  # a Saturday worked for 2 May
        ("2026-11-02T09:00", Duration(value=15, unit=TimeUnit.DAY), "2026-11-17"),
        ("2026-11-02T09:00", Duration(value=5, unit=TimeUnit.DAY), "2026-11-09"),  # ends on a Saturday
        ("2026-01-31T09:00", Duration(value=1, unit=TimeUnit.MONTH), "2026-03-02"),  # 28 February: Saturday
        ("2026-11-19T09:00", Duration(value=8, unit=TimeUnit.WORKING_HOUR), "2026-11-20"),
        ("2026-11-19T09:00", Duration(value=24, unit=TimeUnit.HOUR), "2026-11-20"),
    ],
)
def test_due(received: str, duration: Duration, expected: str) -> None:
    assert due(at(received), duration, SHIPPED) == date.fromisoformat(expected)


def test_the_office_lives_in_vietnam_wherever_the_clock_runs() -> None:
    late_in_london = datetime(2026, 11, 18, 23, 0, tzinfo=ZoneInfo("Europe/London"))  # 6:00 on the 19th here
    assert due(late_in_london, SAME_DAY, SHIPPED) == date(2026, 11, 19)
    assert counted_from(late_in_london, SHIPPED) == date(2026, 11, 19)


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        SHIPPED.add_working_days(date(2026, 11, 19), -1)


def test_what_is_not_announced_is_uncertain() -> None:
    assert SHIPPED.years == {2025, 2026, 2027}
    assert not SHIPPED.uncertain(date(2026, 2, 1), date(2026, 3, 1))
    assert SHIPPED.uncertain(date(2027, 2, 1), date(2027, 2, 12))
    assert not SHIPPED.uncertain(date(2027, 4, 1), date(2027, 5, 31))
    assert SHIPPED.uncertain(date(2027, 12, 30), date(2028, 1, 3))


def test_days_are_told_with_their_weekday() -> None:
    assert spoken(date(2026, 12, 3)) == "thứ Năm, 03/12/2026"
    assert spoken(date(2026, 12, 6)) == "Chủ nhật, 06/12/2026"


def test_the_offices_file_replaces_the_years_it_has(tmp_path: Path) -> None:
    file = tmp_path / "ngay-nghi.toml"
    file.write_text(
        """
        closes = 16
        [[year]]
        year = 2027
        holiday = [{ name = "Tết", days = [2027-02-04, 2027-02-05] }]
        """,
        encoding="utf-8-sig",
    )
    calendar = WorkCalendar.load(file)
    assert calendar.closes == 16
    assert not calendar.is_working(date(2027, 2, 4))
    assert calendar.is_working(date(2027, 2, 8))
    assert not calendar.is_working(date(2026, 9, 1)), "other years stay as shipped"
    assert not calendar.uncertain(date(2027, 2, 1), date(2027, 2, 28))


def test_the_example_of_the_guide_can_be_used(tmp_path: Path) -> None:
    guide = Path(__file__).parents[3] / "docs" / "huong-dan" / "ngay-nghi-va-dia-danh.md"
    example = guide.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    file = tmp_path / "ngay-nghi.toml"
    file.write_text(example, encoding="utf-8")
    calendar = WorkCalendar.load(file)
    assert not calendar.is_working(date(2027, 1, 4))
    assert calendar.is_working(date(2027, 1, 9))
    assert calendar.provisional == {*SHIPPED.provisional - {*_days_of(SHIPPED, 2027)}, date(2027, 11, 24)}


def _days_of(calendar: WorkCalendar, year: int) -> set[date]:
    return {day for day in calendar.holidays if day.year == year}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[year]\n", "cú pháp TOML"),
        ("[[year]]\nyear = 2026\n", "year.1.holiday"),
        ("open = 8\n", "Không có khóa này"),
        ('[[year]]\nyear = 2026\nholiday = [{ name = "Tết", days = ["mai"] }]\n', "year.1.holiday.1.days.1"),
        ('[[year]]\nyear = 2026\nholiday = [{ name = "Tết", days = [2062-01-01] }]\n', "01/01/2062"),
        (
            f"{A_YEAR}swap = [{{ off = 2026-01-02, work = 2026-01-09 }}]\n",
            "ngày làm bù 09/01/2026",
        ),
        (
            f"{A_YEAR}swap = [{{ off = 2026-01-03, work = 2026-01-10 }}]\n",
            "ngày được hoán đổi 03/01/2026",
        ),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "nghi.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        WorkCalendar.load(file)
    assert told in str(caught.value)
    assert "nghi.toml" in str(caught.value)
    assert caught.value.mend


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="không đọc được"):
        WorkCalendar.load(tmp_path / "khong-co.toml")
    (tmp_path / "utf16.toml").write_text("closes = 16", encoding="utf-16")
    with pytest.raises(SettingsError, match="không đọc được"):
        WorkCalendar.load(tmp_path / "utf16.toml")
