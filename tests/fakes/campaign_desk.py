"""`python -m tests.fakes.campaign_desk URL NAME…`: the desk on the post office, as a process to kill."""

from __future__ import annotations

import asyncio
import sys

from bot import logs
from bot.app import build
from bot.settings import Settings
from tests.fakes.knowledge import MemoryKnowledge
from tests.support.post_office import Carrier

TIMEOUT = 1.0  # seconds the adapters wait for an answer


def main() -> None:
    url, *names = sys.argv[1:]
    settings = Settings()
    logs.configure(settings.logging)
    application = build(
        settings,
        MemoryKnowledge(),
        platforms=lambda *_: [Carrier(url, name, timeout=TIMEOUT) for name in names],
    )
    asyncio.run(application.serve(lambda started: print(f"ready {started.url}", flush=True)))


if __name__ == "__main__":
    main()
