"""A reply as messages of the Bot API: texts with entities, buttons, a picture.

Formatting is by entities, not by markup: whatever a text contains, it cannot break it.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.channels.base import Button, Outgoing, Part, Span
from bot.channels.layout import (
    TELEGRAM_LIMIT,
    menu_lines,
    spans_within,
    split,
    styled_body_of,
    texts_of,
    utf16_units,
)

CAPTION_LIMIT = 1024  # UTF-16 units
MAX_BUTTONS = 100
LABEL_CHARS = 40  # more than a phone shows on one line of a button
PAIR_CHARS = 16  # two labels up to here stand side by side
_WEB = ("https://", "http://")


def lay_out(outgoing: Outgoing, card: str) -> list[Part]:
    """`outgoing` as messages, each with its "method"; the buttons stand under the last.

    A label that a phone would cut is written out above its button. The number of a button counts all of
    them from 1; a tap brings back "<card>:<number>", which is within the 64 bytes Telegram allows.
    """
    numbered = list(enumerate(outgoing.buttons, start=1))
    keys = [(number, button) for number, button in numbered if not button.url or button.url.startswith(_WEB)]
    keys = keys[:MAX_BUTTONS]
    written_out = [
        (number, button)
        for number, button in numbered
        if (number, button) not in keys or len(button.label) > LABEL_CHARS
    ]
    body = styled_body_of(outgoing)
    texts = texts_of(outgoing, TELEGRAM_LIMIT, utf16_units, menu=menu_lines(written_out), body=body.text)
    parts: list[dict[str, Any]] = [{"method": "sendMessage", "text": text} for text in texts]
    for part, spans in zip(parts, spans_within(texts, body), strict=True):
        if spans:
            part["entities"] = [_entity(part["text"], span) for span in spans]
    source = unicodedata.normalize("NFC", outgoing.source_line.strip())
    if parts and source and source in texts[-1]:
        offset, length = utf16_units(texts[-1][: texts[-1].rindex(source)]), utf16_units(source)
        italic = {"type": "italic", "offset": offset, "length": length}
        parts[-1]["entities"] = [*parts[-1].get("entities", ()), italic]
    if outgoing.picture is not None:
        caption = [text.strip() for text in split(outgoing.picture.caption, CAPTION_LIMIT, utf16_units)]
        photo = {"method": "sendPhoto", "photo": outgoing.picture.source, "caption": "".join(caption[:1])}
        rest = [{"method": "sendMessage", "text": text} for text in caption[1:]]
        parts = [photo, *rest, *parts]
    if outgoing.file:
        parts.insert(max(0, len(parts) - 1), {"method": "sendDocument", "document": outgoing.file})
    if parts and keys:
        parts[-1]["reply_markup"] = {"inline_keyboard": _rows(keys, card)}
    return list(parts)


def _entity(text: str, span: Span) -> dict[str, Any]:
    offset, length = utf16_units(text[: span.start]), utf16_units(text[span.start : span.end])
    style = {"type": "text_link", "url": span.url} if span.url else {"type": "bold"}
    return {**style, "offset": offset, "length": length}


def _rows(keys: Sequence[tuple[int, Button]], card: str) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = []
    half = False  # the last row has room for another short label
    for number, button in keys:
        label, short = button.label, len(button.label) <= PAIR_CHARS
        if len(label) > LABEL_CHARS:
            label = f"{number}. {textwrap.shorten(label, LABEL_CHARS, placeholder='…')}"
        key = {"text": label}
        key |= {"url": button.url} if button.url else {"callback_data": f"{card}:{number}"}
        if half and short:
            rows[-1].append(key)
            half = False
        else:
            rows.append([key])
            half = short
    return rows
