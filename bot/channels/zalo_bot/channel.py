"""The Zalo Bot channel: text with numbered menus, by polls or by a webhook."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence

import structlog
from aiohttp import web
from aiohttp.web import AbstractRouteDef

from bot.channels.base import Incoming, Outgoing, Part, Receive, Sent
from bot.channels.errors import DeliveryError
from bot.channels.registration import Trouble
from bot.channels.their_time import TheirTime
from bot.channels.webhook import parse_object, read_capped, same_secret
from bot.channels.zalo_bot import parts
from bot.channels.zalo_bot.api import ZaloBotApi
from bot.channels.zalo_bot.registering import poll, serve, word_of
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.channels.zalo_bot.updates import CHANNEL, MalformedError, Reader
from knowledge.clock import Clock, SystemClock

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
NOTICE_SECONDS = 2.0


class ZaloBotChannel:
    """One bot of the Zalo Bot Platform."""

    def __init__(self, settings: ZaloBotSettings, clock: Clock | None = None) -> None:
        """Take the settings; nothing is sent before `start`."""
        self._settings = settings
        self._time = TheirTime(clock or SystemClock())
        self._api = ZaloBotApi(settings, self._time.dated)
        self._reader = Reader(self._time)
        self._trouble = Trouble(CHANNEL, word_of)
        self._receive: Receive | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The channel's stable name."""
        return CHANNEL

    @property
    def problem(self) -> str:
        """Why no updates come in ("token", "webhook" …), "" while all is well."""
        return self._trouble.why

    @property
    def skew(self) -> float:
        """Seconds this machine's clock is ahead of the platform's."""
        return self._time.skew

    def routes(self) -> Sequence[AbstractRouteDef]:
        """The webhook, where one is configured."""
        url = self._settings.webhook_url
        return [web.post(url.path or "/", self._called)] if url else []

    async def start(self, receive: Receive) -> None:
        """Ask for updates, or tell the platform where to bring them; the platform need not be up."""
        self._receive = receive
        url = self._settings.webhook_url
        work: Coroutine[object, object, None]
        api, reader, trouble, meet = self._api, self._reader, self._trouble, self._reader.known_as
        if url:
            work = serve(api, str(url), self._settings.secret, trouble, meet=meet)
        else:
            work = poll(api, reader.read, receive, self._settings.poll_seconds, trouble, meet=meet)
        self._task = asyncio.create_task(work)

    async def stop(self) -> None:
        """Take no more updates and close the connections."""
        self._receive = None
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._api.close()

    def lay_out(self, outgoing: Outgoing, card: str) -> list[Part]:
        """Texts of at most 2000 characters, buttons as a numbered menu; see `parts.lay_out`."""
        return parts.lay_out(outgoing, card)

    async def send(self, address: str, part: Part, *, replaces: str = "") -> Sent:  # noqa: ARG002 - no editing
        """Send one message to the chat `address`. Raises `DeliveryError`."""
        parameters = {name: value for name, value in part.items() if name != "method"}
        result = await self._api.call(part["method"], {"chat_id": address, **parameters})
        found = result.get("message_id") if isinstance(result, dict) else None
        return Sent(str(found) if found else "")

    async def noticed(self, incoming: Incoming) -> None:
        """Show that an answer is being written."""
        with contextlib.suppress(DeliveryError):
            await self._api.call(
                "sendChatAction",
                {"chat_id": incoming.reply_to, "action": "typing"},
                seconds=NOTICE_SECONDS,
            )

    async def _called(self, request: web.Request) -> web.Response:
        if not same_secret(request.headers.get(SECRET_HEADER), self._settings.secret):
            raise web.HTTPUnauthorized
        update = parse_object(await read_capped(request))
        try:
            incoming = self._reader.read(update)
        except MalformedError as error:
            structlog.get_logger().warning("malformed update refused", channel=CHANNEL, problem=str(error))
            raise web.HTTPBadRequest from None
        if self._receive is None:
            raise web.HTTPServiceUnavailable
        if incoming is not None:
            try:
                await self._receive([incoming])
            except Exception as error:  # the store is down: nobody may be told that it was stored
                structlog.get_logger().error(
                    "message not stored", channel=CHANNEL, error=type(error).__name__
                )
                raise web.HTTPServiceUnavailable from None
        return web.json_response({"ok": True})
