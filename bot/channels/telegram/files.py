"""Files of the office on their way to Telegram: uploaded once, and named by their id from then on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from telegram import Message

from bot.channels.errors import DeliveryError, Failure


class Files:
    """Which files Telegram has already, while they stay as they are."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[int, str]] = {}  # by path: when it was changed, and the id

    async def given(self, source: str) -> str | bytes:
        """What to give the Bot API for `source`: an address of the web or an id as it is, else the content.

        Raises `DeliveryError` CONTENT_REFUSED for a file that cannot be read.
        """
        if source.startswith("https://"):
            return source
        try:
            changed_at, file_id = self._ids.get(source, (0, ""))
            if file_id and changed_at == await asyncio.to_thread(_changed_at, source):
                return file_id
            return await asyncio.to_thread(Path(source).read_bytes)
        except OSError as error:
            raise DeliveryError(Failure.CONTENT_REFUSED, f"file {type(error).__name__}") from None

    async def sent(self, source: str, message: Message) -> None:
        """Remember the id that `message` tells for `source`."""
        found = message.document or (message.photo[-1] if message.photo else None)
        if found is not None and not source.startswith("https://"):
            try:
                self._ids[source] = (await asyncio.to_thread(_changed_at, source), found.file_id)
            except OSError:
                self._ids.pop(source, None)

    def forget(self, source: str) -> None:
        """Telegram does not take the id of `source`: upload it again."""
        self._ids.pop(source, None)


def _changed_at(source: str) -> int:
    return Path(source).stat().st_mtime_ns
