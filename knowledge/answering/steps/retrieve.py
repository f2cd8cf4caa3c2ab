"""Finds the passages, and reads them from the store."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.model import Outcome, Resolution
from knowledge.answering.turn import Evidence, Turn
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore

_DEPTH = 20


@dataclass(frozen=True, slots=True)
class RetrieveStep:
    """Fills `evidence` with the best passages."""

    retriever: Retriever
    store: PassageStore
    name: str = "retrieve"

    def __call__(self, turn: Turn) -> Resolution | None:
        """Ends the turn only when nothing at all is indexed."""
        if turn.query is None:
            raise ValueError("the question was not understood before it was searched")
        hits = self.retriever.search(turn.query, _DEPTH, aspects=frozenset(turn.aspects))
        owners = self.retriever.index.document_of
        turn.evidence = [
            Evidence(hit, self.store.passage(hit.row), self.store.metadata(int(owners[hit.row])))
            for hit in hits
        ]
        if not turn.evidence:
            return turn.refuse(Outcome.UNAVAILABLE, "unavailable")
        return None
