"""Messages per second through python-telegram-bot over aiohttp and over its own transport; aiohttp alone."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import machine
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram.transport import AiohttpRequest

TOKEN = "100200300:benchmark"
TIMES = 8.0  # so many times the default transport is wanted
# Answers every call like sendMessage does, as cheaply as Python can over HTTP.
_SERVER = """
import asyncio

ANSWER = (b'{"ok":true,"result":{"message_id":7,"date":1750316131,"chat":{"id":1001,"type":"private",'
          b'"first_name":"An"},"from":{"id":100200300,"is_bot":true,"first_name":"m"},"text":"x"}}')
HEAD = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n"
HEAD += b"Content-Length: %d\\r\\n\\r\\n" % len(ANSWER)

class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.seen = transport, b""

    def data_received(self, data):
        self.seen += data
        while (end := self.seen.find(b"\\r\\n\\r\\n")) >= 0:
            head = self.seen[:end].lower()
            length = int(head.partition(b"content-length:")[2].partition(b"\\r\\n")[0] or 0)
            if len(self.seen) < end + 4 + length:
                return
            self.seen = self.seen[end + 4 + length:]
            self.transport.write(HEAD + ANSWER)

async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print("http://%s:%s" % server.sockets[0].getsockname()[:2], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
Send = Callable[[int], Awaitable[object]]


async def rate(send: Send, messages: int, senders: int) -> float:
    """Messages per second when `senders` send without pause."""
    numbers = itertools.count()

    async def work() -> None:
        while (number := next(numbers)) < messages:
            await send(number)

    await asyncio.gather(*(work() for _ in range(senders)))  # connections open, code warm
    numbers = itertools.count()
    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(senders)))
    return messages / (time.perf_counter() - started)


async def through_library(transport: BaseRequest, url: str, messages: int, senders: int) -> float:
    """Messages per second by `telegram.Bot.send_message`."""
    async with transport:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=transport, get_updates_request=transport)
        return await rate(lambda number: bot.send_message(1001, f"Câu {number}"), messages, senders)


async def bare(url: str, messages: int, senders: int) -> float:
    """Messages per second by aiohttp alone, the answer read as JSON."""
    async with aiohttp.ClientSession() as session:

        async def send(number: int) -> None:
            body = {"chat_id": 1001, "text": f"Câu {number}"}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", json=body) as response:
                await response.json()

        return await rate(send, messages, senders)


async def measure(url: str, messages: int, senders: int) -> dict[str, Any]:
    ours = await through_library(AiohttpRequest(30.0), url, messages, senders)
    default = await through_library(
        HTTPXRequest(read_timeout=30, pool_timeout=30), url, messages // 8, senders
    )
    alone = await bare(url, messages, senders)
    return {
        "messages": messages,
        "senders": senders,
        "messages_per_s": {"aiohttp_transport": round(ours), "default_transport": round(default)},
        "bare_aiohttp_per_s": round(alone),
        "times_the_default": round(ours / default, 1),
        "wanted": {"times_the_default": TIMES},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=8_000)
    parser.add_argument("--senders", type=int, default=40)
    given = parser.parse_args()
    command = [sys.executable, "-c", _SERVER]
    with (
        tempfile.TemporaryDirectory() as folder,
        machine.running(command, Path(folder), os.environ) as (url, _),
    ):
        machine.show("telegram_transport", asyncio.run(measure(url, given.messages, given.senders)))


if __name__ == "__main__":
    main()
