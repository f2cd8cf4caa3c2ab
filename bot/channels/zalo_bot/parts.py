"""A reply as messages of the Zalo Bot Platform: texts, buttons as a numbered menu."""

from __future__ import annotations

from bot.channels.base import Outgoing, Part
from bot.channels.layout import ZALO_LIMIT, menu_texts


def lay_out(outgoing: Outgoing, card: str) -> list[Part]:  # noqa: ARG001 - menus need no key
    """Texts of at most 2000 characters, buttons as a numbered menu; a picture only from the web, no files."""
    texts: list[Part] = [{"method": "sendMessage", "text": text} for text in menu_texts(outgoing, ZALO_LIMIT)]
    picture = outgoing.picture
    if picture and picture.source.startswith("https://"):
        caption = {"caption": picture.caption} if picture.caption else {}
        return [{"method": "sendPhoto", "photo": picture.source, **caption}, *texts]
    return texts
