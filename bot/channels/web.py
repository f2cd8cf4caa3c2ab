"""The web channel: the chat page, and its questions as JSON that wait for their recorded answer."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.web import AbstractRouteDef

from bot.channels.base import Incoming, IncomingKind, Outgoing, Part, Receive, Sent
from bot.messages import DEFAULT_LANGUAGE, Catalogue
from bot.settings import WebSettings
from bot.web.limits import RateLimiter
from bot.web.page import Site
from bot.web.security import Sessions, address_of, from_own_page
from bot.web.serving import language_of, page_routes
from knowledge.answering.model import Answer, Outcome, Suggestion
from knowledge.clock import Clock

MAX_BODY_BYTES = 16 * 1024
# Beyond this many questions waiting, a new one would wait longer than people do: better say so at once.
MAX_WAITING = 256
REPLY_SECONDS = 15.0  # the page gives up a little later, and may ask for the same answer again
LOOK_SECONDS = 1.0  # how soon a question that came before finds its recorded answer
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

LookUp = Callable[[str], Awaitable[Sequence[Part] | None]]
"""The reply recorded for a message id of this channel; None while there is none."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    language: str
    message_id: str


class WebChannel:
    """The citizens' chat page."""

    def __init__(
        self, settings: WebSettings, site: Site, catalogue: Catalogue, clock: Clock, look_up: LookUp
    ) -> None:
        self._settings = settings
        self._site = site
        self._catalogue = catalogue
        self._clock = clock
        self._look_up = look_up
        self._sessions = Sessions(secure=settings.secure_cookies)
        self._per_session = RateLimiter(
            clock, per_minute=settings.session_per_minute, burst=settings.session_burst
        )
        self._per_address = RateLimiter(
            clock, per_minute=settings.address_per_minute, burst=settings.address_burst
        )
        self._receive: Receive | None = None
        self._waiting: dict[str, list[asyncio.Future[Sequence[Part]]]] = {}  # by address

    @property
    def name(self) -> str:
        """The channel's stable name."""
        return "web"

    def routes(self) -> Sequence[AbstractRouteDef]:
        """The page, its assets, and where questions go."""
        return [*page_routes(self._site, self._sessions), web.post("/api/ask", self._ask)]

    async def start(self, receive: Receive) -> None:
        """Take questions."""
        self._receive = receive

    async def stop(self) -> None:
        """Take no more questions."""
        self._receive = None

    def lay_out(self, outgoing: Outgoing, card: str) -> list[Part]:  # noqa: ARG002 - the page knows its buttons
        """The reply as the page's JSON."""
        answer = outgoing.answer or Answer(
            question="",
            outcome=Outcome(outgoing.outcome) if outgoing.outcome else Outcome.CLARIFY,
            answer=_said(outgoing),
            suggestions=tuple(
                Suggestion(label=button.label, question=button.question)
                for button in outgoing.buttons
                if button.question
            ),
        )
        status = 503 if answer.outcome is Outcome.UNAVAILABLE else 200
        return [{"status": status, "body": answer.model_dump_json()}]

    async def send(self, address: str, part: Part, *, replaces: str = "") -> Sent:  # noqa: ARG002
        """Hand over a reply, as `recorded` does."""
        self.recorded(address, [part])
        return Sent()

    async def noticed(self, incoming: Incoming) -> None:
        """Nothing: the page shows by itself that it waits."""

    def recorded(self, address: str, parts: Sequence[Part]) -> None:
        """Answer the requests that wait for the reply at `address`."""
        for waiting in self._waiting.pop(address, []):
            if not waiting.done():
                waiting.set_result(parts)

    async def _ask(self, request: web.Request) -> web.Response:
        session, new = self._sessions.of(request)
        refusal = self._refusal(request, session)
        if refusal is not None:
            return refusal
        body = await _read(request)
        if body is None:
            return self._refuse(413, "too_long", limit=self._settings.question_max_chars)
        asked = _parse(body)
        if asked is None:
            return self._refuse(400, "malformed")
        response = await self._answer(asked, session)
        if new:
            self._sessions.keep(response, session)
        return response

    def _refusal(self, request: web.Request, session: str) -> web.Response | None:
        """Why the body of `request` is not even read; None when it is."""
        if request.content_type != "application/json":
            return self._refuse(415, "malformed")
        if not from_own_page(request):
            return self._refuse(403, "other_site")
        wait = self._per_address.take(address_of(request, self._settings.trusted_proxies))
        wait = wait or self._per_session.take(session)
        if wait:
            return self._slow_down(wait)
        if len(self._waiting) >= MAX_WAITING:
            structlog.get_logger().warning("too many questions waiting", waiting=len(self._waiting))
            return self._refuse(503, "unavailable")
        return None

    async def _answer(self, asked: _Asked, session: str) -> web.Response:
        # An id belongs to its session: nobody fetches the answer to somebody else's question.
        address = f"{session}/{asked.message_id}"
        waiting: asyncio.Future[Sequence[Part]] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(address, []).append(waiting)
        try:
            parts = await self._reply(asked, session, address, waiting)
        except Exception as error:  # the inbox cannot be written: the question may be sent again
            structlog.get_logger().error("question not stored", error=type(error).__name__)
            return self._refuse(504, "unavailable")
        finally:
            self._forget(address, waiting)
        if parts is None:
            return self._refuse(504, "unavailable")
        if not parts:
            return self._slow_down(int(REPLY_SECONDS))
        return _json(str(parts[0]["body"]), int(parts[0]["status"]))

    async def _reply(
        self, asked: _Asked, session: str, address: str, waiting: asyncio.Future[Sequence[Part]]
    ) -> Sequence[Part] | None:
        """The recorded reply; None when it takes too long."""
        if self._receive is None:
            return None
        await self._receive(
            [
                Incoming(
                    channel=self.name,
                    sender=session,
                    message_id=address,
                    kind=IncomingKind.TEXT,
                    text=asked.question,
                    at=self._clock.now(),
                    language=asked.language,
                    address=address,
                )
            ]
        )
        loop = asyncio.get_running_loop()
        end = loop.time() + REPLY_SECONDS
        while loop.time() < end:
            done, _ = await asyncio.wait([waiting], timeout=LOOK_SECONDS)
            if done:
                return waiting.result()
            # A question that was asked before may have been answered then: nobody will tell us again.
            if (parts := await self._look_up(address)) is not None:
                return parts
        return None

    def _forget(self, address: str, waiting: asyncio.Future[Sequence[Part]]) -> None:
        others = [other for other in self._waiting.pop(address, []) if other is not waiting]
        if others:
            self._waiting[address] = others

    def _slow_down(self, seconds: int) -> web.Response:
        refusal = self._refuse(429, "slow_down", seconds=seconds)
        refusal.headers["Retry-After"] = str(seconds)
        return refusal

    def _refuse(self, status: int, reason: str, **arguments: int) -> web.Response:
        text = self._catalogue.of(DEFAULT_LANGUAGE).text(f"refusal-{reason}", **arguments)
        outcome = Outcome.UNAVAILABLE if status in {429, 503, 504} else Outcome.CLARIFY
        return _json(Answer(question="", outcome=outcome, answer=text).model_dump_json(), status)


def _said(outgoing: Outgoing) -> str:
    """A reply that is no answer, as one text: the page shows no links and no source of its own for it."""
    links = (f"{button.label}: {button.url}" for button in outgoing.buttons if button.url)
    return "\n".join(part for part in (outgoing.text, *links, outgoing.source_line) if part)


def _json(body: str, status: int) -> web.Response:
    return web.Response(
        body=body.encode("utf-8"),
        content_type="application/json",
        status=status,
        headers={"Cache-Control": "no-store"},
    )


async def _read(request: web.Request) -> bytes | None:
    """The body; None when it is longer than any question."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _parse(body: bytes) -> _Asked | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        return None
    given = data.get("id")
    known = isinstance(given, str) and _MESSAGE_ID.fullmatch(given) is not None
    return _Asked(
        data["question"], language_of(data.get("language")), str(given) if known else secrets.token_hex(12)
    )
