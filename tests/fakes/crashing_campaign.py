"""An announcement to many people while the desk is killed again and again: what the books say afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.campaigns.auditing import Actor
from bot.campaigns.life import Life
from bot.campaigns.model import Policy, Unknown
from bot.campaigns.officials import Officials, Role
from bot.state.sealing import Sealer
from knowledge.clock import SystemClock
from tests.fakes.post_office import Report, Weather
from tests.support.broadcasts import subscribe
from tests.support.campaigns import MACHINE, PASSWORD, QUICK, definition_of
from tests.support.post_office import post_office
from tests.support.state import migrated

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 32
CHANNELS = ("post", "mail")
PAGE = 10_000
START_SECONDS = 30.0
_DONE = "SELECT count(*) FROM deliveries WHERE state NOT IN ('planned', 'attempting')"
_ENDED = "SELECT count(*) FROM campaigns WHERE status = 'finished'"


@dataclass(frozen=True)
class Load:
    """How much, and what goes wrong on the way."""

    people: int
    kills: int
    too_many: float = 0.03
    lost: float = 0.01
    gone: float = 0.02
    retry_after: float = 0.05
    resend: bool = True  # the campaign's policy for what may have arrived
    seed: int = 1
    patience: float = 120.0  # seconds without progress before it is given up


@dataclass(frozen=True)
class Outcome:
    """What the platform saw, and what the desk's books say."""

    audience: int
    rows: int
    kills: int
    states: dict[str, int]  # by state and reason
    in_flight_at_kills: int
    unaccounted: int  # people without a row, or with a row that has not come to an end
    told_sent_but_not: int  # "sent" in the books, and the platform never took it
    not_told: int  # the platform took it, and the books say it failed or was skipped
    twice: int
    thrice: int
    twice_by_lost_answer: int  # the platform took it and did not answer: no kill was needed
    twice_but_not_marked: int
    got_it: int
    seconds: float


async def run(load: Load, folder: Path) -> Outcome:
    """Put `load` on a desk in `folder`."""
    chance, database = random.Random(load.seed), folder / "state.sqlite"
    loop = asyncio.get_running_loop()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MOTCUA_STATE__DATABASE": str(database),
        "MOTCUA_PRIVACY__KEY": KEY,
        "MOTCUA_WEB__PORT": "0",
        "MOTCUA_LOGGING__LEVEL": "error",
        "MOTCUA_CAMPAIGNS__RATES": json.dumps(dict.fromkeys(CHANNELS, 20_000.0)),
        "MOTCUA_CAMPAIGNS__STOP_AFTER": "10000",
    }
    weather = Weather(load.too_many, load.retry_after, load.lost, load.gone, seed=load.seed)
    async with post_office(weather) as office:
        await prepare(load, database)
        began, in_flight, kills = loop.time(), 0, 0
        process = await _start(office.url, environment, folder)
        try:
            for share in sorted(chance.uniform(0.01, 0.97) for _ in range(load.kills)):
                await _until(database, _DONE, int(load.people * share), load.patience)
                await asyncio.sleep(chance.uniform(0, 0.1))
                process.send_signal(signal.SIGKILL)
                await process.wait()
                kills += 1
                in_flight += _number(database, "SELECT count(*) FROM deliveries WHERE state = 'attempting'")
                process = await _start(office.url, environment, folder)
            await _until(database, _DONE, load.people, load.patience)
            await _until(database, _ENDED, 1, load.patience)
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), START_SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        report = await office.report()
    return _outcome(load, database, report, (kills, in_flight), round(loop.time() - began, 1))


async def prepare(load: Load, path: Path, channels: Sequence[str] = CHANNELS) -> None:
    """People on both channels, and an approved campaign to all of them that is to be sent now."""
    clock, sealer = SystemClock(), Sealer(KEY)
    joined = clock.now() - timedelta(hours=1)
    async with migrated(path) as database:
        for channel in channels:
            left = load.people // len(channels)
            while left:
                number = min(PAGE, left)
                await database.transact(
                    partial(subscribe, number=number, now=joined, channel=channel, sealer=sealer)
                )
                left -= number
        officials, life = Officials(database, clock, QUICK), Life(database, clock, self_approval=True)
        roles = {Role.ADMIN, Role.AUTHOR, Role.APPROVER}
        first = Actor((await officials.add(MACHINE, "mot", "Một", PASSWORD, roles)).id, "cli")
        second = Actor((await officials.add(first, "hai", "Hai", PASSWORD, roles)).id, "cli")
        policy = Policy(urgent=True, unknown=Unknown.RESEND if load.resend else Unknown.LEAVE)
        campaign = await life.create(first, definition_of(policy=policy))
        campaign = await life.submit(first, campaign.id, campaign.version)
        for actor in (first, second):
            campaign = await life.approve(actor, campaign.id, campaign.version)
        await life.run(first, campaign.id, campaign.version)


async def _start(url: str, environment: dict[str, str], folder: Path) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.campaign_desk",
        url,
        *CHANNELS,
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    if not line.startswith(b"ready"):
        raise RuntimeError(f"the desk did not start: exit status {await process.wait()}")
    return process


def _number(database: Path, query: str) -> int:
    with closing(sqlite3.connect(database, timeout=10)) as books:
        return int(books.execute(query).fetchone()[0])


async def _until(database: Path, query: str, wanted: int, patience: float) -> None:
    """Wait until `query` says `wanted` or more, or nothing has changed for `patience` seconds."""
    loop = asyncio.get_running_loop()
    seen, since = -1, loop.time()
    while (now := _number(database, query)) < wanted:
        if now != seen:
            seen, since = now, loop.time()
        elif loop.time() - since > patience:
            return
        await asyncio.sleep(0.05)


def _outcome(load: Load, database: Path, report: Report, killed: tuple[int, int], seconds: float) -> Outcome:
    with closing(sqlite3.connect(database)) as books:
        rows = books.execute(
            "SELECT channel || '-' || contact_id, state, reason, possible_duplicate FROM deliveries"
        ).fetchall()
    taken = report.taken
    twice = {name for name, count in taken.items() if count > 1}
    lost = set(report.lost_but_taken)
    marked = {name for name, _, _, possible in rows if possible}
    open_rows = sum(state in {"planned", "attempting"} for _, state, _, _ in rows)
    return Outcome(
        audience=load.people,
        rows=len(rows),
        kills=killed[0],
        states=dict(Counter(f"{state} {reason}".strip() for _, state, reason, _ in rows)),
        in_flight_at_kills=killed[1],
        unaccounted=load.people - len({name for name, _, _, _ in rows}) + open_rows,
        told_sent_but_not=sum(state == "sent" and name not in taken for name, state, _, _ in rows),
        not_told=sum(state in {"failed", "skipped"} and name in taken for name, state, _, _ in rows),
        twice=len(twice),
        thrice=sum(count > 2 for count in taken.values()),
        twice_by_lost_answer=len(twice & lost),
        twice_but_not_marked=len(twice - marked),
        got_it=len(taken),
        seconds=seconds,
    )
