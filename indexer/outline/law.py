"""Articles of the legal code: one article is one document, cut into khoản and điểm."""

from __future__ import annotations

import re

from indexer.outline.assemble import assemble
from indexer.outline.lines import Line, flatten
from indexer.outline.tree import Part, outline
from indexer.readers.base import RawDocument
from knowledge.model import Document, DocumentKind, Metadata

_NUMBER = re.compile(
    r"\b\d+[a-z]?/(?:\d{4}/)?[A-ZĐa-zđ][\w-]*(?:/[\w-]+)?|\b\d+[A-Z]?(?:/[A-ZĐ]+)?-[A-ZĐ]+(?:/[A-ZĐ]+)?"
)
_TYPES = (
    "Bộ luật", "Luật", "Pháp lệnh", "Nghị quyết liên tịch", "Thông tư liên tịch", "Nghị định", "Nghị quyết",
    "Thông tư", "Quyết định", "Chỉ thị", "Lệnh", "Hiến pháp", "Sắc lệnh",
)  # fmt: skip
_ISSUERS = (
    ("UBTVQH", "Ủy ban Thường vụ Quốc hội"),
    ("QH", "Quốc hội"),
    ("NĐ-CP", "Chính phủ"),
    ("NQ-CP", "Chính phủ"),
    ("TTg", "Thủ tướng Chính phủ"),
    ("CTN", "Chủ tịch nước"),
)


def law_article(raw: RawDocument, *, document_id: str, source: str) -> Document:
    """An article (`fields` kind="law", law, article; `title`) as a document."""
    law = " ".join(raw.fields.get("law", "").split())
    article = raw.fields.get("article", "").strip()
    name = (raw.title or raw.fields.get("subject", "")).strip()
    label = f"Điều {article}" if article else "Điều"
    heading = f"{label}. {name}" if name else label
    number = law_number(law)
    lines = [Line(heading), *flatten(raw.blocks)]
    root = Part(label if article else "", name, 1, (heading,), 0, 1)
    parts = outline(lines, 1, {}, base=(heading,))
    if parts and not parts[0].label and parts[0].path == root.path:
        root.last = parts.pop(0).last
    meta = Metadata.model_construct(
        id=document_id,
        kind=DocumentKind.LAW,
        title=f"{heading} — {law}" if law else heading,
        type_name=next((kind for kind in _TYPES if law.startswith(kind)), None),
        subject=name or None,
        number=number,
        symbol=None,
        issuer=next((issuer for mark, issuer in _ISSUERS if number and mark in number), None),
        validity=raw.validity,
        field=raw.fields.get("field"),
        url=raw.fields.get("url"),
        source=source,
    )
    return assemble(meta, lines, [root, *parts])


def law_number(law: str) -> str | None:
    """The number in the name of a law: "Luật số 32/2004/QH11 An ninh" → "32/2004/QH11"."""
    match = _NUMBER.search(law)
    if match is None:
        return None
    # Some rows have the number in small letters.
    return match[0].upper() if match[0].islower() else match[0]
