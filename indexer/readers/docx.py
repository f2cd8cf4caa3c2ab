"""Word documents (.docx): paragraphs and tables in order, with headings, bold, centring and list labels.

The XML is read straight from the zip file. python-docx unpacks every part, pictures included, before it
shows the first paragraph, and hides what matters here: list labels, tracked changes, text boxes, old fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from indexer.readers.base import Block, Limits, Paragraph, Problem, RawDocument
from indexer.readers.common import has_text, make_table, tidy
from indexer.readers.guard import Package, damaged, read_package
from indexer.readers.text import empty
from indexer.readers.wordml import (
    WORD,
    Element,
    Numbering,
    Style,
    heading_level,
    numbering_of,
    parse,
    read_styles,
    run_font,
    switched_on,
    value,
)
from knowledge.errors import SourceError
from knowledge.vietnamese import legacy

_DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_NUMBERING = "word/numbering.xml"
_MAX_DEPTH = 40
# Text that is deleted, moved away, or an alternative of what stands beside it.
_SKIPPED = frozenset(
    {WORD + name for name in ("del", "moveFrom", "instrText", "delText", "sectPr", "tblPr", "trPr", "pPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_CHARACTERS = {
    WORD + "tab": " ",
    WORD + "br": "\n",
    WORD + "cr": "\n",
    WORD + "noBreakHyphen": "-",
    WORD + "softHyphen": "\xad",  # in TCVN3 it is the letter ư; `tidy` takes out the rest
    WORD + "ptab": " ",
}
_OTHER_ZIPS = {
    "xl/": "bảng tính Excel",
    "ppt/": "bài trình chiếu PowerPoint",
    "META-INF/": "tệp nén hoặc ODF",
}


class DocxReader:
    """Reads `.docx`."""

    suffixes = frozenset({".docx"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the file as one document; see `indexer.readers.base.Reader`."""
        package = read_package(path, limits, frozenset({_DOCUMENT, _STYLES, _NUMBERING}))
        if _DOCUMENT not in package.parts:
            raise _not_word(package, path)
        try:
            body = parse(package.parts[_DOCUMENT]).find(WORD + "body")
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise damaged(path) from error
        if body is None:
            raise damaged(path)
        walk = _Walk(_part(package, _STYLES), _part(package, _NUMBERING), _unmarked_encoding(body))
        blocks = tuple(walk.blocks(body, 0))
        if not has_text(blocks):
            raise _no_text(package, path)
        for name in (_STYLES, _NUMBERING):
            if name in package.parts and _part(package, name) is None:
                yield Problem(
                    f"{path} ({name})",
                    "phần định dạng của tệp bị hỏng, tiêu đề và số thứ tự có thể thiếu",
                    "mở bằng phần mềm soạn thảo rồi lưu lại",
                )
        yield RawDocument(blocks=blocks)


def _part(package: Package, name: str) -> Element | None:
    """The root of a part that a document can do without; None where it is missing or damaged."""
    try:
        return parse(package.parts[name]) if name in package.parts else None
    except (ElementTree.ParseError, ValueError, LookupError):
        return None


def _not_word(package: Package, path: Path) -> SourceError:
    what = next(
        (what for mark, what in _OTHER_ZIPS.items() if any(name.startswith(mark) for name in package.names)),
        "tệp nén",
    )
    return SourceError(
        f"không phải tài liệu Word mà là {what}",
        where=str(path),
        mend="lưu lại dưới dạng .docx, hoặc giải nén rồi đưa từng tệp vào",
    )


def _no_text(package: Package, path: Path) -> SourceError:
    if any(name.startswith("word/media/") for name in package.names):
        return SourceError(
            "tệp chỉ có ảnh, không có chữ: cần OCR",
            where=str(path),
            mend="nhận dạng chữ (OCR) rồi lưu lại dưới dạng .docx",
        )
    return empty(path)


def _unmarked_encoding(body: Element) -> legacy.LegacyEncoding | None:
    """The old encoding of text whose fonts do not give it away, judged by the whole document."""
    paragraphs = body.iter(WORD + "p")
    return legacy.detect("\n".join("".join(map(_own_text, paragraph.iter())) for paragraph in paragraphs))


def _own_text(element: Element) -> str:
    if element.tag == WORD + "t":
        return element.text or ""
    return _CHARACTERS.get(element.tag, "")


