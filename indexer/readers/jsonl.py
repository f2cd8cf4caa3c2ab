"""JSON lines, plain or packed with zstd: documents, law articles and procedures, one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import BinaryIO

from indexer.readers.base import Block, Limits, Paragraph, Problem, RawDocument
from indexer.readers.common import repair, tidy, tidy_line
from indexer.readers.guard import (
    ZSTD_MAGIC,
    TruncatedError,
    bounded_lines,
    check_size,
    head,
    unpack_zstd,
    unreadable,
)
from indexer.readers.markdown import looks_like_markdown, markdown_blocks
from indexer.readers.procedure_rows import is_procedure, procedure_of
from knowledge.errors import SourceError
from knowledge.model import Validity

_CHUNK = 256 * 1024
# A file of another kind would fill the summary with the same complaint.
_MAX_PROBLEMS = 50
_METADATA = {
    "number": "number",
    "issuer": "issuer",
    "url": "url",
    "field": "field",
    "type_name": "type_name",
    "locality": "locality",
    "law": "law",
    "article": "article",
    "topic": "topic",
}
_DATE = re.compile(r"\s*(?:(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2}))")


class JsonLinesReader:
    """Reads `.jsonl` and `.jsonl.zst` line by line: memory does not grow with the file."""

    suffixes = frozenset({".jsonl", ".jsonl.zst"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield one document a line, and the bad lines; see `indexer.readers.base.Reader`."""
        size = check_size(path, limits)
        packed = head(path, 4) == ZSTD_MAGIC
        try:
            stream = path.open("rb")
        except OSError as error:
            raise unreadable(path, error) from error
        with closing(stream):
            pieces = unpack_zstd(stream, path, size, limits) if packed else _chunks(stream, path)
            yield from _documents(bounded_lines(pieces, limits.max_line_bytes), path)


def parse_date(text: object) -> date | None:
    """The day written as dd/mm/yyyy or yyyy-mm-dd at the start of `text`, or None."""
    match = _DATE.match(text) if isinstance(text, str) else None
    if match is None:
        return None
    day, month, year = match.group(1, 2, 3) if match.group(1) else match.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _chunks(stream: BinaryIO, path: Path) -> Iterator[bytes]:
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except OSError as error:
        raise unreadable(path, error) from error


def _documents(lines: Iterator[tuple[int, bytes | None]], path: Path) -> Iterator[RawDocument | Problem]:
    documents = problems = last = 0
    first: Problem | None = None
    for found in _guarded(lines, path):
        if isinstance(found, Problem):
            problems += 1
            first = first or found
            if problems <= _MAX_PROBLEMS:
                yield found
            continue
        last, content = found
        try:
            yield _document(content, last)
            documents += 1
        except _LineError as error:
            problem = Problem(f"{path} (dòng {last})", str(error), "sửa dòng này rồi lập chỉ mục lại")
            problems += 1
            first = first or problem
            if problems <= _MAX_PROBLEMS:
                yield problem
    if not documents:
        reason = f": {first.problem}" if first else ""
        raise SourceError(
            f"không có dòng nào dùng được{reason}",
            where=first.where if first else str(path),
            mend="mỗi dòng phải là một đối tượng JSON có id, title, text hoặc là một thủ tục có id, name",
        )
    if problems > _MAX_PROBLEMS:
        yield Problem(
            str(path), f"còn {problems - _MAX_PROBLEMS} dòng hỏng khác", "sửa các dòng đã nêu trước"
        )


def _guarded(lines: Iterator[tuple[int, bytes | None]], path: Path) -> Iterator[tuple[int, bytes] | Problem]:
    """Lines with something on them; too long lines and a cut-off end become problems."""
    number = 0
    try:
        for number, line in lines:
            if line is None:
                yield Problem(f"{path} (dòng {number})", "dòng quá dài", "chia văn bản này thành nhiều dòng")
            elif line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield number, line
    except TruncatedError:
        yield Problem(
            f"{path} (sau dòng {number})",
            "tệp nén hỏng hoặc bị cắt cụt, phần sau không đọc được",
            "chép lại tệp từ nguồn rồi lập chỉ mục lại",
        )


class _LineError(Exception):
    """A line that cannot be used, in the words shown to the admin."""


def _document(line: bytes, number: int) -> RawDocument:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _LineError("dòng không phải UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _LineError("dòng không phải JSON hợp lệ") from error
    if not isinstance(row, dict):
        raise _LineError("dòng không phải một đối tượng JSON")
    if is_procedure(row):
        procedure = procedure_of(row)
        if not procedure.code or not procedure.name:
            raise _LineError("thủ tục thiếu id hoặc name")
        if not procedure.facts:
            raise _LineError("thủ tục không có nội dung nào")
        return RawDocument(
            blocks=(), id=procedure.code, title=procedure.name, procedure=procedure, line=number
        )
    return _text_document(row, number)


def _text_document(row: Mapping[str, object], number: int) -> RawDocument:
    text, title = row.get("text"), row.get("title")
    if not isinstance(text, str) or not text.strip():
        raise _LineError("thiếu text (văn bản) hoặc name và nội dung (thủ tục)")
    if title is not None and not isinstance(title, str):
        raise _LineError("title không phải chuỗi chữ")
    text = tidy(repair(text))
    blocks: tuple[Block, ...] = (
        tuple(markdown_blocks(text))
        if looks_like_markdown(text)
        else tuple(Paragraph(part) for part in text.split("\n") if part)
    )
    if not blocks:
        raise _LineError("text không có chữ nào")
    name = tidy_line(title or "")
    return RawDocument(
        blocks=blocks,
        id=identity(row.get("id")) or None,
        title=name or None,
        validity=Validity(effective_from=parse_date(row.get("effective"))),
        fields=_fields(row, name),
        line=number,
    )


def identity(value: object) -> str:
    """An id as text: strings and whole numbers; "" for anything else."""
    return tidy_line(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _fields(row: Mapping[str, object], title: str) -> dict[str, str]:
    fields = {
        key: tidy_line(str(row[name]))
        for name, key in _METADATA.items()
        if isinstance(row.get(name), (str, int)) and str(row[name]).strip()
    }
    if "law" in fields:
        fields["kind"] = "law"
        if title:
            fields["subject"] = title
    issued = parse_date(row.get("issued_on", row.get("issued")))
    if issued is not None:
        fields["issued_on"] = issued.isoformat()
    return fields
