"""The desks that tuning asks: one over each collection of the shared data, built as an office builds it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from indexer.parsing import standard_parser
from indexer.pipeline import BuildRequest, build
from knowledge.answering.answerer import Answerer
from knowledge.answering.lexicon import Lexicon
from knowledge.answering.memory import Memory
from knowledge.answering.steps.understand import UnderstandStep
from knowledge.answering.turn import Turn
from knowledge.builtin import builtin_files
from knowledge.clock import VIETNAM, FixedClock
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.retriever import Retriever
from knowledge.settings import EmbeddingSettings
from knowledge.snapshot import Snapshot
from knowledge.vietnamese.text import fold

TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)  # the facts of the built-in knowledge carry dates
SOURCES: Mapping[str, tuple[str, ...]] = {  # beneath the folder of shared data
    "plans": ("corpus/plans",),
    "office": ("corpus/plans",),
    "builtin": (),
    "portal": ("corpus/procedures_dvcqg_2026.jsonl.zst",),
    "law": ("corpus/phapdien_articles.jsonl.zst",),
}
_WITH_BUILTIN = frozenset({"office", "builtin"})

Row = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """An opened index with what reads questions and answers them."""

    snapshot: Snapshot
    retriever: Retriever
    lexicon: Lexicon

    @property
    def answerer(self) -> Answerer:
        """All steps, as they ship."""
        return Answerer.build(self.retriever, self.snapshot.store, FixedClock(TODAY))

    def understood(self, question: str) -> Turn:
        """The turn of `question` as the first of a conversation, up to where it is searched."""
        turn = Turn(question=question, memory=Memory(), now=TODAY, text=question)
        UnderstandStep(self.lexicon, self.retriever)(turn)
        return turn


@contextmanager
def opened(name: str, shared: Path, index: Path) -> Iterator[Desk]:
    """The desk over the collection `name`; its index is kept in a folder of `index` and built if need be."""
    settings = EmbeddingSettings()
    embedder = open_embedder(settings)
    request = BuildRequest(
        sources=tuple(shared / source for source in SOURCES[name]),
        directory=index / name,
        builtin=tuple(builtin_files()) if name in _WITH_BUILTIN else (),
    )
    build(request, parser=standard_parser(), embedder=embedder)
    snapshot = Snapshot.load(index / name, embedder=embedder.fingerprint)
    try:
        yield Desk(snapshot, Retriever.open(snapshot.index, embedder), Lexicon.load())
    finally:
        snapshot.close()


def rows(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judged(shared: Path, name: str) -> list[tuple[str, frozenset[str]]]:
    """The questions of `eval/NAME.dev.queries.jsonl`, each with the documents that answer it."""
    relevant: dict[str, set[str]] = {}
    for row in rows(shared / "eval" / f"{name}.dev.qrels.jsonl"):
        relevant.setdefault(row["query_id"], set()).add(row["doc_id"])
    asked = rows(shared / "eval" / f"{name}.dev.queries.jsonl")
    return [(row["text"], frozenset(relevant[row["id"]])) for row in asked if row["id"] in relevant]


def plan_questions(shared: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Questions on the plans, in all their wordings, with phrases of which a right passage has one."""
    return [
        (said, tuple(row["gold"]))
        for row in rows(shared / "eval" / "plan_questions.dev.jsonl")
        if row["doc"]
        for said in (row["question"], *row["variants"])
    ]


def both_ways(questions: Iterable[str]) -> list[str]:
    """Each question as it is and as people type it on an old phone."""
    return [way for asked in questions for way in dict.fromkeys((asked, fold(asked)))]


def plain(text: str) -> str:
    """NFC, lower case, white space folded: how phrases are compared."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())
