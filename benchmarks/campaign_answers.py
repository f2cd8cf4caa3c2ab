"""How long a citizen waits for an answer while announcements go out at full speed."""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import machine
from aiohttp.test_utils import unused_port

sys.path.insert(0, str(machine.ROOT))

from tests.fakes import crashing_campaign
from tests.fakes.courier import Courier
from tests.support.state import migrated

WANTED = {"p95": 500}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="of the announcement (default: 100000)")
    parser.add_argument("--questions", type=int, default=200, help="one after the other (default: 200)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = await answers(Path(name), options.people, options.questions)
    machine.show("campaign_answers", {**found, "wanted": WANTED})


async def answers(folder: Path, people: int, questions: int) -> dict[str, Any]:
    """Milliseconds from a question to its answer on the platform, with and without announcements."""
    courier, port, database = Courier(), unused_port(), folder / "state.sqlite"
    told: dict[str, asyncio.Future[None]] = {}
    announced = 0

    def taken(body: dict[str, Any]) -> None:
        nonlocal announced
        if (waiting := told.get(body["chat"])) is None:
            announced += 1
        elif not waiting.done():
            waiting.set_result(None)

    courier.taken = taken
    await courier.start()
    environment = {
        **os.environ,
        "PYTHONPATH": str(machine.ROOT),
        "MOTCUA_STATE__DATABASE": str(database),
        "MOTCUA_PRIVACY__KEY": crashing_campaign.KEY,
        "MOTCUA_WEB__PORT": str(port),
        "MOTCUA_LOGGING__LEVEL": "error",
        "MOTCUA_CAMPAIGNS__RATES": '{"courier": 100000.0}',
        "MOTCUA_INDEX__DIRECTORY": str(folder / "index"),
    }
    async with migrated(database):
        pass
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.courier_desk", courier.url, "--built-in",
        cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    texts = machine.questions()
    ask = partial(_ask, courier, f"http://127.0.0.1:{port}", told)
    try:
        await process.stdout.readline()
        quiet = [await ask(f"q{number}", texts[number % len(texts)]) for number in range(questions // 4)]
        await crashing_campaign.prepare(crashing_campaign.Load(people, 0), database, channels=("courier",))
        while announced < 100:  # noqa: ASYNC110 - counted where they arrive
            await asyncio.sleep(0.05)
        before, began = announced, time.monotonic()
        busy = [await ask(f"b{number}", texts[number % len(texts)]) for number in range(questions)]
        speed = (announced - before) / (time.monotonic() - began)
        with closing(sqlite3.connect(database, timeout=10)) as books:
            left = books.execute("SELECT count(*) FROM deliveries WHERE state = 'planned'").fetchone()[0]
    finally:
        process.terminate()
        await process.wait()
        await courier.stop()
    return {
        "people": people,
        "questions": questions,
        "announced_per_second_meanwhile": round(speed),
        "left_at_the_end": left,
        "answer_ms_without": machine.percentiles(quiet, 1),
        "answer_ms": machine.percentiles(busy, 1),
    }


async def _ask(
    courier: Courier, desk: str, told: dict[str, asyncio.Future[None]], chat: str, text: str
) -> float:
    told[chat] = asyncio.get_running_loop().create_future()
    began = time.monotonic()
    at = datetime.now(UTC).isoformat()
    await courier.deliver(desk, {"id": f"m-{chat}", "chat": chat, "text": text, "at": at})
    async with asyncio.timeout(60):
        await told[chat]
    return 1000 * (time.monotonic() - began)


if __name__ == "__main__":
    asyncio.run(main())
