"""Word 97–2003 documents (.doc).

`legacy_doc` opens the OLE container; the Word streams are read here, since its own text loses the borders
between table cells, and with them the letterhead.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from legacy_doc.exceptions import LegacyDocError
from legacy_doc.ole import OleReader
from legacy_doc.types import ExtractionOptions

from indexer.readers.base import Block, Limits, Paragraph, Problem, RawDocument
from indexer.readers.common import has_text, make_table, tidy
from indexer.readers.guard import check_size, damaged, encrypted, unreadable
from indexer.readers.text import empty
from indexer.readers.worddoc import (
    DocParagraph,
    EncryptedError,
    OldWordError,
    WordDocError,
    paragraphs,
    table_stream_name,
)
from knowledge.errors import SourceError
from knowledge.vietnamese import legacy


class DocReader:
    """Reads `.doc`."""

    suffixes = frozenset({".doc"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the file as one document; see `indexer.readers.base.Reader`."""
        size = check_size(path, limits)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise unreadable(path, error) from error
        try:
            found = _paragraphs(data, path, size)
        except (EncryptedError, OldWordError) as error:
            raise _refusal(error, path) from error
        except (WordDocError, LegacyDocError, struct.error, OverflowError) as error:
            raise damaged(path) from error
        blocks = tuple(_blocks(_converted(found)))
        if not has_text(blocks):
            raise empty(path)
        yield RawDocument(blocks=blocks)


def _paragraphs(data: bytes, path: Path, size: int) -> list[DocParagraph]:
    options = ExtractionOptions(max_file_bytes=size, max_text_bytes=size, max_chain_sectors=size // 512 + 1)
    container = OleReader(data, options=options)
    if container.has_stream("EncryptedPackage"):
        raise EncryptedError
    if not container.has_stream("WordDocument"):
        raise SourceError(
            "không phải tài liệu Word (có thể là bảng tính hoặc bài trình chiếu cũ)",
            where=str(path),
            mend="mở bằng phần mềm đã tạo ra tệp và lưu lại dưới dạng .docx",
        )
    word = container.read_stream("WordDocument")
    return list(paragraphs(word, container.read_stream(table_stream_name(word))))


def _refusal(error: WordDocError, path: Path) -> SourceError:
    if isinstance(error, EncryptedError):
        return encrypted(path)
    return SourceError(
        "tài liệu viết bằng Word 95 trở về trước, không đọc được",
        where=str(path),
        mend="mở bằng Word hoặc LibreOffice và lưu lại dưới dạng .docx",
    )


def _converted(found: list[DocParagraph]) -> Iterator[DocParagraph]:
    """Old fonts are judged by the whole text: the fonts of single runs are not read."""
    encoding = legacy.detect("\n".join(paragraph.text for paragraph in found))
    for paragraph in found:
        text = paragraph.text
        if encoding is not None and legacy.convertible(text):
            text = legacy.convert(text, encoding)
        yield DocParagraph(tidy(text), paragraph.look, paragraph.ends_cell)


def _blocks(found: Iterable[DocParagraph]) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    cell: list[str] = []
    for paragraph in found:
        if not paragraph.look.in_table:
            yield from _table(rows, [*row, *cell])
            rows, row, cell = [], [], []
            yield from _lines(paragraph)
        elif paragraph.look.row_end:
            rows.append(tuple(row))
            row, cell = [], []
        else:
            cell.append(paragraph.text)
            if paragraph.ends_cell:
                row.append("\n".join(text for text in cell if text))
                cell = []
    yield from _table(rows, [*row, *cell])


def _lines(paragraph: DocParagraph) -> Iterator[Paragraph]:
    for line in paragraph.text.split("\n"):
        if line:
            yield Paragraph(line, level=paragraph.look.level, centred=paragraph.look.centred)


def _table(rows: list[tuple[str, ...]], left: list[str]) -> Iterator[Block]:
    filled = [row for row in [*rows, tuple(left)] if any(row)]
    if filled and max(map(len, filled)) > 1:
        yield make_table(filled, headed=False)
    else:
        for row in filled:
            yield from (Paragraph(line) for cell in row for line in cell.split("\n") if line)
