"""`python -m tests.fakes.post_office OPTIONS`: a quick messaging platform as a process of its own.

It takes `POST /send` and says who got what at `GET /report`; some calls are refused, lost or too many, as the
options say. It understands just the HTTP that aiohttp's client speaks, so that it is not the slow part.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

_ME = b'{"ok":true,"result":{"id":100200300,"is_bot":true,"first_name":"m","username":"m_bot"}}'
_MESSAGE = (
    b'{"ok":true,"result":{"message_id":7,"date":1750316131,"chat":{"id":1001,"type":"private",'
    b'"first_name":"An"},"from":{"id":100200300,"is_bot":true,"first_name":"m"},"text":"x"}}'
)


@dataclass(frozen=True)
class Weather:
    """What goes wrong, as shares of the calls."""

    too_many: float = 0.0  # refused with 429 at random
    retry_after: float = 0.2  # seconds
    lost: float = 0.0  # no answer comes; half of these messages are delivered all the same
    gone: float = 0.0  # share of the people who have blocked the office
    per_second: int = 0  # more are refused with 429; 0: no limit
    seed: int = 1


@dataclass
class Report:
    """What the platform saw."""

    taken: dict[str, int] = field(default_factory=dict)  # how often each person got it
    lost: list[str] = field(default_factory=list)  # people whose message went without an answer
    lost_but_taken: list[str] = field(default_factory=list)
    too_many: int = 0
    too_early: int = 0  # calls within the pause that was asked for, which was told before
    paused_seconds: float = 0.0  # in all, asked for
    first_at: float = 0.0
    last_at: float = 0.0
    paths: dict[str, int] = field(default_factory=dict)


class Office:
    """The platform's memory and its whims."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self.report = Report()
        self._chance = random.Random(weather.seed)
        self._taken: Counter[str] = Counter()
        self._paused_until: dict[str, float] = {}
        self._buckets: dict[str, tuple[float, float]] = {}

    def judge(self, path: str, chat: str) -> int:
        """The status of the answer; 0: there is none."""
        weather, report, now = self.weather, self.report, time.monotonic()
        if now < self._paused_until.get(path, 0.0):
            report.too_early += 1
            return 429
        if self._too_many(path, now) or (weather.too_many and self._chance.random() < weather.too_many):
            self._paused_until[path] = now + weather.retry_after
            report.too_many += 1
            report.paused_seconds += weather.retry_after
            return 429
        if weather.gone and int(chat.rpartition("-")[2]) % round(1 / weather.gone) == 0:
            return 404
        if weather.lost and self._chance.random() < weather.lost:
            report.lost.append(chat)
            if self._chance.random() < 0.5:
                report.lost_but_taken.append(chat)
                self._taken[chat] += 1
            return 0
        report.first_at = report.first_at or now
        report.last_at = now
        self._taken[chat] += 1
        return 200

    def told(self) -> bytes:
        """The report as JSON."""
        self.report.taken = dict(self._taken)
        return json.dumps(asdict(self.report)).encode()

    def forget(self) -> None:
        """Begin a new report."""
        self.report = Report()
        self._taken.clear()

    def _too_many(self, path: str, now: float) -> bool:
        """A bucket that holds the messages of one second, and fills at the rate of the limit."""
        limit = self.weather.per_second
        if not limit:
            return False
        level, since = self._buckets.get(path, (float(limit), now))
        level = min(float(limit), level + (now - since) * limit)
        self._buckets[path] = (level - 1 if level >= 1 else level, now)
        return level < 1


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            place = head.lower().find(b"content-length:")
            length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._answer(head.split(b" ", 2)[1].decode(), body)

    def _answer(self, path: str, body: bytes) -> None:
        if path.endswith("/report"):
            self._write(200, self._office.told())
        elif path.endswith("/forget"):
            self._office.forget()
            self._write(200, b"{}")
        elif path.startswith("/bot"):
            self._answer_bot(path, body)
        elif status := self._office.judge(path, json.loads(body)["chat"]):
            self._write(status, b'{"id":1}')

    def _answer_bot(self, path: str, body: bytes) -> None:
        """The methods of Telegram's Bot API that a desk calls; a poll finds nothing."""
        match path.rpartition("/")[2]:
            case "sendMessage":
                chat = str(json.loads(body)["chat_id"])
                if status := self._office.judge(path, chat):
                    self._write(status, _MESSAGE.replace(b"1001", chat.encode()) if status == 200 else b"{}")
            case "getUpdates":
                pass
            case "getMe":
                self._write(200, _ME)
            case _:
                self._write(200, b'{"ok":true,"result":true}')

    def _write(self, status: int, body: bytes) -> None:
        wait = f"Retry-After: {self._office.weather.retry_after}\r\n" if status == 429 else ""
        head = f"HTTP/1.1 {status} X\r\n{wait}Content-Type: application/json\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n"
        assert self._transport is not None
        self._transport.write(head.encode() + body)


async def serve(weather: Weather) -> None:
    """Serve until SIGTERM; the port is printed."""
    loop = asyncio.get_running_loop()
    office = Office(weather)
    server = await loop.create_server(lambda: Line(office), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    stopping = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    await stopping.wait()


if __name__ == "__main__":
    asyncio.run(serve(Weather(**json.loads(sys.argv[1]))))
