"""Blocks of a file as a flat list of lines: layout tables read by cell, data tables one line a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from indexer.outline.vocabulary import is_recipients_line
from indexer.readers.base import Block, Paragraph, Table
from knowledge.vietnamese.text import clean, fold, one_line


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph, cleaned.

    `right` is what stood right of a wide gap (two columns of text); `indented` says that the line began
    so far to the right that it stands in the right column itself.
    """

    text: str
    page: int | None = None
    level: int | None = None
    bold: bool | None = None
    centred: bool | None = None
    table: int | None = None  # ordinal of the data table it is a row of
    right: str = ""
    indented: bool = False


_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,80}\]")
_EMPHASIS = re.compile(r"(?<![\w*(])(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=\S)\1(?![\w*)])")
_WIDE_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]*\t[ \t\u00a0]*|[ \u00a0]{4,})(?=\S)")
_MOTTO = re.compile(r"\s*(C[ỘO]NG H[ÒO][ÀA]? ?X[ÃA] H[ỘO]I CH[ỦU] NGH[ĨI]A VI[ỆE]T NAM)\s*$")
_INDENT = 20  # blanks before a line of the right column
_LAYOUT = re.compile(r"cong hoa xa hoi chu nghia|doc lap\s*[-–]\s*tu do|^\s*noi nhan\s*:?", re.MULTILINE)


def flatten(blocks: Iterable[Block]) -> list[Line]:
    """Every non-empty line of `blocks` in reading order."""
    lines: list[Line] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.extend(_paragraph(block))
        elif _is_layout(block):
            lines.extend(_by_column(block))
        else:
            lines.extend(_rows(block, tables))
            tables += 1
    return lines


def split_columns(lines: list[Line]) -> list[Line]:
    """Lines of two columns set side by side (header, closing) as the left column, then the right one.

    Only runs of lines with a wide gap are touched, so that running text keeps its order. The run that
    begins with "Nơi nhận" also holds the list items and the far indented lines after it.
    """
    ordered: list[Line] = []
    right: list[Line] = []
    closing = False
    for line in lines:
        if line.right:
            closing = closing or is_recipients_line(line.text)
            ordered.append(replace(line, right=""))
            right.append(Line(line.right, line.page, bold=line.bold, centred=line.centred))
        elif right and line.indented:
            right.append(line)
        else:
            if right and not (closing and line.text.startswith(("-", "+"))):
                ordered.extend(right)
                right, closing = [], False
            ordered.append(line)
    return ordered + right


def _paragraph(block: Paragraph) -> Iterator[Line]:
    for raw in re.split(r"[\n\r\u2028\u2029]+", block.text):
        left, right = raw, ""
        gap = _WIDE_GAP.search(raw.rstrip()) if "\t" in raw or "  " in raw or "\u00a0" in raw else None
        if gap is not None and len(raw.strip()) < 200:
            left, right = raw[: gap.start()], raw[gap.end() :]
        text, beside = _tidy(left), _tidy(right)
        indented = raw[:1].isspace() and len(raw.expandtabs()) - len(raw.expandtabs().lstrip()) >= _INDENT
        if not beside and text.endswith("NAM") and (motto := _MOTTO.search(text)) and motto.start() > 0:
            text, beside = text[: motto.start()], motto[1]
        if text or beside:
            yield Line(
                text or beside,
                block.page,
                block.level,
                block.bold,
                block.centred,
                right=beside if text else "",
                indented=indented,
            )


def _tidy(text: str) -> str:
    text = one_line(_BOOKMARK.sub("", text))
    if "*" in text:
        text = _EMPHASIS.sub(r"\2", text)
        # Emphasis that opens on one line and closes on another leaves its marks at the ends.
        text = text.removeprefix("**").removesuffix("**").strip()
    return text


def _cells(table: Table) -> tuple[tuple[str, ...], ...]:
    return ((table.header, *table.rows) if table.header else table.rows) or ()


def _is_layout(table: Table) -> bool:
    """A table that only places text on the page: the header, the closing, or a single column or row."""
    rows = _cells(table)
    columns = max((len(row) for row in rows), default=0)
    if columns <= 1 or (len(rows) == 1 and not table.header):
        return True
    joined = fold("\n".join(cell for row in rows for cell in row))
    return columns <= 3 and len(rows) <= 8 and _LAYOUT.search(joined) is not None


def _by_column(table: Table) -> Iterator[Line]:
    rows = _cells(table)
    for column in range(max((len(row) for row in rows), default=0)):
        previous = None
        for row in rows:
            cell = row[column] if column < len(row) else ""
            # A merged cell comes once per row or column it spans.
            if cell == previous or (0 < column < len(row) and cell == row[column - 1]):
                continue
            previous = cell
            yield from _paragraph(Paragraph(cell, table.page))


def _rows(table: Table, ordinal: int) -> Iterator[Line]:
    header, rows = table.header, table.rows
    if header is None and _looks_like_header(rows):
        header, rows = rows[0], rows[1:]
    names = [_tidy(clean(name).replace("\n", " ")).rstrip(":") for name in header or ()]
    for row in rows:
        cells = [_tidy(clean(cell).replace("\n", " ")) for cell in row]
        parts = []
        for index, cell in enumerate(cells):
            if not cell or (index and cell == cells[index - 1]):
                continue
            name = names[index] if index < len(names) else ""
            parts.append(f"{name}: {cell}" if name else cell)
        if parts:
            yield Line("; ".join(parts), table.page, table=ordinal)


def _looks_like_header(rows: tuple[tuple[str, ...], ...]) -> bool:
    if len(rows) < 2:
        return False
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if cell]
    return (
        len(named) == len(first)
        and len(set(named)) == len(named)
        and all(len(cell) <= 60 and not re.fullmatch(r"[\d.,/%\s-]+", cell) for cell in named)
    )