class _Walk:
    """Goes through the body once; keeps the counters of the numbered lists."""

    def __init__(
        self, styles: Element | None, numbering: Element | None, encoding: legacy.LegacyEncoding | None
    ) -> None:
        self._styles = read_styles(styles)
        self._encoding = encoding
        self._numbering = Numbering(numbering)

    def blocks(self, parent: Element, depth: int) -> Iterator[Block]:
        """Paragraphs and tables under `parent` in order; content controls and the like are looked into."""
        if depth > _MAX_DEPTH:
            return
        for child in parent:
            if child.tag == WORD + "p":
                yield from self._paragraph(child, depth)
            elif child.tag == WORD + "tbl":
                yield from self._table(child, depth)
            elif child.tag not in _SKIPPED:
                yield from self.blocks(child, depth + 1)

    def _paragraph(self, element: Element, depth: int) -> Iterator[Block]:
        properties = element.find(WORD + "pPr")
        style = self._styles.get(value(properties, "w:pStyle"))
        runs = _Runs(style, self._encoding)
        runs.collect(element, depth)
        text = tidy(runs.text())
        if text.strip():
            label = self._label(properties, style)
            level = heading_level(properties) or style.level
            jc = value(properties, "w:jc")
            for line in f"{label} {text}".split("\n"):
                if line.strip():
                    yield Paragraph(
                        line.strip(),
                        level=level,
                        bold=runs.all_bold,
                        centred=style.centred if jc is None else jc == "center",
                    )
        for box in runs.boxes:
            yield from self.blocks(box, depth + 1)

    def _label(self, properties: Element | None, style: Style) -> str:
        numbering = numbering_of(properties) or style.numbering
        return "" if numbering is None else tidy(self._numbering.label(*numbering))

    def _table(self, element: Element, depth: int) -> Iterator[Block]:
        rows: list[tuple[str, ...]] = []
        headed = False
        contents: list[Block] = []
        for row in element.iterfind(WORD + "tr"):
            if row.find(f"{WORD}trPr/{WORD}del") is not None:
                continue
            cells = [list(self.blocks(cell, depth + 1)) for cell in _cells(row, 0)]
            contents.extend(block for cell in cells for block in cell)
            texts = tuple(map(_cell_text, cells))
            if any(texts):
                if not rows:
                    headed = bool(switched_on(row, "w:trPr/w:tblHeader")) or _is_heading_row(element, cells)
                rows.append(texts)
        if rows and max(map(len, rows)) > 1:
            yield make_table(rows, headed=headed)
        else:
            yield from contents  # a frame around text


def _cells(row: Element, depth: int) -> Iterator[Element]:
    for child in row:
        if child.tag == WORD + "tc":
            yield child
        elif child.tag not in _SKIPPED and depth < _MAX_DEPTH:
            yield from _cells(child, depth + 1)


def _cell_text(blocks: list[Block]) -> str:
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.extend(" ".join(cell for cell in row if cell) for row in block.rows)
    return "\n".join(lines)


def _is_heading_row(table: Element, cells: list[list[Block]]) -> bool:
    """A bold first row of a table with lines; the letterhead is a table without lines."""
    ruled = table.find(f"{WORD}tblPr/{WORD}tblBorders") is not None or value(
        table, "w:tblPr/w:tblStyle"
    ) not in (
        None,
        "",
        "TableNormal",
    )
    filled = [cell for cell in cells if cell]
    return (
        ruled
        and len(filled) > 1
        and all(isinstance(block, Paragraph) and block.bold for cell in filled for block in cell)
    )


class _Runs:
    """The runs of one paragraph, joined; text boxes are set aside for later."""

    def __init__(self, style: Style, encoding: legacy.LegacyEncoding | None) -> None:
        self._style = style
        self._encoding = encoding
        self._pieces: list[tuple[str, str]] = []  # font, text
        self._bold = self._plain = False
        self.boxes: list[Element] = []

    @property
    def all_bold(self) -> bool:
        """True when every visible letter is bold."""
        return self._bold and not self._plain

    def collect(self, parent: Element, depth: int) -> None:
        """Take in the runs under `parent`, also inside hyperlinks, insertions and fields."""
        if depth > _MAX_DEPTH:
            return
        for child in parent:
            if child.tag == WORD + "r":
                self._run(child, depth)
            elif child.tag not in _SKIPPED:
                self.collect(child, depth + 1)

    def text(self) -> str:
        """The text of the paragraph, runs in old fonts converted."""
        joined: list[str] = []
        held, held_font = "", ""
        for font, text in [*self._pieces, ("\0", "")]:
            if font != held_font:
                joined.append(_converted(held, held_font, self._encoding))
                held, held_font = "", font
            held += text
        return "".join(joined)

    def _run(self, run: Element, depth: int) -> None:
        properties = run.find(WORD + "rPr")
        hidden = switched_on(properties, "w:vanish")
        if self._style.hidden if hidden is None else hidden:
            return
        text = self._run_text(run, depth)
        if not text:
            return
        bold = switched_on(properties, "w:b")
        if text.strip():
            if self._style.bold if bold is None else bold:
                self._bold = True
            else:
                self._plain = True
        self._pieces.append((run_font(properties, self._style), text))

    def _run_text(self, run: Element, depth: int) -> str:
        parts: list[str] = []
        for child in run:
            if child.tag == WORD + "t":
                parts.append(child.text or "")
            elif child.tag in _CHARACTERS:
                parts.append(_CHARACTERS[child.tag])
            elif child.tag not in _SKIPPED and len(child):
                self.boxes.extend(_boxes(child, depth))
        return "".join(parts)


def _boxes(element: Element, depth: int) -> Iterator[Element]:
    if element.tag == WORD + "txbxContent":
        yield element
    elif element.tag not in _SKIPPED and depth < _MAX_DEPTH:
        for child in element:
            yield from _boxes(child, depth + 1)


def _converted(text: str, font: str, unmarked: legacy.LegacyEncoding | None) -> str:
    encoding = legacy.encoding_of_font(font) or unmarked
    if encoding is None or not legacy.convertible(text):
        return text
    converted = legacy.convert(text, encoding)
    return converted.upper() if legacy.draws_capitals(font) else converted
