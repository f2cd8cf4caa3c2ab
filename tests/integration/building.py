"""A small parser for tests of building: `.txt` is one document, `.jsonl` one per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.parsing import Parser
from indexer.pipeline import BuildReport, BuildRequest, build
from indexer.readers.base import Limits, Paragraph, Problem, RawDocument
from knowledge.errors import SourceError
from knowledge.model import Document, Metadata, Passage, Section, Span
from knowledge.retrieval.embedder import HashingEmbedder
from knowledge.retrieval.protocols import Vector


@dataclass
class CountingEmbedder:
    """Counts the texts it embeds."""

    inner: HashingEmbedder = field(default_factory=lambda: HashingEmbedder(32))
    texts: int = 0

    @property
    def fingerprint(self) -> str:
        return self.inner.fingerprint

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def embed(self, texts: Sequence[str]) -> Vector:
        self.texts += len(texts)
        return self.inner.embed(texts)


@dataclass
class LineReader:
    """Reads the two formats and remembers what it was asked to read."""

    suffixes: frozenset[str] = frozenset({".txt", ".jsonl"})
    opened: list[str] = field(default_factory=list)

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        self.opened.append(path.name)
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            raise SourceError("tệp rỗng", where=str(path), mend="chép lại tệp")
        if "NỔ" in text:
            raise ZeroDivisionError("a slip in a reader")
        if path.suffix == ".txt":
            yield RawDocument(tuple(Paragraph(line) for line in text.splitlines() if line))
            return
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                row = json.loads(line)
            except ValueError:
                yield Problem(f"dòng {number}", "dòng không phải JSON", "sửa dòng này")
                continue
            yield RawDocument((Paragraph(row["text"]),), id=row["id"], title=row["id"], line=number)


def structure(raw: RawDocument, *, document_id: str, source: str) -> Document:
    lines = [block.text for block in raw.blocks if isinstance(block, Paragraph)]
    text = "\n".join(lines)
    meta = Metadata(id=document_id, title=raw.title or lines[0], source=source)
    return Document(meta=meta, text=text, sections=(Section(span=Span(start=0, end=len(text))),))


def passages(document: Document) -> list[Passage]:
    found, start = [], 0
    for ordinal, line in enumerate(document.text.split("\n")):
        span = Span(start=start, end=start + len(line))
        found.append(
            Passage(
                id=f"{document.meta.id}#{ordinal}",
                document_id=document.meta.id,
                ordinal=ordinal,
                text=line,
                span=span,
                context=document.meta.title,
            )
        )
        start += len(line) + 1
    return found


class Workshop:
    """A folder of sources and an index directory, built with the small parser."""

    def __init__(self, root: Path) -> None:
        self.sources = root / "nguon"
        self.sources.mkdir()
        self.index = root / "index"
        self.embedder = CountingEmbedder()
        self.reader = LineReader()
        self.fingerprint = "1"

    def write(self, name: str, text: str) -> Path:
        path = self.sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, *, full: bool = False, keep: int = 3, builtin: tuple[Path, ...] = ()) -> BuildReport:
        self.embedder.texts = 0
        self.reader.opened.clear()
        return build(
            BuildRequest((self.sources,), self.index, builtin, full, keep),
            parser=Parser(self._reader_for, structure, passages, self.fingerprint),
            embedder=self.embedder,
        )

    def _reader_for(self, path: Path) -> LineReader:
        if path.suffix not in self.reader.suffixes:
            raise SourceError("định dạng lạ", where=str(path))
        return self.reader
