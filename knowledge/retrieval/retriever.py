"""The retriever: candidates from several sources, their signals, and the ranker's order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Aspect, DocumentKind, SectionRole
from knowledge.retrieval.cross_encoder import SecondLook
from knowledge.retrieval.index import Facets, RetrievalIndex
from knowledge.retrieval.learned import LearnedRanker
from knowledge.retrieval.protocols import Embedder, Hit, Ids, Ranker, Vector
from knowledge.retrieval.query import Query, QueryReader
from knowledge.retrieval.ranker import WeightedRanker
from knowledge.retrieval.references import References
from knowledge.retrieval.reranking import LawOrder
from knowledge.retrieval.signals import Found
from knowledge.retrieval.spelling import Reading, Speller
from knowledge.retrieval.titles import NOT_NAMED, Titles

# Chosen on the dev sets (`benchmarks/tune_weights.py`); docs/adr/0004 has the table.
WEIGHTS: Mapping[str, float] = {
    "passage": 1.0,
    "document": 0.6,
    "heading": 0.15,
    "name": 0.1,
    "title_said": 0.5,
    "title_says": 0.3,
    "local": 0.3,
    "coverage": 0.27,
    "pairs": 0.2,
    "year": 0.15,
    "place": 0.25,
    "aspect": 0.1,
    "asked": 2.4,
    "asked_guide": 0.7,
    "asked_office": 1.5,
    "asked_part": 0.5,
    "plan_part": 0.3,
    "form": -0.3,
}

# Share of the vectors for embedders that were measured on the dev sets. An embedder that is not listed only
# brings candidates: an English model must not be able to make answers worse.
DENSE_WEIGHTS: Mapping[str, float] = {"hashing-1": 0.0}

# Parts of a document that repeat its title and say little.
_FORM = frozenset({SectionRole.RECIPIENTS, SectionRole.SIGNATURE, SectionRole.CLOSING})
_TEXTS = 8  # that are remembered as understood: several steps read the same question; no more is kept
_CANDIDATES = 100
_NEAREST = 20
_DOCUMENTS = 60
_LIKELY = 0.1  # so surely meant by its intent, a document is a candidate, whatever its words


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds the passages of one snapshot that fit a question best."""

    index: RetrievalIndex
    embedder: Embedder
    reader: QueryReader
    ranker: Ranker
    places: frozenset[str]  # folded names of the places the documents are about
    titles: Titles
    meaning: Callable[[str], Reading]  # of a text with its slips mended
    query: Callable[[str], Query]
    laws: LawOrder | None
    references: References
    second_look: SecondLook | None
    firsts: Ids  # first passage row of each document

    @classmethod
    def open(
        cls,
        index: RetrievalIndex,
        embedder: Embedder,
        *,
        dense_weight: float | None = None,
        reader: QueryReader | None = None,
        learned: LearnedRanker | None = None,
        second_look: SecondLook | None = None,
    ) -> Self:
        """With the shipped weights; `dense_weight` overrides the one measured for the embedder.

        `learned` takes the place of the shipped ranker of law articles; `second_look` orders the first
        passages anew. Raises `RankerError`.
        """
        if dense_weight is None:
            name = embedder.fingerprint
            dense_weight = next((of for known, of in DENSE_WEIGHTS.items() if name.startswith(known)), 0.0)
        reader = reader or QueryReader.load()
        places = frozenset(place for place in index.facets.places if " " in place)
        speller = Speller(index.vocabulary, reader.collocations)
        mend = lru_cache(_TEXTS)(partial(reader.mend, speller=speller, known_places=places))
        return cls(
            index,
            embedder,
            reader,
            WeightedRanker({**WEIGHTS, "dense": dense_weight}),
            places,
            Titles.of(index),
            mend,
            lru_cache(_TEXTS)(
                partial(
                    reader.read,
                    vocabulary=index.vocabulary,
                    known_places=places,
                    mend=mend,
                    intents=index.intents,
                )
            ),
            LawOrder.of(index, LearnedRanker.shipped() if learned is None else learned),
            References.of(index.facets),
            second_look,
            np.flatnonzero(np.diff(index.document_of, prepend=-1)),
        )

    def read(self, text: str) -> Query:
        """Understand a question in the words of this snapshot."""
        return self.query(text)

    def meant(self, text: str) -> str:
        """`text` with its slips mended in the words of this snapshot."""
        return self.meaning(text).text

    def search(self, query: Query, k: int, *, aspects: frozenset[Aspect] = frozenset()) -> list[Hit]:
        """The `k` best passages, best first; `aspects` are those of a procedure that the question asks.

        Articles of law stand in the order of the learned ranker. What the question names exactly comes first.
        Scores are the fixed ones of the places.
        """
        found = self.found(query, max(k, _CANDIDATES), aspects=aspects)
        by_fixed = np.argsort(-found.fixed, kind="stable")
        order = by_fixed if self.laws is None else self.laws.order(query, found, by_fixed)
        if self.second_look is not None and len(order):
            order = order[self.second_look.order(query.meant, found.rows[order])]
        meant = self.references.meant(query.text)
        if len(meant):
            order = order[np.argsort(~np.isin(found.owners[order], meant), kind="stable")]
        if not len(order):
            return []
        scores, best = found.fixed[by_fixed[:k]], order[:k]
        by_hit = np.stack(list(found.signals.values()))[:, best].T.tolist()
        return [
            Hit(int(found.rows[i]), float(score), dict(zip(found.signals, values, strict=True)))
            for i, score, values in zip(best, scores, by_hit, strict=True)
        ]

    def found(
        self, query: Query, count: int = _CANDIDATES, *, aspects: frozenset[Aspect] = frozenset()
    ) -> Found:
        """At least `count` passages that may answer (as far as there are so many), with their signals."""
        index = self.index
        if not len(index.document_of):
            return Found.nothing()
        lexical = index.passages.scores(query.keys, query.weights)
        documents = index.documents.scores(query.keys, query.weights)
        vector = self.embedder.embed([query.expanded])[0]
        nearest, _ = index.vectors.search(vector, _NEAREST)
        named = self.named(query.meant)
        likely = [row for row, surely in query.intent.documents.items() if surely >= _LIKELY]
        exact = [*named, *likely, *self.references.meant(query.text).tolist()]
        rows = self._candidates(lexical, documents, [nearest, *map(self._rows_of, exact)], count)
        # A question's own total rarity makes its scores comparable with those of other questions.
        scale = float((index.passages.idf(query.keys) * query.weights).sum()) or 1.0
        owners = np.asarray(index.document_of)[rows]
        signals = {
            "passage": lexical[rows] / scale,
            "heading": index.headings.scores_of(query.keys, query.weights, rows) / scale,
            "document": documents[owners] / scale,
            "name": _signal(
                len(rows), (named.get(owner, 0.0) for owner in owners.tolist()) if named else None
            ),
            **self._asked(query, rows, owners),
            "dense": index.vectors.vectors(rows.tolist()) @ vector,
            **self.coverage(query, rows),
            **self._title_signals(query, owners),
            **self._facet_signals(query, rows, owners, aspects),
        }
        return Found(rows, owners.astype(np.int64), documents, signals, self.ranker.score(signals))

    def coverage(self, query: Query, rows: Ids) -> dict[str, Vector]:
        """Shares of what the question says, weighed by rarity, that stand in each passage."""
        parts = {"coverage": query.subject, "pairs": query.subject_pairs, "topic": query.topic}
        # They have many words in common: each is looked for once.
        distinct, places = np.unique(np.concatenate(list(parts.values())), return_inverse=True)
        rarity, present = self.index.passages.idf(distinct), self.index.passages.presence(distinct, rows)
        shares: dict[str, Vector] = {}
        for name, keys in parts.items():
            of, places = places[: len(keys)], places[len(keys) :]
            idf = rarity[of]
            share = idf @ present[of] / idf.sum() if len(of) else np.zeros(len(rows))
            shares[name] = share.astype(np.float32)
        return shares

    def _candidates(self, lexical: Vector, documents: Vector, more: list[Ids], count: int) -> Ids:
        """The best passages, and the best passage of each of the best documents."""
        # In place and without negation: on 100,000 passages the copies would cost as much as the sums.
        joined = documents.take(self.index.document_of)
        joined *= np.float32(WEIGHTS["document"])
        joined += lexical
        best = _highest(joined, count)
        # Where documents have many passages, those of a few would leave no room for the others.
        first_of = self.firsts
        of_document = np.maximum.reduceat(joined, first_of)
        chosen = _highest(of_document, _DOCUMENTS)
        ends = np.append(first_of, len(joined))
        tops = [
            int(first_of[row] + joined[first_of[row] : ends[row + 1]].argmax()) for row in chosen.tolist()
        ]
        return np.unique(np.concatenate([best, np.asarray(tops, np.int64), *more]))

    def named(self, text: str) -> dict[int, float]:
        """Document rows of the procedures that `text` calls by name or code, and how clearly, up to 1."""
        return self.titles.called(text) | dict.fromkeys(self.references.coded(text), 1.0)

    def name_said(self, query: Query) -> float:
        """How much of the best fitting name of a procedure the question says, 0 to 1."""
        rows = self.titles.named
        if not len(rows):
            return 0.0
        said, _ = self.titles.shared(np.unique(query.keys), query.subject[:0], 1.0)
        return float(said[rows].max())

    def _rows_of(self, document_row: int) -> Ids:
        first, last = np.searchsorted(self.index.document_of, [document_row, document_row + 1])
        return np.arange(first, last)

    def _title_signals(self, query: Query, owners: NDArray[np.int32]) -> dict[str, Vector]:
        asked = np.unique(np.concatenate([query.subject, query.subject_pairs]))
        rarity = float(self.index.documents.idf(asked).sum())
        said, says = self.titles.shared(np.unique(query.keys), asked, rarity)
        return {"title_said": said[owners], "title_says": says[owners]}

    def _asked(self, query: Query, rows: Ids, owners: NDArray[np.int32]) -> dict[str, Vector]:
        """How surely each document is what such questions ask for, and each part of a guide.

        A guide speaks of what plans speak of, too, which do not say how they are asked for: it counts less.
        """
        surely, kinds = query.intent.documents, self.index.facets.kinds
        documents = owners.tolist()
        asked = _signal(len(owners), (surely.get(owner, 0.0) for owner in documents) if surely else None)
        of_kind = {owner: kinds[owner] for owner in set(documents)}
        guide = np.asarray([of_kind[owner] is DocumentKind.GUIDE for owner in documents])
        office = np.asarray([of_kind[owner] is DocumentKind.ADMINISTRATIVE for owner in documents])
        parts: dict[int, float] = {}
        for owner, kind in of_kind.items():
            if kind is DocumentKind.GUIDE and surely.get(owner):
                parts |= self.index.intents.near_passages(query.intent, owner)
        return {
            "asked": np.where(guide, 0, asked),
            "asked_guide": np.where(guide, asked, 0),
            "asked_office": (office * query.intent.office).astype(np.float32),
            "asked_part": _signal(
                len(rows), (parts.get(row, 0.0) for row in rows.tolist()) if parts else None
            ),
        }

    def _facet_signals(
        self, query: Query, rows: Ids, owners: NDArray[np.int32], aspects: frozenset[Aspect]
    ) -> dict[str, Vector]:
        facets = self.index.facets
        documents = owners.tolist()
        # Most questions name no year and no place: then nothing is looked at for each candidate.
        return {
            "year": _signal(len(rows), _of_years(facets, documents, query) if query.years else None),
            "local": _signal(
                len(rows), (facets.local[owner] if facets.names[owner] else NOT_NAMED for owner in documents)
            ),
            "place": _signal(len(rows), _of_places(facets, documents, query) if query.places else None),
            "aspect": _signal(
                len(rows), (facets.aspect(row) in aspects for row in rows.tolist()) if aspects else None
            ),
            "form": _signal(len(rows), (facets.role(row) in _FORM for row in rows.tolist())),
            "plan_part": _signal(len(rows), _of_parts(facets, rows, query) if query.intent.parts else None),
        }


def _of_years(facets: Facets, documents: list[int], query: Query) -> Iterator[float]:
    asked = set(query.years)
    return (
        bool(years) and (1 if asked.intersection(years) else -1)
        for years in (facets.years[owner] for owner in documents)
    )


def _of_parts(facets: Facets, rows: Ids, query: Query) -> Iterator[float]:
    parts = query.intent.parts
    return (0.0 if part is None else parts.get(part, 0.0) for part in map(facets.part, rows.tolist()))


def _of_places(facets: Facets, documents: list[int], query: Query) -> Iterator[float]:
    return (
        facets.kinds[owner] is DocumentKind.ADMINISTRATIVE
        and (1 if facets.places[owner] in query.places else -1)
        for owner in documents
    )


def _highest(values: Vector, count: int) -> Ids:
    """Places of the `count` highest values, in no order."""
    if len(values) <= count:
        return np.arange(len(values))
    highest: Ids = np.argpartition(values, len(values) - count)[-count:]
    return highest


def _signal(size: int, values: Iterable[float] | None) -> Vector:
    """Shape `(size,)`; zeros where there are no values."""
    if values is None:
        return np.zeros(size, np.float32)
    return np.fromiter(values, dtype=np.float32, count=size)
