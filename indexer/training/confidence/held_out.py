"""Desks that have not learned from all the questions that lines carry, or from none of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indexer.evaluating.cases import Case, CaseSet
from indexer.searching import Searcher
from knowledge.model import Asked, Passage
from knowledge.retrieval.intent_training import IntentTrainer, WaysOfAsking
from knowledge.retrieval.intents import Intents
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore

FOLDS = 5
STYLES = ("folded",)
"""How these questions are typed beside as written: they are many."""
LEARNED = "learned"
"""How the names of these question sets begin, and of others that are as large."""


def without_a_part(searcher: Searcher) -> Iterator[tuple[Searcher, CaseSet]]:
    """For each fifth of the questions a desk that has learned from the others only, and that fifth."""
    for fold in range(FOLDS):
        store = _Store(searcher.snapshot.store.path, fold)
        try:
            index = searcher.snapshot.index
            trainer = IntentTrainer(index.vocabulary, _other_ways(fold))
            for row, passage in store.scan():
                trainer.add(row, store.metadata(row), store.without(passage))
            snapshot = replace(searcher.snapshot, store=store, index=replace(index, intents=trainer.train()))
            cases = tuple(_cases(store, fold))
            if cases:
                retriever = Retriever.open(snapshot.index, searcher.retriever.embedder)
                yield Searcher(snapshot, retriever), CaseSet(f"{LEARNED} {fold}", store.path, "", cases)
        finally:
            store.close()


def without_any(searcher: Searcher) -> Searcher:
    """The desk of an office that has told of no procedure how people ask for it."""
    index = replace(searcher.snapshot.index, intents=Intents.nothing())
    retriever = Retriever.open(index, searcher.retriever.embedder)
    return Searcher(replace(searcher.snapshot, index=index), retriever)


class _Store(PassageStore):
    """Passages without the questions of one part."""

    def __init__(self, path: Path, fold: int) -> None:
        super().__init__(path)
        self._fold = fold

    def without(self, passage: Passage) -> Passage:
        """`passage` with the questions of the other parts."""
        if not passage.asked:
            return passage
        kept = [
            (each.line, tuple(q for q in each.questions if _part(q) != self._fold)) for each in passage.asked
        ]
        asked = tuple(Asked(line=line, questions=questions) for line, questions in kept if questions)
        return passage.model_copy(update={"asked": asked})

    def _read_passage(self, row: int) -> Passage:
        return self.without(super()._read_passage(row))


def _other_ways(fold: int) -> WaysOfAsking:
    """The shipped questions for what is no procedure, without one part."""
    ways = WaysOfAsking.load()

    def others(questions: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(question for question in questions if _part(question) != fold)

    return WaysOfAsking(
        office=others(ways.office),
        refused=others(ways.refused),
        endings=ways.endings,
        parts={part: others(asked) for part, asked in ways.parts.items()},
    )


def _cases(store: PassageStore, fold: int) -> Iterator[Case]:
    for question in WaysOfAsking.load().refused:
        if _part(question) == fold:
            yield Case(id=question, question=question)
    for _row, passage in store.scan():
        for each in passage.asked:
            for question in each.questions:
                if _part(question) == fold:
                    yield Case(id=question, question=question, docs=(passage.document_id,))


def _part(question: str) -> int:
    return hashlib.blake2b(question.encode("utf-8"), digest_size=2).digest()[0] % FOLDS
