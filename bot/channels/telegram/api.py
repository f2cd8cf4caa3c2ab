"""The methods of the Bot API that the desk uses: by python-telegram-bot, every failure a `DeliveryError`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, TypeVar

from telegram import Bot, BotCommand, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, WebhookInfo
from telegram.error import TelegramError

from bot.channels.base import Part, Sent
from bot.channels.errors import DeliveryError, Failure
from bot.channels.telegram.failures import delivery_error
from bot.channels.telegram.files import Files
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.transport import AiohttpRequest
from bot.channels.telegram.updates import READ

POLL_MARGIN = 10.0  # seconds the answer of an empty poll may be late
NOTICE_SECONDS = 3.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_WITH_FILE = {"sendPhoto": "photo", "sendDocument": "document"}

_T = TypeVar("_T")


class _Bot(Bot):
    """The library's bot, with updates as they came.

    `Bot.get_updates` reads all of them at once: one that it cannot read would hold up the others for ever,
    and it would write them to the log.
    """

    __slots__ = ()

    async def raw_updates(self, offset: int | None, seconds: int) -> object:
        data = {"offset": offset, "timeout": seconds, "allowed_updates": READ}
        return await self._post("getUpdates", data, read_timeout=seconds + POLL_MARGIN)


class TelegramApi:
    """Calls the methods of one bot over one session."""

    def __init__(self, settings: TelegramSettings, dated: Callable[[str | None], None]) -> None:
        """Take token, address and time limits; connections open with the first call.

        `dated` is told the date of every answer.
        """
        self._request = AiohttpRequest(settings.timeout_seconds, dated)
        self._files = Files()
        self._bot = _Bot(
            settings.token.get_secret_value(),
            base_url=f"{str(settings.base_url).rstrip('/')}/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def open(self) -> None:
        """Make ready; calls nobody."""
        await self._request.initialize()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._request.shutdown()

    async def username(self) -> str:
        """The bot's name without its @, as people mention it. Raises `DeliveryError`."""
        return (await _done(self._bot.get_me())).username or ""

    async def updates(self, offset: int | None, seconds: int) -> list[object]:
        """The updates from number `offset` on; waits up to `seconds` for one. Raises `DeliveryError`."""
        found = await _done(self._bot.raw_updates(offset, seconds))
        return found if isinstance(found, list) else []

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates brought to `url`. Raises `DeliveryError`."""
        await _done(self._bot.set_webhook(url, secret_token=secret, allowed_updates=READ))

    async def webhook(self) -> WebhookInfo:
        """Where updates are brought, and how that goes. Raises `DeliveryError`."""
        return await _done(self._bot.get_webhook_info())

    async def delete_webhook(self) -> None:
        """Have updates kept for polls; those that wait are not dropped. Raises `DeliveryError`."""
        await _done(self._bot.delete_webhook(drop_pending_updates=False))

    async def set_commands(self, menu: Sequence[tuple[str, str]], language: str = "") -> None:
        """Show `menu` (name, description) to users of `language`, or to all others.

        Raises `DeliveryError`.
        """
        commands = [BotCommand(name, description) for name, description in menu]
        await _done(self._bot.set_my_commands(commands, language_code=language or None))

    async def answer_tap(self, query_id: str) -> None:
        """Tell the app of a person that the tap was taken. Raises `DeliveryError`."""
        await _done(self._bot.answer_callback_query(query_id, read_timeout=NOTICE_SECONDS))

    async def typing(self, chat: int) -> None:
        """Show for some seconds that an answer is being written. Raises `DeliveryError`."""
        await _done(self._bot.send_chat_action(chat, "typing", read_timeout=NOTICE_SECONDS))

    async def send(self, chat: int, part: Part) -> Sent:
        """Send one message that `parts.lay_out` made. Raises `DeliveryError`."""
        if part["method"] in _WITH_FILE:
            return await self._send_file(chat, part)
        sending = self._bot.send_message(
            chat,
            part["text"],
            entities=_entities(part),
            reply_markup=_keyboard(part),
            link_preview_options=_NO_PREVIEW,
        )
        return Sent(str((await _done(sending)).message_id))

    async def _send_file(self, chat: int, part: Part) -> Sent:
        source = str(part[_WITH_FILE[part["method"]]])
        given = await self._files.given(source)
        if part["method"] == "sendDocument":
            name = PurePath(source).name
            sending = self._bot.send_document(chat, given, filename=name, reply_markup=_keyboard(part))
        else:
            sending = self._bot.send_photo(
                chat, given, caption=part.get("caption") or None, reply_markup=_keyboard(part)
            )
        try:
            message = await _done(sending)
        except DeliveryError as error:
            if error.failure is Failure.CONTENT_REFUSED:
                self._files.forget(source)
            raise
        await self._files.sent(source, message)
        return Sent(str(message.message_id))

    async def edit(self, chat: int, message: int, part: Part) -> Sent:
        """Make the text message `message` that which `parts.lay_out` made. Raises `DeliveryError`."""
        editing = self._bot.edit_message_text(
            part["text"],
            chat,
            message,
            entities=_entities(part),
            reply_markup=_keyboard(part),
            link_preview_options=_NO_PREVIEW,
        )
        await _done(editing)
        return Sent(str(message))


async def _done(call: Awaitable[_T]) -> _T:
    try:
        return await call
    except TelegramError as error:
        raise delivery_error(error) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # The library does not check what it reads: a success came, in a form that it does not know.
        raise delivery_error(error) from None


def _entities(part: Part) -> list[MessageEntity]:
    return [MessageEntity(**entity) for entity in part.get("entities", ())]


def _keyboard(part: Part) -> InlineKeyboardMarkup | None:
    markup: Mapping[str, Any] | None = part.get("reply_markup")
    return InlineKeyboardMarkup.de_json(dict(markup), None) if markup else None
