"""The desk's knowledge: opens the index of the settings, builds the first one, and follows new snapshots."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

import structlog

from bot.dialogue.ask import Trace
from bot.settings import OfficeSettings, Settings
from indexer.freshness import is_left_over
from indexer.pipeline import BuildRequest, build, configured
from knowledge.answering.answerer import Answerer
from knowledge.answering.memory import Conversations
from knowledge.answering.model import Resolution
from knowledge.answering.office import Office
from knowledge.clock import Clock, SystemClock
from knowledge.errors import MotcuaError
from knowledge.holder import SnapshotHolder
from knowledge.retrieval.cross_encoder import SecondLook, open_cross_encoder
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.protocols import Embedder
from knowledge.retrieval.retriever import Retriever
from knowledge.settings import EmbeddingSettings
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot


class IndexKnowledge:
    """Answers from the served snapshot, with a memory for each conversation."""

    def __init__(self, holder: SnapshotHolder[Answerer], conversations: Conversations) -> None:
        self._holder = holder
        self._conversations = conversations

    @property
    def snapshot_id(self) -> str:
        """Names the snapshot that answers now."""
        return self._holder.snapshot_id

    def resolve(self, question: str, conversation_key: str, trace: Trace | None = None) -> Resolution:
        """Resolve `question` as the next turn of its conversation."""
        memory = self._conversations.recall(conversation_key)
        with self._holder.use() as answerer:
            resolution = answerer.resolve(question, memory, tracer=trace)
        if resolution.reason == "forgotten":
            self._conversations.forget(conversation_key)
        return resolution

    def forget(self, conversation_key: str) -> None:
        """Forget what was said in the conversation `conversation_key`."""
        self._conversations.forget(conversation_key)

    async def watch(self) -> None:
        """Follow the index until cancelled."""
        await self._holder.watch()

    def close(self) -> None:
        """Let go of the snapshot."""
        self._holder.close()


def open_knowledge(
    settings: Settings, on_build: Callable[[], None], clock: Clock | None = None
) -> IndexKnowledge:
    """Open the index of the settings; `on_build` is called before it is built by this program first.

    Raises `SnapshotError`, `SourceError`, `EmbedderError` or `RankerError` when there is nothing to answer
    from.
    """
    clock = clock or SystemClock()
    embedder = open_embedder(settings.embedding)
    index = settings.index
    if index.builtin or index.sources:
        _bring_up_to_date(settings, embedder, on_build)

    model = open_cross_encoder(settings.ranking)

    def prepare(snapshot: Snapshot) -> Answerer:
        retriever = Retriever.open(
            snapshot.index,
            embedder,
            dense_weight=settings.embedding.weight,
            second_look=SecondLook(model, settings.ranking.first, snapshot.store.said) if model else None,
        )
        return Answerer.build(retriever, snapshot.store, clock, _office(settings.office))

    holder = SnapshotHolder(index.directory, prepare, embedder=embedder.fingerprint)
    talks = settings.conversation
    return IndexKnowledge(holder, Conversations(clock, turns=talks.turns, minutes=talks.minutes))


def _office(settings: OfficeSettings) -> Office:
    numbers = tuple(item for item in (settings.hotline, settings.email) if item)
    reachable = bool(settings.hours or settings.address or settings.hotline or settings.map_url)
    return Office(
        commune=settings.commune,
        province=settings.province,
        numbers=numbers,
        reachable=reachable,
        holidays=settings.holidays,
    )


def _bring_up_to_date(settings: Settings, embedder: Embedder, on_build: Callable[[], None]) -> None:
    """Build the first index, and build it again after an update of the program."""
    index = settings.index
    request = configured(index)
    if not is_left_over(request, index.overrides, embedder.fingerprint):
        return
    on_build()
    try:
        # In a process of its own: what readers and training load would stay in the memory of the desk.
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=_end_with_the_desk) as builder:
            builder.submit(_build, request, index.overrides, settings.embedding).result()
    except MotcuaError as error:
        if not Shelf(index.directory).names():
            raise
        # Better yesterday's index than none.
        structlog.get_logger().warning("index not brought up to date", problem=str(error))


def _end_with_the_desk() -> None:
    """A desk that is stopped while it builds leaves no process behind, which would wait for work for ever."""

    def watch() -> None:
        if (desk := parent_process()) is not None:
            desk.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _build(request: BuildRequest, overrides: Path | None, embedding: EmbeddingSettings) -> None:
    from indexer.parsing import standard_parser  # noqa: PLC0415 - the libraries of every format

    build(request, parser=standard_parser(overrides), embedder=open_embedder(embedding))
