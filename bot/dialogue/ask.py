"""One question, one reply: the dialogue every channel shares."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any, Protocol

import structlog

from bot.channels.base import Button, Incoming, Outgoing, blocks_of
from bot.dialogue.render import Rendered, Renderer
from knowledge.answering.model import Outcome, Resolution
from knowledge.vietnamese.text import one_line

# Beyond this many questions waiting, a new one would wait longer than people do: better say so at once.
MAX_WAITING = 256

Trace = Callable[[str, Mapping[str, Any]], None]
"""Told the name of every step on the way to an answer, and what it found."""


class Resolver(Protocol):
    """Finds the answer to a question; what was said before in the conversation helps to read it."""

    @property
    def snapshot_id(self) -> str:
        """Names the index that answers now."""
        ...

    def resolve(self, question: str, conversation_key: str, trace: Trace | None = None) -> Resolution:
        """Resolve `question` as the next turn of the conversation `conversation_key`."""
        ...

    def forget(self, conversation_key: str) -> None:
        """Forget what was said in the conversation `conversation_key`."""
        ...


class Desk:
    """Answers questions of all channels: checks them, has them resolved, puts the result into words."""

    def __init__(
        self,
        resolver: Resolver,
        renderer: Renderer,
        executor: Executor,
        *,
        question_max_chars: int | None = None,
    ) -> None:
        """`executor` runs the resolver off the event loop; no limit on a question's length when None."""
        self._resolver = resolver
        self._renderer = renderer
        self._executor = executor
        self._max_chars = question_max_chars
        self._waiting = 0
        self._log = structlog.get_logger()

    async def handle(self, incoming: Incoming) -> Outgoing:
        """Reply to a question of any channel; never raises for what a person may ask."""
        if self._waiting >= MAX_WAITING:
            self._log.warning("too many questions waiting", waiting=self._waiting)
            return outgoing_of(self._unavailable("", incoming.language))
        self._waiting += 1
        try:
            rendered = await asyncio.get_running_loop().run_in_executor(
                self._executor,
                self.reply,
                incoming.text,
                _key(incoming.channel, incoming.sender),
                incoming.language,
            )
        finally:
            self._waiting -= 1
        self._log.info(
            "answered",
            channel=incoming.channel,
            outcome=str(rendered.answer.outcome),
            ms=rendered.answer.ms,
            confidence=round(rendered.answer.confidence, 3),
        )
        return outgoing_of(rendered)

    def forget(self, channel: str, sender: str) -> None:
        """Forget what was said with a person."""
        self._resolver.forget(_key(channel, sender))

    def reply(
        self, question: str, conversation_key: str, language: str = "vi", trace: Trace | None = None
    ) -> Rendered:
        """Answer `question` in this thread; `trace` is told every step."""
        # Half of a surrogate pair cannot be stored or sent as UTF-8.
        asked = one_line(question.encode("utf-8", "replace").decode("utf-8"))
        if not asked:
            return self._renderer.fixed("", Outcome.CLARIFY, "refusal-empty", language)
        if self._max_chars is not None and len(asked) > self._max_chars:
            return self._renderer.fixed(
                asked[: self._max_chars],
                Outcome.CLARIFY,
                "refusal-too_long",
                language,
                limit=self._max_chars,
            )
        started = time.perf_counter()
        try:
            resolution = self._resolver.resolve(asked, conversation_key, trace)
        except Exception as error:  # one bad question must not take the desk down
            frame = traceback.extract_tb(error.__traceback__)[-1]
            # Not the error's text: it may quote the question.
            self._log.error(
                "answering failed", error=type(error).__name__, where=f"{frame.filename}:{frame.lineno}"
            )
            return self._unavailable(asked, language)
        return self._renderer.render(resolution, language, (time.perf_counter() - started) * 1000)

    def _unavailable(self, question: str, language: str) -> Rendered:
        resolution = Resolution(question=question, outcome=Outcome.UNAVAILABLE, reason="unavailable")
        return self._renderer.render(resolution, language)


def _key(channel: str, sender: str) -> str:
    return f"{channel}:{sender}"


def outgoing_of(rendered: Rendered) -> Outgoing:
    """The rendered reply as channels take it."""
    return Outgoing(
        blocks=blocks_of(rendered.text),
        source_line=rendered.source_line,
        citations=rendered.answer.citations,
        buttons=tuple(Button(item.label, item.question) for item in rendered.answer.suggestions),
        outcome=rendered.answer.outcome,
        answer=rendered.answer,
    )
