"""What several readers share: cleaning, lines to paragraphs, cells to rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from indexer.readers.base import Block, Paragraph, Table
from knowledge.vietnamese import legacy
from knowledge.vietnamese.text import clean, fold

_SURROGATES = re.compile("[\ud800-\udfff]")
# Bullets of the Symbol and Wingdings fonts live in the private use area.
_SYMBOL_BULLET = re.compile("^[ \t]*[\uf020-\uf0ff][ \t]*", re.MULTILINE)
_SPECIAL = re.compile("[\ud800-\udfff\uf020-\uf0ff]")
_ORDINAL = re.compile(r"(?:s\.?t\.?t|t\.?t|so\s+tt|so thu tu)\W*$")
_SYMBOL = re.compile("[\uf020-\uf0ff]")


def tidy(text: str) -> str:
    """`clean` text that can always be written as UTF-8 (lone surrogates become U+FFFD); lines are kept."""
    if _SPECIAL.search(text):  # rare, and three passes over a large collection take seconds
        text = _SYMBOL.sub(" ", _SYMBOL_BULLET.sub("- ", _SURROGATES.sub("\ufffd", text)))
    return clean(text)


def tidy_line(text: str) -> str:
    """Like `tidy`, on one line."""
    return " ".join(tidy(text).split())


def line_paragraphs(text: str) -> Iterator[Paragraph]:
    """One paragraph per line of tidied text; runs of blank lines become one empty paragraph.

    Blank lines are kept, since in files that only have lines they are what separates paragraphs.
    A form feed, as PDF extraction leaves it, starts a new page.
    """
    pages = text.split("\f")
    blank = True  # none at the very beginning
    for number, page in enumerate(pages, start=1):
        for line in tidy(page).split("\n"):
            if line or not blank:
                yield Paragraph(line, page=number if len(pages) > 1 else None)
            blank = not line


def repair(text: str) -> str:
    """`text` with misread TCVN3 or VNI letters converted, where it is written in them."""
    encoding = legacy.detect(text)
    return text if encoding is None else legacy.convert(text, encoding)


def is_header_row(row: Sequence[str]) -> bool:
    """True for a row that begins with "STT" or "TT", as the header of nearly every official table does."""
    return len(row) > 1 and _ORDINAL.match(fold(row[0][:40]).strip()) is not None


def make_table(rows: Sequence[tuple[str, ...]], *, headed: bool) -> Table:
    """A table of `rows`; the first is set apart as header when `headed` or when it looks like one."""
    if len(rows) > 1 and (headed or is_header_row(rows[0])):
        return Table(rows=tuple(rows[1:]), header=rows[0])
    return Table(rows=tuple(rows))


def has_text(blocks: Iterable[Block]) -> bool:
    """True when any block holds a letter or digit."""
    for block in blocks:
        cells = [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
        if any(char.isalnum() for cell in cells for char in cell):
            return True
    return False
