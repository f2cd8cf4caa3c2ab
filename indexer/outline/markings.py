"""Secrecy markings: a document that bears one must not be published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.readers.base import Block, Paragraph
from knowledge.errors import SourceError
from knowledge.vietnamese.text import clean

_MARKINGS = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT", "LƯUHÀNHNỘIBỘ": "LƯU HÀNH NỘI BỘ"}
_PREFIX = re.compile(r"^(?:ĐỘMẬT|DẤUĐỘMẬT|MỨCĐỘMẬT|MỨCĐỘ|DẤUCHỈĐỘMẬT|DẤUCHỈ|TÀILIỆU|VĂNBẢN)")
_DECORATION = re.compile(r"[\s\[\](){}<>*_.:;|“”\"'!/\\=~–—-]+")
_COLUMNS = re.compile(r"\t+| {3,}|\u00a0{3,}")
_TOP_BLOCKS = 15  # a table cell counts as a stamp only near the top, where the header table stands
_LONGEST = 60
_MEND = "Bỏ tệp này khỏi thư mục nguồn; nếu văn bản đã được giải mật thì dùng bản đã giải mật."


def marking_of(text: str) -> str | None:
    """The marking that a line or cell consists of, or None.

    "bí mật", "bảo mật" in a sentence are ordinary words; "Mật" in small letters may be honey.
    """
    text = clean(text).strip()
    if not text or len(text) > _LONGEST or text[0] in "-–+•":
        return None
    bare = _DECORATION.sub("", text)
    named = _PREFIX.sub("", bare.upper())
    marking = _MARKINGS.get(named)
    if marking is None:
        return None
    if marking == "MẬT" and bare.upper() == "MẬT" and bare != "MẬT":
        return None
    return marking


def refuse_marked(blocks: Iterable[Block], *, source: str) -> None:
    """Raise `SourceError` naming the first marking found in `blocks`."""
    for text in _texts(blocks):
        for line in text.splitlines():
            for piece in _COLUMNS.split(line):
                if marking := marking_of(piece):
                    raise SourceError(
                        f"văn bản có dấu “{marking}”, không được đưa vào kho tra cứu",
                        where=source,
                        mend=_MEND,
                    )


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            yield block.text
        elif index < _TOP_BLOCKS:
            for row in (block.header or (), *block.rows):
                yield from row
