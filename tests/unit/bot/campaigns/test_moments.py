"""One moment in plain words."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.moments import ScheduleError, moment_in
from bot.campaigns.recurrence import Recurrence
from knowledge.clock import VIETNAM

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=VIETNAM)  # a Saturday


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8:00 ngày 15/12/2026", "2026-12-15 08:00"),
        ("ngày 15/12, 8h sáng", "2026-12-15 08:00"),
        ("15-12-2027 2 giờ rưỡi chiều", "2027-12-15 14:30"),
        ("lúc 7h30 thứ Ba ngày 1 tháng 12 năm 2026", "2026-12-01 07:30"),
        ("NGAY 20/11 8H", "2027-11-20 08:00"),  # this year it was yesterday
        ("21/11 15:00", "2026-11-21 15:00"),
        ("hôm nay 19h", "2026-11-21 19:00"),
        ("9h ngày mai", "2026-11-22 09:00"),
        ("mai, 9 giờ", "2026-11-22 09:00"),
        ("ngày kia 8:00", "2026-11-23 08:00"),
        ("ngày mùng 2/9/2027 lúc 8 giờ", "2027-09-02 08:00"),
        ("ngày 15/12 hằng năm, 8:00", None),
        ("ngày 2/9 và 1/6 hằng năm 8h", None),
        ("thứ hai hằng tuần 7:30", None),
        ("0 8 1,15 * *", None),
        ("0 8 1/2 * *", None),
        ("khi nào duyệt xong", None),
        ("8:00", None),
        ("", None),
    ],
)
def test_what_is_one_moment(text: str, moment: str | None) -> None:
    found = moment_in(text, NOW)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == moment
    assert found is None or found.tzinfo is VIETNAM


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ngày 31/2/2027 8:00", "không có ngày 31/2"),
        ("ngày 15/13, 8:00", "không có ngày 15/13"),
        ("ngày 15/12/2026", "thiếu giờ"),
        ("ngày 15/12, 8h và 14h", "chỉ một giờ"),
        ("25:00 ngày 15/12", "không có giờ"),
    ],
)
def test_what_does_not_exist_is_said_with_its_mend(text: str, problem: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        moment_in(text, NOW)
    assert problem in caught.value.problem
    assert "8:00 ngày 15/12/2026" in caught.value.mend


@given(st.datetimes(datetime(2026, 11, 22), datetime(2099, 1, 1)))
def test_every_moment_is_read_as_it_is_written(moment: datetime) -> None:
    found = moment_in(f"{moment:%H:%M} ngày {moment:%d/%m/%Y}", NOW)
    assert found is not None
    assert f"{found:%Y%m%d%H%M}" == f"{moment:%Y%m%d%H%M}"


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    for read in (lambda: moment_in(text, NOW), lambda: Recurrence.parse(text)):
        with suppress(ScheduleError):
            read()
