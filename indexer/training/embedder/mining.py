"""Hard negatives: what BM25 takes for the answer of another item."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.training.embedder.reading import Item
from knowledge.model import DocumentKind
from knowledge.retrieval.index import Report
from knowledge.retrieval.lexical import Bm25Builder, Vocabulary

_LOOKED_AT = 60
_SAME_START = 200  # letters: hundreds of articles stand twice word for word
_NAMED = (DocumentKind.LAW, DocumentKind.PROCEDURE)


def mine(
    items: Sequence[Item], search_text: Callable[[Item], str], *, each: int, report: Report
) -> NDArray[np.int64]:
    """Numbers of `each` pieces for every item, best found first, -1 where there are fewer.

    Pieces of the item itself, of its copies and of items of the same name are left out: they may be right.
    """
    vocabulary, builder = Vocabulary(), Bm25Builder()
    owners: list[int] = []
    numbers: list[int] = []
    count = 0
    for number, item in enumerate(items):
        for at, piece in enumerate(item.pieces):
            if item.kind in _NAMED:
                builder.add(vocabulary.learn(f"{item.names[0]}\n{piece.body}"))
                owners.append(number)
                numbers.append(count + at)
        count += len(item.pieces)
    index = builder.build()
    mined = np.full((len(items), each), -1, dtype=np.int64)
    if not owners:
        return mined
    for number, item in enumerate(items):
        if item.kind not in _NAMED:
            continue
        keys = vocabulary.lookup(search_text(item))
        scores = index.scores(keys, np.ones(len(keys), dtype=np.float32))
        best = np.argpartition(-scores, min(_LOOKED_AT, len(scores) - 1))[:_LOOKED_AT]
        seen = {number}
        found: list[int] = []
        for row in best[np.argsort(-scores[best], kind="stable")].tolist():
            owner = owners[row]
            if owner not in seen and not _alike(items[owner], item):
                seen.add(owner)
                found.append(numbers[row])
        mined[number, : len(found[:each])] = found[:each]
        if number % 200 == 0:
            report("mine", number, len(items))
    return mined


def _alike(one: Item, other: Item) -> bool:
    same_name = one.names[0].lower() == other.names[0].lower()
    return same_name or one.pieces[0].body[:_SAME_START] == other.pieces[0].body[:_SAME_START]
