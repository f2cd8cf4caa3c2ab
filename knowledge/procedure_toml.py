"""The TOML format of hand-written procedures and guides: what a file may hold.

`docs/huong-dan/tri-thuc-co-san.md` describes the format for the people who write it. Errors speak
Vietnamese, since it is an official who reads them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from knowledge.errors import SourceError
from knowledge.model import (
    Applies,
    Aspect,
    Confidence,
    Duration,
    Fact,
    Fee,
    Frozen,
    Procedure,
    Validity,
)
from knowledge.toml_errors import as_source_error
from knowledge.values import disagreement
from knowledge.vietnamese.text import clean, one_line


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _paragraphs(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "\n".join(line for line in clean(value).split("\n") if line)


def _text_alone(value: object) -> object:
    """A fact may be written as its text alone; the rest then comes from the procedure's table."""
    return {"text": value} if isinstance(value, str) else value


WHOLE = "*"  # stands for the procedure as a whole in its table `asked`

Line = Annotated[str, BeforeValidator(_line), Field(min_length=1)]
Paragraphs = Annotated[str, BeforeValidator(_paragraphs), Field(min_length=1)]


class _Dated(Frozen):
    """Something that applies from a day to a day."""

    effective_from: date | None = None
    effective_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise PydanticCustomError("dates_out_of_order", "effective_to before effective_from")
        return self


