"""`python -m tests.fakes.courier_desk [URL] [--built-in]`: a desk as a process to kill or to measure.

It is on the courier at URL, or without one on the platforms of the settings. It knows the few answers of
`MemoryKnowledge`, or with `--built-in` the index of the settings.
"""

from __future__ import annotations

import asyncio
import sys

from bot import logs
from bot.app import Knowledge, build
from bot.channels.base import Channel
from bot.knowing import open_knowledge
from bot.settings import Settings
from tests.fakes.courier import CourierChannel
from tests.fakes.knowledge import MemoryKnowledge


def main() -> None:
    settings = Settings()
    logs.configure(settings.logging)
    built_in = "--built-in" in sys.argv
    knowledge: Knowledge = open_knowledge(settings, lambda: None) if built_in else MemoryKnowledge()
    couriers: list[Channel] = [CourierChannel(url) for url in sys.argv[1:] if url.startswith("http")]
    application = (
        build(settings, knowledge, platforms=lambda *_: couriers) if couriers else build(settings, knowledge)
    )
    asyncio.run(application.serve(lambda started: print(f"ready {started.url}", flush=True)))


if __name__ == "__main__":
    main()
