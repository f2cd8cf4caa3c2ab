"""Puts what was found in the order of the sort of source that the question is for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.answering.facts import FactBook
from knowledge.answering.model import Resolution
from knowledge.answering.routes import Routes
from knowledge.answering.turn import Evidence, Turn
from knowledge.retrieval.protocols import Hit


@dataclass(frozen=True, slots=True)
class RouteStep:
    """Weighs plans, procedures and guides by the table of rules, and takes the one for the person's case."""

    routes: Routes
    facts: FactBook
    name: str = "route"

    def __call__(self, turn: Turn) -> Resolution | None:
        """Reorders `evidence` and notes in `routes` which rules fired; never ends the turn."""
        turn.routes = self.routes.weigh(turn)
        turn.evidence = self._for_case(turn)
        return None

    def _for_case(self, turn: Turn) -> list[Evidence]:
        """The evidence, with the sister of the first procedure before it where the case is that one's.

        Its passage is that of the same aspect; it has the signals of the one that was found.
        """
        owners, first = self.routes.retriever.index.document_of, turn.evidence[0]
        own = int(owners[first.hit.row])
        row = self.facts.of_case(own, turn.case)
        if row == own:
            return turn.evidence
        passages = self.facts.store.passages_of(row)
        alike = (passage for passage in passages if passage.aspect is first.passage.aspect)
        passage = next(alike, passages[0])
        at = int(np.searchsorted(owners, row)) + passage.ordinal
        sister = Evidence(
            Hit(at, first.hit.score, first.hit.signals), passage, self.facts.store.metadata(row)
        )
        return [sister, *(item for item in turn.evidence if item.hit.row != at)]
