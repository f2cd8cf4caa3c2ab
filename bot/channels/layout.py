"""Replies as texts within a platform's limit, cut where a reader would cut them, and menus in words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

from bot.channels.base import Bullets, Button, Line, Outgoing, Span
from knowledge.vietnamese.text import sentences

ZALO_LIMIT = 2000  # characters, https://developers.zalo.me
TELEGRAM_LIMIT = 4096  # UTF-16 units, https://core.telegram.org/bots/api#sendmessage
BETWEEN = "\n\n"  # before the source and before the menu
BULLET = "• "

Units = Callable[[str], int]
"""Counts a text as a platform does; the count of a whole is the sum of the counts of its characters."""

_BLANKS = re.compile("[^\\S\u00a0\u202f]+")  # a no-break space holds an amount and its unit together
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")  # hold the parts of one emoji together


def utf16_units(text: str) -> int:
    """How Telegram counts: letters of Vietnamese are one, an emoji is two or more."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int, units: Units = len) -> list[str]:
    """`text`, as NFC, in runs of at most `limit` units, blanks at the end of a run not counted.

    Joined they are the text again. A cut is made between paragraphs, else after a sentence, else between
    words; only a word longer than `limit` is cut, and a link in it only if it is itself longer.
    Raises `ValueError` for a `limit` under 2: one character may need as many.
    """
    if limit < 2:
        raise ValueError(limit)
    text = unicodedata.normalize("NFC", text)
    size = list(accumulate(map(units, text), initial=0))
    gaps = list(_gaps(text))
    parts: list[str] = []
    start = 0
    while size[-1] - size[start] > limit:
        reach = bisect_right(size, size[start] + limit) - 1
        # A part much shorter than it might be is worse than a cut at a lesser place.
        enough = size[start] + limit / 3
        open_gaps = [gap for gap in gaps if start < gap.start <= reach]
        good = [gap for gap in open_gaps if size[gap.start] >= enough]
        best = min((gap.rank for gap in good), default=None)
        fitting = [gap for gap in good if gap.rank == best] or open_gaps
        cut = fitting[-1].end if fitting else _within_word(text, start, reach)
        parts.append(text[start:cut])
        start = cut
    return [*parts, text[start:]] if text[start:] else parts


def texts_of(
    outgoing: Outgoing, limit: int, units: Units = len, *, menu: str = "", body: str | None = None
) -> list[str]:
    """A reply as texts of at most `limit` units: its blocks, its source, `menu`.

    Source and menu stand in the last text, with the end of the blocks where there is room for both. `body`
    stands in place of `body_of(outgoing)`.
    """
    whole = body_of(outgoing) if body is None else body
    parts = [part.strip() for part in split(whole, limit, units) if part.strip()]
    ends = [part for part in (outgoing.source_line.strip(), menu) if part]
    tail = unicodedata.normalize("NFC", BETWEEN.join(ends))
    if not tail:
        return parts
    room = limit - units(BETWEEN + tail)
    if parts and units(parts[-1]) > room >= limit / 3:
        parts[-1:] = [part.strip() for part in split(parts[-1], room, units)]
    if parts and units(parts[-1]) <= room:
        return [*parts[:-1], parts[-1] + BETWEEN + tail]
    return parts + [part.strip() for part in split(tail, limit, units)]


def menu_texts(outgoing: Outgoing, limit: int, units: Units = len, *, first: int = 1) -> list[str]:
    """Like `texts_of`, with the buttons from number `first` on as a numbered menu."""
    return texts_of(outgoing, limit, units, menu=menu_of(outgoing.buttons, first, outgoing.menu_hint))


def menu_of(buttons: Sequence[Button], first: int = 1, hint: str = "") -> str:
    """Buttons from number `first` on as lines; the number of a button is its place among all of them."""
    return menu_lines(list(enumerate(buttons, start=1))[first - 1 :], hint)


def menu_lines(numbered: Iterable[tuple[int, Button]], hint: str = "") -> str:
    """Buttons with their numbers as lines: "3. Lệ phí" for a question, label and address for a link.

    `hint` stands before them where there is a number to type.
    """
    rows = list(numbered)
    lines = [hint] if hint and not all(button.url for _, button in rows) else []
    lines += [
        f"{button.label}: {button.url}" if button.url else f"{number}. {button.label}"
        for number, button in rows
    ]
    return "\n".join(lines)


def body_of(outgoing: Outgoing) -> str:
    """The blocks of a reply as lines of a chat; addresses of links are written out."""
    lines = (before + line.plain for before, line in _lines(outgoing))
    return unicodedata.normalize("NFC", "\n".join(lines))


def styled_body_of(outgoing: Outgoing) -> Line:
    """The blocks of a reply as lines of a chat, and what stands out in the whole."""
    text, spans = "", []
    for before, line in _lines(outgoing):
        text += ("\n" if text else "") + unicodedata.normalize("NFC", before)
        for span in line.spans:
            # Each stretch by itself: to compose its accents moves what comes behind it.
            start, end = (
                len(text) + len(unicodedata.normalize("NFC", line.text[:at])) for at in (span.start, span.end)
            )
            spans.append(Span(start, end, span.url))
        text += unicodedata.normalize("NFC", line.text)
    return Line(text, tuple(spans))


def spans_within(texts: Sequence[str], body: Line) -> list[list[Span]]:
    """Where the spans of `body` are in `texts` that `texts_of` made of it: a list for each text."""
    found: list[list[Span]] = []
    begin = 0
    for text in texts:
        while begin < len(body.text) and body.text[begin].isspace():
            begin += 1
        pairs = zip(text, body.text[begin:], strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        cut = [Span(max(span.start - begin, 0), min(span.end - begin, same), span.url) for span in body.spans]
        found.append([span for span in cut if span.start < span.end])
        begin += same
    return found


def _lines(outgoing: Outgoing) -> Iterator[tuple[str, Line]]:
    """Every line of the blocks, with what stands before it."""
    for block in outgoing.blocks:
        if isinstance(block, Bullets):
            yield from ((BULLET, line) for line in block.lines)
        else:
            yield "", block.line


class _Gap(NamedTuple):
    start: int
    end: int
    rank: int  # 0 between paragraphs, 1 after a sentence, 2 between words


def _gaps(text: str) -> Iterator[_Gap]:
    starts: set[int] = set()
    position = 0
    for sentence in sentences(text):
        position = text.index(sentence, position)
        starts.add(position)
        position += len(sentence)
    for found in _BLANKS.finditer(text):
        before = text[max(0, found.start() - 1) : found.start()]
        if "\n" in found.group() and before != ":":  # a line that announces a list stays with it
            yield _Gap(found.start(), found.end(), 0)
        else:
            yield _Gap(found.start(), found.end(), 1 if found.end() in starts and before != ":" else 2)


def _within_word(text: str, start: int, reach: int) -> int:
    """Where to cut a word that is longer than a part: before a link in it, between whole letters."""
    for link in _LINK.finditer(text, start):
        if link.start() > reach:
            break
        if start < link.start() and reach < link.end():
            return link.start()
    cut = reach
    while cut > start + 1 and _one_letter(text[cut - 1], text[cut]):
        cut -= 1
    return cut if cut > start + 1 or not _one_letter(text[start], text[start + 1]) else reach


def _one_letter(left: str, right: str) -> bool:
    return (
        bool(unicodedata.combining(right))
        or right in _JOINERS
        or left == "\u200d"
        or "\U0001f3fb" <= right <= "\U0001f3ff"  # the colour of a hand
        or ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")  # a flag
    )
