"""Procedures and guides as documents: the words around the facts, and where each aspect stands.

Loading them from TOML is in `knowledge.procedure_toml`; its names are offered here as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.builtin import builtin_files
from knowledge.model import (
    Asked,
    Aspect,
    Confidence,
    Dated,
    Document,
    DocumentKind,
    Fact,
    Metadata,
    Procedure,
    Section,
    SectionRole,
    Span,
    Validity,
)
from knowledge.procedure_toml import Catalogue, Guide, GuideSection, load_procedures
from knowledge.vietnamese.text import clean, sentences

__all__ = [
    "ADDED",
    "ASPECT_HEADINGS",
    "Catalogue",
    "FactLine",
    "Guide",
    "GuideSection",
    "builtin_files",
    "fact_lines",
    "guide_document",
    "in_force",
    "load_procedures",
    "procedure_document",
]

# In the order in which a citizen meets them, which is also the order of the sections of a document.
ASPECT_HEADINGS: Mapping[Aspect, str] = {
    Aspect.WHO: "Ai được nộp hồ sơ",
    Aspect.CONDITIONS: "Điều kiện",
    Aspect.DEADLINE: "Hạn phải đi làm",
    Aspect.DOSSIER: "Thành phần hồ sơ",
    Aspect.FORM: "Mẫu đơn, tờ khai",
    Aspect.WHERE: "Nơi nộp hồ sơ",
    Aspect.ONLINE: "Cách nộp trực tuyến",
    Aspect.STEPS: "Trình tự thực hiện",
    Aspect.TIME: "Thời hạn giải quyết",
    Aspect.FEE: "Phí, lệ phí",
    Aspect.RESULT: "Kết quả nhận được",
    Aspect.VALIDITY: "Giá trị sử dụng",
    Aspect.PENALTY: "Xử phạt",
    Aspect.NOTES: "Lưu ý",
    Aspect.LEGAL: "Căn cứ pháp lý",
}

# Put before every sentence and not only before the fact, since an answer may quote one sentence alone.
_PREFIXES: Mapping[Confidence, str] = {
    Confidence.UNVERIFIED: "Chưa kiểm chứng: ",
    Confidence.CONTRADICTORY: "Các nguồn ghi khác nhau: ",
}
_ASK_FIRST = "Vui lòng hỏi lại bộ phận một cửa trước khi đi làm."
_APPLIES = "Quy định này áp dụng"
ADDED = (_ASK_FIRST, _APPLIES)  # begins a sentence that was added to the one before, and is told with it


@dataclass(frozen=True, slots=True)
class _Part:
    """A section before its place in the text is known."""

    heading: str
    path: tuple[str, ...]
    lines: list[str]
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class FactLine:
    """A line of a procedure's document, and the fact it says."""

    text: str
    fact: Fact


def fact_lines(procedure: Procedure) -> tuple[FactLine, ...]:
    """The lines under the aspects of `procedure_document(procedure)`, in order, each with its fact."""
    return tuple(
        FactLine(line, fact)
        for aspect in ASPECT_HEADINGS
        for fact in procedure.facts
        if fact.aspect is aspect
        for line in _lines(fact)
    )


def in_force(fact: Fact, day: date) -> bool:
    """Whether a fact applies on `day`."""
    return _validity(fact).covers(day)


def procedure_document(procedure: Procedure, *, source: str) -> Document:
    """`procedure` as a document: what it is and what people call it, then one section per aspect.

    `source` is the file it came from, as the admin named it.
    """
    parts = [_Part(procedure.name, (procedure.name,), _introduction(procedure))]
    for aspect, heading in ASPECT_HEADINGS.items():
        lines = [line for fact in procedure.facts if fact.aspect is aspect for line in _lines(fact)]
        if lines:
            parts.append(_Part(heading, (procedure.name, heading), lines, aspect))
    text, sections = _lay_out(parts)
    meta = Metadata(
        id=procedure.code,
        kind=DocumentKind.PROCEDURE,
        title=procedure.name,
        type_name="Thủ tục hành chính",
        aliases=procedure.aliases,
        number=procedure.code,
        former_numbers=procedure.former_codes,
        field=procedure.field or None,
        level=procedure.level or None,
        validity=procedure.validity,
        source=source,
        url=procedure.url,
    )
    return Document(meta=meta, text=text, sections=sections, procedure=procedure, asked=_asked(procedure))


