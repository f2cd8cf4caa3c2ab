"""What a channel cannot show of an announcement as it is: told before anybody sends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath

from bot.campaigns.findings import Finding, notice, wrong
from bot.campaigns.model import Content
from bot.campaigns.rendering import outgoing_of, shown
from bot.channels.base import LayOut
from bot.channels.zalo_oa.api import MAX_FILE_BYTES, MAX_PICTURE_BYTES
from bot.channels.zalo_oa.messages import FILES, PICTURES
from bot.messages import Messages

_MEGABYTE = 1_000_000
# Zalo's limits are those of its adapter; Telegram's: https://core.telegram.org/bots/api#sending-files
_SIZES = {
    "telegram": {"picture": 10 * _MEGABYTE, "file": 50 * _MEGABYTE},
    "zalo-oa": {"picture": MAX_PICTURE_BYTES, "file": MAX_FILE_BYTES},
}
_SUFFIXES: Mapping[str, Mapping[str, frozenset[str] | None]] = {
    "telegram": {"picture": frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"}), "file": None},
    "zalo-oa": {"picture": PICTURES, "file": FILES},
}
_NO_FILES = frozenset({"zalo-bot"})
_NO_BUTTONS = frozenset({"zalo-bot"})


def fitting(content: Content, words: Messages, layouts: Mapping[str, LayOut]) -> list[Finding]:
    """What becomes of `content` on each of the channels of `layouts`, where it is not all well."""
    outgoing = outgoing_of(content, words)
    found: list[Finding] = []
    for channel, lay_out in layouts.items():
        messages = [shown(part) for part in lay_out(outgoing, "0")]
        texts = [message.text for message in messages if message.text]
        if len(texts) > 1:
            found.append(_on(channel, notice("too-long", count=len(texts))))
        if words.text("announcement-stop") not in (texts[-1] if texts else ""):
            found.append(_on(channel, wrong("stop-missing")))
        lost = len(content.buttons) if channel in _NO_BUTTONS else 0
        if lost:
            found.append(_on(channel, notice("buttons-lost", count=lost)))
        found += [_on(channel, finding) for finding in _attached(content, channel)]
    return found


def _attached(content: Content, channel: str) -> Iterator[Finding]:
    for kind, source in (("picture", content.picture), ("file", content.file)):
        if not source:
            continue
        if source.startswith("https://"):
            if kind == "file":
                yield wrong("file-web", file=source)
            continue
        if channel in _NO_FILES:
            yield notice(f"{kind}-lost")
            continue
        suffixes = _SUFFIXES[channel][kind]
        if suffixes is not None and PurePath(source).suffix.lower() not in suffixes:
            kinds = ", ".join(sorted(suffix.lstrip(".") for suffix in suffixes))
            yield wrong(f"{kind}-kind", kinds=kinds)
        size = Path(source).stat().st_size if Path(source).is_file() else 0
        if size > _SIZES[channel][kind]:
            yield wrong(f"{kind}-size", limit=_SIZES[channel][kind] // _MEGABYTE)


def _on(channel: str, finding: Finding) -> Finding:
    return replace(finding, channel=channel)
