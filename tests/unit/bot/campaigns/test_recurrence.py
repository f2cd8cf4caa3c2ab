from calendar import monthrange
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.model import Schedule
from bot.campaigns.moments import ScheduleError
from bot.campaigns.recurrence import Recurrence, next_after, upcoming
from knowledge.clock import VIETNAM

START = datetime(2026, 11, 21, 9, 30, tzinfo=VIETNAM)  # a Saturday


def coming(text: str, count: int = 3, after: datetime = START) -> list[str]:
    return [f"{found:%Y-%m-%d %H:%M}" for found in islice(Recurrence.parse(text).after(after), count)]


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("ngày 1 và 15 hằng tháng, 8:00", ["2026-12-01 08:00", "2026-12-15 08:00", "2027-01-01 08:00"]),
        ("NGAY 1, 15 HANG THANG 8h", ["2026-12-01 08:00", "2026-12-15 08:00", "2027-01-01 08:00"]),
        ("lúc 8 giờ ngày 1, ngày 15 mỗi tháng", ["2026-12-01 08:00", "2026-12-15 08:00", "2027-01-01 08:00"]),
        ("thứ hai hằng tuần 7:30", ["2026-11-23 07:30", "2026-11-30 07:30", "2026-12-07 07:30"]),
        (
            "thứ hai, thứ năm và chủ nhật hàng tuần, 7h30",
            ["2026-11-22 07:30", "2026-11-23 07:30", "2026-11-26 07:30"],
        ),
        ("ngày 15/12 hằng năm, 8:00", ["2026-12-15 08:00", "2027-12-15 08:00", "2028-12-15 08:00"]),
        ("ngày 2/9 và 1/6 hằng năm 8h", ["2027-06-01 08:00", "2027-09-02 08:00", "2028-06-01 08:00"]),
        ("hằng ngày 8h", ["2026-11-22 08:00", "2026-11-23 08:00", "2026-11-24 08:00"]),
        (
            "hằng ngày 8h sáng và 2 giờ rưỡi chiều",
            ["2026-11-21 14:30", "2026-11-22 08:00", "2026-11-22 14:30"],
        ),
        ("ngày làm việc, 16:45", ["2026-11-23 16:45", "2026-11-24 16:45", "2026-11-25 16:45"]),
        ("thứ hai đầu tiên hằng tháng 8:00", ["2026-12-07 08:00", "2027-01-04 08:00", "2027-02-01 08:00"]),
        (
            "thứ sáu cuối cùng của mỗi tháng 8:00",
            ["2026-11-27 08:00", "2026-12-25 08:00", "2027-01-29 08:00"],
        ),
        ("mỗi thứ hai và thứ năm, 8:00", ["2026-11-23 08:00", "2026-11-26 08:00", "2026-11-30 08:00"]),
        ("thứ sáu cuối tháng 15:00", ["2026-11-27 15:00", "2026-12-25 15:00", "2027-01-29 15:00"]),
        (
            "mùng 1 và mùng 10 hằng tháng 8h",
            ["2026-12-01 08:00", "2026-12-10 08:00", "2027-01-01 08:00"],
        ),
        ("ngày 5 tháng 9 hằng năm 8:00", ["2027-09-05 08:00", "2028-09-05 08:00", "2029-09-05 08:00"]),
        ("ngày đầu tháng 8:00", ["2026-12-01 08:00", "2027-01-01 08:00", "2027-02-01 08:00"]),
        ("ngày cuối tháng 8:00", ["2026-11-30 08:00", "2026-12-31 08:00", "2027-01-31 08:00"]),
        ("ngày 5 hằng quý 8:00", ["2027-01-05 08:00", "2027-04-05 08:00", "2027-07-05 08:00"]),
        ("ngày cuối quý 8:00", ["2026-12-31 08:00", "2027-03-31 08:00", "2027-06-30 08:00"]),
        ("ngày 31 hằng tháng 8:00", ["2026-11-30 08:00", "2026-12-31 08:00", "2027-01-31 08:00"]),
        ("ngày 29/2 hằng năm 8:00", ["2027-02-28 08:00", "2028-02-29 08:00", "2029-02-28 08:00"]),
        ("0 8 1,15 * *", ["2026-12-01 08:00", "2026-12-15 08:00", "2027-01-01 08:00"]),
        ("0 8 31 * *", ["2026-12-31 08:00", "2027-01-31 08:00", "2027-03-31 08:00"]),
        ("30 7 * * mon", ["2026-11-23 07:30", "2026-11-30 07:30", "2026-12-07 07:30"]),
    ],
)
def test_phrases_and_cron_say_when(text: str, moments: list[str]) -> None:
    assert coming(text) == moments


