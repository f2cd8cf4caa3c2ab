"""How updates come in: Telegram is asked for them, or told where to bring them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NoReturn

import structlog

from bot.channels import registration
from bot.channels.errors import DeliveryError, Failure
from bot.channels.pauses import Pauses
from bot.channels.registration import ELSEWHERE, Trouble, complain
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.updates import CHANNEL
from bot.channels.their_time import TheirTime

Menus = Mapping[str, Sequence[tuple[str, str]]]
"""Names and descriptions of the commands, by language; those of "" are for everybody else."""

_log = structlog.get_logger()


def word_of(_method: str, error: DeliveryError) -> str:
    """Why no updates come in after `error`; "" where Telegram is down."""
    if error.failure is not Failure.MISCONFIGURED:
        return ""
    return error.code.partition(" ")[2] or "refused"


async def look(api: TelegramApi, url: str, their: TheirTime) -> str:
    """What is wrong with the webhook at `url` in a word, for `guard`. Raises `DeliveryError`."""
    found = await api.webhook()
    if found.url != url:
        return ELSEWHERE
    failed = found.last_error_date
    late = failed is not None and (their.now() - failed).total_seconds() < 2 * registration.GUARD_SECONDS
    if not late or not found.pending_update_count:
        return ""
    _log.error("Telegram cannot bring updates", channel=CHANNEL, waiting=found.pending_update_count)
    return "webhook"


async def show_menus(api: TelegramApi, menus: Menus) -> None:
    """Show the commands of the desk in the app; without them it works as well."""
    for language, menu in menus.items():
        try:
            await api.set_commands(menu, language)
        except DeliveryError as error:
            complain(CHANNEL, "setMyCommands", error)


async def poll(
    api: TelegramApi, seconds: int, store: Callable[[list[object]], Awaitable[None]], trouble: Trouble
) -> NoReturn:
    """Ask for updates for ever, up to `seconds` a time.

    Asking from a number on tells Telegram that all before it are done with: that happens only when `store`
    has returned for them.
    """
    offset: int | None = None
    waiting = Pauses()
    while True:
        try:
            found = await api.updates(offset, seconds)
        except DeliveryError as error:
            trouble.complain("getUpdates", error)
            await waiting.wait(error.retry_after or 0.0)
            continue
        trouble.note("getUpdates", None)
        while found:
            try:
                await store(found)
                break
            except Exception as error:  # whatever it is: until it is stored nobody else has it
                _log.error("updates not stored, trying again", channel=CHANNEL, error=type(error).__name__)
                await waiting.wait()
        waiting.reset()
        numbers = [update.get("update_id") for update in found if isinstance(update, dict)]
        last = max((number for number in numbers if isinstance(number, int)), default=None)
        if last is not None:
            offset = last + 1
        elif found:
            await waiting.wait()  # nothing there that could be passed over
