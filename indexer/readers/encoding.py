"""From bytes to Unicode for files that do not say how they are written."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from indexer.readers.common import repair
from knowledge.errors import SourceError
from knowledge.vietnamese import legacy

_SAMPLE = 65_536
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
# High bytes of UTF-16 in Vietnamese text: Latin, its extensions, combining marks, typographic signs.
_HIGH_BYTES = frozenset({0x00, 0x01, 0x03, 0x1E, 0x20})


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was found in, and what was wrong on the way (empty when nothing was)."""

    text: str
    encoding: str
    warning: str = ""


def decode(data: bytes, path: Path, *, declared: str | None = None) -> Decoded:
    """The text of `data`: UTF-8, UTF-16, Windows-1258, TCVN3 or VNI, found by marks and by how it reads.

    `declared` is the charset the file names itself; it is believed only where its reading is clean.
    Raises `SourceError` for binary data, and for text in an encoding that cannot be converted.
    """
    found = _by_mark(data) or _utf16(data) or _declared(data, declared) or _utf8(data) or _old(data)
    if found is None:
        raise SourceError(
            "không nhận ra bảng mã của tệp, không chuyển được sang Unicode",
            where=str(path),
            mend="mở tệp bằng phần mềm đã tạo ra nó và lưu lại với bảng mã UTF-8",
        )
    sample = found.text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) * 50 > len(sample):
        raise SourceError(
            "nội dung là dữ liệu nhị phân, không phải văn bản",
            where=str(path),
            mend="kiểm tra lại tệp; đổi đúng phần mở rộng nếu là tài liệu Word hoặc PDF",
        )
    repaired = repair(found.text)
    return found if repaired is found.text else Decoded(repaired, "font cũ", found.warning)


def _by_mark(data: bytes) -> Decoded | None:
    if data.startswith(codecs.BOM_UTF8):
        return _utf8(data[3:])
    if data.startswith(codecs.BOM_UTF16_LE):
        return Decoded(data[2:].decode("utf-16-le", errors="replace"), "utf-16-le")
    if data.startswith(codecs.BOM_UTF16_BE):
        return Decoded(data[2:].decode("utf-16-be", errors="replace"), "utf-16-be")
    return None


def _utf16(data: bytes) -> Decoded | None:
    sample = data[:_SAMPLE]
    if b"\x00" not in sample or len(sample) < 4:
        return None
    for name, high, low in (
        ("utf-16-le", sample[1::2], sample[0::2]),
        ("utf-16-be", sample[0::2], sample[1::2]),
    ):
        expected = sum(byte in _HIGH_BYTES for byte in high)
        if expected >= 0.95 * len(high) and low.count(0) * 50 < len(low):
            return Decoded(data.decode(name, errors="replace"), name)
    return None


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    # Western charsets are what editors write by default: they say nothing about Vietnamese text.
    name = (declared or "").strip().lower()
    if name in ("", "utf-8", "utf8") or name.startswith(
        ("iso-8859", "windows-1252", "us-ascii", "utf-16", "x-")
    ):
        return None
    try:
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    return Decoded(unicodedata.normalize("NFC", text), name)


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if len(data) - error.start <= 3 and error.reason == "unexpected end of data":
            text = data[: error.start].decode("utf-8")
            return Decoded(text, "utf-8", "tệp có thể bị cắt cụt: ký tự cuối cùng không trọn")
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if broken * 50 > sum(not char.isascii() for char in text[:_SAMPLE]):
        return None
    return Decoded(text, "utf-8", f"{broken} chỗ trong tệp có ký tự hỏng")


def _old(data: bytes) -> Decoded | None:
    western = data.decode("cp1252", errors="replace")
    readings = [
        ("tcvn3", legacy.from_tcvn3(western)),
        ("vni", legacy.from_vni(western)),
        ("cp1258", unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))),
    ]
    scored = [(legacy.plausibility(text)[0], name, text) for name, text in readings]
    score, name, text = max(scored)
    return Decoded(text, name) if score >= 0.7 else None
