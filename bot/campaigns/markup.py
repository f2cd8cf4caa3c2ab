"""The small markup of announcements: **bold**, [words](https://address), lists of lines that begin with "- ".

Everything else is text as it stands: there is nothing to escape, and nothing a text contains can break a
message. Lines that follow each other are one paragraph each; blank lines are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from bot.channels.base import Block, Bullets, Line, Paragraph, Span

_MARK = re.compile(
    r"\*\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*\*"
    r"|\[(?P<words>[^\[\]\n]+)\]\((?P<url>https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)"
)
_BARE = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")
_ITEM = re.compile(r"\s*[-–•]\s+")


class Link(NamedTuple):
    """An address in an announcement."""

    words: str
    url: str


def blocks_of(body: str) -> tuple[Block, ...]:
    """The paragraphs and lists of `body`."""
    blocks: list[Block] = []
    items: list[Line] = []
    for raw in [*unicodedata.normalize("NFC", body).splitlines(), ""]:
        if item := _ITEM.match(raw):
            items.append(line_of(raw[item.end() :]))
            continue
        if items:
            blocks.append(Bullets(tuple(i.text for i in items), tuple(i.spans for i in items)))
            items = []
        if raw.strip():
            line = line_of(raw)
            blocks.append(Paragraph(line.text, line.spans))
    return tuple(blocks)


def line_of(raw: str) -> Line:
    """One line without its marks, and what they made stand out."""
    text, spans, end = "", [], 0
    raw = " ".join(raw.split())
    for found in _MARK.finditer(raw):
        text += raw[end : found.start()]
        words = found["bold"] or found["words"]
        spans.append(Span(len(text), len(text) + len(words), found["url"] or ""))
        text += words
        end = found.end()
    return Line(text + raw[end:], tuple(spans))


def links_of(body: str) -> Iterator[Link]:
    """All addresses in `body`: those of links, and those that stand as they are."""
    rest, end = [], 0
    for found in _MARK.finditer(body):
        rest.append(body[end : found.start()])
        end = found.end()
        if found["url"]:
            yield Link(found["words"], found["url"])
    for found in _BARE.finditer("\n".join([*rest, body[end:]])):
        yield Link(found.group(), found.group())


def leftovers(body: str) -> Iterator[str]:
    """Marks that were begun and mean nothing as they stand: "**", "[words](address)" without https."""
    for raw in body.splitlines():
        text = line_of(raw).text
        yield from (found.group() for found in re.finditer(r"\*\*|\[[^\[\]]*\]\([^()]*\)?|<\w+[^>]*>", text))
