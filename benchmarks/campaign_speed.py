"""How fast announcements leave, beside a bare loop over the same adapter's send; planning and memory."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import machine

sys.path.insert(0, str(machine.ROOT))

from bot import memory
from bot.channels.base import Channel, Outgoing, Paragraph
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from tests.support.broadcasts import Station, address_of, quick
from tests.support.campaigns import bureau_at, definition_of
from tests.support.post_office import Carrier, PostOffice, post_office

PAGE = 20_000
WANTED = {"ratio": 0.8, "per_second": 1500, "plan_seconds": 30, "memory_mb": 50}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000, help="planned (default: 1000000)")
    parser.add_argument("--sent", type=int, default=20_000, help="messages of each round (default: 20000)")
    parser.add_argument("--rounds", type=int, default=5, help="of either way, in turn (default: 5)")
    parser.add_argument("--in-flight", type=int, default=64, help="messages on their way (default: 64)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = await speed(Path(name), options.sent, options.rounds, options.in_flight)
        with tempfile.TemporaryDirectory() as other:
            found |= await planned(Path(other), options.people)
    machine.show("campaign_speed", {**found, "wanted": WANTED})


async def speed(folder: Path, sent: int, rounds: int, in_flight: int) -> dict[str, Any]:
    """Messages a second of the engine and of a bare loop, in turn on the same platform."""
    bare: list[tuple[float, float]] = []
    engine: list[tuple[float, float]] = []
    settings = quick(in_flight=in_flight, per_person=1000, stop_after=10_000)
    async with bureau_at(folder) as bureau, post_office() as office:
        channel = _telegram(office)
        station = Station(bureau, [channel], settings)
        await station.people(sent, channel="telegram")
        await channel.start(station.take)
        memory.settle()  # as the running desk does, for both
        try:
            for _ in range(rounds):
                bare.append(await _bare(office, channel, sent, in_flight))
                engine.append(await _campaign(office, station, sent))
        finally:
            await channel.stop()
    per_second = [round(sent / wall) for wall, _ in engine]
    return {
        "sent": sent,
        "rounds": rounds,
        "in_flight": in_flight,
        "bare_per_second": [round(sent / wall) for wall, _ in bare],
        "engine_per_second": per_second,
        "ratio": machine.median([b[0] / e[0] for b, e in zip(bare, engine, strict=True)]),
        "ratio_of_processor_time": machine.median([b[1] / e[1] for b, e in zip(bare, engine, strict=True)]),
        "per_second": machine.median(per_second, 0),
        "processor_us": {
            "bare": machine.median([1e6 * busy / sent for _, busy in bare], 0),
            "engine": machine.median([1e6 * busy / sent for _, busy in engine], 0),
        },
    }


async def _bare(office: PostOffice, channel: Channel, sent: int, in_flight: int) -> tuple[float, float]:
    await office.forget()
    numbers: Iterator[int] = iter(range(1, sent + 1))
    parts = channel.lay_out(Outgoing((Paragraph(definition_of().content.title),)), "")

    async def work() -> None:
        for number in numbers:
            await channel.send(address_of("telegram", number), parts[0])

    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work() for _ in range(in_flight)))
    spent = time.perf_counter() - wall, time.process_time() - processor
    assert len((await office.report()).taken) == sent
    return spent


def _telegram(office: PostOffice) -> TelegramChannel:
    return TelegramChannel(
        TelegramSettings.model_validate({"token": "100200300:speed", "base_url": office.url})
    )


async def _campaign(office: PostOffice, station: Station, sent: int) -> tuple[float, float]:
    """From the first message that leaves to the last that is written down."""
    await office.forget()
    campaign = await station.begin(definition_of())
    gc.collect()
    await station.start()
    await _until(
        station, f"SELECT count(*) FROM runs WHERE campaign_id = {campaign.id} AND state = 'sending'", 1
    )
    wall, processor = time.perf_counter(), time.process_time()
    left = (
        f"SELECT EXISTS (SELECT 1 FROM deliveries WHERE run_id = {campaign.id}"
        " AND state IN ('planned', 'attempting') ORDER BY channel, due_at, id)"  # by the index of these
    )
    await _until(station, left, 0)
    spent = time.perf_counter() - wall, time.process_time() - processor
    await _until(station, f"SELECT status = 'finished' FROM campaigns WHERE id = {campaign.id}", 1)
    await station.stop()
    assert len((await office.report()).taken) == sent
    station.bureau.clock.moment += timedelta(minutes=10)
    return spent


async def _until(station: Station, query: str, wanted: int) -> None:
    """Wait until the books say so; they are looked at by one connection, which costs next to nothing."""
    with closing(sqlite3.connect(station.books)) as books:
        while books.execute(query).fetchone() != (wanted,):  # noqa: ASYNC110 - another thread writes them
            await asyncio.sleep(0.05)


async def planned(folder: Path, people: int) -> dict[str, Any]:
    """Seconds to plan so many people, memory while they are planned and sent to, pauses for others."""
    settings = quick(rates={"post": 200.0})
    async with bureau_at(folder) as bureau, post_office() as office:
        station = Station(bureau, [Carrier(office.url, "post")], settings)
        channel = station.channels[0]
        await channel.start(station.take)
        for _ in range(people // PAGE):
            await station.people(PAGE)
        await station.start()
        await asyncio.sleep(1)
        gc.collect()
        idle, waits = _memory(), []
        began, processor = time.perf_counter(), time.process_time()
        await station.begin(definition_of())
        while station.rows("SELECT count(*) FROM runs WHERE state = 'sending'") == [(0,)]:
            at = time.perf_counter()
            await bureau.database.transact(lambda _: None)
            waits.append(1000 * (time.perf_counter() - at))
            await asyncio.sleep(0.01)
        seconds, busy = time.perf_counter() - began, time.process_time() - processor
        most = _memory()
        for _ in range(50):
            await asyncio.sleep(0.1)
            most = max(most, _memory())
        rows = station.rows("SELECT count(*) FROM deliveries")[0][0]
        await station.stop()
        await channel.stop()
    return {
        "planned": rows,
        "plan_seconds": round(seconds, 1),
        "plan_processor_seconds": round(busy, 1),
        "wait_of_other_writes_ms": machine.percentiles(waits),
        "memory_idle_mb": round(idle, 1),
        "memory_mb": round(most - idle, 1),
    }


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    asyncio.run(main())
