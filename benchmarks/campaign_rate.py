"""The rate kept against a platform that takes 30 messages a second, with refusals at random."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

import machine

sys.path.insert(0, str(machine.ROOT))

from tests.fakes.post_office import Weather
from tests.support.broadcasts import Station, quick
from tests.support.campaigns import bureau_at, definition_of
from tests.support.post_office import Carrier, post_office

LIMIT = 30


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=6000, help="how many (default: 6000)")
    parser.add_argument("--too-many", type=float, default=0.001, help="refused at random (default: 0.001)")
    parser.add_argument("--rate", type=float, default=30.0, help="as the office set it (default: 30)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = await kept(Path(name), options.people, options.too_many, options.rate)
    wanted = {"of_the_limit": 0.95, "too_early": 0}
    machine.show("campaign_rate", {**found, "wanted": wanted})


async def kept(folder: Path, people: int, too_many: float, rate: float) -> dict[str, Any]:
    """Send to so many people; which share of what the platform allowed was used."""
    weather = Weather(too_many=too_many, retry_after=1.0, per_second=LIMIT)
    async with bureau_at(folder) as bureau, post_office(weather) as office:
        station = Station(bureau, [Carrier(office.url, "post")], quick(rates={"post": rate}))
        await station.people(people)
        await station.channels[0].start(station.take)
        await station.begin(definition_of())
        await station.start()
        # The engine works in this very process, and its end is a row.
        while station.rows("SELECT status FROM campaigns") != [("finished",)]:  # noqa: ASYNC110
            await asyncio.sleep(0.5)
        await station.stop()
        await station.channels[0].stop()
        report = await office.report()
    seconds = report.last_at - report.first_at
    taken = sum(report.taken.values())
    return {
        "people": people,
        "limit_per_second": LIMIT,
        "rate_set": rate,
        "seconds": round(seconds, 1),
        "taken": taken,
        "refused": report.too_many,
        "too_early": report.too_early,
        "of_the_limit": round(taken / (LIMIT * (seconds - report.paused_seconds)), 3),
        "of_the_limit_pauses_counted": round(taken / (LIMIT * seconds), 3),
    }


if __name__ == "__main__":
    asyncio.run(main())
