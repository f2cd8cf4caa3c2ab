"""How updates come in: the platform is asked for them, or told where to bring them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

import structlog

from bot.channels.base import Incoming, Receive
from bot.channels.errors import DeliveryError, Failure
from bot.channels.pauses import Pauses
from bot.channels.zalo_bot.api import ZaloBotApi
from bot.channels.zalo_bot.updates import CHANNEL, MalformedError

Read = Callable[[Mapping[str, Any]], Incoming | None]
"""`updates.Reader.read`."""

GUARD_SECONDS = 300.0  # between two looks at where updates are brought
POLL_MARGIN = 5.0  # seconds the answer of an empty poll may be late
_log = structlog.get_logger()


class Trouble:
    """Why no updates come in, in a word; "" while they do."""

    def __init__(self) -> None:
        self.why = ""

    def note(self, method: str, error: DeliveryError | None) -> None:
        """A call went well (None), or failed; that the platform is down is no trouble of the office."""
        if error is None:
            self.why = ""
        elif error.failure is Failure.MISCONFIGURED:
            self.why = "token" if error.code == "401" else "refused"
        elif error.failure is Failure.CONTENT_REFUSED and method == "setWebhook":
            self.why = "webhook"  # its address is not taken


async def insist(api: ZaloBotApi, method: str, parameters: Mapping[str, Any], trouble: Trouble) -> None:
    """Call `method` until the platform takes it; what it says against it is logged each time, and noted."""
    waiting = Pauses()
    while True:
        try:
            await api.call(method, parameters)
        except DeliveryError as error:
            _complain(method, error)
            trouble.note(method, error)
            await waiting.wait()
        else:
            trouble.note(method, None)
            _log.info("registered with the platform", channel=CHANNEL, method=method)
            return


async def serve(api: ZaloBotApi, url: str, secret: str, trouble: Trouble) -> NoReturn:
    """Have the platform bring updates to `url`, and see to it for ever that it does."""
    parameters = {"url": url, "secret_token": secret}
    await insist(api, "setWebhook", parameters, trouble)
    strikes = 0
    while True:
        await asyncio.sleep(GUARD_SECONDS)
        try:
            found = await api.call("getWebhookInfo")
        except DeliveryError as error:
            _complain("getWebhookInfo", error)
            trouble.note("getWebhookInfo", error)
            continue
        registered = found.get("url") if isinstance(found, dict) else None
        # What the platform makes of an address nobody documents: only another place counts.
        if isinstance(registered, str) and _place(registered) != _place(url):
            strikes += 1
            _log.error("the webhook was taken away, setting it again", channel=CHANNEL, strikes=strikes)
            await insist(api, "setWebhook", parameters, trouble)
            # Once may be a trial; whoever does it again holds the citizens of the office.
            trouble.why = "elsewhere" if strikes > 1 else ""
        else:
            strikes, trouble.why = 0, ""


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url.lower())
    return parts.netloc, parts.path.rstrip("/")


async def poll(api: ZaloBotApi, read: Read, receive: Receive, seconds: int, trouble: Trouble) -> NoReturn:
    """Ask for updates for ever, `seconds` a time; the next is asked for when the last one is stored.

    The platform forgets an update as soon as it has answered with it: one that a crash meets between
    answer and store is lost. That is why it calls this a way for development.
    """
    await insist(api, "deleteWebhook", {}, trouble)  # polls stay silent while there is one
    waiting = Pauses()
    while True:
        started = time.monotonic()
        try:
            found = await api.call("getUpdates", {"timeout": str(seconds)}, seconds=seconds + POLL_MARGIN)
        except DeliveryError as error:
            empty = error.code == "408" or error.failure is Failure.UNKNOWN
            trouble.note("getUpdates", None if empty else error)
            if empty and time.monotonic() - started >= min(1.0, seconds / 2):
                waiting.reset()
                continue
            if not empty:
                _complain("getUpdates", error)
            await waiting.wait()
            continue
        waiting.reset()
        trouble.note("getUpdates", None)
        for update in found if isinstance(found, list) else [found]:
            await _store(update, read, receive)


async def _store(update: object, read: Read, receive: Receive) -> None:
    try:
        incoming = read(update) if isinstance(update, dict) else None
    except MalformedError as error:
        _log.warning("malformed update passed over", channel=CHANNEL, problem=str(error))
        return
    if incoming is not None:
        await _keep(incoming, receive)


async def _keep(incoming: Incoming, receive: Receive) -> None:
    waiting = Pauses()
    while True:
        try:
            await receive([incoming])
        except Exception as error:  # whatever keeps the store from taking it: nobody else has this message
            _log.error("message not stored, trying again", channel=CHANNEL, error=type(error).__name__)
            await waiting.wait()
        else:
            return


def _complain(method: str, error: DeliveryError) -> None:
    tell = _log.error if error.failure is Failure.MISCONFIGURED else _log.warning
    tell("the platform refused", channel=CHANNEL, method=method, failure=str(error.failure), code=error.code)
