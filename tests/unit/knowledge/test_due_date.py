from datetime import datetime

import pytest

from knowledge.answering.steps.due_date import asks_for_date, due_remarks
from knowledge.calendar import WorkCalendar
from knowledge.clock import VIETNAM
from knowledge.model import Duration, TimeUnit

CALENDAR = WorkCalendar.load()
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)  # a Wednesday
THREE = Duration(value=3, unit=TimeUnit.WORKING_DAY)
SAME_DAY = Duration(unit=TimeUnit.SAME_DAY, cutoff_hour=15)


def told(question: str, *durations: Duration, now: datetime = NOW) -> list[tuple[str, dict[str, str]]]:
    return [(remark.key, remark.arguments) for remark in due_remarks(question, durations, now, CALENDAR)]


def test_handed_in_today() -> None:
    assert told("Nộp hôm nay khi nào có?", SAME_DAY) == [
        ("answer-due", {"received": "thứ Tư, 18/11/2026", "date": "thứ Tư, 18/11/2026"})
    ]


@pytest.mark.parametrize(
    "question",
    [
        "nộp chiều nay sao y có lấy liền không",
        "nop sang nay co lien khong",
        "chiều nay đem đi sao y lấy liền được hông",
        "mai nộp có trả luôn không",
    ],
)
def test_asked_whether_it_is_had_at_once(question: str) -> None:
    assert [key for key, _ in told(question, SAME_DAY)][:1] == ["answer-due"]


def test_after_the_cutoff_hour_it_is_the_next_working_day() -> None:
    late = NOW.replace(hour=15, minute=20)
    ((_, arguments),) = told("nop hom nay khi nao co", SAME_DAY, now=late)
    assert arguments["date"] == "thứ Năm, 19/11/2026"
    ((_, arguments),) = told("4 giờ chiều mai nộp thì bao giờ lấy", SAME_DAY)
    assert arguments == {"received": "thứ Năm, 19/11/2026", "date": "thứ Sáu, 20/11/2026"}


def test_a_holiday_not_announced_is_said() -> None:
    (_, arguments), (key, _) = told("nộp thứ sáu thì bao giờ xong", THREE)
    assert arguments == {"received": "thứ Sáu, 20/11/2026", "date": "thứ Năm, 26/11/2026"}
    assert key == "answer-due-provisional"


def test_handed_in_on_a_day_of_rest() -> None:
    first, second, *_ = told("nộp online chủ nhật thì khi nào có", THREE)
    assert first[1]["received"] == "Chủ nhật, 22/11/2026"
    assert second == ("answer-due-counted-from", {"start": "thứ Hai, 23/11/2026"})


def test_terms_that_differ_are_told_as_a_span() -> None:
    verified = Duration(value=3, unit=TimeUnit.WORKING_DAY, up_to=8)
    (key, arguments), *_ = told("nộp ngày 3/12 thì ngày nào xong", verified)
    assert key == "answer-due-range"
    assert arguments == {
        "received": "thứ Năm, 03/12/2026",
        "first": "thứ Ba, 08/12/2026",
        "date": "thứ Ba, 15/12/2026",
    }
    assert told("nộp ngày 3/12 thì ngày nào xong", SAME_DAY, verified)[0][0] == "answer-due-range"


@pytest.mark.parametrize(
    "question",
    [
        "làm khai sinh mất mấy ngày",  # no day of handing in
        "hôm nay có làm việc không",
        "hôm nay là thứ mấy",
        "nộp ngày 3/12/2024 khi nào có",  # long past: the receipt tells
        "khai sinh cần giấy tờ gì",
    ],
)
def test_no_date_is_told_where_none_is_asked(question: str) -> None:
    assert told(question, THREE) == []


def test_no_date_without_a_term() -> None:
    assert told("nộp hôm nay khi nào có") == []
    assert asks_for_date("nộp hôm nay khi nào có", NOW.date())
