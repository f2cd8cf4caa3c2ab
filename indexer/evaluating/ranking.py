"""How high search puts the right passage: recall at depths, reciprocal rank, nDCG."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

RECALL_AT = (1, 5, 10, 20, 100)
SUCCESS_AT = (1, 5)  # where one of several right documents is enough
_SHOWN = 10  # places that count for reciprocal rank and nDCG

Measures = dict[str, float]


def of_ranks(ranks: Sequence[int]) -> Measures:
    """Means over questions of which any one right passage is enough; `ranks` count from 1, 0 is not found."""
    asked = len(ranks) or 1
    found = [rank for rank in ranks if rank > 0]
    shown = [rank for rank in found if rank <= _SHOWN]
    return {
        **{f"recall@{k}": sum(rank <= k for rank in found) / asked for k in RECALL_AT},
        "mrr@10": sum(1 / rank for rank in shown) / asked,
        "ndcg@10": sum(1 / math.log2(rank + 1) for rank in shown) / asked,
    }


def of_documents(ranked: Sequence[str], relevant: Collection[str]) -> Measures:
    """Measures of one question of which all of `relevant` should be found; for success one of them."""
    wanted = set(relevant)
    hits = [identity in wanted for identity in ranked]
    first = hits[:_SHOWN].index(True) + 1 if any(hits[:_SHOWN]) else 0
    gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(hits[:_SHOWN]))
    ideal = sum(1 / math.log2(place + 2) for place in range(min(_SHOWN, len(wanted))))
    return {
        **{f"recall@{k}": sum(hits[:k]) / len(wanted) for k in RECALL_AT},
        **{f"success@{k}": float(any(hits[:k])) for k in SUCCESS_AT},
        "mrr@10": 1 / first if first else 0.0,
        "ndcg@10": gain / ideal,
    }
