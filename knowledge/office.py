"""What an office knows better than the built-in knowledge: its province's fees, its counter, its remarks.

One TOML file, described in docs/huong-dan/thu-tuc-cua-don-vi.md, applied to procedures before documents are
made of them, so that answers and their citations show the office's own words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from knowledge.errors import SourceError
from knowledge.model import Applies, Aspect, Channel, Fact, Fee, Frozen, Procedure
from knowledge.money import dong
from knowledge.procedure_toml import Line, parse_toml
from knowledge.toml_errors import as_source_error
from knowledge.vietnamese.text import sentences

_PROVINCE = "HĐND"
_HOW = {Channel.COUNTER: "trực tiếp", Channel.ONLINE: "trực tuyến", Channel.POST: "qua bưu điện"}


class Override(Frozen):
    """What an office says of one procedure.

    `fees` take the place of "theo mức của HĐND cấp tỉnh"; with `replace_fees` of every fee known so far.
    """

    code: Line
    source: Line | None = None  # the resolution that sets the fees
    fee_name: Line | None = None  # "Lệ phí đăng ký hộ kinh doanh"
    fees: tuple[Fee, ...] = ()
    replace_fees: bool = False
    where: Line | None = None
    hours: Line | None = None
    notes: tuple[Line, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for fee in self.fees:
            if (fee.amount is None) == (not fee.free) or fee.set_by_province:
                raise PydanticCustomError("fee_unsaid", "amount or free")
        if self.fees and self.source is None:
            raise PydanticCustomError("fee_without_source", "source missing")
        return self


class _File(Frozen):
    office: Line
    procedure: Annotated[tuple[Override, ...], Field(min_length=1)]


class Overrides(Frozen):
    """The office's own words on procedures, by code. `fingerprint` changes with the file."""

    office: str
    by_code: dict[str, Override]
    file: str
    fingerprint: str

    def apply(self, procedure: Procedure) -> Procedure:
        """`procedure` as the office has it; unchanged where the office says nothing."""
        own = self.by_code.get(procedure.code)
        if own is None:
            return procedure
        facts = tuple(_with_fees(procedure, own, self.office)) if own.fees else procedure.facts
        return procedure.model_copy(update={"facts": (*_said(own, self.office), *facts)})


def apply(procedures: Iterable[Procedure], overrides: Overrides) -> tuple[Procedure, ...]:
    """`procedures` as the office has them."""
    return tuple(overrides.apply(procedure) for procedure in procedures)


_KEYS = {
    "": tuple(_File.model_fields),
    "procedure": tuple(Override.model_fields),
    "fees": tuple(Fee.model_fields),
}
_OWN_ERRORS = {
    "fee_unsaid": (
        "mỗi mức phí phải có hoặc amount (số tiền) hoặc free = true",
        "Viết ví dụ fees = [{ amount = 5000 }] hoặc fees = [{ free = true }].",
    ),
    "fee_without_source": (
        "có mức phí mà thiếu “source”",
        'Thêm dòng source = "…" ghi số, ngày của nghị quyết quy định mức này.',
    ),
}


def load_overrides(path: Path) -> Overrides:
    """The office's file at `path`.

    Raises `SourceError`, naming table and key, when it cannot be read, holds an unknown key or a wrong
    value, names a procedure twice, or gives a fee without saying which resolution sets it.
    """
    data: dict[str, Any] = parse_toml(path)
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        told = as_source_error(path, data, first, _KEYS)
        if first["type"] in _OWN_ERRORS:
            problem, mend = _OWN_ERRORS[first["type"]]
            told = SourceError(problem, where=told.where, mend=mend)
        raise told from error
    by_code: dict[str, Override] = {}
    for table in file.procedure:
        if table.code in by_code:
            raise SourceError(
                f"mã “{table.code}” có ở hai bảng", where=path.name, mend="Hãy gộp hai bảng làm một."
            )
        by_code[table.code] = table
    digest = hashlib.sha256(file.model_dump_json().encode()).hexdigest()[:16]
    return Overrides(office=file.office, by_code=by_code, file=path.name, fingerprint=digest)


def _said(own: Override, office: str) -> Iterator[Fact]:
    """Place, hours and remarks as the office words them."""
    texts = [(Aspect.WHERE, own.where)] if own.where else []
    texts += [(Aspect.WHERE, f"Giờ nhận hồ sơ: {own.hours}")] if own.hours else []
    texts += [(Aspect.NOTES, note) for note in own.notes]
    for aspect, text in texts:
        yield Fact(aspect=aspect, text=text, sources=(office,), set_by=office)


def _with_fees(procedure: Procedure, own: Override, office: str) -> Iterator[Fact]:
    """The facts with the office's fees where the province's were left open, or before all other fees."""
    open_ones = [fact for fact in procedure.facts if any(fee.set_by_province for fee in fact.fees)]
    if not open_ones:
        yield _fee_fact(procedure, own, office, None)
    for fact in procedure.facts:
        if fact in open_ones:
            if fact is open_ones[0]:
                yield _fee_fact(procedure, own, office, fact.applies)
            # Who is exempt stays true whatever the amount is.
            rest = [part for part in sentences(fact.text) if _PROVINCE not in part]
            if rest and not own.replace_fees:
                left = tuple(fee for fee in fact.fees if not fee.set_by_province)
                yield fact.model_copy(update={"text": " ".join(rest), "fees": left})
        elif fact.aspect is not Aspect.FEE or not own.replace_fees:
            yield fact


def _fee_fact(procedure: Procedure, own: Override, office: str, applies: Applies | None) -> Fact:
    name = own.fee_name or f"Phí, lệ phí thủ tục {procedure.name[:1].lower()}{procedure.name[1:]}"
    case = f" ({applies.text})" if applies is not None else ""
    listed = ", ".join(_told(fee) for fee in own.fees)
    return Fact(
        aspect=Aspect.FEE,
        text=f"{name}{case}: {listed}, theo {own.source}, do {office} công bố.",
        sources=(own.source or "", office),
        effective_from=own.effective_from,
        effective_to=own.effective_to,
        fees=own.fees,
        applies=applies,
        set_by=office,
    )


def _told(fee: Fee) -> str:
    paid = "miễn phí" if fee.amount is None else dong(fee.amount) + (f"/{fee.per}" if fee.per else "")
    how = f" khi nộp {_HOW[fee.channel]}" if fee.channel in _HOW else ""
    return f"{paid}{how}" + (f" ({fee.condition})" if fee.condition else "")
