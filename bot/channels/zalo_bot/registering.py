"""How updates come in: the platform is asked for them, or told where to bring them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

import structlog

from bot.channels.base import Incoming, Receive
from bot.channels.errors import DeliveryError, Failure
from bot.channels.pauses import Pauses
from bot.channels.registration import ELSEWHERE, Trouble, complain, guard, insist
from bot.channels.zalo_bot.api import ZaloBotApi
from bot.channels.zalo_bot.updates import CHANNEL, MalformedError

Read = Callable[[Mapping[str, Any]], Incoming | None]
"""`updates.Reader.read`."""

Meet = Callable[[Iterable[str]], None]
"""`updates.Reader.known_as`."""

NAMES = ("display_name", "account_name", "name")  # of the bot, in what `getMe` says
POLL_MARGIN = 5.0  # seconds the answer of an empty poll may be late
_log = structlog.get_logger()


def word_of(method: str, error: DeliveryError) -> str:
    """Why no updates come in after `error`; "" where the platform is down."""
    if error.failure is Failure.MISCONFIGURED:
        return "token" if error.code == "401" else "refused"
    refused = error.failure is Failure.CONTENT_REFUSED and method == "setWebhook"
    return "webhook" if refused else ""  # its address is not taken


async def introduce(api: ZaloBotApi, meet: Meet) -> None:
    """Tell `meet` under which names the bot goes; without them groups are understood a little worse."""
    try:
        found = await api.call("getMe")
    except DeliveryError as error:
        complain(CHANNEL, "getMe", error)
        return
    names = [found.get(key) for key in NAMES] if isinstance(found, dict) else []
    meet([name for name in names if isinstance(name, str)])


async def serve(api: ZaloBotApi, url: str, secret: str, trouble: Trouble, *, meet: Meet) -> NoReturn:
    """Have the platform bring updates to `url`, and see to it for ever that it does."""

    async def register() -> None:
        await _register(api, "setWebhook", {"url": url, "secret_token": secret}, trouble)

    async def look() -> str:
        found = await api.call("getWebhookInfo")
        registered = found.get("url") if isinstance(found, dict) else None
        # What the platform makes of an address nobody documents: only another place counts.
        return ELSEWHERE if isinstance(registered, str) and _place(registered) != _place(url) else ""

    await register()
    await introduce(api, meet)
    await guard(look, register, trouble)


async def _register(api: ZaloBotApi, method: str, parameters: Mapping[str, Any], trouble: Trouble) -> None:
    await insist(method, lambda: api.call(method, parameters), trouble)
    _log.info("registered with the platform", channel=CHANNEL, method=method)


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url.lower())
    return parts.netloc, parts.path.rstrip("/")


async def poll(
    api: ZaloBotApi, read: Read, receive: Receive, seconds: int, trouble: Trouble, *, meet: Meet
) -> NoReturn:
    """Ask for updates for ever, `seconds` a time; the next is asked for when the last one is stored.

    The platform forgets an update as soon as it has answered with it: one that a crash meets between
    answer and store is lost. That is why it calls this a way for development.
    """
    await _register(api, "deleteWebhook", {}, trouble)  # polls stay silent while there is one
    await introduce(api, meet)
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
                complain(CHANNEL, "getUpdates", error)
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
