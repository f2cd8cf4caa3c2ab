"""Searching a snapshot from the command line: what `search` prints and `evaluate` measures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from knowledge.retrieval.cross_encoder import SecondLook, open_cross_encoder
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.protocols import Embedder
from knowledge.retrieval.retriever import Retriever
from knowledge.settings import EmbeddingSettings, RankingSettings
from knowledge.snapshot import Snapshot


class Result(TypedDict):
    """One passage found."""

    rank: int
    score: float
    document_id: str
    passage_id: str
    title: str
    number: str | None
    heading_path: list[str]
    text: str


class Found(TypedDict):
    """The answer to one query, as `search --json` prints it."""

    query: str
    ms: float
    results: list[Result]


@dataclass(frozen=True)
class Searcher:
    """A snapshot with its retriever."""

    snapshot: Snapshot
    retriever: Retriever
    timer: Callable[[], float] = time.perf_counter

    @classmethod
    def open(
        cls, directory: Path, settings: EmbeddingSettings, ranking: RankingSettings | None = None
    ) -> Searcher:
        """Open the served snapshot; raises `SnapshotError`, `EmbedderError` or `RankerError`."""
        embedder = open_embedder(settings)
        snapshot = Snapshot.load(directory, embedder=embedder.fingerprint)
        return cls._with(snapshot, embedder, settings, ranking or RankingSettings())

    @classmethod
    def over(cls, snapshot: Snapshot, settings: EmbeddingSettings) -> Searcher:
        """Search an opened snapshot; raises `EmbedderError` when it was built with another embedder."""
        embedder = open_embedder(settings)
        snapshot.check_embedder(embedder.fingerprint)
        return cls._with(snapshot, embedder, settings, RankingSettings())

    @classmethod
    def _with(
        cls, snapshot: Snapshot, embedder: Embedder, settings: EmbeddingSettings, ranking: RankingSettings
    ) -> Searcher:
        model = open_cross_encoder(ranking)
        look = SecondLook(model, ranking.first, snapshot.store.said) if model else None
        return cls(
            snapshot,
            Retriever.open(snapshot.index, embedder, dense_weight=settings.weight, second_look=look),
        )

    def search(self, text: str, k: int) -> Found:
        """The `k` best passages for `text` (none for a blank one), with the time it took in milliseconds."""
        started = self.timer()
        results: list[Result] = []
        hits = self.retriever.search(self.retriever.read(text), k) if text.strip() else []
        for rank, hit in enumerate(hits, start=1):
            passage = self.snapshot.store.passage(hit.row)
            meta = self.snapshot.store.metadata(int(self.snapshot.index.document_of[hit.row]))
            results.append(
                Result(
                    rank=rank,
                    score=round(hit.score, 6),
                    document_id=passage.document_id,
                    passage_id=passage.id,
                    title=meta.title,
                    number=meta.number,
                    heading_path=list(passage.heading_path),
                    text=passage.text,
                )
            )
        return Found(query=text, ms=round((self.timer() - started) * 1000, 3), results=results)

    def documents(self, text: str, passages: int) -> list[str]:
        """Ids of the documents among the best `passages`, each at the place of its best passage."""
        store, owner = self.snapshot.store, self.snapshot.index.document_of
        rows = dict.fromkeys(
            int(owner[hit.row]) for hit in self.retriever.search(self.retriever.read(text), passages)
        )
        return [store.metadata(row).id for row in rows]
