"""Hard-wrapped lines put together into paragraphs again, page numbers taken out."""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.outline.lines import Line
from indexer.outline.numbering import Label, Rank, parse_label
from indexer.outline.vocabulary import LOWER, stands_alone, starts_block

_NUMBER_ONLY = re.compile(r"(?:trang\s+)?[-–—]?\s*(\d{1,3})\s*(?:/\s*\d{1,3})?\s*[-–—]?", re.IGNORECASE)
# "các" and "những" never stand before a numeral: a number there is a page number that ran into the line.
_RUN_IN_NUMBER = re.compile(rf"(?:(?<=\b[Cc]ác)|(?<=\b[Nn]hững)) \d{{1,3}}(?= [{LOWER}])")
_STOPS = (".", ";", ":", "!", "?", "…", ".”", '."', ".)", ";”")
_LEAST_GAP = 8  # lines between two page numbers
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
        if joined and _continues(joined[-1], last_line, line, label, width, last_value):
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


def _continues(
    paragraph: Line, last_line: str, line: Line, label: Label | None, width: int, last_value: dict[Rank, int]
) -> bool:
    if line.table is not None or paragraph.table is not None or line.level or paragraph.level:
        return False
    if paragraph.right or line.right:
        return False
    finished = last_line.endswith(_STOPS)
    full = width > 0 and len(last_line) >= 0.75 * width
    if label is not None:
        return full and not finished and _is_wrapped_text(label, last_value)
    if starts_block(line.text) or stands_alone(last_line):
        return False
    capitals, next_capitals = last_line.isupper(), line.text.isupper()
    if capitals or next_capitals:
        # A heading in capitals may take two lines; other lines in capitals stand for themselves.
        return capitals and next_capitals and not finished and parse_label(paragraph.text) is not None
    if line.text[:1].islower():
        return not finished or (full and not last_line.endswith(":"))
    if finished:
        return False
    if last_line.endswith(","):
        return True
    if full:
        return True
    return width == 0 and len(paragraph.text) > _LONG and parse_label(paragraph.text) is None


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
