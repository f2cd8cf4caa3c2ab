"""Raw documents of the samples and of strings written in a test."""

from __future__ import annotations

from pathlib import Path

from indexer.chunking import passages
from indexer.outline import structure
from indexer.readers.base import Block, Paragraph, RawDocument
from knowledge.model import Document, Passage, Section

SAMPLES = Path(__file__).parents[2] / "samples"


def text_document(text: str, name: str = "thu.txt", *, hard_wrapped: bool = True) -> Document:
    blocks = tuple(Paragraph(line) for line in text.split("\n"))
    return structure(RawDocument(blocks, hard_wrapped=hard_wrapped), document_id=name, source=name)


def block_document(*blocks: Block, name: str = "thu.docx") -> Document:
    return structure(RawDocument(tuple(blocks)), document_id=name, source=name)


def sample(name: str) -> Document:
    return text_document((SAMPLES / name).read_text(encoding="utf-8"), name)


def own_text(document: Document, section: Section) -> str:
    return document.text[section.span.start : section.span.end]


def section_with(document: Document, words: str) -> Section:
    return next(s for s in document.sections if words in own_text(document, s))


def check_invariants(document: Document, found: list[Passage], maximum: int = 220) -> None:
    """Sections and passages tile the text; every passage is the text at its span."""
    assert "\r" not in document.text
    for runs in ([s.span for s in document.sections], [p.span for p in found]):
        position = 0
        for span in runs:
            assert position <= span.start <= span.end <= len(document.text)
            assert not document.text[position : span.start].strip()
            position = span.end
        assert not document.text[position:].strip()
    for ordinal, passage in enumerate(found):
        assert passage.text == document.text[passage.span.start : passage.span.end]
        assert passage.text.strip()
        assert passage.id == f"{document.meta.id}#{ordinal}"
        Passage.model_validate(passage.model_dump())
    Document.model_validate(document.model_dump())


def cut(document: Document) -> list[Passage]:
    found = passages(document)
    check_invariants(document, found)
    return found
