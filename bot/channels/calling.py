"""The HTTP sessions on which platforms are called."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp


def open_session(headers: Mapping[str, str] | None = None) -> aiohttp.ClientSession:
    """A session without cookies, with as many connections as there are calls at once.

    How many messages are on their way is bounded by settings. A limit here, too, would let a call starve:
    aiohttp gives a connection that comes back to whoever asks first, not to who waits longest, and so a poll
    for new messages failed while an announcement kept all connections busy.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar(), headers=headers
    )
