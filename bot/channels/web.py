"""The web channel: serves the chat page and takes its questions as JSON."""

from __future__ import annotations

import errno
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.base import Handler, Incoming, IncomingKind
from bot.messages import DEFAULT_LANGUAGE, LANGUAGES, Catalogue
from bot.settings import WebSettings
from bot.web.limits import RateLimiter
from bot.web.page import Site
from bot.web.security import Sessions, add_headers, address_of, from_own_page
from knowledge.answering.model import Answer, Outcome
from knowledge.clock import Clock
from knowledge.errors import SettingsError

MAX_BODY_BYTES = 16 * 1024
STOP_SECONDS = 5.0
_STATUS = {Outcome.UNAVAILABLE: 503}


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the desk can answer, and from which index."""

    ready: bool
    snapshot: str


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    language: str


class WebChannel:
    """The citizens' chat page on the bot's own HTTP server."""

    def __init__(
        self,
        settings: WebSettings,
        site: Site,
        catalogue: Catalogue,
        clock: Clock,
        health: Callable[[], Health],
    ) -> None:
        self._settings = settings
        self._site = site
        self._catalogue = catalogue
        self._clock = clock
        self._health = health
        self._sessions = Sessions(secure=settings.secure_cookies)
        self._per_session = RateLimiter(
            clock, per_minute=settings.session_per_minute, burst=settings.session_burst
        )
        self._per_address = RateLimiter(
            clock, per_minute=settings.address_per_minute, burst=settings.address_burst
        )
        self._runner: web.AppRunner | None = None

    @property
    def name(self) -> str:
        """The channel's stable name."""
        return "web"

    @property
    def url(self) -> str:
        """Where the page is served; only once started."""
        if self._runner is None or not self._runner.addresses:
            raise RuntimeError("the web channel is not started")
        host, port = self._runner.addresses[0][:2]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        return f"http://{shown}:{port}"

    async def start(self, handler: Handler) -> None:
        """Serve the page; every question goes to `handler`.

        Raises `SettingsError` when host and port cannot be listened on.
        """
        runner = web.AppRunner(
            self._application(handler), access_log=None, handle_signals=False, shutdown_timeout=STOP_SECONDS
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._settings.host, self._settings.port).start()
        except OSError as error:
            await runner.cleanup()
            raise self._cannot_listen(error) from error
        self._runner = runner

    async def stop(self) -> None:
        """Close the server after the replies under way, or after a few seconds."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    def _application(self, handler: Handler) -> web.Application:
        async def ask(request: web.Request) -> web.Response:
            return await self._ask(request, handler)

        application = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[self._missing_page])
        application.on_response_prepare.append(add_headers)
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/favicon.ico", self._icon),
                web.get("/assets/{name}", self._asset),
                web.get("/healthz", self._healthz),
                web.post("/api/ask", ask),
            ]
        )
        return application

    @web.middleware
    async def _missing_page(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return web.Response(
                body=self._site.missing, content_type="text/html", charset="utf-8", status=404
            )

    async def _page(self, request: web.Request) -> web.Response:
        language = _language(request.query.get("lang"))
        response = web.Response(
            body=self._site.pages[language],
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )
        session, new = self._sessions.of(request)
        if new:
            self._sessions.keep(response, session)
        return response

    async def _asset(self, request: web.Request) -> web.Response:
        asset = self._site.assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        return web.Response(
            body=asset.body,
            content_type=asset.content_type,
            charset="utf-8",
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )

    async def _icon(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._site.icon.body, content_type=self._site.icon.content_type)

    async def _healthz(self, _request: web.Request) -> web.Response:
        health = self._health()
        body = {"status": "ready" if health.ready else "unavailable", "snapshot": health.snapshot}
        return web.json_response(
            body, status=200 if health.ready else 503, headers={"Cache-Control": "no-store"}
        )

    async def _ask(self, request: web.Request, handler: Handler) -> web.Response:
        if request.content_type != "application/json":
            return self._refuse(415, "malformed")
        if not from_own_page(request):
            return self._refuse(403, "other_site")
        session, new = self._sessions.of(request)
        wait = self._per_address.take(address_of(request, self._settings.trusted_proxies))
        wait = wait or self._per_session.take(session)
        if wait:
            refusal = self._refuse(429, "slow_down", seconds=wait)
            refusal.headers["Retry-After"] = str(wait)
            return refusal
        try:
            asked = _parse(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "too_long", limit=self._settings.question_max_chars)
        if asked is None:
            return self._refuse(400, "malformed")
        outgoing = await handler(
            Incoming(
                channel=self.name,
                sender=session,
                message_id=secrets.token_hex(8),
                kind=IncomingKind.TEXT,
                text=asked.question,
                at=self._clock.now(),
                language=asked.language,
            )
        )
        answer = outgoing.answer or Answer(
            question=asked.question, outcome=Outcome.UNAVAILABLE, answer=outgoing.text
        )
        response = _answer(answer, _STATUS.get(answer.outcome, 200))
        if new:
            self._sessions.keep(response, session)
        return response

    def _refuse(self, status: int, reason: str, **arguments: int) -> web.Response:
        text = self._catalogue.of(DEFAULT_LANGUAGE).text(f"refusal-{reason}", **arguments)
        outcome = Outcome.UNAVAILABLE if status == 429 else Outcome.CLARIFY
        return _answer(Answer(question="", outcome=outcome, answer=text), status)

    def _cannot_listen(self, error: OSError) -> SettingsError:
        messages = self._catalogue.of(DEFAULT_LANGUAGE)
        key = "cli-port-taken" if error.errno == errno.EADDRINUSE else "cli-cannot-listen"
        problem = messages.text(
            key, host=self._settings.host, port=self._settings.port, reason=error.strerror or ""
        )
        return SettingsError(problem, where="[web]", mend=messages.text(f"{key}-mend"))


def _answer(answer: Answer, status: int) -> web.Response:
    return web.Response(
        body=answer.model_dump_json().encode("utf-8"),
        content_type="application/json",
        status=status,
        headers={"Cache-Control": "no-store"},
    )


def _language(value: object) -> str:
    return value if isinstance(value, str) and value in LANGUAGES else DEFAULT_LANGUAGE


def _parse(body: bytes) -> _Asked | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        return None
    return _Asked(data["question"], _language(data.get("language")))
