"""The office's file of public holidays: its format, and how mistakes in it are told."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from knowledge.builtin import HOLIDAYS
from knowledge.errors import SettingsError
from knowledge.model import Frozen

_GUIDE = "docs/huong-dan/ngay-nghi-va-dia-danh.md"
_SATURDAY = 5
_MENDS = {
    "extra_forbidden": "Không có khóa này, kiểm tra lại chính tả",
    "missing": "Thêm khóa này",
    "bool_type": "Viết true hoặc false",
    "too_short": "Ghi ít nhất một mục",
}
_USUAL = "Ngày viết 2026-11-24, không có dấu nháy; giờ viết số nguyên"


class Holiday(Frozen):
    """Days of rest by their name."""

    name: str = Field(min_length=1)
    days: Annotated[tuple[date, ...], Field(min_length=1)]
    official: bool | None = None  # as the year's


class Swap(Frozen):
    """A working day taken off, and the day of rest worked for it."""

    off: date
    work: date


class Year(Frozen):
    """The holidays of one year."""

    year: int = Field(ge=2000, le=2200)
    official: bool = True
    holiday: Annotated[tuple[Holiday, ...], Field(min_length=1)]
    swap: tuple[Swap, ...] = ()


class CalendarFile(Frozen):
    """A whole file."""

    closes: int | None = Field(default=None, ge=1, le=24)
    year: tuple[Year, ...] = ()


def shipped_file() -> CalendarFile:
    """The calendar that comes with the program."""
    shipped = resources.files("knowledge.builtin") / HOLIDAYS
    return _parse(shipped.read_text(encoding="utf-8"), HOLIDAYS)


def read_file(path: Path) -> CalendarFile:
    """The office's own calendar. Raises SettingsError when it is missing or wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "không đọc được tệp ngày nghỉ",
            where=str(path),
            mend="Kiểm tra đường dẫn và lưu tệp với bảng mã UTF-8.",
        ) from error
    return _parse(text, str(path))


def _parse(text: str, where: str) -> CalendarFile:
    try:
        file = CalendarFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"tệp ngày nghỉ không đúng cú pháp TOML ({error})",
            where=where,
            mend="Sửa dòng được nêu; so với tệp có sẵn ngay-nghi.toml.",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        raise SettingsError(
            f"giá trị chưa đúng ở {place}",
            where=where,
            mend=f"{_MENDS.get(first['type'], _USUAL)}; xem {_GUIDE}.",
        ) from error
    for year in file.year:
        _check(year, where)
    return file


def _check(year: Year, where: str) -> None:
    """Slips of the pen that would count days wrongly."""
    listed = [day for holiday in year.holiday for day in holiday.days]
    listed += [swap.off for swap in year.swap]
    stray = [day for day in [*listed, *(swap.work for swap in year.swap)] if abs(day.year - year.year) > 1]
    if stray:
        raise _wrong(f"ngày {stray[0]:%d/%m/%Y} không thuộc năm {year.year}", where)
    for swap in year.swap:
        if swap.work.weekday() < _SATURDAY and swap.work not in listed:
            raise _wrong(f"ngày làm bù {swap.work:%d/%m/%Y} vốn là ngày làm việc", where)
        if swap.off.weekday() >= _SATURDAY:
            raise _wrong(f"ngày được hoán đổi {swap.off:%d/%m/%Y} vốn là ngày nghỉ", where)


def _wrong(problem: str, where: str) -> SettingsError:
    return SettingsError(problem, where=where, mend="Đối chiếu lại với thông báo lịch nghỉ rồi sửa ngày đó.")
