"""What is written down about people: masked, sealed, for some days only, and never in a log."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.retention import Retention
from bot.state.database import Database
from knowledge.clock import VIETNAM, FixedClock, SystemClock
from knowledge.errors import StateError
from tests.fakes.courier import Courier
from tests.fakes.crashing import ROOT
from tests.integration.delivery.conftest import World, a_world, until

CHAT = "chat-8412345678901"
PHONE = "0912 345 678"
SAID = f"khai sinh cho bé Cà Rốt, gọi em số {PHONE}"


def bytes_of(database: Path) -> bytes:
    """The database, with what its log holds."""
    files = [database, database.with_name(f"{database.name}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


async def test_ids_are_sealed_and_numbers_masked_and_the_person_is_told(world: World) -> None:
    await world.say(CHAT, SAID)
    (answer,) = await world.answers(1)
    assert (answer["chat"], answer["question"]) == (
        CHAT,
        "khai sinh cho bé Cà Rốt, gọi em số [số điện thoại]",
    )
    stored = bytes_of(world.settings.state.database)
    assert CHAT.encode() not in stored
    assert PHONE.encode() not in stored
    assert "Cà Rốt".encode() in stored


async def test_the_handler_sees_what_is_stored_also_after_a_restart(world: World) -> None:
    world.courier.hold = asyncio.Event()
    await world.say(CHAT, SAID)
    await until(lambda: world.courier.calls)
    sender_after_insert = world.knowledge.asked[0]
    with closing(sqlite3.connect(world.settings.state.database)) as books:
        books.execute("UPDATE inbox SET state = 'received'")
        books.execute("DELETE FROM outbox")
        books.commit()
    world.courier.hold.set()
    await world.stop()
    await world.start()
    await until(lambda: len(world.knowledge.asked) == 2)
    assert world.knowledge.asked[1] == sender_after_insert


async def test_texts_and_ids_go_after_some_days_and_the_books_stay() -> None:
    async with a_world(privacy={"message_days": 30}) as world:
        await world.say(CHAT, SAID)
        await world.answers(1)
        await world.row("SELECT state FROM outbox", ("sent",))
        await world.stop()
        database = await Database.open(world.settings.state.database)
        clock = FixedClock(datetime.now(VIETNAM) + timedelta(days=29))
        assert await Retention(database, clock, 30).purge() == 1, "only the card"
        clock.moment += timedelta(days=2)
        assert await Retention(database, clock, 30).purge() == 2
        assert await Retention(database, clock, 30).purge() == 0
        await database.close()
        assert world.rows("SELECT state, text, who FROM inbox") == [("answered", "", "")]
        assert world.rows("SELECT state, part, who FROM outbox") == [("sent", None, "")]
        assert "Cà Rốt".encode() not in bytes_of(world.settings.state.database)
        await world.start()
        await world.say(CHAT, SAID, number=1)
        await world.say(CHAT, "khai sinh", number=2)
        assert [body["question"] for body in await world.answers(2)][1] == "khai sinh", "not answered again"


async def test_the_key_belongs_to_the_database(world: World) -> None:
    key = world.settings.state.database.with_suffix(".key")
    assert key.stat().st_mode & 0o777 == 0o600
    await world.stop()
    key.write_text("x" * 43, encoding="ascii")
    with pytest.raises(StateError, match="khóa"):
        await world.start()
    world.desk = None


async def test_nothing_of_a_full_run_at_debug_level_is_in_the_log(tmp_path: Path) -> None:
    secret_key = "k" * 40
    courier = Courier()
    await courier.start()
    courier.statuses = [503, 404, 429, 400]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MOTCUA_STATE__DATABASE": str(tmp_path / "state.sqlite"),
        "MOTCUA_WEB__PORT": "0",
        "MOTCUA_LOGGING__LEVEL": "debug",
        "MOTCUA_PRIVACY__KEY": secret_key,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.fakes.courier_desk", courier.url),
        cwd=tmp_path,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        assert process.stdout is not None
        while not (line := await process.stdout.readline()).startswith(b"ready"):
            assert line
        desk = line.split()[1].decode()
        at = SystemClock().now().isoformat()
        for number, kind in enumerate(["text", "text", "button", "left", "moved", "joined", "text"]):
            update = {"id": f"id-{number}-77", "chat": CHAT, "text": SAID, "kind": kind, "at": at}
            await courier.deliver(desk, update)
        await until(lambda: courier.calls >= 2)
        process.send_signal(signal.SIGTERM)
        rest = await asyncio.wait_for(process.stdout.read(), 20)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await courier.stop()
    log = rest.decode()
    assert "not delivered" in log
    assert "channel stopped" in log
    for private in (CHAT, PHONE, "Cà Rốt", "giấy chứng sinh", secret_key, "id-0-77"):
        assert private not in log
