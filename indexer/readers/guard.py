"""Bounds and checks before a file is read: size, emptiness, what it really is, zip and zstd bombs."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

import zstandard

from indexer.readers.base import Limits
from knowledge.errors import SourceError

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# Text formats become objects in memory many times their size; no real document comes near this.
MAX_TEXT_BYTES = 32 * 1024 * 1024
# Below this size a high ratio is only a very regular file.
_RATIO_FLOOR = 16 * 1024 * 1024
_CHUNK = 64 * 1024
# A zstd block of 4 bytes can unpack to 128 KiB: small bites keep one step of a bomb under 32 MiB.
_ZSTD_BITE = 1024
_ZSTD_MAX_WINDOW = 128 * 1024 * 1024


class Kind(Enum):
    """What the first bytes say a file is."""

    PDF = "PDF"
    OLE = "Word 97–2003"
    ZIP = "zip"
    ZSTD = "zstd"
    RTF = "RTF"
    MHTML = "MHTML"
    IMAGE = "tệp ảnh"
    HTML = "HTML"
    UNKNOWN = ""


_MAGIC: tuple[tuple[Kind, tuple[bytes, ...]], ...] = (
    (Kind.OLE, (OLE_MAGIC,)),
    (Kind.ZIP, (b"PK\x03\x04", b"PK\x05\x06")),
    (Kind.ZSTD, (ZSTD_MAGIC,)),
    (Kind.IMAGE, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")),
)
_TEXT_MAGIC: tuple[tuple[Kind, tuple[bytes, ...]], ...] = (
    (Kind.RTF, (b"{\\rtf",)),
    (Kind.MHTML, (b"mime-version:",)),
    (Kind.HTML, (b"<!doctype html", b"<html", b"<head", b"<body")),
)


def check_size(path: Path, limits: Limits, most: int | None = None) -> int:
    """The size of `path` in bytes.

    Raises `SourceError` when it is missing, not a regular file, not readable, empty, or larger than
    `limits.max_file_bytes` (or `most`, where that is less).
    """
    try:
        if not path.is_file():
            raise SourceError(
                "không phải là một tệp", where=str(path), mend="kiểm tra lại đường dẫn hoặc bỏ tệp này ra"
            )
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if size == 0:
        raise SourceError("tệp rỗng", where=str(path), mend="thay bằng tệp có nội dung hoặc xóa tệp này")
    bound = limits.max_file_bytes if most is None else min(most, limits.max_file_bytes)
    if size > bound:
        raise SourceError(
            f"tệp quá lớn ({megabytes(size)}, tối đa {megabytes(bound)})",
            where=str(path),
            mend="chia thành nhiều tệp nhỏ hơn",
        )
    return size


def read_bytes(path: Path, limits: Limits) -> bytes:
    """All of a text-like file, at most `MAX_TEXT_BYTES`; raises `SourceError` as `check_size` does."""
    check_size(path, limits, MAX_TEXT_BYTES)
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def head(path: Path, size: int = 4096) -> bytes:
    """The first `size` bytes of `path`; raises `SourceError` when they cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> SourceError:
    """The error for a file that the operating system does not give out."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return SourceError(
        f"không mở được tệp ({reason})", where=str(path), mend="kiểm tra quyền đọc và đường dẫn của tệp"
    )


def sniff(start: bytes) -> Kind:
    """What a file is by its first bytes; `Kind.UNKNOWN` for plain text and everything else."""
    for kind, marks in _MAGIC:
        if start.startswith(marks):
            return kind
    if b"%PDF-" in start[:1024]:
        return Kind.PDF
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((kind for kind, marks in _TEXT_MAGIC if text.startswith(marks)), Kind.UNKNOWN)


def megabytes(size: int) -> str:
    """`size` in bytes as a person reads it: "12,5 MB"."""
    return f"{size / 1_048_576:.1f}".replace(".", ",") + " MB"


@dataclass(frozen=True)
class Package:
    """The parts of a zip file that were asked for, by name; `names` are all it has."""

    names: frozenset[str]
    parts: dict[str, bytes]


def read_package(path: Path, limits: Limits, wanted: frozenset[str]) -> Package:
    """Unpack the parts `wanted` of the zip file `path`, never more than the limits allow.

    Raises `SourceError` when the directory or the data unpack to more than `limits` allow, a part is
    encrypted, or the file is damaged.
    """
    size = check_size(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            if total > limits.max_unpacked_bytes or _too_dense(total, size, limits):
                raise bomb(path, total)
            parts = {
                entry.filename: _read_part(archive, entry, path)
                for entry in entries
                if entry.filename in wanted
            }
            return Package(frozenset(entry.filename for entry in entries), parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        # zipfile answers damaged input with any of these
        raise damaged(path) from error


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    if entry.flag_bits & 0x1:
        raise encrypted(path)
    if entry.file_size > MAX_TEXT_BYTES:
        raise bomb(path, entry.file_size)
    data = io.BytesIO()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            data.write(chunk)
            if data.tell() > MAX_TEXT_BYTES:
                raise bomb(path, data.tell())
    return data.getvalue()


def _too_dense(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > _RATIO_FLOOR and unpacked > packed * limits.max_unpack_ratio


def bomb(path: Path, size: int) -> SourceError:
    """The error for a file that would unpack beyond the limits."""
    return SourceError(
        f"tệp nén giải ra quá lớn ({megabytes(size)})",
        where=str(path),
        mend="kiểm tra nguồn của tệp; nếu đúng là tài liệu thì chia nhỏ rồi lưu lại",
    )


def damaged(path: Path) -> SourceError:
    """The error for a file that is cut off or damaged."""
    return SourceError(
        "tệp hỏng hoặc bị cắt cụt", where=str(path), mend="mở bằng phần mềm soạn thảo, lưu lại rồi chép sang"
    )


def encrypted(path: Path) -> SourceError:
    """The error for a file that needs a password."""
    return SourceError(
        "tệp có mật khẩu nên không đọc được", where=str(path), mend="bỏ mật khẩu rồi lưu lại tệp"
    )


class TruncatedError(Exception):
    """A compressed stream ends before its frame does."""


def unpack_zstd(stream: BinaryIO, path: Path, size: int, limits: Limits) -> Iterator[bytes]:
    """The content of a zstd file in pieces of bounded size, one or many frames.

    Raises `SourceError` beyond the limits, and `TruncatedError` when the file is cut off or damaged:
    what came before may be used.
    """
    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_MAX_WINDOW)
    frame = unpacker.decompressobj()
    total, open_frame = 0, False
    while bite := stream.read(_ZSTD_BITE):
        while bite:
            try:
                piece = frame.decompress(bite)
            except zstandard.ZstdError as error:
                raise TruncatedError from error
            open_frame = not frame.eof
            bite = frame.unused_data if frame.eof else b""
            if frame.eof:
                frame = unpacker.decompressobj()
            total += len(piece)
            if total > limits.max_unpacked_bytes or _too_dense(total, size, limits):
                raise bomb(path, total)
            if piece:
                yield piece
    if open_frame:
        raise TruncatedError


def bounded_lines(pieces: Iterator[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines of a stream with their numbers; None stands for a line over `longest`, which is skipped."""
    number, held, too_long = 1, bytearray(), False
    for piece in pieces:
        start = 0
        while (end := piece.find(b"\n", start)) >= 0:
            held += piece[start:end]
            yield number, None if too_long or len(held) > longest else bytes(held)
            number, start, too_long = number + 1, end + 1, False
            held.clear()
        held += piece[start:]
        if len(held) > longest:
            too_long = True
            held.clear()
    if held or too_long:
        yield number, None if too_long else bytes(held)
