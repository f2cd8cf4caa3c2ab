"""The binary Word 97–2003 format: text pieces and paragraph properties ([MS-DOC])."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

_FIB_IDENT = 0xA5EC
_FIB_IDENT_OLD = 0xA5DC  # Word 6 and 95
_CCP_TEXT, _FC_PAPX, _FC_CLX = 0x4C, 0x0102, 0x01A2
_SPRM_IN_TABLE, _SPRM_ROW_END, _SPRM_OUTLINE = 0x2416, 0x2417, 0x2640
_SPRM_ALIGN = frozenset({0x2403, 0x2461})
_SPRM_TABLE_DEFINITION = 0xD608
_OPERAND_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_FKP_SIZE = 512
# The optional hyphen stays a soft hyphen: in TCVN3 it is the letter ư.
_SPECIAL = {"\x0b": "\n", "\x1e": "-", "\x1f": "\xad", "\x0e": " "}
_ENDS = frozenset("\r\x07\x0c")


class WordDocError(Exception):
    """The stream is not what [MS-DOC] describes."""


class OldWordError(WordDocError):
    """Written by Word 6 or 95, whose format is another one."""


class EncryptedError(WordDocError):
    """Protected by a password."""


@dataclass(frozen=True, slots=True)
class Look:
    """Properties of a paragraph."""

    in_table: bool = False
    row_end: bool = False
    centred: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class DocParagraph:
    """A paragraph or a part of a cell; `ends_cell` when a cell mark closes it."""

    text: str
    look: Look
    ends_cell: bool


def table_stream_name(word: bytes) -> str:
    """Which of the two table streams belongs to the `WordDocument` stream `word`.

    Raises `WordDocError` where it is none, `OldWordError` and `EncryptedError` where it cannot be read.
    """
    ident, flags = _number("<H", word, 0), _number("<H", word, 0x0A)
    if ident == _FIB_IDENT_OLD:
        raise OldWordError
    if ident != _FIB_IDENT:
        raise WordDocError
    if flags & 0x0100:
        raise EncryptedError
    return "1Table" if flags & 0x0200 else "0Table"


def paragraphs(word: bytes, table: bytes) -> Iterator[DocParagraph]:
    """The paragraphs of the main text, without headers, footers and notes; raises `WordDocError`."""
    looks = _Looks(word, table)
    left = _number("<I", word, _CCP_TEXT)
    held: list[str] = []
    for text, start, width in _pieces(word, table):
        for at, char in enumerate(text[:left]):
            if char in _ENDS:
                yield DocParagraph(
                    _without_fields("".join(held)), looks.at(start + at * width), char == "\x07"
                )
                held.clear()
            else:
                held.append(char)
        left -= len(text)
        if left <= 0:
            break
    if held:
        yield DocParagraph(_without_fields("".join(held)), Look(), ends_cell=False)


def _number(form: str, data: bytes, at: int) -> int:
    try:
        return int(struct.unpack_from(form, data, at)[0])
    except struct.error as error:
        raise WordDocError from error


def _pieces(word: bytes, table: bytes) -> Iterator[tuple[str, int, int]]:
    """Runs of text with the place of their first character in `word` and the bytes a character takes."""
    plc = _piece_table(table, _number("<I", word, _FC_CLX), _number("<I", word, _FC_CLX + 4))
    count = (len(plc) - 4) // 12
    if count <= 0:
        raise WordDocError
    for index in range(count):
        length = _number("<I", plc, index * 4 + 4) - _number("<I", plc, index * 4)
        coded = _number("<I", plc, (count + 1) * 4 + index * 8 + 2)
        narrow = bool(coded & 0x40000000)
        width = 1 if narrow else 2
        start = (coded & 0x3FFFFFFF) // (2 if narrow else 1)
        if length <= 0 or start >= len(word):
            continue
        raw = word[start : start + length * width]
        yield raw.decode("cp1252" if narrow else "utf-16-le", errors="replace"), start, width


def _piece_table(table: bytes, start: int, size: int) -> bytes:
    at, end = start, min(start + size, len(table))
    while at < end and table[at] == 0x01:  # property modifiers come first
        at += 3 + _number("<H", table, at + 1)
    if at >= end or table[at] != 0x02:
        raise WordDocError
    return table[at + 5 : at + 5 + _number("<I", table, at + 1)]


class _Looks:
    """Paragraph properties by place in the `WordDocument` stream; empty where they are damaged."""

    def __init__(self, word: bytes, table: bytes) -> None:
        found: dict[int, tuple[int, Look]] = {}
        try:
            for page in _property_pages(word, table):
                found.update(_page_looks(page))
        except WordDocError:
            # Without properties the text is still worth having: tables then come out as paragraphs.
            found = {}
        self._starts = sorted(found)
        self._found = found

    def at(self, place: int) -> Look:
        """The properties of the paragraph whose end mark is at `place`."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return Look()
        end, look = self._found[self._starts[index]]
        return look if place < end else Look()


def _property_pages(word: bytes, table: bytes) -> Iterator[bytes]:
    start, size = _number("<I", word, _FC_PAPX), _number("<I", word, _FC_PAPX + 4)
    plc = table[start : start + size]
    count = (len(plc) - 4) // 8
    for index in range(max(count, 0)):
        number = _number("<I", plc, (count + 1) * 4 + index * 4) & 0x3FFFFF
        page = word[number * _FKP_SIZE : (number + 1) * _FKP_SIZE]
        if len(page) == _FKP_SIZE:
            yield page


def _page_looks(page: bytes) -> Iterator[tuple[int, tuple[int, Look]]]:
    count = page[-1]
    for index in range(count):
        start, end = _number("<I", page, index * 4), _number("<I", page, index * 4 + 4)
        box = (count + 1) * 4 + index * 13
        at = page[box] * 2 if box < _FKP_SIZE else 0
        if not at or at + 2 > _FKP_SIZE:
            yield start, (end, Look())
            continue
        size = page[at] * 2 - 1 if page[at] else page[at + 1] * 2
        at += 1 if page[at] else 2
        yield start, (end, _look(page[at : at + size]))


def _look(properties: bytes) -> Look:
    if len(properties) < 2:
        return Look()
    style = _number("<H", properties, 0)
    look = Look(level=style if 1 <= style <= 9 else None)
    at = 2
    while at + 2 < len(properties):
        code = _number("<H", properties, at)
        at += 2
        size = _OPERAND_SIZES[code >> 13]
        operand = properties[at]
        if code >> 13 == 6:
            size = operand + 1
            if code == _SPRM_TABLE_DEFINITION and at + 2 <= len(properties):
                size = _number("<H", properties, at) + 1
        if code == _SPRM_IN_TABLE:
            look = replace(look, in_table=bool(operand))
        elif code == _SPRM_ROW_END:
            look = replace(look, row_end=bool(operand))
        elif code in _SPRM_ALIGN:
            look = replace(look, centred=operand == 1)
        elif code == _SPRM_OUTLINE and operand < 9:
            look = replace(look, level=operand + 1)
        at += size
    return look


def _without_fields(text: str) -> str:
    """`text` without field instructions, pictures and note marks; special characters made plain."""
    if text.isprintable():
        return text
    kept: list[str] = []
    hidden: list[bool] = []
    for char in text:
        if char == "\x13":
            hidden.append(True)
        elif char == "\x14" and hidden:
            hidden[-1] = False
        elif char == "\x15" and hidden:
            hidden.pop()
        elif not any(hidden):
            kept.append(_SPECIAL.get(char, char))
    return "".join(char for char in kept if char >= " " or char in "\n\t")
