"""The seam between file formats and structure: every reader yields `RawDocument`s made of blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from knowledge.model import Asked, Dated, Procedure, Validity


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text as the file has it: one paragraph, or one physical line where the format has only lines.

    `level` is the heading level where the format marks headings (docx style, HTML h1–h6, Markdown #).
    `centred` and `bold` help to find titles; None where the format does not tell.
    """

    text: str
    page: int | None = None
    level: int | None = None
    bold: bool | None = None
    centred: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row; `header` is its first row when the format or the layout says so."""

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] | None = None
    page: int | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader found in a file, before its outline is understood.

    `id` and `title` are set only where the format names them (JSON lines, TOML, HTML title).
    `hard_wrapped` says that line ends may cut sentences (text and PDF files).
    `procedure` is set by readers of structured procedures; the outline step then renders its aspects.
    `fields` are further metadata the format names (keys of `knowledge.model.Metadata`).
    """

    blocks: tuple[Block, ...]
    id: str | None = None
    title: str | None = None
    hard_wrapped: bool = False
    procedure: Procedure | None = None
    validity: Validity = Validity()
    fields: dict[str, str] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()  # how people ask for its lines
    dated: tuple[Dated, ...] = ()  # its parts that hold for a time only
    line: int | None = None  # where in the source file it starts, for error messages


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep one bad file from taking the machine down. Sizes in bytes."""

    max_file_bytes: int = 200 * 1024 * 1024
    max_unpacked_bytes: int = 400 * 1024 * 1024
    max_unpack_ratio: int = 200
    max_pages: int = 5_000
    max_line_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad place in a file that did not stop the rest of it (a bad JSON line, a damaged page)."""

    where: str
    problem: str
    mend: str


class Reader(Protocol):
    """Reads one family of file formats."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Lower-case suffixes it reads, with the dot; `.jsonl.zst` counts as one suffix."""
        ...

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the documents of `path`, and the places that had to be left out.

        Raises `knowledge.errors.SourceError` when nothing of the file can be used.
        """
        ...