class _FactTable(_Dated):
    text: Line
    confidence: Confidence | None = None
    sources: tuple[Line, ...] | None = None
    duration: Duration | None = None
    fees: tuple[Fee, ...] = ()
    applies: Applies | None = None

    def fact(
        self,
        aspect: Aspect,
        confidence: Confidence,
        sources: tuple[str, ...],
        asked: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Fact:
        """The fact, with what the procedure's table says where this one is silent."""
        return Fact(
            aspect=aspect,
            text=self.text,
            confidence=self.confidence or confidence,
            sources=sources if self.sources is None else self.sources,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            duration=self.duration,
            fees=self.fees,
            applies=self.applies,
            asked=next((of for start, of in (asked or {}).items() if self.text.startswith(start)), ()),
        )

    @model_validator(mode="after")
    def _says_its_values(self) -> Self:
        missing = disagreement(self.fact(Aspect.NOTES, Confidence.CONFIRMED, ()))
        if missing is not None:
            raise PydanticCustomError("value_not_said", "{missing}", {"missing": missing})
        return self


_Facts = tuple[Annotated[_FactTable, BeforeValidator(_text_alone)], ...]


class _ProcedureTable(_Dated):
    code: Line
    name: Line
    former_codes: tuple[Line, ...] = ()
    aliases: tuple[Line, ...] = ()
    field: Line | None = None
    agency: Line | None = None
    level: Line | None = None
    related: tuple[Line, ...] = ()
    url: Line | None = None
    replaces: tuple[Line, ...] = ()
    replaced_by: Line | None = None
    confidence: Confidence = Confidence.CONFIRMED
    sources: tuple[Line, ...] = ()
    applies: Applies | None = None
    facts: Annotated[dict[Aspect, _Facts], Field(min_length=1)]
    asked: dict[Line, Annotated[tuple[Line, ...], Field(min_length=1)]] = {}  # noqa: RUF012 - frozen

    @model_validator(mode="after")
    def _asks_for_one_fact(self) -> Self:
        texts = [fact.text for facts in self.facts.values() for fact in facts]
        for start in self.asked:
            said = sum(text.startswith(start) for text in texts)
            if start != WHOLE and said != 1:
                kind = "asked_of_several" if said else "asked_of_none"
                raise PydanticCustomError(kind, "asked: {start}", {"start": start})
        return self


class GuideSection(_Dated):
    """One part of a guide: a heading and the text under it, one paragraph a line."""

    heading: Line
    text: Paragraphs
    confidence: Confidence = Confidence.CONFIRMED
    sources: tuple[Line, ...] = ()
    asked: tuple[Line, ...] = ()  # ways in which people ask for it


class _GuideTable(_Dated):
    id: Line
    title: Line
    field: Line | None = None
    replaces: tuple[Line, ...] = ()
    replaced_by: Line | None = None
    section: Annotated[tuple[GuideSection, ...], Field(min_length=1)]


class _File(Frozen):
    """A whole file; its plain keys are defaults for the procedures and guides in it."""

    field: Line = ""
    agency: Line = ""
    level: Line = ""
    url: Line | None = None
    procedure: tuple[_ProcedureTable, ...] = ()
    guide: tuple[_GuideTable, ...] = ()


class Guide(Frozen):
    """Guidance for citizens that is not about one procedure."""

    id: str
    title: str
    field: str = ""
    sections: tuple[GuideSection, ...] = ()
    validity: Validity = Validity()


class Catalogue(Frozen):
    """What one TOML file holds."""

    procedures: tuple[Procedure, ...] = ()
    guides: tuple[Guide, ...] = ()


def load_procedures(path: Path) -> Catalogue:
    """The procedures and guides of the TOML file `path`.

    Raises `SourceError`, naming file, table and field, when the file cannot be read, is not TOML, holds an
    unknown key or a wrong value, names one procedure or guide twice, or holds none at all.
    """
    data = parse_toml(path)
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise as_source_error(path, data, error.errors()[0], _KEYS) from error
    names = [table.code for table in file.procedure] + [table.id for table in file.guide]
    if not names:
        raise SourceError(
            "tệp không có thủ tục hay hướng dẫn nào",
            where=path.name,
            mend="Hãy thêm ít nhất một bảng [[procedure]] hoặc [[guide]].",
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SourceError(
            f"mã “{twice}” có ở hai bảng",
            where=path.name,
            mend="Hãy gộp hai bảng làm một, hoặc sửa lại mã của một bảng.",
        )
    return Catalogue(
        procedures=tuple(_procedure(table, file) for table in file.procedure),
        guides=tuple(_guide(table, file) for table in file.guide),
    )


def parse_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises `SourceError` when it cannot be read or is not TOML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(
            "không mở được tệp",
            where=path.name,
            mend=f"Hãy kiểm tra tệp còn đó và được phép đọc ({error.strerror}).",
        ) from error
    except UnicodeDecodeError as error:
        raise SourceError(
            "tệp không phải văn bản UTF-8", where=path.name, mend="Hãy lưu lại tệp với bảng mã UTF-8."
        ) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        spot = f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp"
        raise SourceError(
            f"sai cú pháp TOML ở {spot}",
            where=path.name,
            mend="Hãy xem dấu ngoặc kép, dấu phẩy và ngoặc vuông ở chỗ đó và dòng ngay trước.",
        ) from error


def _validity(table: _ProcedureTable | _GuideTable) -> Validity:
    return Validity(
        effective_from=table.effective_from,
        effective_to=table.effective_to,
        replaces=table.replaces,
        replaced_by=table.replaced_by,
    )


def _procedure(table: _ProcedureTable, file: _File) -> Procedure:
    return Procedure(
        code=table.code,
        name=table.name,
        former_codes=table.former_codes,
        aliases=table.aliases,
        field=table.field or file.field,
        agency=table.agency or file.agency,
        level=table.level or file.level,
        facts=tuple(
            fact.fact(aspect, table.confidence, table.sources, table.asked)
            for aspect, facts in table.facts.items()
            for fact in facts
        ),
        related=table.related,
        applies=table.applies,
        validity=_validity(table),
        url=table.url or file.url,
        asked=table.asked.get(WHOLE, ()),
    )


def _guide(table: _GuideTable, file: _File) -> Guide:
    return Guide(
        id=table.id,
        title=table.title,
        field=table.field or file.field,
        sections=table.section,
        validity=_validity(table),
    )


# Known keys by the table they stand in, to guess what a mistyped key was meant to be.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "": tuple(_File.model_fields),
    "procedure": tuple(_ProcedureTable.model_fields),
    "guide": tuple(_GuideTable.model_fields),
    "section": tuple(GuideSection.model_fields),
    "facts": tuple(_FactTable.model_fields),
    "duration": tuple(Duration.model_fields),
    "fees": tuple(Fee.model_fields),
    "applies": tuple(Applies.model_fields),
}
