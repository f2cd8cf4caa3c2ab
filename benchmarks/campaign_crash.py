"""An announcement to 100,000 people while the desk is killed 30 times: who got it, who got it twice."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import machine

sys.path.insert(0, str(machine.ROOT))

from tests.fakes import crashing_campaign


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many (default: 100000)")
    parser.add_argument("--kills", type=int, default=30, help="how often it is killed (default: 30)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is random (default: 1)")
    parser.add_argument("--leave", action="store_true", help="what may have arrived is not sent again")
    options = parser.parse_args()
    load = crashing_campaign.Load(options.people, options.kills, resend=not options.leave, seed=options.seed)
    with tempfile.TemporaryDirectory() as name:
        outcome = asyncio.run(crashing_campaign.run(load, Path(name)))
    machine.show(
        "campaign_crash",
        {
            "load": asdict(load),
            **asdict(outcome),
            "wanted": {
                "unaccounted": 0,
                "told_sent_but_not": 0,
                "not_told": 0,
                "twice_but_not_marked": 0,
                "twice - twice_by_lost_answer": "at most in_flight_at_kills",
            },
        },
    )


if __name__ == "__main__":
    main()
