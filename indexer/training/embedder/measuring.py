"""How well vectors alone find the documents that answer questions, each ranked by its best passage."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.protocols import Embedder, Vector

_SHOWN = 10
_AT_ONCE = 64  # questions


@dataclass(frozen=True, slots=True)
class Found:
    """Means over the judged questions."""

    questions: int
    ndcg_at_10: float
    first: float  # share with a right document first
    in_five: float

    def as_json(self) -> dict[str, float]:
        """Rounded figures by the names that reports use."""
        return {
            "questions": self.questions,
            "ndcg@10": round(self.ndcg_at_10, 4),
            "hit@1": round(self.first, 4),
            "hit@5": round(self.in_five, 4),
        }


def measure(
    embedder: Embedder,
    passages: Vector,
    *,
    owners: NDArray[np.int64],
    documents: Sequence[str],
    queries: Mapping[str, str],
    relevant: Mapping[str, Collection[str]],
) -> Found:
    """Rank `documents` by the inner product of their best passage with each judged query.

    `passages` has one unit vector a row; `owners[row]` is the document's place, ascending, none left out.
    """
    judged = [identity for identity in queries if relevant.get(identity)]
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    gain = first = in_five = 0.0
    for begin in range(0, len(judged), _AT_ONCE):
        some = judged[begin : begin + _AT_ONCE]
        vectors = embedder.embed([queries[identity] for identity in some])
        best = np.maximum.reduceat(vectors @ passages.T, starts, axis=1)
        for identity, scores in zip(some, best, strict=True):
            right = [
                documents[at] in relevant[identity] for at in np.argsort(-scores, kind="stable")[:_SHOWN]
            ]
            gain += _ndcg(right, len(relevant[identity]))
            first += right[0]
            in_five += any(right[:5])
    count = len(judged)
    return Found(count, gain / count, first / count, in_five / count) if count else Found(0, 0.0, 0.0, 0.0)


def _ndcg(right: Sequence[bool], relevant: int) -> float:
    gained = sum(1 / math.log2(place + 2) for place, hit in enumerate(right) if hit)
    return gained / sum(1 / math.log2(place + 2) for place in range(min(_SHOWN, relevant)))
