"""Articles of law by the law that they are of: which is its first, and how often it says what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.model import DocumentKind
from knowledge.retrieval.index import RetrievalIndex
from knowledge.retrieval.protocols import Ids, LexicalIndex, Vector

_OPENING = "1"  # the article that says what the law is about


@dataclass(frozen=True, slots=True)
class Laws:
    """Facts about document rows and about groups, which are laws (or what stands beside them in an index).

    By document row: `are` says which are articles of a law, `groups` the number of its group, `articles` the
    number of the article (0 for none). By group: `sizes`, and `openings`, the row of the first article or -1.
    """

    are: NDArray[np.bool_]
    groups: NDArray[np.int32]
    articles: Vector
    sizes: Ids
    openings: Ids

    @classmethod
    def of(cls, index: RetrievalIndex) -> Self:
        """Of all documents of `index`."""
        facets, groups = index.facets, np.asarray(index.shape.groups)
        are = np.asarray([kind is DocumentKind.LAW for kind in facets.kinds], np.bool_)
        openings = np.full(int(groups.max(initial=-1)) + 1, -1, np.int64)
        first = np.flatnonzero(
            are & np.asarray([article == _OPENING for article in facets.articles], np.bool_)
        )
        openings[groups[first]] = first
        return cls(
            are,
            groups,
            np.asarray([_figure(article) for article in facets.articles], np.float32),
            np.bincount(groups, minlength=len(openings)),
            openings,
        )

    def themes(self, keys: Ids, documents: LexicalIndex, of: Ids) -> Vector:
        """Share of the articles of the laws `of` in which each token stands, shape `(len(keys), len(of))`.

        `documents` is the index by document; `of` are distinct numbers of groups.
        """
        place = np.full(len(self.sizes), len(of), np.int32)
        place[of] = np.arange(len(of))
        counts = documents.counts_in(keys, place.take(self.groups), len(of))
        share: Vector = (counts / self.sizes[of]).astype(np.float32)
        return share

    def opening_says(self, keys: Ids, documents: LexicalIndex, of: Ids) -> NDArray[np.bool_]:
        """Which tokens stand in the first article of the laws `of`, shape `(len(keys), len(of))`."""
        rows = self.openings[of]
        says = np.zeros((len(keys), len(of)), np.bool_)
        there = rows >= 0
        says[:, there] = documents.presence(keys, rows[there])
        return says


def _figure(article: str) -> float:
    digits = "".join(letter for letter in article if letter.isdigit())
    return float(digits or 0)
