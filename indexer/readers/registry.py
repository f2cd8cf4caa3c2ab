"""Which reader reads which file, and the checks that come before all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.readers.base import Limits, Problem, RawDocument, Reader
from indexer.readers.doc import DocReader
from indexer.readers.docx import DocxReader
from indexer.readers.guard import Kind, check_size, head, sniff
from indexer.readers.html import HtmlReader
from indexer.readers.jsonl import JsonLinesReader
from indexer.readers.markdown import MarkdownReader
from indexer.readers.pdf import PdfReader
from indexer.readers.text import TextReader
from indexer.readers.toml import TomlReader
from knowledge.errors import SourceError

READERS: tuple[Reader, ...] = (
    TextReader(),
    MarkdownReader(),
    HtmlReader(),
    DocxReader(),
    PdfReader(),
    DocReader(),
    JsonLinesReader(),
    TomlReader(),
)

# What the first bytes prove, whatever the name says. Plain text proves nothing: its suffix decides.
_SUFFIX_OF = {
    Kind.PDF: ".pdf",
    Kind.OLE: ".doc",
    Kind.ZIP: ".docx",
    Kind.ZSTD: ".jsonl.zst",
    Kind.HTML: ".html",
}
_UNREADABLE = {
    Kind.RTF: ("tệp RTF", "mở bằng Word hoặc LibreOffice và lưu lại dưới dạng .docx"),
    Kind.MHTML: (
        "trang web lưu dạng MHTML",
        "mở bằng trình duyệt hoặc Word và lưu lại dưới dạng .html hoặc .docx",
    ),
    Kind.IMAGE: ("tệp ảnh: cần OCR", "nhận dạng chữ (OCR) rồi lưu lại dưới dạng .docx hoặc PDF có lớp chữ"),
}
_TEXT_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".jsonl", ".toml"})


def supported_suffixes() -> tuple[str, ...]:
    """All suffixes that can be read, in order."""
    return tuple(sorted(suffix for reader in READERS for suffix in reader.suffixes))


def suffix_of(path: Path) -> str:
    """The suffix that decides the reader: lower case, `.jsonl.zst` as one."""
    name = path.name.lower()
    return ".jsonl.zst" if name.endswith(".jsonl.zst") else path.suffix.lower()


def reader_for(path: Path) -> Reader:
    """The reader for `path` by its name; when read, it looks first at what the file really is.

    Raises `SourceError` for a suffix that nothing reads.
    """
    suffix = suffix_of(path)
    if suffix not in supported_suffixes():
        raise SourceError(
            f"không đọc được định dạng “{suffix or path.name}”",
            where=str(path),
            mend="đổi sang một trong các định dạng: " + ", ".join(supported_suffixes()),
        )
    return _Checked(_reader_of(suffix), suffix)


def _reader_of(suffix: str) -> Reader:
    return next(reader for reader in READERS if suffix in reader.suffixes)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A reader that trusts the first bytes of a file more than its name."""

    named: Reader
    suffix: str

    @property
    def suffixes(self) -> frozenset[str]:
        return self.named.suffixes

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Read `path` as what it is; a wrong suffix is reported as a problem."""
        check_size(path, limits)
        kind = sniff(head(path))
        if kind in _UNREADABLE and self.suffix not in _TEXT_SUFFIXES - {".txt"}:
            what, mend = _UNREADABLE[kind]
            raise SourceError(f"không đọc được {what}", where=str(path), mend=mend)
        real = _real_suffix(kind, self.suffix)
        if real in self.named.suffixes:
            yield from self.named.read(path, limits)
            return
        found = _reader_of(real).read(path, limits)
        first = next(found)  # a file that cannot be read at all has a worse fault than its name
        yield Problem(
            str(path),
            f"phần mở rộng sai: tên là {self.suffix} nhưng nội dung là {kind.value or 'văn bản thường'}",
            f"đổi phần mở rộng thành {real}; lần này tệp vẫn được đọc theo nội dung thật",
        )
        yield first
        yield from found


def _real_suffix(kind: Kind, suffix: str) -> str:
    """The suffix the file should have. HTML within .md and .txt is ordinary; a .doc that is HTML is not."""
    if kind is Kind.HTML and suffix in _TEXT_SUFFIXES:
        return suffix
    if kind is Kind.PDF and suffix in _TEXT_SUFFIXES - {".txt"}:
        return suffix
    if kind is Kind.UNKNOWN:
        return suffix
    return _SUFFIX_OF.get(kind, suffix)
