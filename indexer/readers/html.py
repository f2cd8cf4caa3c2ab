"""HTML pages: what an author wrote, without menus, scripts and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.readers.base import Block, Limits, Paragraph, Problem, RawDocument, Table
from indexer.readers.common import has_text, make_table, tidy, tidy_line
from indexer.readers.encoding import decode
from indexer.readers.guard import read_bytes
from indexer.readers.text import empty
from knowledge.errors import SourceError

# A page's <form> stays: some servers wrap the whole page in one.
_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "nav", "footer", "aside", "iframe", "svg", "canvas", "object"}
    | {"embed", "head", "button", "select", "input", "textarea", "audio", "video", "map", "dialog"}
)
_BREAKING = frozenset(
    {"p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"}
    | {"dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "address", "hr", "table", "caption"}
    | {"thead", "tbody", "tfoot", "tr", "td", "th", "center", "fieldset", "details", "summary", "body"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_MAX_DEPTH = 1_000  # browsers stop at 512
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_CLOSED_BY_THEMSELVES = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
    }
    | {"li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "colgroup", "script", "style"}
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class HtmlReader:
    """Reads `.html` and `.htm`."""

    suffixes = frozenset({".html", ".htm"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the page as one document; see `indexer.readers.base.Reader`."""
        data = read_bytes(path, limits)
        declared = _CHARSET.search(data[:4096])
        decoded = decode(
            data, path, declared=declared.group(1).decode("ascii", "replace") if declared else None
        )
        if _depth(decoded.text) > _MAX_DEPTH:
            raise SourceError(
                "trang lồng nhau quá sâu",
                where=str(path),
                mend="mở bằng trình duyệt và lưu lại phần nội dung chính",
            )
        tree = LexborHTMLParser(decoded.text)
        title = tree.css_first("title")
        body = _content(tree)
        blocks = tuple(_Walk().blocks(body)) if body is not None else ()
        if not has_text(blocks):
            raise empty(path)
        if decoded.warning:
            yield Problem(str(path), decoded.warning, "đối chiếu với bản gốc")
        yield RawDocument(
            blocks=blocks, title=(tidy_line(title.text()) or None) if title is not None else None
        )


def _depth(text: str) -> int:
    """How deep elements may come to nest: the parser's time grows with the square of it."""
    open_tags: Counter[str] = Counter()
    depth = deepest = 0
    for closing, name in _TAG.findall(text):
        tag = name.lower()
        if tag in _CLOSED_BY_THEMSELVES:
            continue
        if not closing:
            open_tags[tag] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_tags[tag]:
            open_tags[tag] -= 1
            depth -= 1
    return deepest


def _content(tree: LexborHTMLParser) -> LexborNode | None:
    """`<main>` or the only `<article>` where a page has one with most of its text, else its body."""
    for name in ("main", "article"):
        found = tree.css(name)
        if len(found) == 1 and tree.body is not None and len(found[0].text()) * 3 > len(tree.body.text()):
            return found[0]
    return tree.body


class _Walk:
    """Goes through a page once, without recursion: pages may be nested as deep as their author likes."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._bold = 0
        self._plain = 0

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        """The paragraphs and tables under `root` in order."""
        # Entries are (node, leaving): a node is met once on the way in and once on the way out.
        stack: list[tuple[LexborNode, bool]] = [(child, False) for child in reversed(_children(root))]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag or ""
            if tag == "-text":
                self._add(node)
            elif leaving:
                yield from self._flush(node, tag)
            elif tag == "br":
                self._text.append("\n")
            elif tag in _DROPPED or tag.startswith("-") or _is_hidden(node):
                continue
            elif tag == "table" and (table := _table(node)) is not None:
                yield from self._flush(node.parent or node, "")
                yield table
            else:
                if tag in _BREAKING:
                    yield from self._flush(node.parent or node, "")
                    stack.append((node, True))
                stack.extend((child, False) for child in reversed(_children(node)))
        yield from self._flush(root, "")

    def _add(self, node: LexborNode) -> None:
        text = _BLANKS.sub(" ", node.text_content or "")
        self._text.append(text)
        parent = node.parent
        if text.strip():
            if parent is not None and parent.tag in ("b", "strong", "th"):
                self._bold += 1
            else:
                self._plain += 1

    def _flush(self, node: LexborNode, tag: str) -> Iterator[Paragraph]:
        lines = [line for line in tidy("".join(self._text)).split("\n") if line]
        bold = self._bold > 0 and self._plain == 0
        self._text, self._bold, self._plain = [], 0, 0
        mark = "- " if tag == "li" else ""
        for line in lines:
            yield Paragraph(
                mark + line if mark and not line.startswith(("-", "+", "•")) else line,
                level=_HEADINGS.get(tag),
                bold=bold or None,
                centred=_is_centred(node) or None,
            )
            mark = ""


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_centred(node: LexborNode) -> bool:
    attributes = node.attributes
    return (
        node.tag == "center"
        or (attributes.get("align") or "").lower() == "center"
        or bool(_CENTRED.search(attributes.get("style") or ""))
    )


def _table(node: LexborNode) -> Table | None:
    """`node` as a table, or None when it only lays out the page (one column, or tables within it)."""
    if len(node.css("table")) > 1:
        return None
    rows: list[tuple[str, ...]] = []
    headed = False
    for row in node.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
        texts = tuple(_cell_text(cell) for cell in cells)
        if any(texts):
            headed = headed or (not rows and all(cell.tag == "th" for cell in cells))
            rows.append(texts)
    if not rows or max(map(len, rows)) < 2:
        return None
    return make_table(rows, headed=headed)


def _cell_text(cell: LexborNode) -> str:
    return "\n".join(block.text for block in _Walk().blocks(cell) if isinstance(block, Paragraph))
