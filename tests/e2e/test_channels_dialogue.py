"""One conversation at every door of the real desk, process, knowledge and database: all turns right."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.dev.base import Platform
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from bot.messages import Catalogue
from bot.settings import PrivacySettings, StateSettings
from bot.state.opening import open_state
from bot.state.zalo_tokens import Pair, ZaloTokens
from knowledge.clock import SystemClock
from tests.e2e.citizens import AppCitizen, Citizen, Reply, WebCitizen
from tests.support.ports import unused_port

SCRIPT = Path(__file__).with_name("doors.txt")
ROOT = Path(__file__).resolve().parents[2]
TURNS = 30  # at least
OFFICE = """
[office]
name = "UBND phường Mẫu"
hotline = "024 3382 0000"

[flood]
sender_burst = 100

[delivery]
drain_seconds = 2

[web]
session_burst = 100
"""


@dataclass(frozen=True)
class Turn:
    """What the citizen does, and what the reply must be."""

    line: int
    action: str
    what: str
    musts: tuple[str, ...]


def script() -> list[Turn]:
    """The turns of the script, in order."""
    turns: list[Turn] = []
    action = what = ""
    for number, line in enumerate(SCRIPT.read_text(encoding="utf-8").splitlines(), 1):
        who, _, said = line.partition(": ")
        if who in {"Dân", "Bấm"}:
            action, what = who, said
        elif who == "Một cửa":
            turns.append(Turn(number, action, what, tuple(said.split(" · "))))
        else:
            assert not line or line.startswith("#"), f"{SCRIPT.name}, dòng {number}: {line}"
    return turns


def fulfils(must: str, reply: Reply) -> bool:
    """True when the reply is as one part of a "Một cửa" line asks."""
    asked = re.fullmatch(r"(nói|không nói|nút) “(.+)”", must)
    assert asked, must
    verb, text = asked.groups()
    if verb == "nút":
        return reply.offers(text)
    return (text in reply.text) is (verb == "nói")


async def wrong_turns(citizen: Citizen, turns: Sequence[Turn]) -> list[str]:
    """What was not as the script asks."""
    wrong: list[str] = []
    for turn in turns:
        reply = await (citizen.says(turn.what) if turn.action == "Dân" else citizen.taps(turn.what))
        wrong += [
            f"{SCRIPT.name}:{turn.line} {turn.what} → {must}\n{reply}"
            for must in turn.musts
            if not fulfils(must, reply)
        ]
    return wrong


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@asynccontextmanager
async def running(folder: Path, settings: str) -> AsyncIterator[str]:
    """`python -m bot run` as a process; its address."""
    config = folder / "config.toml"
    config.write_text(settings, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run", "--config", str(config)),
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(300):  # the first one builds the index
            while not (
                found := re.search(rb"http://127\.0\.0\.1:\d+", line := await process.stdout.readline())
            ):
                assert line, "the desk did not start"
        yield found[0].decode()
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            await process.communicate()
        assert process.returncode == 0


def toml(sections: dict[str, dict[str, str]]) -> str:
    return "\n".join(
        "\n".join([f"[{name}]", *(f'{key} = "{value}"' for key, value in values.items())])
        for name, values in sections.items()
    )


async def consent(platform: FakeZaloOa, database: Path, key: str | None = None) -> None:
    """An admin of the OA has granted consent: the first pair of tokens is stored."""
    clock, words = SystemClock(), Catalogue.load().of("vi")
    oa = platform.settings["zalo_oa"]
    privacy = PrivacySettings.model_validate({"key": key})
    async with open_state(StateSettings(database=database), privacy, clock, words, sole=True) as state:
        tokens = ZaloTokens(state.database, state.sealer, f"{oa['app_id']}/{oa['oa_id']}", clock)
        given, now = platform.tokens.issue(), clock.now()
        await tokens.lock("test", 60)
        await tokens.save(
            "test", Pair(given["access_token"], given["refresh_token"], now, now + timedelta(hours=25))
        )


def _browser() -> aiohttp.ClientSession:
    # Cookies of a host without a name are kept, too.
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


DOORS = ("web", "telegram-polling", "telegram-webhook", "zalo-bot-polling", "zalo-bot-webhook", "zalo-oa")


@asynccontextmanager
async def citizen_at(door: str, folder: Path, index: Path) -> AsyncIterator[Citizen]:
    """A desk with one door open, and a citizen in front of it."""
    port = unused_port()
    database = folder / "state" / "motcua.sqlite"
    sections: dict[str, dict[str, str]] = {
        "index": {"directory": str(index)},
        "state": {"database": str(database)},
    }
    async with AsyncExitStack() as stack:
        platform: Platform | None = None
        if door.startswith("zalo-bot"):
            platform = FakeZaloBot()
        elif door.startswith("telegram"):
            platform = FakeTelegram()
        elif door == "zalo-oa":
            platform = FakeZaloOa(webhook_url=f"http://127.0.0.1:{port}/webhooks/zalo-oa")
        if platform is not None:
            await platform.start()
            stack.push_async_callback(platform.stop)
            sections |= {name: dict(values) for name, values in platform.settings.items()}
        channel = door.removesuffix("-webhook")
        if channel != door:
            section = channel.replace("-", "_")
            sections[section]["webhook_url"] = f"http://127.0.0.1:{port}/webhooks/{channel}"
        if isinstance(platform, FakeZaloOa):
            await consent(platform, database)
        settings = OFFICE + f"port = {port}\n" + toml(sections)
        url = await stack.enter_async_context(running(folder, settings))
        if platform is not None:
            yield AppCitizen(platform, "1001")
        else:
            yield WebCitizen(await stack.enter_async_context(_browser()), url)


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
async def test_every_turn_is_right_at_every_door(door: str, tmp_path: Path, index: Path) -> None:
    turns = script()
    assert len(turns) >= TURNS
    async with citizen_at(door, tmp_path, index) as citizen:
        wrong = await wrong_turns(citizen, turns)
    assert not wrong, "\n".join(wrong)
