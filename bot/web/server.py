"""The desk's HTTP server: one for the chat page, the webhooks of all channels and the health check."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web
from aiohttp.web import AbstractRouteDef

from bot.messages import DEFAULT_LANGUAGE, Catalogue
from bot.settings import WebSettings
from bot.web.security import DESK_HEADER, add_headers
from knowledge.errors import SettingsError

MAX_BODY_BYTES = 256 * 1024  # what webhooks may bring; the page takes less
STOP_SECONDS = 5.0  # for requests under way

Health = Callable[[], tuple[bool, Mapping[str, Any]]]
"""Whether the desk can answer, and what the health check shows."""


class HttpServer:
    """Serves the routes it is given, with security headers on everything, and `/healthz`."""

    def __init__(self, settings: WebSettings, catalogue: Catalogue, missing: bytes, health: Health) -> None:
        """`missing` is the page shown where there is none."""
        self._settings = settings
        self._catalogue = catalogue
        self._missing = missing
        self._health = health
        # Tells this desk from another one, and from whatever else may refuse a call: `doctor` asks for it on
        # this machine and at the public address of a webhook.
        self._mark = secrets.token_urlsafe(12)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str | None:
        """Where it listens; None while it does not."""
        if self._runner is None or not self._runner.addresses:
            return None
        host, port = self._runner.addresses[0][:2]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        return f"http://{shown}:{port}"

    async def start(self, routes: Sequence[AbstractRouteDef]) -> None:
        """Listen. Raises `SettingsError` when host and port cannot be listened on."""
        application = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[self._refusals])
        application.on_response_prepare.append(add_headers)
        application.add_routes([web.get("/healthz", self._healthz), *routes])
        runner = web.AppRunner(
            application, access_log=None, handle_signals=False, shutdown_timeout=STOP_SECONDS
        )
        await runner.setup()
        site = web.TCPSite(runner, self._settings.host, self._settings.port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise self._cannot_listen(error) from error
        self._runner, self._site = runner, site

    async def close(self) -> None:
        """Take no new connections; requests under way go on."""
        if self._site is not None:
            site, self._site = self._site, None
            await site.stop()

    async def stop(self) -> None:
        """Close the server after the requests under way, or after a few seconds."""
        await self.close()
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    @web.middleware
    async def _refusals(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """What is refused is answered by a response of its own.

        aiohttp would send the exception itself and so keep it in a ring with its traceback, and with that
        everything that the handler held (a body of up to `MAX_BODY_BYTES`) until the next full collection.
        """
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return web.Response(body=self._missing, content_type="text/html", charset="utf-8", status=404)
        except web.HTTPException as refused:
            headers = {**refused.headers, DESK_HEADER: self._mark}
            return web.Response(
                body=refused.body, status=refused.status, reason=refused.reason, headers=headers
            )

    async def _healthz(self, _request: web.Request) -> web.Response:
        ready, shown = self._health()
        body = {"status": "ready" if ready else "unavailable", **shown}
        return web.json_response(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})

    def _cannot_listen(self, error: OSError) -> SettingsError:
        messages = self._catalogue.of(DEFAULT_LANGUAGE)
        key = "cli-port-taken" if error.errno == errno.EADDRINUSE else "cli-cannot-listen"
        problem = messages.text(
            key, host=self._settings.host, port=self._settings.port, reason=error.strerror or ""
        )
        return SettingsError(problem, where="[web]", mend=messages.text(f"{key}-mend"))
