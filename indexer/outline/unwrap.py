"""Hard-wrapped lines put together into paragraphs again, page numbers taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.outline.lines import Line
from indexer.outline.numbering import Label, Rank, parse_label
from indexer.outline.vocabulary import LOWER, stands_alone, starts_block

_NUMBER_ONLY = re.compile(r"(?:trang\s+)?[-–—]?\s*(\d{1,3})\s*(?:/\s*\d{1,3})?\s*[-–—]?", re.IGNORECASE)
# "các" and "những" never stand before a numeral: a number there is a page number that ran into the line.
_RUN_IN_NUMBER = re.compile(rf"(?:(?<=\b[Cc]ác)|(?<=\b[Nn]hững)) \d{{1,3}}(?= [{LOWER}])")
_STOPS = (".", ";", ":", "!", "?", "…", ".”", '."', ".)", ";”")
_LEAST_GAP = 8  # lines between two page numbers
_LONGEST = 20_000  # characters: no paragraph is longer, and joining line by line would take too long
_LONG = 100  # characters of an unfinished paragraph that a page break has cut


def unwrap(lines: list[Line]) -> list[Line]:
    """`lines` of a text or PDF file as paragraphs.

    A line is joined to the one before when that one is unfinished: it ends without a stop and is either
    followed by a small letter or as long as the file's lines usually are.
    """
    lines = _without_page_numbers(lines)
    width = _usual_width(lines)
    joined: list[Line] = []
    last_value: dict[Rank, int] = {}
    last_line = ""  # the last physical line of the paragraph being built
    for line in lines:
        label = parse_label(line.text)
        end = _End(last_line, joined[-1].text if joined else "", width)
        if joined and _may_join(joined[-1], line) and _continues(end, line.text, label, last_value):
            joined[-1] = replace(joined[-1], text=_join(joined[-1].text, line.text))
        else:
            joined.append(line)
            if label is not None:
                last_value[label.rank] = label.value
        last_line = line.text
    return [replace(line, text=_RUN_IN_NUMBER.sub("", line.text)) for line in joined]


def _join(left: str, right: str) -> str:
    if left.endswith("-") and left[-2:-1].isdigit() and right[:1].isdigit():
        return left + right  # "2021-" + "2030"
    return f"{left} {right}"


def _usual_width(lines: list[Line]) -> int:
    """Length of a full line, or 0 when the file has whole paragraphs on its lines."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) >= 40 and line.table is None)
    if len(lengths) < 5:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    return width if width <= 140 else 0


@dataclass(frozen=True, slots=True)
class _End:
    """Where a paragraph stands: its last physical line, all of it so far, the usual width of a line."""

    line: str
    paragraph: str
    width: int

    @property
    def finished(self) -> bool:
        return self.line.endswith(_STOPS)

    @property
    def full(self) -> bool:
        return self.width > 0 and len(self.line) >= 0.75 * self.width


def _may_join(paragraph: Line, line: Line) -> bool:
    """False for what is set apart by the format: tables, marked headings, columns side by side."""
    apart = any(x.table is not None or x.level is not None or x.right for x in (paragraph, line))
    return not apart and not line.indented and len(paragraph.text) < _LONGEST


def _continues(end: _End, text: str, label: Label | None, last_value: dict[Rank, int]) -> bool:
    if label is not None:
        return end.full and not end.finished and _is_wrapped_text(label, last_value)
    if starts_block(text) or stands_alone(end.line):
        return False
    if end.line.isupper() or text.isupper():
        # A heading in capitals may take two lines; other lines in capitals stand for themselves.
        both = end.line.isupper() and text.isupper()
        return both and not end.finished and parse_label(end.paragraph) is not None
    if end.finished:
        return text[:1].islower() and end.full and not end.line.endswith(":")
    # A long paragraph without an end was cut by a page break.
    cut = end.width == 0 and len(end.paragraph) > _LONG and parse_label(end.paragraph) is None
    return text[:1].islower() or end.line.endswith(",") or end.full or cut


def _is_wrapped_text(label: Label, last_value: dict[Rank, int]) -> bool:
    """True when what looks like a label is a figure or a hyphen that a line break put first."""
    if label.rank in {Rank.DASH, Rank.PLUS}:
        return label.rest[:1].islower()
    if label.rank in {Rank.ARABIC, Rank.DECIMAL, Rank.DECIMAL_2, Rank.DECIMAL_3}:
        expected = last_value.get(label.rank, 0)
        return label.value != 1 and not expected < label.value <= expected + 3
    return False


def _without_page_numbers(lines: list[Line]) -> list[Line]:
    """Drop lines that are page numbers: the page's own number, or 1, 2, 3 … with enough lines between."""
    dropped: set[int] = set()
    expected, last = 0, -_LEAST_GAP
    for index, line in enumerate(lines):
        match = _NUMBER_ONLY.fullmatch(line.text)
        if match is None or line.table is not None:
            continue
        number = int(match[1])
        follows = number == expected + 1 or (expected == 0 and number == 2)
        if line.page is not None:
            at_edge = (
                index == 0
                or index == len(lines) - 1
                or lines[index - 1].page != line.page
                or lines[index + 1].page != line.page
            )
            if at_edge and abs(number - line.page) <= 2:
                dropped.add(index)
        elif follows and index - last >= _LEAST_GAP:
            dropped.add(index)
            expected, last = number, index
    return [line for index, line in enumerate(lines) if index not in dropped]