def guide_document(guide: Guide, *, source: str) -> Document:
    """`guide` as a document: its title, then one section per heading.

    `source` is the file it came from, as the admin named it.
    """
    parts = [_Part(guide.title, (guide.title,), _validity_lines(guide.validity))]
    parts += [_Part(part.heading, (guide.title, part.heading), _lines(part)) for part in guide.sections]
    text, sections = _lay_out(parts)
    asked = [Asked(line=part.heading, questions=part.asked) for part in guide.sections if part.asked]
    dated = [
        Dated(heading=part.heading, validity=_validity(part))
        for part in guide.sections
        if part.effective_from or part.effective_to
    ]
    meta = Metadata(
        id=guide.id,
        kind=DocumentKind.GUIDE,
        title=guide.title,
        type_name="Hướng dẫn",
        field=guide.field or None,
        validity=guide.validity,
        source=source,
    )
    return Document(meta=meta, text=text, sections=sections, asked=tuple(asked), dated=tuple(dated))


def _validity(said: Fact | GuideSection) -> Validity:
    return Validity(effective_from=said.effective_from, effective_to=said.effective_to)


def _asked(procedure: Procedure) -> tuple[Asked, ...]:
    """How people ask for the procedure as a whole and for each of its facts, by the fact's first line."""
    whole = [(procedure.name, procedure.asked)]
    facts = [(lines[0], fact.asked) for fact in procedure.facts if (lines := _lines(fact))]
    return tuple(Asked(line=line, questions=asked) for line, asked in [*whole, *facts] if asked)


def _introduction(procedure: Procedure) -> list[str]:
    """Name, code, everyday names and the deciding agency: the words by which people look for it."""
    kind = f"Thủ tục hành chính mã số {procedure.code}"
    lines = [f"{kind}, lĩnh vực {procedure.field}." if procedure.field else f"{kind}."]
    if procedure.aliases:
        lines.append(f"Người dân thường gọi: {', '.join(procedure.aliases)}.")
    if procedure.agency:
        level = procedure.level.lower()
        suffix = f" ({level})" if level and level not in procedure.agency.lower() else ""
        lines.append(f"Cơ quan giải quyết: {procedure.agency}{suffix}.")
    if procedure.former_codes:
        lines.append(f"Mã số cũ: {', '.join(procedure.former_codes)}.")
    return lines + _validity_lines(procedure.validity)


def _validity_lines(validity: Validity) -> list[str]:
    lines = []
    period = _period(validity.effective_from, validity.effective_to)
    if period:
        lines.append(f"Áp dụng {period}.")
    if validity.replaces:
        lines.append(f"Thay thế: {', '.join(validity.replaces)}.")
    if validity.replaced_by:
        lines.append(f"Đã được thay thế bằng: {validity.replaced_by}.")
    return lines


def _lines(fact: Fact | GuideSection) -> list[str]:
    """The text of a fact, one paragraph a line, with how sure it is and when it applies."""
    lines = [line for line in clean(fact.text).split("\n") if line]
    if not lines:
        return []
    prefix = _PREFIXES.get(fact.confidence)
    if prefix is not None:
        lines = [" ".join(prefix + sentence for sentence in sentences(line)) for line in lines]
        lines[-1] = f"{_ended(lines[-1])} {_ASK_FIRST}"
    dates = [day for day in (fact.effective_from, fact.effective_to) if day is not None]
    if any(_written(day) not in fact.text for day in dates):
        period = _period(fact.effective_from, fact.effective_to)
        lines[-1] = f"{_ended(lines[-1])} {_APPLIES} {period}."
    return lines


def _ended(line: str) -> str:
    return line if line.endswith((".", "!", "?", "…", ";")) else f"{line}."


def _written(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _period(start: date | None, end: date | None) -> str:
    """ "từ ngày 15/8/2026 đến hết ngày 28/2/2027", or the one side that is known, or nothing."""
    words = [f"từ ngày {_written(start)}"] if start else []
    words += [f"đến hết ngày {_written(end)}"] if end else []
    return " ".join(words)


def _lay_out(parts: Iterable[_Part]) -> tuple[str, tuple[Section, ...]]:
    """Text and sections of a document; a section's span runs to the end of its last line."""
    blocks: list[str] = []
    sections: list[Section] = []
    start = 0
    for part in parts:
        block = "\n".join((part.heading, *part.lines))
        sections.append(
            Section(
                heading=part.heading,
                level=len(part.path),
                heading_path=part.path,
                span=Span(start=start, end=start + len(block)),
                role=SectionRole.ASPECT if part.aspect is not None else SectionRole.BODY,
                aspect=part.aspect,
            )
        )
        blocks.append(block)
        start += len(block) + 1
    return "\n".join(blocks), tuple(sections)
