"""Which of the procedures that people are known to ask for is put first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.answering.turn import Evidence
from knowledge.model import DocumentKind
from knowledge.retrieval.intents import Intent, Intents

# In points of the fixed score. That two procedures are put in the right order hangs more on these than on any
# word; against plans, guides and procedures of which no question is known they count nothing (docs/adr/0018).
_SURELY = 2.0  # that such questions are for the procedure
_NEAR = 1.5  # how near the question is to the nearest of those for one of its lines


def preferred(
    evidence: Sequence[Evidence],
    points: Mapping[str, float],
    intent: Intent,
    intents: Intents,
    owners: NDArray[np.int32],
) -> list[Evidence]:
    """`evidence` in the order of score and `points` (by passage), known procedures anew among themselves.

    `owners` is the document row of each passage row.
    """

    def scored(item: Evidence) -> float:
        return item.hit.score + points.get(item.passage.id, 0.0)

    order = sorted(evidence, key=scored, reverse=True)
    rows = [int(owners[item.hit.row]) for item in order]
    more: dict[int, float] = {}
    best = -np.inf
    for item, row in zip(order, rows, strict=True):
        if row in more or item.meta.kind is not DocumentKind.PROCEDURE or not intents.knows(row):
            continue
        more[row] = _SURELY * intent.documents.get(row, 0.0)
        if scored(item) + more[row] + _NEAR > best:  # else it cannot be the first
            more[row] += _NEAR * max(intents.near(intent, row).values(), default=0.0)
            best = max(best, scored(item) + more[row])
    if len(more) < 2:
        return order
    places = [place for place, row in enumerate(rows) if row in more]
    anew = sorted(places, key=lambda place: scored(order[place]) + more[rows[place]], reverse=True)
    put = dict(zip(places, anew, strict=True))
    return [order[put.get(place, place)] for place in range(len(order))]
