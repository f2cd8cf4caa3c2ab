"""What several readers share: cleaning, lines to paragraphs, cells to rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.readers.base import Block, Paragraph
from knowledge.vietnamese import legacy
from knowledge.vietnamese.text import clean, one_line

_SURROGATES = re.compile("[\ud800-\udfff]")
_TOC_DOTS = re.compile(r"(?:\.{4,}|…{2,})\s*\d{1,4}\s*$")


def tidy(text: str) -> str:
    """`clean` text that can always be written as UTF-8 (lone surrogates become U+FFFD); lines are kept."""
    return clean(_SURROGATES.sub("\ufffd", text))


def tidy_line(text: str) -> str:
    """Like `tidy`, on one line."""
    return one_line(_SURROGATES.sub("\ufffd", text))


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


def is_contents_line(line: str) -> bool:
    """True for a line of a table of contents: dots that lead to a page number."""
    return _TOC_DOTS.search(line) is not None


def repair(text: str) -> str:
    """`text` with misread TCVN3 or VNI letters converted, where it is written in them."""
    encoding = legacy.detect(text)
    return text if encoding is None else legacy.convert(text, encoding)


def has_text(blocks: Iterable[Block]) -> bool:
    """True when any block holds a letter or digit."""
    for block in blocks:
        cells = [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
        if any(char.isalnum() for cell in cells for char in cell):
            return True
    return False
