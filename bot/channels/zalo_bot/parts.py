"""A reply as messages of the Zalo Bot Platform: texts, buttons as a numbered menu."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.base import Outgoing, Part, blocks_of
from bot.channels.layout import ZALO_LIMIT, menu_texts, split


def lay_out(outgoing: Outgoing, card: str) -> list[Part]:  # noqa: ARG001 - menus need no key
    """Texts of at most 2000 characters, buttons as a numbered menu; a picture only from the web, no files.

    The words of a picture that cannot be sent stand before the text.
    """
    picture, before = outgoing.picture, list[Part]()
    if picture and picture.source.startswith("https://"):
        first, *more = [text.strip() for text in split(picture.caption, ZALO_LIMIT)] or [""]
        caption = {"caption": first} if first else {}
        before.append({"method": "sendPhoto", "photo": picture.source, **caption})
        before += [_message(text) for text in more]
    elif picture:
        outgoing = replace(outgoing, blocks=(*blocks_of(picture.caption), *outgoing.blocks))
    return [*before, *(_message(text) for text in menu_texts(outgoing, ZALO_LIMIT))]


def _message(text: str) -> Part:
    return {"method": "sendMessage", "text": text}
