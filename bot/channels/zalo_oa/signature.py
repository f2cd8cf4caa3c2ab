"""The signature of a webhook call: `X-ZEvent-Signature: mac=<hex>`.

The MAC is SHA-256 over the plain concatenation of an id, the body as it came, the timestamp in the body and
the OA secret key. Most accounts sign with the app's id as first term, some are said to sign with the OA's id:
both are tried, and which one matched is told.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Literal

HEADER = "X-ZEvent-Signature"
_MAC = re.compile(r"\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*", re.IGNORECASE)

Form = Literal["app-id", "oa-id"]


def mac_of(first: str, body: bytes, timestamp: str, secret_key: str) -> str:
    """The MAC of `body`, in lower-case hex; `first` is the id of the app or of the OA."""
    return hashlib.sha256(first.encode() + body + timestamp.encode() + secret_key.encode()).hexdigest()


class Verifier:
    """Tells the calls of one OA from forged ones."""

    def __init__(self, app_id: str, oa_id: str, secret_key: str) -> None:
        """`secret_key` is the OA secret key; raises `ValueError` when there is none: anybody could sign."""
        if not secret_key or not app_id:
            raise ValueError("no key to verify with")
        self._forms: tuple[tuple[Form, str], ...] = (("app-id", app_id), ("oa-id", oa_id or app_id))
        self._secret_key = secret_key

    def form(self, header: str | None, body: bytes, timestamp: str) -> Form | None:
        """The form in which `header` signs `body`, or None; how long it takes tells nothing."""
        given = _MAC.fullmatch(header or "")
        if given is None:
            return None
        mac = given[1].lower()
        matched = [
            name
            for name, first in self._forms
            if hmac.compare_digest(mac, mac_of(first, body, timestamp, self._secret_key))
        ]
        return matched[0] if matched else None
