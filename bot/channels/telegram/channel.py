"""The Telegram channel: texts with buttons under them, by polls or by a webhook."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence

import structlog
from aiohttp import web
from aiohttp.web import AbstractRouteDef

from bot.channels.base import Incoming, IncomingKind, Outgoing, Part, Receive, Sent
from bot.channels.errors import DeliveryError, Failure
from bot.channels.registration import Trouble, guard, insist
from bot.channels.telegram import parts
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.receiving import Menus, look, poll, show_menus, word_of
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.updates import (
    CHANNEL,
    MalformedError,
    Reader,
    Update,
    in_their_order,
    parse_update,
)
from bot.channels.their_time import TheirTime
from bot.channels.webhook import parse_object, read_capped, same_secret
from knowledge.clock import Clock, SystemClock

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
KNOWN_SECONDS = 5.0  # a webhook call waits for the bot's own name at most so long
MAX_ANSWERS = 200  # taps that are being answered at once; the app of others stops waiting by itself
_ANSWERED = frozenset({IncomingKind.TEXT, IncomingKind.COMMAND, IncomingKind.BUTTON})


class TelegramChannel:
    """One Telegram bot."""

    def __init__(
        self, settings: TelegramSettings, menus: Menus | None = None, clock: Clock | None = None
    ) -> None:
        """Take the settings and the commands to show in the app; nothing is sent before `start`."""
        self._settings = settings
        self._menus = menus or {}
        self._time = TheirTime(clock or SystemClock())
        self._api = TelegramApi(settings, self._time.dated)
        self._trouble = Trouble(CHANNEL, word_of)
        self._receive: Receive | None = None
        self._reader: asyncio.Future[Reader] | None = None
        self._work: asyncio.Task[None] | None = None
        self._answers: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """The channel's stable name."""
        return CHANNEL

    @property
    def problem(self) -> str:
        """Why no updates come in ("token", "conflict", "webhook" …), "" while all is well."""
        return self._trouble.why

    @property
    def skew(self) -> float:
        """Seconds this machine's clock is ahead of Telegram's."""
        return self._time.skew

    def routes(self) -> Sequence[AbstractRouteDef]:
        """The webhook, where one is configured."""
        url = self._settings.webhook_url
        return [web.post(url.path or "/", self._called)] if url else []

    async def start(self, receive: Receive) -> None:
        """Ask for updates, or tell Telegram where to bring them; Telegram need not be up."""
        self._receive = receive
        self._reader = asyncio.get_running_loop().create_future()
        await self._api.open()
        self._work = asyncio.create_task(self._run(self._reader))

    async def stop(self) -> None:
        """Take no more updates and close the connections."""
        self._receive = None
        tasks = [*self._answers, *([self._work] if self._work else [])]
        self._work = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._api.close()

    def lay_out(self, outgoing: Outgoing, card: str) -> list[Part]:
        """Texts of at most 4096 units with the buttons under the last; see `parts.lay_out`."""
        return parts.lay_out(outgoing, card)

    async def send(self, address: str, part: Part, *, replaces: str = "") -> Sent:
        """Send one message to the chat `address`, or turn the text message `replaces` into it.

        Raises `DeliveryError`; `moved_to` is set where the group has become a supergroup.
        """
        chat, message = _number(address), _number(replaces or "0")
        if message and part["method"] == "sendMessage":
            with contextlib.suppress(_NotEditableError):
                return await self._edit(chat, message, part)
        return await self._api.send(chat, part)

    async def noticed(self, incoming: Incoming) -> None:
        """Show that an answer is being written."""
        if incoming.kind in _ANSWERED:
            with contextlib.suppress(DeliveryError):
                await self._api.typing(_number(incoming.reply_to))

    async def _edit(self, chat: int, message: int, part: Part) -> Sent:
        try:
            return await self._api.edit(chat, message, part)
        except DeliveryError as error:
            if error.code == "400 not modified":
                return Sent(str(message))
            if error.code == "400 not editable":
                raise _NotEditableError from None
            if error.failure is Failure.UNKNOWN:  # an edit may be repeated, unlike a new message
                raise DeliveryError(Failure.RETRY_LATER, error.code) from None
            raise

    async def _run(self, known: asyncio.Future[Reader]) -> None:
        username = await insist("getMe", self._api.username, self._trouble)
        known.set_result(Reader(self._settings.bot_id, username))
        url, secret = self._settings.webhook_url, self._settings.secret

        async def register() -> None:
            await insist("setWebhook", lambda: self._api.set_webhook(str(url), secret), self._trouble)

        if url:
            await register()
        else:
            await insist("deleteWebhook", self._api.delete_webhook, self._trouble)
        structlog.get_logger().info("registered with the platform", channel=CHANNEL, webhook=bool(url))
        await show_menus(self._api, self._menus)
        if url:
            await guard(lambda: look(self._api, str(url), self._time), register, self._trouble)
        else:
            await poll(self._api, self._settings.poll_seconds, self._store_all, self._trouble)

    async def _store_all(self, values: list[object]) -> None:
        updates: list[Update] = []
        for value in values:
            try:
                updates.append(parse_update(value if isinstance(value, dict) else {}))
            except MalformedError as error:
                _warn("malformed update passed over", error)
        await self._store(updates)

    async def _store(self, updates: Iterable[Update]) -> None:
        if self._receive is None or self._reader is None:
            raise web.HTTPServiceUnavailable
        try:
            async with asyncio.timeout(KNOWN_SECONDS):
                reader = await asyncio.shield(self._reader)
        except TimeoutError:
            raise web.HTTPServiceUnavailable from None  # Telegram brings it again
        read = [(update, reader.read(update, self._time)) for update in updates]
        if incoming := [message for _, message in read if message is not None]:
            await self._receive(in_their_order(incoming))
        for update, _ in read:
            if update.callback_query is not None and len(self._answers) < MAX_ANSWERS:
                task = asyncio.create_task(self._answer(update.callback_query.id))
                self._answers.add(task)
                task.add_done_callback(self._answers.discard)

    async def _answer(self, query_id: str) -> None:
        with contextlib.suppress(DeliveryError):  # the app stops waiting by itself
            await self._api.answer_tap(query_id)

    async def _called(self, request: web.Request) -> web.Response:
        if not same_secret(request.headers.get(SECRET_HEADER), self._settings.secret):
            raise web.HTTPUnauthorized
        value = parse_object(await read_capped(request))
        try:
            update = parse_update(value)
        except MalformedError as error:
            _warn("malformed update refused", error)
            raise web.HTTPBadRequest from None
        await self._store([update])
        return web.Response()


class _NotEditableError(Exception):
    """The message cannot be changed: it is too old, gone, or a picture."""


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise DeliveryError(Failure.CONTENT_REFUSED, "address") from None


def _warn(what: str, error: MalformedError) -> None:
    structlog.get_logger().warning(what, channel=CHANNEL, problem=str(error))
