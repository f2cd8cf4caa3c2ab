"""Plain text files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexer.readers.base import Limits, Problem, RawDocument
from indexer.readers.common import has_text, line_paragraphs
from indexer.readers.encoding import decode
from indexer.readers.guard import read_bytes
from knowledge.errors import SourceError


class TextReader:
    """Reads `.txt`: one paragraph a physical line, since nobody knows whether lines are wrapped."""

    suffixes = frozenset({".txt"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the file as one document; see `indexer.readers.base.Reader`."""
        decoded = decode(read_bytes(path, limits), path)
        blocks = tuple(line_paragraphs(decoded.text))
        if not has_text(blocks):
            raise empty(path)
        if decoded.warning:
            yield Problem(str(path), decoded.warning, "đối chiếu với bản gốc")
        yield RawDocument(blocks=blocks, hard_wrapped=True)


def empty(path: Path) -> SourceError:
    """The error for a readable file in which nothing is written."""
    return SourceError(
        "tệp không có chữ nào", where=str(path), mend="thay bằng tệp có nội dung hoặc xóa tệp này"
    )
