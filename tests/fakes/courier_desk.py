"""`python -m tests.fakes.courier_desk URL`: the desk on the courier, as a process to kill."""

from __future__ import annotations

import asyncio
import sys

from bot import logs
from bot.app import build
from bot.settings import Settings
from tests.fakes.courier import CourierChannel
from tests.fakes.knowledge import MemoryKnowledge


def main() -> None:
    settings = Settings()
    logs.configure(settings.logging)
    application = build(
        settings, MemoryKnowledge(), platforms=lambda *_: [CourierChannel(sys.argv[1])]
    )
    asyncio.run(application.serve(lambda started: print(f"ready {started.url}", flush=True)))


if __name__ == "__main__":
    main()
