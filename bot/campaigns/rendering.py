"""An announcement as a message: title, body, source, how to stop, buttons; laid out once for a whole run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.campaigns.markup import blocks_of
from bot.campaigns.model import ButtonKind, Content
from bot.campaigns.reactions import asked_by
from bot.channels.base import Button, Outgoing, Paragraph, Part, Picture, Span
from bot.messages import Messages


def outgoing_of(content: Content, words: Messages) -> Outgoing:
    """`content` for readers whose language is that of `words`.

    The body stands in the language it was written in; how to stop always comes last, in the reader's own.
    """
    title = Paragraph(content.title, (Span(0, len(content.title)),))
    last = [content.source_line, words.text("announcement-stop")]
    return Outgoing(
        blocks=(title, *blocks_of(content.body)),
        source_line="\n".join(line for line in last if line),
        buttons=tuple(
            Button(button.label, url=button.target)
            if button.kind is ButtonKind.LINK
            else Button(button.label, asked_by(button))
            for button in content.buttons
        ),
        picture=_picture(content),
        file=content.file,
        menu_hint=words.text("menu-hint"),
    )


def _picture(content: Content) -> Picture | None:
    return Picture(content.picture) if content.picture else None


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of a platform, as a person would see it."""

    text: str
    buttons: tuple[str, ...] = ()
    attached: str = ""  # a picture or a file


def shown(part: Part) -> Shown:
    """What a person sees of `part`, whichever platform it was laid out for."""
    if "upload" in part:  # Zalo OA: goes to the platform first
        return Shown(str(part["text"]), attached=str(part["upload"]))
    if "message" in part:  # Zalo OA
        message = part["message"]
        payload = message.get("attachment", {}).get("payload", {})
        pictures = [element.get("url", "") for element in payload.get("elements", ())]
        titles = tuple(button["title"] for button in payload.get("buttons", ()))
        return Shown(str(message.get("text", "")), titles, "".join(pictures[:1]))
    text = str(part.get("text") or part.get("caption") or "")
    rows: Sequence[Sequence[Mapping[str, str]]] = part.get("reply_markup", {}).get("inline_keyboard", ())
    keys = tuple(key["text"] for row in rows for key in row)
    return Shown(text, keys, str(part.get("photo") or part.get("document") or ""))
