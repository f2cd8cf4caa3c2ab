"""Calls that must not get in, at webhooks and page of a running desk: what got in, and what memory grew."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from contextlib import AsyncExitStack, closing
from pathlib import Path

import aiohttp
import machine
from aiohttp.test_utils import unused_port

sys.path.insert(0, str(machine.ROOT))

from bot.dev.base import Platform
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from tests.contract.forging import Webhook, shoot
from tests.contract.fuzzing import UNLIMITED, fuzz, webhooks_of

PLATFORMS: tuple[type[FakeTelegram] | type[FakeZaloOa] | type[FakeZaloBot], ...]
PLATFORMS = (FakeTelegram, FakeZaloOa, FakeZaloBot)
REPLAYS = 50
WARM_UP = 0.2  # of the cases: memory is compared with what it was after them
PARTS = 4  # of the others: what leaks grows in each, what the allocator keeps from its busiest moment in none
GROWTH_MB = 8.0  # the allocator's own unrest


def rows(database: Path) -> int:
    """Texts in the inbox; that a person left is noted there, too, when the reply finds nobody."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM inbox WHERE kind = 'text'").fetchone()[0])


async def replay(webhooks: list[Webhook]) -> int:
    """One genuine message at every webhook, and the same again and again; how many were refused."""
    async with aiohttp.ClientSession() as session:
        statuses = [
            await shoot(session, webhook.url, call)
            for webhook in webhooks
            for call in [webhook.genuine("4711")] * (REPLAYS + 1)
        ]
    return sum(status != 200 for status in statuses)


async def measure(folder: Path, cases: int, seed: int) -> dict[str, object]:
    """All of it at one desk."""
    database, port = folder / "motcua.sqlite", unused_port()
    base = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        sections: dict[str, dict[str, str]] = {}
        for kind in PLATFORMS:
            platform: Platform = kind()
            await platform.start()
            stack.push_async_callback(platform.stop)
            sections |= {name: dict(values) for name, values in platform.settings.items()}
        for section, path in (("telegram", "telegram"), ("zalo_bot", "zalo-bot")):
            sections[section]["webhook_url"] = f"{base}/webhooks/{path}"
        settings: dict[str, str | int] = {
            f"{section}__{name}".upper(): value
            for section, values in sections.items()
            for name, value in values.items()
        }
        settings |= {name.upper(): value for name, value in UNLIMITED.items()}
        settings |= {"STATE__DATABASE": str(database), "WEB__PORT": port}
        # Entered in a thread: the platforms must go on answering while the desk starts.
        running = machine.running_desk(folder, **settings)
        desk = await asyncio.to_thread(running.__enter__)
        stack.push_async_exit(lambda *_: asyncio.to_thread(running.__exit__, None, None, None))
        webhooks = webhooks_of(sections, base)
        warm = int(cases * WARM_UP)
        statuses = await fuzz(webhooks, warm, seed)
        before = desk.memory_mb()["now"]
        began = time.perf_counter()
        parts: list[float] = []
        for part in range(PARTS):
            statuses += await fuzz(webhooks, (cases - warm) // PARTS, seed + 100 * (part + 1))
            parts.append(desk.memory_mb()["now"] or 0.0)
        seconds = time.perf_counter() - began
        got_in = rows(database)
        refused = await replay(webhooks)
        kept = rows(database) - got_in
    failed = sum(count for (_, status), count in statuses.items() if status >= 500)
    grown = round(parts[-1] - (before or 0), 1)
    return {
        "cases": cases,
        "accepted": got_in,
        "answered_5xx": failed,
        "by_kind": {
            label: {str(status): count for (kind, status), count in sorted(statuses.items()) if kind == label}
            for label in sorted({label for label, _ in statuses})
        },
        "replays": {"calls": (REPLAYS + 1) * len(webhooks), "refused": refused, "stored": kept},
        "memory_mb": {"after_warm_up": before, "after_each_part": parts, "grown": grown},
        "calls_per_second": round((cases - warm) / seconds),
        "wanted": {
            "accepted": 0,
            "answered_5xx": 0,
            "stored": len(webhooks),
            "grown": f"at most {GROWTH_MB}",
        },
        "ok": not got_in and not failed and kept == len(webhooks) and grown <= GROWTH_MB,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        machine.show("webhook_fuzz", asyncio.run(measure(Path(folder), given.cases, given.seed)))


if __name__ == "__main__":
    main()
