import asyncio
from itertools import count

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.calling import open_session

soon = aiohttp.ClientTimeout(connect=3)
BUSY = 120  # calls at once, without a pause


async def test_a_call_is_not_starved_by_others_that_never_pause() -> None:
    numbers = count()

    async def answer(_: web.Request) -> web.Response:
        next(numbers)
        await asyncio.sleep(0.01)
        return web.Response()

    application = web.Application()
    application.router.add_get("/", answer)
    async with TestServer(application) as server, open_session() as session:

        async def call() -> None:
            async with session.get(server.make_url("/"), timeout=soon) as response:
                assert response.status == 200

        async def without_pause() -> None:
            while True:
                await call()

        busy = [asyncio.create_task(without_pause()) for _ in range(BUSY)]
        await asyncio.sleep(0.5)
        for _ in range(5):
            await call()
        assert next(numbers) > BUSY
        assert not any(task.done() for task in busy)
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
