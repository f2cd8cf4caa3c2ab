"""A reply as "consultation" messages of the OA OpenAPI v3, and as plain text for visitors who do not follow.

A part is `{"message": …}` as the API takes it, with `"plain"` beside it where the message has buttons;
`{"upload": path, "text": …}` for a file that goes to Zalo first; or `{"template": id, "data": …}`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from bot.channels.base import Button, Outgoing, Part
from bot.channels.layout import BETWEEN, ZALO_LIMIT, menu_lines, menu_of, menu_texts, texts_of
from bot.channels.zalo_oa.events import PAYLOAD_MARK

MAX_BUTTONS = 5
MAX_TITLE = 100
MAX_MENU = ZALO_LIMIT // 2  # a longer menu takes the place of buttons: it is too much under one text
PICTURES = frozenset({".jpg", ".jpeg", ".png"})
FILES = frozenset({".pdf", ".doc", ".docx", ".csv"})


def parts_of(outgoing: Outgoing, card: str) -> list[Part]:
    """`outgoing` as parts: picture, file, texts of at most 2000 characters, up to 5 buttons under the last.

    Buttons from the sixth on, and those whose label is too long for a button, stand in the text as a menu
    whose numbers can be typed.
    """
    buttons = outgoing.buttons
    menu = menu_of(buttons, hint=outgoing.menu_hint)
    if not menu or len(menu) > MAX_MENU:
        texts: list[Part] = [{"message": text_message(text)} for text in menu_texts(outgoing, ZALO_LIMIT)]
        return [*_before(outgoing), *texts]
    bodies = texts_of(outgoing, ZALO_LIMIT - len(BETWEEN + menu)) or [""]
    written = [
        (number, button)
        for number, button in enumerate(buttons, start=1)
        if number > MAX_BUTTONS or len(button.label) > MAX_TITLE
    ]
    rest = menu_lines(written, outgoing.menu_hint)
    last = _joined(bodies[-1], rest)
    plain = _joined(bodies[-1], menu)
    with_buttons = text_message(last or plain, api_buttons(buttons[:MAX_BUTTONS], card))
    return [
        *_before(outgoing),
        *({"message": text_message(text)} for text in bodies[:-1]),
        {"message": with_buttons, "plain": plain},
    ]


def text_message(text: str, buttons: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A text, with `buttons` under it."""
    if not buttons:
        return {"text": text}
    payload = {"template_type": "button", "buttons": list(buttons)}
    return {"text": text, "attachment": {"type": "template", "payload": payload}}


def picture_message(text: str, **where: str) -> dict[str, Any]:
    """One picture with `text` under it; `where` is its `url` on the web or its `attachment_id` at Zalo."""
    element = {"media_type": "image", **where}
    payload = {"template_type": "media", "elements": [element]}
    caption = {"text": text} if text else {}
    return {**caption, "attachment": {"type": "template", "payload": payload}}


def file_message(token: str) -> dict[str, Any]:
    """A file that was uploaded as `token`; it has no text."""
    return {"attachment": {"type": "file", "payload": {"token": token}}}


def article_message(article_id: str) -> dict[str, Any]:
    """An article that was published on the account, as a broadcast takes it."""
    payload = {
        "template_type": "media",
        "elements": [{"media_type": "article", "attachment_id": article_id}],
    }
    return {"attachment": {"type": "template", "payload": payload}}


def api_buttons(buttons: Sequence[Button], card: str) -> list[dict[str, Any]]:
    """`buttons` as the API takes them: a tap sends "#<card>:<number>" without showing it in the chat."""
    return [
        {"title": _title(number, button.label), "type": "oa.open.url", "payload": {"url": button.url}}
        if button.url
        else {
            "title": _title(number, button.label),
            "type": "oa.query.hide",
            "payload": f"{PAYLOAD_MARK}{card}:{number}",
        }
        for number, button in enumerate(buttons, start=1)
    ]


def plain_of(part: Part) -> str:
    """What a visitor gets who can be sent text only; "" for what has none."""
    if "plain" in part:
        return str(part["plain"])
    message = part.get("message", part)
    return str(message.get("text", ""))


def _before(outgoing: Outgoing) -> list[Part]:
    """What stands before the texts: the picture and the file."""
    return [*_picture(outgoing), *([{"upload": outgoing.file, "text": ""}] if outgoing.file else [])]


def _picture(outgoing: Outgoing) -> list[Part]:
    picture = outgoing.picture
    if picture is None:
        return []
    caption = menu_texts(Outgoing(blocks=(), source_line=picture.caption), ZALO_LIMIT)
    first, rest = (caption[0], caption[1:]) if caption else ("", [])
    texts: list[Part] = [{"message": text_message(text)} for text in rest]
    if picture.source.startswith("https://"):
        return [{"message": picture_message(first, url=picture.source)}, *texts]
    if PurePath(picture.source).suffix.lower() in FILES and first:
        return [{"upload": picture.source, "text": ""}, {"message": text_message(first)}, *texts]
    return [{"upload": picture.source, "text": first}, *texts]


def _title(number: int, label: str) -> str:
    """The label; what of it fits where it is written out with its number in the text."""
    if len(label) <= MAX_TITLE:
        return label
    return textwrap.shorten(f"{number}. {label}", MAX_TITLE, placeholder="…")


def _joined(*texts: str) -> str:
    return BETWEEN.join(text for text in texts if text)
