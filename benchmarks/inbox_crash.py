"""Many messages while the desk is killed with SIGKILL again and again: what was lost, what came twice."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import machine

sys.path.insert(0, str(machine.ROOT))

from tests.fakes import crashing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--users", type=int, default=500, help="from how many people (default: 500)")
    parser.add_argument("--kills", type=int, default=20, help="how often the desk is killed (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is random (default: 1)")
    options = parser.parse_args()
    load = crashing.Load(options.messages, options.users, options.kills, seed=options.seed)
    with tempfile.TemporaryDirectory() as name:
        outcome = asyncio.run(crashing.run(load, Path(name), dict(os.environ)))
    found = asdict(outcome)
    for key in ("unanswered", "answered_twice", "answered_more", "twice_but_not_listed"):
        found[key] = len(found[key])
    machine.show(
        "inbox_crash",
        {
            "load": asdict(load),
            **found,
            "wanted": {"unanswered": 0, "open_rows": 0, "twice_but_not_listed": 0, "answered_more": 0},
        },
    )


if __name__ == "__main__":
    main()
