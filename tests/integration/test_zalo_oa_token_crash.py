"""A process that dies while it renews the tokens of an Official Account."""

import asyncio
import os
import signal
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.errors import DeliveryError
from bot.dev.zalo_oa import FakeZaloOa
from bot.state.sealing import Sealer
from bot.state.zalo_tokens import Alarm, ZaloTokens
from tests.integration.zalo_oa import (
    ACCOUNT,
    SECRET,
    MovingClock,
    database_at,
    grant,
    keeper_of,
    pair_of,
)

ROOT = Path(__file__).resolve().parents[2]


# A refresh in a process of its own, which stops for ever between the answer and the store.
CRASHING = """
    import asyncio, sys
    from pathlib import Path
    import bot.state.zalo_tokens as module
    from datetime import timedelta
    from bot.dev.zalo_oa import APP_ID, APP_SECRET, OA_ID, OA_SECRET_KEY
    from tests.integration import zalo_oa as place
    import aiohttp

    class Stopping(module.ZaloTokens):
        async def save(self, owner, pair):
            print("answered", flush=True)
            await asyncio.sleep(3600)

    async def main():
        url, path = sys.argv[1:]
        clock = place.MovingClock(timedelta(hours=26))
        settings = place.ZaloOaSettings.model_validate({
            "app_id": APP_ID, "app_secret": APP_SECRET, "oa_id": OA_ID, "oa_secret_key": OA_SECRET_KEY,
            "oauth_url": url, "openapi_url": url,
        })
        async with place.database_at(Path(path)) as database, aiohttp.ClientSession() as session:
            store = Stopping(database, place.Sealer(place.SECRET), place.ACCOUNT, clock)
            oauth = place.OAuth(settings, session, clock)
            await place.TokenKeeper(store, oauth, clock, timeout_seconds=1).access()

    asyncio.run(main())
"""


async def test_killed_between_answer_and_store_the_pair_is_lost_but_not_without_an_alarm(
    tmp_path: Path,
) -> None:
    fake, clock, path = FakeZaloOa(), MovingClock(), tmp_path / "state.sqlite"
    url = await fake.start()
    async with database_at(path) as database:
        await grant(ZaloTokens(database, Sealer(SECRET), ACCOUNT, clock), pair_of(fake, clock))
    clock.ahead += timedelta(hours=26)
    fake.advance(clock.ahead)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        textwrap.dedent(CRASHING),
        url,
        str(path),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert await process.stdout.readline() == b"answered\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    async with database_at(path) as database:
        store = ZaloTokens(database, Sealer(SECRET), ACCOUNT, clock)
        assert (await store.read()).unsettled, "the attempt was noted before the request left"
        clock.ahead += timedelta(minutes=1)  # the lock of the dead process has run out
        with capture_logs() as logs:
            async with keeper_of(fake, store, clock) as keeper:
                with pytest.raises(DeliveryError, match="consent-lost"):
                    await keeper.look()
        assert (await store.read()).alarm is Alarm.LOST
    assert "lost" in [line.get("reason") for line in logs if line["log_level"] == "error"]
    await fake.stop()
