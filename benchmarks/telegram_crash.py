"""People write to the desk on a stand-in of Telegram while it is killed with SIGKILL again and again."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import machine

sys.path.insert(0, str(machine.ROOT))

from bot.dev.base import CallFault, UpdateFault
from bot.dev.telegram import FakeTelegram
from bot.messages import Catalogue
from bot.state.sealing import Sealer, secret_of

START_SECONDS = 120.0
PATIENCE = 300.0  # seconds without a new answer before it is given up


async def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Write, kill, wait; then compare what people see with the books."""
    chance = random.Random(options.seed)
    platform = FakeTelegram()
    platform.faults.calls.chances = {CallFault.SERVER_ERROR: 0.01}
    platform.faults.updates.chances = {UpdateFault.DUPLICATE: 0.02, UpdateFault.HELD_BACK: 0.01}
    await platform.start()
    environment = {
        **os.environ,
        "PYTHONPATH": str(machine.ROOT),
        "MOTCUA_STATE__DATABASE": str(folder / "state.sqlite"),
        "MOTCUA_INDEX__DIRECTORY": str(folder / "index"),
        "MOTCUA_WEB__PORT": "0",
        "MOTCUA_LOGGING__LEVEL": "error",
        **{
            f"MOTCUA_{section}__{name}".upper(): value
            for section, values in platform.settings.items()
            for name, value in values.items()
        },
    }
    chats = [str(1001 + number) for number in range(options.users)]
    questions = machine.questions()
    loop = asyncio.get_running_loop()
    process = await _start(environment, folder)
    began = loop.time()
    try:
        writing = asyncio.create_task(_write(platform, chats, questions, options.messages, chance))
        for share in sorted(chance.uniform(0.02, 0.98) for _ in range(options.kills)):
            await _until_answered(platform, chats, int(options.messages * share))
            await asyncio.sleep(chance.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
            await process.wait()
            process = await _start(environment, folder)
        await writing
        await _until_finished(folder / "state.sqlite")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), START_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await platform.stop()
    return {**_compare(platform, folder / "state.sqlite", chats), "seconds": round(loop.time() - began, 1)}


async def _write(
    platform: FakeTelegram,
    chats: Sequence[str],
    questions: Sequence[str],
    messages: int,
    chance: random.Random,
) -> None:
    """Not faster than the desk answers, so that it is killed at every stage of the work."""
    for number in range(messages):
        await platform.user_says(chance.choice(chats), questions[number % len(questions)])
        while number - _answers(platform, chats) > 200:  # noqa: ASYNC110 - counted, not told
            await asyncio.sleep(0.05)


def _answers(platform: FakeTelegram, chats: Sequence[str]) -> int:
    return sum(line.who == "bot" for chat in chats for line in platform.transcript(chat))


async def _until_answered(platform: FakeTelegram, chats: Sequence[str], wanted: int) -> None:
    loop = asyncio.get_running_loop()
    seen, since = -1, loop.time()
    while (answers := _answers(platform, chats)) < wanted and loop.time() - since < PATIENCE:
        if answers != seen:
            seen, since = answers, loop.time()
        await asyncio.sleep(0.1)


async def _until_finished(database: Path) -> None:
    """Wait until the books hold nothing to answer or to send: the last retries may take a while."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        with closing(sqlite3.connect(database)) as books:
            (left,) = books.execute(
                "SELECT (SELECT count(*) FROM inbox WHERE state = 'received')"
                " + (SELECT count(*) FROM outbox WHERE state IN ('planned', 'attempting'))"
            ).fetchone()
        if not left:
            return
        await asyncio.sleep(0.5)


async def _start(environment: dict[str, str], folder: Path) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    while b"http://" not in (line := await asyncio.wait_for(process.stdout.readline(), START_SECONDS)):
        if not line:
            raise RuntimeError(f"the desk did not start: exit status {await process.wait()}")
    return process


def _compare(platform: FakeTelegram, database: Path, chats: Sequence[str]) -> dict[str, Any]:
    """Every chat must hold as many messages as the books have sent, and more only by what the books list."""
    sealer = Sealer(secret_of("", database.with_suffix(".key"), Catalogue.load().of("en")).value)
    with closing(sqlite3.connect(database)) as books:
        states = dict(books.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
        inbox = dict(books.execute("SELECT state, count(*) FROM inbox WHERE kind = 'text' GROUP BY state"))
        sent = Counter(dict(books.execute("SELECT address_key, count(*) FROM outbox GROUP BY address_key")))
        listed = Counter(
            dict(
                books.execute(
                    "SELECT address_key, count(*) FROM outbox WHERE possible_duplicate GROUP BY address_key"
                )
            )
        )
    missing, extra, not_listed = 0, 0, 0
    for chat in chats:
        key = sealer.key_of("telegram", chat)
        shown = sum(line.who == "bot" for line in platform.transcript(chat))
        missing += max(0, sent[key] - shown)
        extra += max(0, shown - sent[key])
        not_listed += max(0, shown - sent[key] - listed[key])
    return {
        "written": sum(line.who == "person" for chat in chats for line in platform.transcript(chat)),
        "inbox": inbox,
        "outbox": states,
        "missing": missing,
        "sent_twice": extra,
        "sent_twice_but_not_listed": not_listed,
        "possible_duplicates_listed": sum(listed.values()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--users", type=int, default=500, help="from how many people (default: 500)")
    parser.add_argument("--kills", type=int, default=20, help="how often the desk is killed (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is random (default: 1)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measured = asyncio.run(run(options, Path(name)))
    machine.show(
        "telegram_crash",
        {**vars(options), **measured, "wanted": {"missing": 0, "sent_twice_but_not_listed": 0}},
    )


if __name__ == "__main__":
    main()
