"""From what a reader found to a `Document`: which kind it is, its metadata, its outline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from indexer.outline.assemble import assemble
from indexer.outline.closing import read_closing
from indexer.outline.header import Head, agencies, display_title, read_head
from indexer.outline.infer import (
    full_issuer,
    issuer_in,
    legal_bases_in,
    locality_of,
    named_year,
    parent_in,
    years_in,
)
from indexer.outline.law import law_article
from indexer.outline.lines import Line, flatten, split_columns
from indexer.outline.markings import refuse_marked
from indexer.outline.numbering import Rank, parse_label
from indexer.outline.tree import Part, outline
from indexer.outline.unwrap import unwrap
from indexer.outline.vocabulary import is_basis, is_closing, is_decision_word, is_recipients_line
from indexer.readers.base import RawDocument
from knowledge.model import Document, DocumentKind, Metadata, SectionRole
from knowledge.procedures import procedure_document
from knowledge.vietnamese.text import one_line

_LONGEST_TITLE = 200
_STRING_FIELDS = (
    "type_name", "subject", "number", "symbol", "issuer", "parent_issuer", "locality", "issued_text",
    "signer", "signer_office", "field", "url",
)  # fmt: skip


def structure(raw: RawDocument, *, document_id: str, source: str) -> Document:
    """Understand `raw`: metadata, outline and canonical text.

    `document_id` becomes the document's id; `source` is the file as the admin named it.
    Raises `knowledge.errors.SourceError` when the document bears a secrecy marking.
    """
    if raw.procedure is not None:
        return _procedure(raw, document_id=document_id, source=source)
    if raw.fields.get("kind") == DocumentKind.LAW:
        return law_article(raw, document_id=document_id, source=source)
    refuse_marked(raw.blocks, source=source)
    lines = flatten(raw.blocks)
    if raw.hard_wrapped:
        lines = unwrap(lines)
    lines = split_columns(lines)
    head = read_head(lines)
    given = raw.fields.get("kind")
    administrative = given == DocumentKind.ADMINISTRATIVE or (
        given is None and (head.seen or any(is_recipients_line(line.text) for line in lines))
    )
    if administrative:
        return _administrative(raw, head, lines, document_id=document_id, source=source)
    return _plain(raw, lines, document_id=document_id, source=source)


def _procedure(raw: RawDocument, *, document_id: str, source: str) -> Document:
    assert raw.procedure is not None  # noqa: S101 — the caller has looked
    document = procedure_document(raw.procedure, source=source)
    if document.meta.id == document_id:
        return document
    return document.model_copy(update={"meta": document.meta.model_copy(update={"id": document_id})})


def _plain(raw: RawDocument, lines: list[Line], *, document_id: str, source: str) -> Document:
    levels = any(line.level is not None for line in lines)
    parts = outline(lines, 0, {}, levels_first=levels)
    kind = DocumentKind.GUIDE if levels else DocumentKind.OTHER
    title = raw.title or next((line.text for line in lines if line.level is not None), "")
    title = one_line(title) or (lines[0].text if lines else "")
    meta = _metadata(
        raw,
        {
            "id": document_id,
            "kind": kind,
            "title": _title(title, document_id, source),
            "years": years_in(title),
            "source": source,
        },
    )
    return assemble(meta, lines, parts).model_copy(update={"asked": raw.asked, "dated": raw.dated})


def _administrative(
    raw: RawDocument, head: Head, lines: list[Line], *, document_id: str, source: str
) -> Document:
    preface = _preface_end(lines, head.end)
    closing = read_closing(lines, preface)
    parts = [*_front(lines, head.end, preface), *outline(lines, preface, closing.roles)]
    opening = [line.text for line in lines[head.end : preface]]
    ending = [line.text for line in lines[preface:] if is_closing(line.text)]
    parent, issuer = agencies(head)
    issuer = (
        issuer
        or issuer_in([*opening, *ending])
        or issuer_in([line.text for line in lines[preface : preface + 3]])
    )
    whole = "\n".join(line.text for line in lines)
    locality = locality_of(head.subject or "", issuer, head.place, [*opening, *ending], whole)
    if issuer is None and locality and head.symbol and "UBND" in head.symbol:
        issuer = f"Ủy ban nhân dân {locality[:1].lower()}{locality[1:]}"
    if issuer is not None:
        issuer = full_issuer(issuer, locality)
    if parent is None:
        parent = parent_in([*opening, *closing.recipients], issuer, locality)
    named = display_title(head, locality) or ""
    title = named if head.subject or not raw.title else raw.title
    meta = _metadata(
        raw,
        {
            "id": document_id,
            "kind": DocumentKind.ADMINISTRATIVE,
            "title": _title(title or (lines[0].text if lines else ""), document_id, source),
            "type_name": head.type_name,
            "subject": head.subject,
            "number": head.number,
            "symbol": head.symbol,
            "issuer": issuer,
            "parent_issuer": parent,
            "locality": locality,
            "issued_on": head.issued_on,
            "issued_text": head.issued_text,
            "years": _years(head, title, ending, opening),
            "signer": closing.signer,
            "signer_office": closing.signer_office,
            "recipients": tuple(closing.recipients),
            "legal_bases": legal_bases_in(opening),
            "source": source,
        },
    )
    return assemble(meta, lines, parts)


def _preface_end(lines: Sequence[Line], start: int) -> int:
    """Index after the paragraphs between head and body: legal bases and "… như sau:"."""
    first_label = next(
        (
            index
            for index in range(start, len(lines))
            if is_decision_word(lines[index].text) or _is_structural(lines[index])
        ),
        None,
    )
    last_basis = start
    for index in range(start, len(lines) if first_label is None else first_label):
        text = lines[index].text
        if is_recipients_line(text) or is_closing(text):
            break
        if is_basis(text) or text.endswith("như sau:") or text.lower().startswith("kính gửi"):
            last_basis = index + 1
        elif first_label is None and index - last_basis >= 2:
            break
    if first_label is not None and is_decision_word(lines[first_label].text):
        return first_label + 1
    return last_basis


def _is_structural(line: Line) -> bool:
    label = parse_label(line.text)
    return line.table is not None or (label is not None and label.rank < Rank.DASH)


def _front(lines: Sequence[Line], head_end: int, preface_end: int) -> list[Part]:
    """Head and preface as parts: runs of legal bases apart from the rest."""
    parts: list[Part] = []
    if head_end:
        parts.append(Part("", "", 1, (), 0, head_end))
    for index in range(head_end, preface_end):
        role = SectionRole.LEGAL_BASES if is_basis(lines[index].text) else SectionRole.BODY
        if len(parts) > bool(head_end) and parts[-1].role is role:
            parts[-1].last = index + 1
        else:
            parts.append(Part("", "", 1, (), index, index + 1, role))
    return parts


def _years(head: Head, title: str, ending: Sequence[str], opening: Sequence[str]) -> tuple[int, ...]:
    years = years_in(head.subject or title)
    if years:
        return years
    for text in ending:
        if found := named_year(text):
            return found
    if head.issued_on is not None:
        return (head.issued_on.year,)
    if head.issued_text is not None:
        return (int(head.issued_text[-4:]),)
    for text in opening:
        if found := named_year(text.rsplit(";", 1)[-1]):
            return found
    return ()


def _metadata(raw: RawDocument, values: dict[str, object]) -> Metadata:
    """Metadata of `values`; what the format itself names wins, other keys of `raw.fields` are left out."""
    for name in _STRING_FIELDS:
        given = one_line(raw.fields.get(name, ""))
        if given:
            values[name] = given
    if issued := _date(raw.fields.get("issued_on", "")):
        values["issued_on"] = issued
    values["validity"] = raw.validity
    if "url" not in values:
        values["url"] = None
    return Metadata.model_validate(values)


def _date(text: str) -> date | None:
    match = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?\s*", text)
    numbers = (match[1], match[2], match[3]) if match else None
    if numbers is None and (match := re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", text)):
        numbers = (match[3], match[2], match[1])
    if numbers is None:
        return None
    try:
        return date(int(numbers[0]), int(numbers[1]), int(numbers[2]))
    except ValueError:
        return None


def _title(title: str, document_id: str, source: str) -> str:
    title = one_line(title)
    if len(title) > _LONGEST_TITLE * 2:
        title = title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return title or PurePath(source).stem or document_id
