"""Days and hours as citizens name them: "hôm nay", "thứ hai tuần sau", "ngày 3/12", "4 giờ chiều mai"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from knowledge.vietnamese.phrases import Found, PhraseTable
from knowledge.vietnamese.text import fold

_LOOKS_BACK = timedelta(days=60)  # a day without its year may lie so far behind; further it is the next one
_AFTERNOON, _MORNING = 14, 8  # what "chiều mai", "sáng mai" stand for

_RELATIVE = PhraseTable(
    [
        *((phrase, 0) for phrase in ("hôm nay", "bữa nay", "ngày hôm nay", "hnay", "bây giờ", "bi giờ")),
        *((f"{part} nay", 0) for part in ("sáng", "trưa", "chiều", "tối")),
        *((f"{part} mai", 1) for part in ("ngày", "sáng", "trưa", "chiều", "tối", "bữa", "hôm")),
        *((phrase, 2) for phrase in ("ngày kia", "ngày mốt", "bữa mốt", "sáng mốt", "chiều mốt")),
        *((phrase, -1) for phrase in ("hôm qua", "bữa qua", "sáng qua", "chiều qua")),
        *((phrase, -2) for phrase in ("hôm kia", "bữa kia")),
    ]
)
_BARE_MAI = re.compile(r"(?<![\w])mai(?![\w])")  # "cô Mai", "ban mai" are no day
_NOT_BEFORE_MAI = ("cô", "chị", "bà", "em", "ban", "hoa", "sao", "khuyến", "mỉa", "mờ")
_WEEKDAYS = PhraseTable(
    [
        *((f"thứ {word}", day) for day, word in enumerate(("hai", "ba", "tư", "năm", "sáu", "bảy"))),
        *((f"thứ {digit}", digit - 2) for digit in range(2, 8)),
        *((f"t{digit}", digit - 2) for digit in range(2, 8)),
        ("thứ bẩy", 5),
        ("chủ nhật", 6),
        ("chúa nhật", 6),
        ("cn", 6),
    ]
)
_WEEKS = PhraseTable(
    [
        ("tuần sau nữa", 2),
        *((phrase, 1) for phrase in ("tuần sau", "tuần tới", "tuần kế")),
        *((phrase, 0) for phrase in ("tuần này",)),
        *((phrase, -1) for phrase in ("tuần trước", "tuần qua", "tuần rồi", "vừa rồi", "vừa qua")),
    ]
)
_STARTS = PhraseTable([("đầu tuần", 0), ("giữa tuần", 2), ("cuối tuần", 4)])  # of the week that follows
_DATE = re.compile(r"(?<![\w./-])(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?(?![\w/-]|[.,]\d)")
_WRITTEN = re.compile(r"(?<!\w)(?:ngay|mung)\s+(\d{1,2})\s+thang\s+(\d{1,2})(?:\s+(?:nam\s+)?(\d{4}))?(?!\w)")
_DAY_ALONE = re.compile(r"(?<!\w)ngay\s+(\d{1,2})(?!\w|[/.-]\d|\s+(?:ngay|thang|lam viec|gio))")
_LATER = re.compile(r"(?<!\w)(\d{1,2}|mot)\s+(ngay|hom|tuan)\s+nua(?!\w)")
_HOUR = re.compile(
    r"(?<![\w/.,])(\d{1,2})\s?(?:gio|h)(?:\s?(?:\d{1,2}|ruoi))?(?!\w)(?:\s+(sang|trua|chieu|toi))?"
)
_PARTS = PhraseTable(
    [
        *((f"sáng {day}", _MORNING) for day in ("nay", "mai", "mốt", "thứ", "ngày")),
        *((f"chiều {day}", _AFTERNOON) for day in ("nay", "mai", "mốt", "thứ", "ngày")),
        *((f"tối {day}", 19) for day in ("nay", "mai", "mốt")),
    ]
)


def day_meant(text: str, today: date) -> date | None:
    """The day that `text` names, seen from `today`; None when it names none.

    A date without its year, and a weekday without its week, is the next one; dates up to two months ago
    are taken as past. Impossible dates ("31/2") count as none.
    """
    return _dated(text, today) or _on_weekday(text, today) or _relative(text, today)


def hour_meant(text: str) -> int | None:
    """The hour of the day (0 to 23) that `text` names: "16h", "4 giờ chiều", "chiều mai"; or None."""
    for match in _HOUR.finditer(fold(text)):
        hour = int(match[1])
        if match[2] in {"chieu", "toi"} and hour < 12:
            hour += 12
        if hour < 24:
            return hour
    return next(iter(_PARTS.values(text)), None)


def _dated(text: str, today: date) -> date | None:
    plain = fold(text)
    for match in [*_WRITTEN.finditer(plain), *_DATE.finditer(plain)]:
        day, month, year = int(match[1]), int(match[2]), match[3]
        found = _nearest(day, month, today) if year is None else _made(_whole(year), month, day)
        if found is not None:
            return found
    if later := _LATER.search(plain):
        count = 1 if later[1] == "mot" else int(later[1])
        return today + timedelta(days=count * (7 if later[2] == "tuan" else 1))
    if alone := _DAY_ALONE.search(plain):
        return _next_day(int(alone[1]), today)
    return None


def _on_weekday(text: str, today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    weeks = _WEEKS.find(text)
    starts = [(found, True) for found in _STARTS.find(text)]
    for found, part in [*((found, False) for found in _WEEKDAYS.find(text)), *starts]:
        week = _next_to(found, weeks, overlaps=part)
        if week is not None:
            return monday + timedelta(days=7 * week + found.value)
        if not part:
            return today + timedelta(days=(found.value - today.weekday()) % 7)
    return None


def _next_to(found: Found[int], weeks: list[Found[int]], *, overlaps: bool) -> int | None:
    """The week named right after a weekday; "đầu tuần sau" shares its "tuần"."""
    at = found.start + found.length - (1 if overlaps else 0)
    return next((week.value for week in weeks if week.start == at), None)


def _relative(text: str, today: date) -> date | None:
    for days in _RELATIVE.values(text):
        return today + timedelta(days=days)
    for match in _BARE_MAI.finditer(text):
        if not text[: match.start()].rstrip().lower().endswith(_NOT_BEFORE_MAI):
            return today + timedelta(days=1)
    return None


def _nearest(day: int, month: int, today: date) -> date | None:
    """The first such day that is not long past."""
    for year in range(today.year - 1, today.year + 5):  # 29/2 may be four years away
        found = _made(year, month, day)
        if found is not None and found >= today - _LOOKS_BACK:
            return found
    return None


def _next_day(day: int, today: date) -> date | None:
    """The next day of a month with that number."""
    for ahead in range(4):
        index = today.year * 12 + today.month - 1 + ahead
        found = _made(index // 12, index % 12 + 1, day)
        if found is not None and found >= today:
            return found
    return None


def _whole(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
