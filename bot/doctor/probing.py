"""Looks at an address: does anybody answer, what time is it there, how long is its certificate good."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.web.security import DESK_HEADER

SECONDS = 10.0


class Trouble(StrEnum):
    """Why there was no answer."""

    NAME = "name"  # the host's name is not known
    REFUSED = "refused"  # nobody listens, or a firewall says no
    CERTIFICATE = "certificate"  # expired, for another host, of an unknown authority
    SILENT = "silent"  # connected, and no answer in time
    BROKEN = "broken"  # an answer that is no HTTP


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one request."""

    status: int = 0
    body: Any = None  # the JSON, where it was JSON
    desk: str = ""  # the mark of the running desk that refused
    skew: float | None = None  # seconds this machine's clock is ahead of the answer's
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Prober:
    """Makes the requests of the checks."""

    session: aiohttp.ClientSession
    tls: ssl.SSLContext

    async def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request; never raises for what the other side does, and follows no redirects."""
        began = datetime.now(UTC)
        try:
            async with self.session.request(
                method,
                url,
                json=json,
                headers=headers,
                ssl=self.tls,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=SECONDS),
            ) as response:
                try:
                    body = await response.json(content_type=None)
                except ValueError:
                    body = None
                desk, date = response.headers.get(DESK_HEADER, ""), response.headers.get("Date")
                return Answer(response.status, body, desk, _skew(date, began))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Answer(trouble=_trouble(error))

    async def certificate_end(self, url: str) -> datetime | None:
        """Until when the certificate of `url` is valid; None when there is no valid one."""
        address = urlsplit(url)
        try:
            async with asyncio.timeout(SECONDS):
                _, writer = await asyncio.open_connection(
                    address.hostname, address.port or 443, ssl=self.tls, server_hostname=address.hostname
                )
        except (OSError, TimeoutError):
            return None
        certificate = writer.get_extra_info("peercert") or {}
        writer.close()
        until = certificate.get("notAfter")
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if until else None


def _skew(date: str | None, began: datetime) -> float | None:
    try:
        there = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    if there.tzinfo is None:
        return None
    # The answer's time lies somewhere between asking and now, and is told in whole seconds.
    ended = datetime.now(UTC)
    if began.timestamp() - 1 <= there.timestamp() <= ended.timestamp():
        return 0.0
    return (ended if there > ended else began).timestamp() - there.timestamp()


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return Trouble.CERTIFICATE
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Trouble.NAME
    if isinstance(error, aiohttp.ClientConnectorError):
        return Trouble.REFUSED
    return Trouble.SILENT if isinstance(error, TimeoutError) else Trouble.BROKEN