def test_the_end_of_february_comes_once() -> None:
    assert coming("ngày 28, 30 và 31 hằng tháng 8:00", 2, datetime(2027, 2, 1, tzinfo=VIETNAM)) == [
        "2027-02-28 08:00",
        "2027-03-28 08:00",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ngày 1 hằng tháng", "thiếu giờ"),
        ("8:00", "thiếu ngày"),
        ("", "thiếu ngày"),
        ("ngày 32 hằng tháng 8:00", "không có ngày 32"),
        ("ngày 0 hằng tháng 8:00", "không có ngày 0"),
        ("ngày 30/2 hằng năm 8:00", "không có ngày 30/2"),
        ("ngày 1/13 hằng năm 8:00", "không có ngày 1/13"),
        ("ngày 1 hằng tháng 25:00", "không có giờ “25:00”"),
        ("ngày 1 hằng tháng, trừ tháng 2, 8:00", "không hiểu"),
        ("thỉnh thoảng 8:00", "không hiểu “thinh thoang”"),
        ("* * * * *", "dày hơn một giờ"),
        ("hằng ngày 8:00 và 8:30", "dày hơn một giờ"),
        ("0 8 31 2 *", "cron"),
        ("61 8 * * *", "cron"),
    ],
)
def test_what_cannot_be_read_says_the_mend(text: str, problem: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        Recurrence.parse(text)
    assert problem in caught.value.problem
    assert "ngày 1 và 15 hằng tháng, 8:00" in caught.value.mend


def test_a_schedule_begins_and_ends() -> None:
    schedule = Schedule(
        recurrence="ngày 1 hằng tháng, 8:00",
        first=datetime(2027, 1, 1, 8, tzinfo=VIETNAM),
        last=datetime(2027, 3, 1, 8, tzinfo=VIETNAM),
    )
    found = list(upcoming(schedule, START))
    assert found == [datetime(2027, month, 1, 1, tzinfo=UTC) for month in (1, 2, 3)]
    assert all(moment.tzinfo is UTC for moment in found)
    assert next_after(schedule, found[-1]) is None


def test_once_is_once() -> None:
    schedule = Schedule(at=START)
    assert next_after(schedule, START - timedelta(seconds=1)) == START
    assert next_after(schedule, START) is None
    assert next_after(Schedule(), START) is None


moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda m: m.replace(tzinfo=VIETNAM))


@given(day=st.integers(1, 31), hour=st.integers(0, 23), minute=st.integers(0, 59), after=moments)
def test_every_month_has_its_day(day: int, hour: int, minute: int, after: datetime) -> None:
    found = list(islice(Recurrence.parse(f"ngày {day} hằng tháng, {hour}:{minute:02}").after(after), 13))
    assert found[0] > after
    months = [moment.year * 12 + moment.month for moment in found]
    assert months == list(range(months[0], months[0] + 13))
    assert months[0] - (after.year * 12 + after.month) in {0, 1}
    for moment in found:
        assert moment.day == min(day, monthrange(moment.year, moment.month)[1])
        assert (moment.hour, moment.minute) == (hour, minute)


@given(
    cron=st.sampled_from(["0 8 1,15 * *", "ngày 31 hằng quý 7:05", "thứ ba và t7 hằng tuần 20h"]), at=moments
)
def test_nothing_lies_between_two_that_follow(cron: str, at: datetime) -> None:
    schedule = Schedule(recurrence=cron)
    first = next_after(schedule, at)
    assert first is not None
    assert first > at
    second = next_after(schedule, first)
    assert second is not None
    assert second > first
    assert next_after(schedule, first - timedelta(seconds=1)) == first
    assert next_after(schedule, first + (second - first) / 2) == second
