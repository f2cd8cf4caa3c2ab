"""Markdown files: headings, pipe tables, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from indexer.readers.base import Block, Limits, Paragraph, Problem, RawDocument
from indexer.readers.common import has_text, make_table, tidy
from indexer.readers.encoding import decode
from indexer.readers.guard import read_bytes
from indexer.readers.text import empty

_HEADING = re.compile(r"(#{1,6})\s+(.*)$")
_UNDERLINE = re.compile(r"(=+|-{3,})$")
_RULE = re.compile(r"(?:[-*_]\s*){3,}$")
_FENCE = re.compile(r"(```|~~~)")
_ITEM = re.compile(r"(?:[-*+•]|\d+(?:\.\d+)*[.)]|[a-zđ][.)])\s+")
_DIVIDER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_CELL_END = re.compile(r"(?<!\\)\|")
_STAR_ITEM = re.compile(r"^[*+]\s+")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.{1,2000}?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])")
_LINK = re.compile(r"!?\[([^\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)[^*]+\1[:.]?$")
_FRONT_TITLE = re.compile(r"title:\s*[\"']?(.+?)[\"']?\s*$")


class MarkdownReader:
    """Reads `.md`; lines of one paragraph are joined, list items stay apart."""

    suffixes = frozenset({".md"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the file as one document; see `indexer.readers.base.Reader`."""
        decoded = decode(read_bytes(path, limits), path)
        title, body = _front_matter(tidy(decoded.text))
        blocks = tuple(markdown_blocks(body))
        if not has_text(blocks):
            raise empty(path)
        if decoded.warning:
            yield Problem(str(path), decoded.warning, "đối chiếu với bản gốc")
        yield RawDocument(blocks=blocks, title=title)


def looks_like_markdown(text: str) -> bool:
    """True when a line of `text` is a Markdown heading."""
    return re.search(r"^#{1,6} \S", text, re.MULTILINE) is not None


def markdown_blocks(text: str) -> Iterator[Block]:
    """The blocks of tidied Markdown `text` in order."""
    lines = text.split("\n")
    held: list[str] = []
    at, fenced = 0, False
    while at < len(lines):
        line = lines[at]
        at += 1
        if _FENCE.match(line):
            fenced = not fenced
            yield from _paragraph(held)
        elif fenced:
            yield from _paragraph([line])
        elif heading := _HEADING.match(line):
            yield from _paragraph(held)
            yield Paragraph(plain(heading.group(2).rstrip(" #")), level=len(heading.group(1)))
        elif held and not _ITEM.match(held[0]) and _UNDERLINE.match(line):
            yield Paragraph(plain(" ".join(held)), level=1 if line[0] == "=" else 2)
            held.clear()
        elif "|" in line and at < len(lines) and "|" in lines[at] and _DIVIDER.match(lines[at]):
            yield from _paragraph(held)
            end = at + 1
            while end < len(lines) and "|" in lines[end]:
                end += 1
            yield make_table([_cells(line), *map(_cells, lines[at + 1 : end])], headed=True)
            at = end
        elif not line or _RULE.match(line):
            yield from _paragraph(held)
        else:
            if _ITEM.match(line):
                yield from _paragraph(held)
            held.append(line.removeprefix(">").strip())
    yield from _paragraph(held)


def plain(text: str) -> str:
    """`text` without Markdown's marks for emphasis and links."""
    text = _BREAK.sub("\n", _LINK.sub(r"\1", text))
    text = _ITALIC.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|>-])", r"\1", text).strip()


def _paragraph(held: list[str]) -> Iterator[Paragraph]:
    joined = " ".join(held)
    held.clear()
    bold = _BOLD.match(joined) is not None
    for line in plain(_STAR_ITEM.sub("- ", joined)).split("\n"):
        if line.strip():
            yield Paragraph(line.strip(), bold=bold or None)


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip()
    inner = inner.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return tuple(plain(cell) for cell in _CELL_END.split(inner))


def _front_matter(text: str) -> tuple[str | None, str]:
    if not text.startswith("---\n"):
        return None, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark or len(head) > 5_000:
        return None, text
    titles = [match.group(1) for line in head.split("\n") if (match := _FRONT_TITLE.match(line))]
    return (titles[0] if titles else None), body
