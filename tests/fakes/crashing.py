"""Many people write while the desk is killed again and again; afterwards the books must be right."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.messages import Catalogue
from bot.state.sealing import Sealer, secret_of
from tests.fakes.courier import Courier
from tests.support.ports import unused_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0


@dataclass(frozen=True)
class Load:
    """How much, and what goes wrong on the way."""

    messages: int
    users: int
    kills: int
    duplicates: float = 0.02
    reordered: float = 0.01
    errors: float = 0.01
    at_once: int = 20  # webhook calls
    seed: int = 1
    patience: float = 60.0  # seconds without a new answer before it is given up


@dataclass(frozen=True)
class Outcome:
    """What the platform saw, what the desk's books say and what its report tells of them."""

    sent: int
    stored: int
    kills: int
    unanswered: tuple[str, ...]  # messages without an answer on the platform
    answered_twice: tuple[str, ...]
    answered_more: tuple[str, ...]  # three times or more
    twice_but_not_listed: tuple[str, ...]  # answered twice, and not among the possible duplicates
    listed: int  # possible duplicates in the report
    open_rows: int  # messages that the report says are without reply
    replies_per_message: dict[int, int]  # recorded replies: how many messages have so many
    states: dict[str, int]  # of the outbox
    seconds: float


async def run(load: Load, folder: Path, environment: dict[str, str]) -> Outcome:
    """Put `load` on a desk in `folder`."""
    chance = random.Random(load.seed)
    port = unused_port()
    desk_url = f"http://127.0.0.1:{port}"
    database = folder / "state.sqlite"
    environment = {
        **environment,
        "PYTHONPATH": str(ROOT),
        "MOTCUA_STATE__DATABASE": str(database),
        "MOTCUA_WEB__PORT": str(port),
        "MOTCUA_LOGGING__LEVEL": "error",
    }
    courier = Courier(errors=load.errors, seed=load.seed)
    await courier.start()
    updates = _updates(load, chance)
    ids = {str(update["id"]) for update in updates}
    started = asyncio.get_running_loop().time()
    process = await _start(courier.url, environment, folder)
    kills = 0
    try:
        feeding = asyncio.create_task(_feed(courier, desk_url, updates, load.at_once))
        # Killed when so many answers have come, and a moment later: at any instant of the work.
        for share in sorted(chance.uniform(0.02, 0.98) for _ in range(load.kills)):
            await _until_answered(courier, int(len(ids) * share), load.patience)
            await asyncio.sleep(chance.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
            await process.wait()
            kills += 1
            process = await _start(courier.url, environment, folder)
        await feeding
        await _until_answered(courier, len(ids), load.patience)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), START_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await courier.stop()
    seconds = asyncio.get_running_loop().time() - started
    report = await _report(environment, folder)
    return _outcome(database, report, ids, courier, kills, seconds)


def _updates(load: Load, chance: random.Random) -> list[dict[str, str]]:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    updates = [
        {
            "id": f"m{number}",
            "chat": f"user{chance.randrange(load.users)}",
            "text": f"khai sinh câu số {number}",
            "at": (start + timedelta(milliseconds=10 * number)).isoformat(),
        }
        for number in range(load.messages)
    ]
    for number in range(len(updates) - 1):
        if chance.random() < load.reordered:
            updates[number], updates[number + 1] = updates[number + 1], updates[number]
    return [copy for update in updates for copy in [update] * (2 if chance.random() < load.duplicates else 1)]


async def _feed(courier: Courier, desk: str, updates: list[dict[str, str]], at_once: int) -> None:
    waiting = iter(updates)

    async def line() -> None:
        for update in waiting:
            await courier.deliver(desk, update)

    await asyncio.gather(*(line() for _ in range(at_once)))


async def _until_answered(courier: Courier, wanted: int, patience: float) -> None:
    """Wait for answers to `wanted` different messages, or until none has come for `patience` seconds."""
    loop = asyncio.get_running_loop()
    seen, since = -1, loop.time()
    while True:
        different = len({body["question"] for body in courier.answered})
        if different >= wanted:
            return
        if different != seen:
            seen, since = different, loop.time()
        elif loop.time() - since > patience:
            return
        await asyncio.sleep(0.02)


async def _start(courier: str, environment: dict[str, str], folder: Path) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.courier_desk",
        courier,
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    if not line.startswith(b"ready"):
        raise RuntimeError(f"the desk did not start: exit status {await process.wait()}")
    return process


async def _report(environment: dict[str, str], folder: Path) -> dict[str, Any]:
    """What an admin is told by `python -m bot inbox report --json`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "inbox", "report", "--json"),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await asyncio.wait_for(process.communicate(), START_SECONDS)
    if process.returncode:
        raise RuntimeError(f"the report ended with status {process.returncode}")
    found: dict[str, Any] = json.loads(out)
    return found


def _outcome(
    database: Path, report: dict[str, Any], ids: set[str], courier: Courier, kills: int, seconds: float
) -> Outcome:
    sealer = Sealer(secret_of("", database.with_suffix(".key"), Catalogue.load().of("en")).value)
    by_key = {sealer.key_of("courier", "message", name): name for name in ids}
    answers = Counter(f"m{body['question'].rpartition(' ')[2]}" for body in courier.answered)
    with closing(sqlite3.connect(database)) as books:
        rows = books.execute(
            "SELECT i.message_key, count(o.id) FROM inbox i"
            " LEFT JOIN outbox o ON o.inbox_id = i.id GROUP BY i.id"
        ).fetchall()
        replies = dict(
            books.execute(
                "SELECT o.id, i.message_key FROM outbox o JOIN inbox i ON i.id = o.inbox_id"
            ).fetchall()
        )
    states: Counter[str] = Counter()
    for count in report["sent"]:
        states[count["state"]] += count["messages"]
    listed = {by_key[replies[reply["id"]]] for reply in report["possible_duplicates"]}
    twice = {name for name, count in answers.items() if count > 1}
    return Outcome(
        sent=len(ids),
        stored=len(rows),
        kills=kills,
        unanswered=tuple(sorted(ids - answers.keys())),
        answered_twice=tuple(sorted(twice)),
        answered_more=tuple(sorted(name for name, count in answers.items() if count > 2)),
        twice_but_not_listed=tuple(sorted(twice - listed)),
        listed=len(listed),
        open_rows=report["unanswered_count"],
        replies_per_message=dict(Counter(count for _, count in rows)),
        states=dict(states),
        seconds=round(seconds, 1),
    )
