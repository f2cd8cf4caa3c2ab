"""A modest load on a whole desk, scaled down from the benchmarks: all is answered once, memory stays."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from tests.contract.forging import Webhook
from tests.contract.fuzzing import UNLIMITED, fuzz, webhooks_of
from tests.support.memory import memory_mb
from tests.support.ports import unused_port

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, MESSAGES, PACE = 60, 300, 0.01  # seconds between two messages
WARM_UP, CALLS, GROWTH_MB = 200, 2_000, 15.0
PATIENCE = 60.0


@dataclass(frozen=True)
class Loaded:
    """A desk with few answers, on the stand-ins of all platforms."""

    telegram: FakeTelegram
    webhooks: list[Webhook]
    process: asyncio.subprocess.Process

    @property
    def memory(self) -> float:
        found = memory_mb(self.process.pid)["now"]
        assert found is not None
        return found


@asynccontextmanager
async def running_desk(folder: Path) -> AsyncIterator[Loaded]:
    port = unused_port()
    base = f"http://127.0.0.1:{port}"
    telegram, zalo_bot, zalo_oa = FakeTelegram(), FakeZaloBot(), FakeZaloOa()
    sections: dict[str, dict[str, str]] = {}
    for platform in (telegram, zalo_bot, zalo_oa):
        await platform.start()
        sections |= {name: dict(values) for name, values in platform.settings.items()}
    for section, path in (("telegram", "telegram"), ("zalo_bot", "zalo-bot")):
        sections[section]["webhook_url"] = f"{base}/webhooks/{path}"
    values: dict[str, object] = {
        f"{section}__{name}": value for section, values in sections.items() for name, value in values.items()
    }
    values |= {**UNLIMITED, "web__port": port, "state__database": folder / "motcua.sqlite"}
    values |= {"logging__level": "error"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.courier_desk"),
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")},
            "PYTHONPATH": str(ROOT),
            **{f"MOTCUA_{name}".upper(): str(value) for name, value in values.items()},
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            assert (await process.stdout.readline()).startswith(b"ready")
        yield Loaded(telegram, webhooks_of(sections, base), process)
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), PATIENCE)
        for platform in (telegram, zalo_bot, zalo_oa):
            await platform.stop()


@pytest.mark.slow
async def test_a_modest_load_is_answered_once_and_bad_calls_leave_nothing_in_memory(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk:
        said = await talk(desk.telegram)
        assert answered(desk.telegram) == said
        await fuzz(desk.webhooks, WARM_UP, seed=1)
        before = desk.memory
        statuses = await fuzz(desk.webhooks, CALLS, seed=2)
        assert sum(statuses.values()) == CALLS
        assert not [status for _, status in statuses if status >= 500], statuses
        assert desk.memory - before <= GROWTH_MB
        await asyncio.sleep(0.2)  # what is repeated comes soon
        assert answered(desk.telegram) == said, "none of the bad calls, and nothing twice"


async def talk(telegram: FakeTelegram) -> dict[str, int]:
    """Everybody writes now and then, at a pace that any machine keeps up with; how often each of them."""
    said: dict[str, int] = {}
    for number in range(MESSAGES):
        chat = str(1000 + number % PEOPLE)
        said[chat] = said.get(chat, 0) + 1
        await telegram.user_says(chat, f"khai sinh câu số {number}")
        await asyncio.sleep(PACE)
    async with asyncio.timeout(PATIENCE):
        while sum(answered(telegram).values()) < MESSAGES:  # noqa: ASYNC110 - the stand-in tells nobody
            await asyncio.sleep(0.05)
    return said


def answered(telegram: FakeTelegram) -> dict[str, int]:
    """How many answers each person has got."""
    chats = [str(1000 + number) for number in range(PEOPLE)]
    return {chat: sum(line.who == "bot" for line in telegram.transcript(chat)) for chat in chats}
