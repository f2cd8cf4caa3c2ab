"""Calls to a webhook that must not get in: forged, replayed, truncated, oversized, of wrong types."""

from __future__ import annotations

import copy
import gzip
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

Path = tuple[str, ...]
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Webhook:
    """What a platform sends, and how it proves who it is."""

    url: str
    sample: Callable[[str], dict[str, Any]]  # an update with the message id given
    proof: Callable[[bytes], Mapping[str, str]]  # headers that make a body genuine
    required: Sequence[Path]  # places of the sample without which it is no message
    headers: Mapping[str, str] = field(default_factory=dict)  # of every call, whoever makes it
    open: bool = False  # anybody may call without a proof; a wrong one says that somebody else's page calls
    wrong: Sequence[Any] = (None, [], {}, [[]], {"id": []}, "", "x" * 300, ["a"], {"$ne": 1})

    def genuine(self, message_id: str) -> Call:
        """A call as the platform makes it."""
        body = json.dumps(self.sample(message_id), ensure_ascii=False).encode()
        return Call("genuine", body, {**JSON, **self.headers, **self.proof(body)})


@dataclass(frozen=True)
class Call:
    """One HTTP call."""

    label: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    chunked: bool = False


class Forger:
    """Makes calls that must not get in, repeatably by the seed of `random`."""

    def __init__(self, webhook: Webhook, random: Random) -> None:
        self._webhook = webhook
        self._random = random
        self._kinds = (
            self._forged,
            self._forged,
            self._tampered,
            self._truncated,
            self._oversized,
            self._no_json,
            self._wrong_type,
            self._wrong_type,
            self._wrong_method,
            self._packed,
        )

    def call(self) -> Call:
        """The next call."""
        return self._random.choice(self._kinds)()

    def _genuine(self) -> Call:
        return self._webhook.genuine(f"{self._random.getrandbits(48)}")

    def _forged(self) -> Call:
        real = self._genuine()
        proof = self._webhook.proof(real.body)
        headers = {name: value for name, value in real.headers.items() if name not in proof}
        for name, value in proof.items():
            way = self._random.randrange(1 if self._webhook.open else 0, 6)
            if way == 1:
                headers[name] = self._random.choice(["", "null", "0", "mac=", "mac=" + "0" * 64, "x" * 5000])
            elif way == 2:
                headers[name] = value[:-1]
            elif way == 3:
                headers[name] = value + self._random.choice("0aZ")
            elif way == 4:
                headers[name] = "Bearer " + value
            elif way == 5:
                place = self._random.randrange(len(value) - 8, len(value))
                headers[name] = value[:place] + ("b" if value[place] == "a" else "a") + value[place + 1 :]
        return Call("forged", real.body, headers)

    def _tampered(self) -> Call:
        real = self._genuine()
        place = self._random.randrange(len(real.body))
        body = real.body[:place] + bytes([real.body[place] ^ 0xFF]) + real.body[place + 1 :]
        return Call("tampered", body, real.headers)

    def _truncated(self) -> Call:
        real = self._genuine()
        body = real.body[: self._random.randrange(len(real.body))]
        return Call("truncated", body, {**real.headers, **self._proof_of(body)}, chunked=self._coin())

    def _oversized(self) -> Call:
        update = self._webhook.sample("1")
        update["filling"] = "đ" * self._random.randrange(140_000, 600_000)
        body = json.dumps(update, ensure_ascii=False).encode()
        return Call("oversized", body, {**JSON, **self._proof_of(body)}, chunked=self._coin())

    def _no_json(self) -> Call:
        body = self._random.choice(
            [
                b"",
                b"null",
                b"3",
                b"[]",
                b'"x"',
                b"NaN",
                b"{" * 50_000,
                b"[" * 200_000,
                b'{"a":' * 3000,
                b"9" * 100_000,
                b"<?xml version='1.0'?><update/>",
                b"update_id=1&message=x",
                b"\xff\xfe{\x00}\x00",
                b'{"text": "\xc3"}',
                b'{"text": "\\ud800"}',
                self._random.randbytes(self._random.randrange(1, 2000)),
            ]
        )
        kind = self._random.choice(["application/json", "text/xml", "", "application/json; charset=klingon"])
        return Call("no JSON", body, {"Content-Type": kind, **self._proof_of(body)})

    def _wrong_type(self) -> Call:
        update = copy.deepcopy(self._webhook.sample(f"{self._random.getrandbits(48)}"))
        *parents, last = self._random.choice(self._webhook.required)
        inner = update
        for parent in parents:
            inner = inner[parent]
        if self._coin():
            del inner[last]
        else:
            inner[last] = self._random.choice(self._webhook.wrong)
        body = json.dumps(update).encode()
        return Call("wrong type", body, {**JSON, **self._proof_of(body)})

    def _wrong_method(self) -> Call:
        real = self._genuine()
        method = self._random.choice(["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"])
        return Call("wrong method", real.body, real.headers, method)

    def _packed(self) -> Call:
        body = gzip.compress(b" " * self._random.choice([10, 1_000_000, 20_000_000]))
        return Call("packed", body, {**JSON, **self._proof_of(body), "Content-Encoding": "gzip"})

    def _proof_of(self, body: bytes) -> Mapping[str, str]:
        """A genuine proof for any body: what is wrong must be seen without its help."""
        return self._webhook.proof(body)

    def _coin(self) -> bool:
        return self._random.random() < 0.5


async def shoot(session: aiohttp.ClientSession, url: str, call: Call) -> int:
    """The HTTP status of `call`; 0 when the server closed the connection instead."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(call.body), 8192):
            yield call.body[start : start + 8192]

    data = pieces() if call.chunked else io.BytesIO(call.body)
    try:
        async with session.request(
            call.method, url, data=data, headers=call.headers, skip_auto_headers=["Content-Type"]
        ) as response:
            await response.read()
            return response.status
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError):
        return 0
