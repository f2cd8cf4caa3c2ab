"""How updates come in: Telegram is asked for them, or told where to bring them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NoReturn, TypeVar

import structlog

from bot.channels.errors import DeliveryError, Failure
from bot.channels.pauses import Pauses
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.updates import CHANNEL
from bot.channels.their_time import TheirTime

GUARD_SECONDS = 300.0  # between two looks at what Telegram says of the webhook

Menus = Mapping[str, Sequence[tuple[str, str]]]
"""Names and descriptions of the commands, by language; those of "" are for everybody else."""

_T = TypeVar("_T")
_log = structlog.get_logger()


class Trouble:
    """Why no updates come in, in a word; "" while they do."""

    def __init__(self) -> None:
        self.why = ""

    def note(self, error: DeliveryError | None) -> None:
        """A call went well (None), or failed; that Telegram is down is no trouble of the office."""
        if error is None:
            self.why = ""
        elif error.failure is Failure.MISCONFIGURED:
            self.why = error.code.partition(" ")[2] or "refused"


async def insist(method: str, call: Callable[[], Awaitable[_T]], trouble: Trouble) -> _T:
    """`call` until Telegram takes it; what it says against it is logged each time, and noted."""
    waiting = Pauses()
    while True:
        try:
            found = await call()
        except DeliveryError as error:
            complain(method, error)
            trouble.note(error)
            await waiting.wait(error.retry_after or 0.0)
        else:
            trouble.note(None)
            return found


async def show_menus(api: TelegramApi, menus: Menus) -> None:
    """Show the commands of the desk in the app; without them it works as well."""
    for language, menu in menus.items():
        try:
            await api.set_commands(menu, language)
        except DeliveryError as error:
            complain("setMyCommands", error)


async def guard(
    api: TelegramApi, url: str, register: Callable[[], Awaitable[None]], trouble: Trouble, their: TheirTime
) -> NoReturn:
    """See to it for ever that Telegram brings updates to `url`, and can; `register` has it do so."""
    strikes = 0
    while True:
        await asyncio.sleep(GUARD_SECONDS)
        try:
            found = await api.webhook()
        except DeliveryError as error:
            complain("getWebhookInfo", error)
            trouble.note(error)
            continue
        failed = found.last_error_date
        late = failed is not None and (their.now() - failed).total_seconds() < 2 * GUARD_SECONDS
        if found.url != url:
            strikes += 1
            _log.error("the webhook was taken away, setting it again", channel=CHANNEL, strikes=strikes)
            await register()
            # Once may be a trial; whoever does it again holds the citizens of the office.
            trouble.why = "elsewhere" if strikes > 1 else ""
        elif late and found.pending_update_count:
            _log.error("Telegram cannot bring updates", channel=CHANNEL, waiting=found.pending_update_count)
            trouble.why = "webhook"
        else:
            strikes, trouble.why = 0, ""


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
            complain("getUpdates", error)
            trouble.note(error)
            await waiting.wait(error.retry_after or 0.0)
            continue
        trouble.note(None)
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


def complain(method: str, error: DeliveryError) -> None:
    """Log that a call of `method` failed, by failure and code."""
    tell = _log.error if error.failure is Failure.MISCONFIGURED else _log.warning
    tell("the platform refused", channel=CHANNEL, method=method, failure=str(error.failure), code=error.code)
