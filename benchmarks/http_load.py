"""Answers per second over HTTP on the page's endpoint, beside a bare aiohttp server under the same load."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import machine

# Without limits for one address: all users of this benchmark have the same.
_NO_LIMITS = {
    f"WEB__{name}": 10_000_000
    for name in ("SESSION_PER_MINUTE", "SESSION_BURST", "ADDRESS_PER_MINUTE", "ADDRESS_BURST")
}
# Reads the question and gives back as many bytes as the desk does: what aiohttp alone costs.
_ECHO = """
import asyncio, sys
from aiohttp import web

async def ask(request):
    await request.json()
    return web.Response(body=b"{" + b" " * int(sys.argv[1]) + b"}", content_type="application/json")

async def main():
    application = web.Application()
    application.add_routes([web.post("/api/ask", ask)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("http://%s:%s" % runner.addresses[0][:2], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@dataclass
class Load:
    """What the users saw."""

    seconds: float = 0.0
    times_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes_read: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "answers_per_s": round(len(self.times_ms) / self.seconds, 1),
            "ms": machine.percentiles(self.times_ms),
            "statuses": dict(self.statuses),
        }


async def load(url: str, questions: list[str], *, users: int, seconds: float) -> Load:
    """`users` ask without a pause between answer and next question, each in a session of its own."""
    seen = Load()

    async def user(number: int) -> None:
        mine = random.Random(number).sample(questions, len(questions))
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            for question in itertools.cycle(mine):
                sent = time.perf_counter()
                if sent >= end:
                    return
                async with session.post(f"{url}/api/ask", json={"question": question}) as response:
                    body = await response.read()
                seen.times_ms.append((time.perf_counter() - sent) * 1000)
                seen.statuses[response.status] += 1
                seen.bytes_read += len(body)

    started = time.perf_counter()
    end = started + seconds
    await asyncio.gather(*(user(number) for number in range(users)))
    seen.seconds = time.perf_counter() - started
    return seen


def measure(url: str, questions: list[str], users: int, seconds: float) -> Load:
    """The load after a short one that is not counted."""
    asyncio.run(load(url, questions, users=users, seconds=min(1.0, seconds)))
    return asyncio.run(load(url, questions, users=users, seconds=seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20, help="who ask at the same time (default: 20)")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long they ask (default: 8)")
    options = parser.parse_args()
    questions = machine.questions()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with machine.running_desk(folder, **_NO_LIMITS) as desk:
            asyncio.run(load(desk.url, questions, users=options.users, seconds=1.0))  # warm
            cpu = desk.cpu_seconds()
            answers = asyncio.run(load(desk.url, questions, users=options.users, seconds=options.seconds))
            cpu_ms = (desk.cpu_seconds() - cpu) * 1000 / len(answers.times_ms)
            memory = desk.memory_mb()
        size = answers.bytes_read // len(answers.times_ms)
        with machine.running([sys.executable, "-c", _ECHO, str(size)], folder, os.environ) as (url, _process):
            echo = measure(url, questions, options.users, options.seconds)
    desk_rate, echo_rate = (len(seen.times_ms) / seen.seconds for seen in (answers, echo))
    machine.show(
        "http_load",
        {
            "users": options.users,
            "different_questions": len(questions),
            "bytes_per_answer": size,
            "desk": answers.as_json(),
            "bare_aiohttp": echo.as_json(),
            "desk_to_bare_aiohttp": round(desk_rate / echo_rate, 3),
            "cpu_ms_per_answer": round(cpu_ms, 2),
            "memory_mb": memory,
            "wanted": {"answers_per_s": 150, "p95_ms": 100, "on_cores": 2},
        },
    )


if __name__ == "__main__":
    main()
