"""The project's own procedure and guide files (.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexer.readers.base import Block, Limits, Paragraph, Problem, RawDocument
from indexer.readers.guard import MAX_TEXT_BYTES, check_size
from knowledge.errors import SourceError
from knowledge.model import Document
from knowledge.procedures import guide_document, load_procedures


class TomlReader:
    """Reads `.toml` in the format of `knowledge.procedures`."""

    suffixes = frozenset({".toml"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the procedures, then the guides; see `indexer.readers.base.Reader`."""
        check_size(path, limits, MAX_TEXT_BYTES)
        try:
            catalogue = load_procedures(path)
        except RecursionError as error:
            raise SourceError(
                "tệp TOML lồng nhau quá sâu",
                where=str(path),
                mend="viết lại theo mẫu trong tài liệu hướng dẫn",
            ) from error
        for procedure in catalogue.procedures:
            yield RawDocument(
                blocks=(),
                id=procedure.code,
                title=procedure.name,
                procedure=procedure,
                validity=procedure.validity,
                fields={"kind": "procedure"},
            )
        for guide in catalogue.guides:
            document = guide_document(guide, source=str(path))
            yield RawDocument(
                blocks=tuple(_blocks(document)),
                id=guide.id,
                title=guide.title,
                validity=guide.validity,
                fields={"kind": "guide"} | ({"field": guide.field} if guide.field else {}),
                asked=document.asked,
                dated=document.dated,
            )


def _blocks(document: Document) -> Iterator[Block]:
    """The sections as `guide_document` words them, with what it says about confidence."""
    for section in document.sections:
        heading, *lines = document.text[section.span.start : section.span.end].strip().split("\n")
        yield Paragraph(heading, level=section.level)
        yield from (Paragraph(line) for line in lines if line)
