"""The console channel: a conversation in the terminal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from itertools import count
from typing import TextIO

from bot.channels.base import Handler, Incoming, IncomingKind, Outgoing
from bot.messages import Messages
from knowledge.clock import Clock


def show(outgoing: Outgoing, messages: Messages) -> str:
    """A reply as lines for a terminal."""
    lines = [outgoing.text]
    if outgoing.source_line:
        lines.append(outgoing.source_line)
    if outgoing.buttons:
        questions = " | ".join(button.question for button in outgoing.buttons)
        lines.append(messages.text("cli-suggestions", questions=questions))
    return "\n".join(lines)


class ConsoleChannel:
    """Reads questions line by line and prints the replies."""

    def __init__(self, read_line: Callable[[], str], out: TextIO, messages: Messages, clock: Clock) -> None:
        """`read_line` returns the next line, and "" at the end, as `sys.stdin.readline` does."""
        self._read_line = read_line
        self._out = out
        self._messages = messages
        self._clock = clock
        self._talk: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The channel's stable name."""
        return "console"

    async def start(self, handler: Handler) -> None:
        """Begin the conversation; every line goes to `handler`."""
        self._talk = asyncio.create_task(self._converse(handler))

    async def finished(self) -> None:
        """Wait until the person has said goodbye."""
        if self._talk is not None:
            await asyncio.shield(self._talk)

    async def stop(self) -> None:
        """End the conversation."""
        if self._talk is not None:
            self._talk.cancel()
            await asyncio.gather(self._talk, return_exceptions=True)
            self._talk = None

    async def _converse(self, handler: Handler) -> None:
        self._print(self._messages.text("cli-chat-welcome"))
        for number in count(1):
            self._print(f"\n{self._messages.text('cli-prompt')}> ", end="")
            line = await self._next_line()
            if not line or line.strip().lower() == self._messages.text("cli-chat-quit"):
                self._print(self._messages.text("goodbye"))
                return
            if not line.strip():
                continue
            incoming = Incoming(self.name, "console", str(number), IncomingKind.TEXT, line, self._clock.now())
            reply = await handler(incoming)
            if reply is not None:
                self._print(show(reply, self._messages))

    async def _next_line(self) -> str:
        # A daemon thread: a read that waits for a key must not hold up the end of the program.
        loop = asyncio.get_running_loop()
        line: asyncio.Future[str] = loop.create_future()

        def read() -> None:
            text = self._read_line()
            loop.call_soon_threadsafe(lambda: None if line.done() else line.set_result(text))

        threading.Thread(target=read, name="console", daemon=True).start()
        return await line

    def _print(self, text: str, end: str = "\n") -> None:
        print(text, end=end, file=self._out, flush=True)
