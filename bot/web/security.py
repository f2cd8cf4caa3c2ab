"""Who asks, and whether the request came from our own page: session, address, origin, headers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import Network

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Server": "motcua",  # no version to look up
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

DESK_HEADER = "X-Motcua-Desk"  # on refusals: which running desk it was that refused

_SESSION = re.compile(r"[A-Za-z0-9_-]{32}")


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """The security headers of every response (an `on_response_prepare` signal)."""
    response.headers.update(HEADERS)


class Sessions:
    """The session cookie: a random key that ties the turns of one conversation together, and nothing else."""

    def __init__(self, *, secure: bool) -> None:
        # Browsers accept the __Host- prefix only with Secure: then no sibling host can set the cookie.
        self.cookie = "__Host-motcua" if secure else "motcua"
        self._secure = secure

    def of(self, request: web.Request) -> tuple[str, bool]:
        """The session of `request`, and whether it is new."""
        known = request.cookies.get(self.cookie, "")
        if _SESSION.fullmatch(known):
            return known, False
        return secrets.token_urlsafe(24), True

    def keep(self, response: web.StreamResponse, session: str) -> None:
        """Give the browser the cookie of `session`."""
        response.set_cookie(
            self.cookie, session, path="/", httponly=True, samesite="Lax", secure=self._secure
        )


def from_own_page(request: web.Request) -> bool:
    """False when a browser says that another site sent the request; programs say neither and pass."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.host.lower()


def address_of(request: web.Request, trusted: Sequence[Network]) -> str:
    """The address to count requests by: the nearest one that is no trusted proxy; of IPv6 its /64 network."""
    hops = [request.remote or ""]
    for header in request.headers.getall("X-Forwarded-For", []):
        hops[:0] = [hop.strip() for hop in header.split(",")]
    nearest = hops[-1]
    while hops and _is_trusted(nearest, trusted):
        hops.pop()
        nearest = hops[-1] if hops else nearest
    return _network_of(nearest)


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def _network_of(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    # One household or phone owns a whole /64 and could take a new address for every question.
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
