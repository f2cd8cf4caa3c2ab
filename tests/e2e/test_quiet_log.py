"""A full run at debug level on all platforms, with all that may go wrong: nothing private is in the log."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections import deque
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from bot.dev.base import CallFault, Platform, UpdateFault
from bot.dev.telegram import FakeTelegram
from bot.dev.zalo_bot import FakeZaloBot
from bot.dev.zalo_oa import FakeZaloOa
from tests.e2e.citizens import AppCitizen
from tests.e2e.test_channels_dialogue import ROOT, consent, toml
from tests.support.ports import unused_port

CHAT = "8412345678"
KEY = "khoa-bi-mat-" + "k" * 40
FAULTS = (
    CallFault.SERVER_ERROR,
    CallFault.TOO_MANY,
    CallFault.DROPPED_BEFORE,
    CallFault.DROPPED_AFTER,
    CallFault.UNAUTHORISED,
)
TURNS = (
    "Làm khai sinh cho bé Cà Rốt thì cần giấy tờ gì",
    "số của em là 0912345678",
    "/dangky",
    "đồng ý",
    "nhận tin xã Cà Rốt",
    "/dulieu",
    "xóa dữ liệu",
    "có",
)
EVENTS = ("registered with the platform", "dialogue", "not delivered", "channel stopped")


async def talks(platform: Platform) -> None:
    """A citizen says what they have to say, the first things while the platform fails."""
    citizen = AppCitizen(platform, CHAT)
    for number, text in enumerate(TURNS):
        if number == len(TURNS) - 2:
            platform.faults.calls.script = deque(FAULTS[:2])
            platform.faults.updates.script = deque([UpdateFault.DUPLICATE])
        await citizen.says(text)
    platform.faults.calls.script = deque(FAULTS)
    await platform.user_says(CHAT, "khai sinh cho bé Cà Rốt nữa")
    await platform.user_blocks(CHAT)
    await asyncio.sleep(1)


async def attack(url: str) -> None:
    """Somebody calls the webhook with what is no event, and quotes a citizen in it."""
    bodies = (b"{", b"[]", json.dumps({"event_name": "Cà Rốt", "timestamp": "1", "text": CHAT}).encode())
    headers: tuple[dict[str, str], ...] = (
        {},
        {"X-ZEvent-Signature": f"mac={CHAT}"},
    )
    async with aiohttp.ClientSession() as session:
        for body in bodies:
            for header in headers:
                async with session.post(url, data=body, headers=header) as response:
                    assert 400 <= response.status < 500


async def logged(log: Path, words: str) -> None:
    """Wait until `words` are in the log; the first start builds the index."""

    def there() -> bool:
        return words in log.read_text(encoding="utf-8")

    async with asyncio.timeout(300):
        while not there():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_nothing_private_is_in_the_log_of_a_full_run(tmp_path: Path) -> None:
    port, database = unused_port(), tmp_path / "state" / "motcua.sqlite"
    hook = f"http://127.0.0.1:{port}/webhooks/zalo-oa"
    telegram, zalo_bot, zalo_oa = FakeTelegram(), FakeZaloBot(), FakeZaloOa(webhook_url=hook)
    sections: dict[str, dict[str, str]] = {
        "index": {"directory": str(tmp_path / "index")},
        "state": {"database": str(database)},
        "privacy": {"key": KEY},
        "logging": {"level": "debug"},
    }
    async with AsyncExitStack() as stack:
        for platform in (telegram, zalo_bot, zalo_oa):
            await platform.start()
            stack.push_async_callback(platform.stop)
            sections |= {name: dict(values) for name, values in platform.settings.items()}
        await consent(zalo_oa, database, KEY)
        config = tmp_path / "config.toml"
        config.write_text(toml(sections) + f"\n[web]\nport = {port}\n", encoding="utf-8")
        with (tmp_path / "log").open("w") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-X", "dev", "-m", "bot", "run", "--config", str(config)),
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")},
                stdout=log,
                stderr=log,
            )
        try:
            await logged(tmp_path / "log", f"http://127.0.0.1:{port}")
            await asyncio.gather(*(talks(platform) for platform in (telegram, zalo_bot, zalo_oa)))
            await attack(hook)
            zalo_oa.faults.calls.script.clear()
            zalo_oa.tokens.revoke()
            await zalo_oa.user_says("8412345679", "khai sinh cho bé Cà Rốt")
            await logged(tmp_path / "log", "grant consent again")
        finally:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 30)
    said = (tmp_path / "log").read_text(encoding="utf-8")
    for event in EVENTS:
        assert event in said
    assert "Traceback" not in said
    tokens = [
        value
        for section in ("telegram", "zalo_bot", "zalo_oa")
        for name, value in sections[section].items()
        if re.search("token|secret", name)
    ]
    assert len(tokens) >= 4
    private = (CHAT, "8412345679", "Cà Rốt", "0912345678", "giấy chứng sinh", KEY, "Authorization", *tokens)
    for word in private:
        assert word not in said, [line for line in said.splitlines() if word in line][:3]
    assert not re.search(r"access_token|refresh_token|/bot\d|\b[ar]t-[\w-]{20}", said)
