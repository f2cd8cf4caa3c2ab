"""Articles of law put in the order of the learned ranker, in the places that they had together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from knowledge.retrieval.index import RetrievalIndex
from knowledge.retrieval.learned import LearnedRanker
from knowledge.retrieval.protocols import Ids
from knowledge.retrieval.query import Query
from knowledge.retrieval.signals import Found, SignalReader


@dataclass(frozen=True, slots=True)
class LawOrder:
    """Orders what the learned ranker learned to order: articles of law.

    Where other documents stand between them stays as the fixed weights say: the ranker saw no plans.
    """

    reader: SignalReader = field(repr=False)
    ranker: LearnedRanker

    @classmethod
    def of(cls, index: RetrievalIndex, ranker: LearnedRanker | None) -> Self | None:
        """Over `index`; None when there is no ranker, or no law to be ranked."""
        reader = SignalReader.of(index)
        return cls(reader, ranker) if ranker is not None and reader.laws.are.any() else None

    def order(self, query: Query, found: Found, by_fixed: Ids) -> Ids:
        """`by_fixed`, the places of all passages found, best first, with those of articles in a new order.

        An article's best passage counts for it; its others stand behind as far as the fixed score says.
        Articles that are not worth ranking stay behind those that are.
        """
        articles = self.reader.read(query, found)
        if articles is None:
            return by_fixed
        scores = self.ranker.score(articles.names, articles.matrix)
        of_law = by_fixed[self.reader.laws.are[found.owners[by_fixed]]]
        owners = found.owners[of_law]
        at = np.minimum(np.searchsorted(articles.documents, owners), len(scores) - 1)
        ranked = articles.documents[at] == owners
        behind = (found.fixed[articles.best][at] - found.fixed[of_law]) * self.ranker.steepness
        keys = np.where(ranked, scores[at] - behind, -np.inf)
        ordered = by_fixed.copy()
        ordered[self.reader.laws.are[found.owners[by_fixed]]] = of_law[np.argsort(-keys, kind="stable")]
        return ordered
