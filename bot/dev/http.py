"""The HTTP server under every stand-in: real sockets, parameters in every form, connections that drop."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

HOST = "127.0.0.1"


class LocalServer:
    """One aiohttp application on a port of this machine."""

    def __init__(self, application: web.Application, port: int = 0) -> None:
        """Take the application and its port; 0 takes a free one."""
        # A poll whose caller is gone must not take an update with it.
        self._runner = web.AppRunner(
            application,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=0.5,
            handler_cancellation=True,
        )
        self._port = port

    async def start(self) -> str:
        """Listen; returns the address. Raises `OSError` when the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        return f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close it, with whatever is under way."""
        await self._runner.cleanup()


async def parameters_of(request: web.Request) -> dict[str, Any]:
    """Query, JSON object, form or multipart of `request`, as one table; files as their bytes.

    Raises the HTTP error 400 for JSON that is none.
    """
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except json.JSONDecodeError as error:
            raise web.HTTPBadRequest from error
        if isinstance(body, dict):
            found |= body
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            found[name] = value.file.read() if isinstance(value, web.FileField) else value
    return found


def drop(request: web.Request) -> web.Response:
    """Cut the connection; the response returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
