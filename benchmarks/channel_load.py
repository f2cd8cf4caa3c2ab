"""A steady stream of messages through a webhook: acknowledgement, answer end to end, memory of the desk."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import defaultdict, deque
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import machine
from aiohttp.test_utils import unused_port

sys.path.insert(0, str(machine.ROOT))

from tests.fakes.courier import Courier

USERS = 500
SAMPLE_SECONDS = 1.0


class Stream:
    """Sends at a fixed rate, whether or not the desk keeps up, and measures what comes back."""

    def __init__(self, courier: Courier, desk: machine.Desk) -> None:
        self._courier = courier
        self._desk = desk
        self._sent_at: defaultdict[str, deque[float]] = defaultdict(deque)  # by person
        self._number = 0
        self.answer_ms: list[float] = []
        self.memory: list[float] = []
        courier.taken = self._taken

    async def run(self, rate: float, seconds: float, questions: list[str]) -> dict[str, Any]:
        """Send `rate` messages a second for `seconds`; what was measured."""
        self.answer_ms, self.memory, self._courier.hook_ms = [], [], []
        first = self._number
        sampling = asyncio.create_task(self._sample())
        under_way: set[asyncio.Task[None]] = set()
        began, cpu = time.perf_counter(), self._desk.cpu_seconds()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            task = asyncio.create_task(self._send(questions[number % len(questions)]))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
        sent_for = time.perf_counter() - began
        end = time.perf_counter() + 30
        while any(self._sent_at.values()) and time.perf_counter() < end:  # noqa: ASYNC110 - or time is up
            await asyncio.sleep(0.05)
        sampling.cancel()
        unanswered = sum(len(waiting) for waiting in self._sent_at.values())
        self._sent_at.clear()
        return {
            "messages": self._number - first,
            "messages_per_s": round((self._number - first) / sent_for, 1),
            "unanswered": unanswered,
            "acknowledged_ms": machine.percentiles(self._courier.hook_ms),
            "answered_ms": machine.percentiles(self.answer_ms),
            "cpu_ms_per_message": round((self._desk.cpu_seconds() - cpu) * 1000 / (self._number - first), 2),
            "memory_mb": self._growth(),
        }

    async def _send(self, question: str) -> None:
        self._number += 1
        chat = f"user{self._number % USERS}"
        self._sent_at[chat].append(time.perf_counter())
        await self._courier.deliver(
            self._desk.url,
            {
                "id": str(self._number),
                "chat": chat,
                "text": question,
                "at": datetime.now(UTC).isoformat(),
            },
        )

    def _taken(self, body: dict[str, Any]) -> None:
        # Everybody is answered in the order they wrote.
        if waiting := self._sent_at[body["chat"]]:
            self.answer_ms.append((time.perf_counter() - waiting.popleft()) * 1000)

    async def _sample(self) -> None:
        while True:
            self.memory.append(self._desk.memory_mb()["now"] or 0.0)
            await asyncio.sleep(SAMPLE_SECONDS)

    def _growth(self) -> dict[str, float]:
        """Memory at the end of each quarter of the time: flat when the last ones are the same."""
        size = len(self.memory)
        return {f"quarter_{n}": self.memory[max(0, size * n // 4 - 1)] for n in range(1, 5)}


async def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Start the desk, warm it up, and put both loads on it."""
    courier = Courier()
    await courier.start()
    environment = {
        **os.environ,
        "PYTHONPATH": str(machine.ROOT),
        "MOTCUA_STATE__DATABASE": str(folder / "state.sqlite"),
        "MOTCUA_INDEX__DIRECTORY": str(folder / "index"),
        "MOTCUA_WEB__PORT": str(unused_port()),
        "MOTCUA_LOGGING__LEVEL": "error",
    }
    command = [sys.executable, "-m", "tests.fakes.courier_desk", courier.url, "--built-in"]
    questions = machine.questions()
    try:
        with machine.running(command, folder, environment) as (url, process):
            stream = Stream(courier, machine.Desk(url, process))
            await stream.run(50, 5, questions)
            steady = await stream.run(options.rate, options.seconds, questions)
            burst = await stream.run(options.burst, options.burst_seconds, questions)
    finally:
        await courier.stop()
    return {"steady": steady, "burst": burst}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=100, help="messages a second (default: 100)")
    parser.add_argument("--seconds", type=float, default=60, help="for so long (default: 60; in full 1800)")
    parser.add_argument("--burst", type=float, default=200, help="then so many a second (default: 200)")
    parser.add_argument("--burst-seconds", type=float, default=15, help="for so long (default: 15)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measured = asyncio.run(measure(options, Path(name)))
    machine.show(
        "channel_load",
        {
            **measured,
            "wanted": {
                "steady": {"messages_per_s": 100, "answered_p95_ms": 300, "memory": "flat"},
                "burst": {"messages_per_s": 200, "acknowledged_p99_ms": 200},
            },
        },
    )


if __name__ == "__main__":
    main()
