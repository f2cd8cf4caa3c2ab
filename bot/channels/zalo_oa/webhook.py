"""The webhook of an Official Account: verified, read, stored; Zalo wants its 200 within two seconds.

Only a forged call and a store that is down are answered with an error: errors make Zalo repeat the call and,
in the end, switch the webhook off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from aiohttp import web

from bot.channels.base import Receive
from bot.channels.their_time import TheirTime
from bot.channels.webhook import parse_object, read_capped
from bot.channels.zalo_oa.events import (
    CHANNEL,
    Event,
    MalformedError,
    Treat,
    read_event,
    timestamp_of,
)
from bot.channels.zalo_oa.signature import HEADER, Form, Verifier
from knowledge.clock import Clock

SUSPICIOUS = 3  # calls with a wrong signature: the first may have been somebody's trial
# Zalo repeats a call for 1.8 hours, and nobody says whether the timestamp is renewed then.
REPLAY_SECONDS = 3 * 3600.0
_log = structlog.get_logger()

Interacted = Callable[[str, datetime], Awaitable[None]]
"""Told who did something, and when."""


class Webhook:
    """Takes the calls of Zalo."""

    def __init__(self, verifier: Verifier, clock: Clock, their: TheirTime, interacted: Interacted) -> None:
        """`interacted` is told of everything that opens somebody's window, `their` of signed moments."""
        self._verifier = verifier
        self._clock = clock
        self._their = their
        self._interacted = interacted
        self._receive: Receive | None = None
        self._hours_off = 0  # of this machine's clock, as last told
        self._wrong = 0  # calls with a wrong signature
        self._form: Form | None = None  # in which the last call was signed

    @property
    def unsigned(self) -> bool:
        """Whether calls came since the start, and not one of them was signed with the key that is set."""
        return self._form is None and self._wrong >= SUSPICIOUS

    def open(self, receive: Receive) -> None:
        """Hand messages to `receive` from now on."""
        self._receive = receive

    def close(self) -> None:
        """Turn calls away: Zalo brings them again."""
        self._receive = None

    async def called(self, request: web.Request) -> web.Response:
        """Answer one call of Zalo."""
        if HEADER not in request.headers:
            raise web.HTTPForbidden
        body = await read_capped(request)
        parsed = parse_object(body)
        try:
            timestamp = timestamp_of(parsed)
        except MalformedError:
            raise web.HTTPBadRequest from None
        form = self._verifier.form(request.headers.get(HEADER), body, timestamp)
        if form is None:
            self._wrong += 1
            _log.warning("webhook call with a wrong signature", channel=CHANNEL)
            raise web.HTTPForbidden
        self._note(form, request.headers.get("num_retry", ""))
        if self._is_old(datetime.fromtimestamp(int(timestamp) / 1000, UTC)):
            _log.warning("old event passed over", channel=CHANNEL)
            return web.Response()
        try:
            event = read_event(parsed)
        except MalformedError as error:
            _log.warning("event without what it needs passed over", channel=CHANNEL, problem=str(error))
            return web.Response()
        await self._take(event)
        return web.Response()

    def _is_old(self, at: datetime) -> bool:
        """Whether an event of the moment `at` is over: by this machine's clock and by Zalo's, as it is known.

        One clock alone may be wrong, and then everything would seem old. Where Zalo's time is not known yet
        the event is taken: one that came before is known by its id, which the inbox keeps for good.
        """
        known, off = self._their.known(), (self._clock.now() - at).total_seconds()
        self._their.saw(at)
        if abs(off) <= REPLAY_SECONDS:
            return False
        if known is not None and off > 0 and (known - at).total_seconds() > REPLAY_SECONDS:
            return True
        if (hours := round(off / 3600)) != self._hours_off:
            self._hours_off = hours
            _log.error("event far from this machine's clock: set the clock", channel=CHANNEL, hours=hours)
        return False

    async def _take(self, event: Event) -> None:
        if event.row is None:
            _log.warning("unknown event passed over", channel=CHANNEL, event_name=event.name)
            return
        if event.row.treat is Treat.ECHO and event.by_official:
            _log.info("an official wrote by hand", channel=CHANNEL, event_name=event.name)
        if self._receive is None:
            raise web.HTTPServiceUnavailable
        work: list[Awaitable[None]] = []
        if event.interaction is not None:
            work.append(self._interacted(*event.interaction))
        if event.incoming is not None:
            work.append(self._receive([event.incoming]))
        try:
            await asyncio.gather(*work)
        except Exception as error:  # the store is down: Zalo brings the event again
            _log.error("event not stored", channel=CHANNEL, error=type(error).__name__)
            raise web.HTTPServiceUnavailable from None
        _log.debug("event taken", channel=CHANNEL, event_name=event.name, treated=str(event.row.treat))

    def _note(self, form: Form, retry: str) -> None:
        if form != self._form:
            self._form = form
            _log.info("webhook signature", channel=CHANNEL, form=form)
        if retry.isascii() and retry.isdigit():
            _log.info("webhook call repeated", channel=CHANNEL, retry=int(retry[:3]))
