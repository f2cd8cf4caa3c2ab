"""Signals of candidates for the learned ranker; they mean the same in small and in large collections.

Scores are put beside the best candidate's, or beside the question's own rarity; coverage is a share of the
question's rarity; ranks and types have no unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.model import DocumentKind
from knowledge.retrieval.index import RetrievalIndex
from knowledge.retrieval.lexical import among
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.retrieval.query import Query
from knowledge.retrieval.question_types import DEFINITION, QuestionTypes
from knowledge.retrieval.titles import spread

_FIRST = 300  # documents among which those of one law are counted
_RAREST = 4
_TOP = 3  # best documents of a law that its score is the mean of


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer: rows, their documents, and what each source gave for them.

    `documents` are the scores of all documents; `own` says for each passage which of `distinct` documents is
    its own; `scale` is the question's total rarity.
    """

    rows: Ids
    owners: Ids
    distinct: Ids
    own: Ids
    documents: Vector
    scale: float

    @classmethod
    def of(cls, rows: Ids, owners: NDArray[np.int32], documents: Vector, scale: float) -> Self:
        """For passages `rows` of documents `owners`."""
        distinct, own = np.unique(owners.astype(np.int64), return_inverse=True)
        return cls(rows, owners.astype(np.int64), distinct, own, documents, scale)

    def best_of_document(self, values: Vector) -> Vector:
        """For each passage the highest value among the candidates of its document."""
        best = np.full(len(self.distinct), -np.inf, np.float32)
        np.maximum.at(best, self.own, values)
        return best[self.own]


@dataclass(frozen=True, slots=True)
class SignalReader:
    """Computes signals over one index."""

    index: RetrievalIndex
    types: QuestionTypes

    @classmethod
    def of(cls, index: RetrievalIndex) -> Self:
        """Over `index`."""
        return cls(index, QuestionTypes.load(index.vocabulary))

    def signals(self, query: Query, found: Candidates, known: dict[str, Vector]) -> dict[str, Vector]:
        """More signals, beside those `known` (the ones of the weighted sum); each has shape `(rows,)`."""
        more: dict[str, Vector] = {}
        for name in ("passage", "document", "heading", "dense"):
            values = known[name]
            more[f"{name}_rel"] = values / max(float(values.max()), 1e-6)
            more[f"{name}_rank"] = _ranks(values)
        for name in ("passage", "heading", "dense", "coverage", "pairs"):
            more[f"own_{name}"] = found.best_of_document(known[name])
        more |= self._groups(found)
        more |= self._words(query, found)
        more |= self._titles(query, found)
        more |= self._types(query, found)
        more |= self._sizes(query, found)
        return more

    def _groups(self, found: Candidates) -> dict[str, Vector]:
        """How well the other articles of the same law fit, or the other procedures of the same field."""
        scores, groups = found.documents, self.index.shape.groups
        count = min(_FIRST, len(scores))
        first = np.argpartition(scores, len(scores) - count)[len(scores) - count :]
        first = first[np.argsort(-scores[first], kind="stable")]
        of, inverse = np.unique(groups[first], return_inverse=True)
        place = np.zeros(len(first), np.int64)  # of a document among those of its law
        seen = np.zeros(len(of), np.int64)
        for rank, group in enumerate(inverse.tolist()):
            place[rank] = seen[group]
            seen[group] += 1
        best = np.bincount(inverse, weights=np.where(place == 0, scores[first], 0), minlength=len(of))
        several = (
            np.bincount(inverse, weights=np.where(place < _TOP, scores[first], 0), minlength=len(of)) / _TOP
        )
        mine = groups[found.distinct]
        at = np.minimum(np.searchsorted(of, mine), len(of) - 1)
        there = of[at] == mine
        parts = {
            "group_best": np.where(there, best[at], 0) / max(float(best.max()), 1e-6),
            "group_several": np.where(there, several[at], 0) / max(float(several.max()), 1e-6),
            "group_share": np.where(there, seen[at], 0) / count,
            "group_lead": (scores[found.distinct] + 1e-6) / (np.where(there, best[at], 0) + 1e-6),
        }
        return {name: values.astype(np.float32)[found.own] for name, values in parts.items()}

    def _words(self, query: Query, found: Candidates) -> dict[str, Vector]:
        """Shares of the question's words in the whole document, and of its rarest ones."""
        documents, passages, headings = self.index.documents, self.index.passages, self.index.headings
        more: dict[str, Vector] = {}
        for name, said in (("word", query.subject), ("pair", query.subject_pairs)):
            keys = np.unique(said[said >= 0])
            idf = documents.idf(keys)
            in_document = documents.presence(keys, found.distinct)
            in_heading = headings.presence(keys, found.rows)
            more[f"document_{name}s"] = _share(idf, in_document)[found.own]
            more[f"heading_{name}s"] = _share(idf, in_heading)
            rarest = np.argsort(-idf, kind="stable")[:_RAREST]
            more[f"rare_{name}s"] = _share(idf[rarest], passages.presence(keys[rarest], found.rows))
            more[f"rare_document_{name}s"] = _share(idf[rarest], in_document[rarest])[found.own]
            more[f"rare_heading_{name}s"] = _share(idf[rarest], in_heading[rarest])
            more[f"rarest_{name}"] = _share(idf[rarest[:1]], in_document[rarest[:1]])[found.own]
        return more

    def _titles(self, query: Query, found: Candidates) -> dict[str, Vector]:
        """How much of a title the question says, and how much of the question the title says."""
        shape, documents = self.index.shape, self.index.documents
        at, title = spread(np.asarray(shape.title_bounds), found.distinct)
        keys = np.asarray(shape.title_keys)[at]
        idf = documents.idf(keys)
        asked = np.unique(np.concatenate([query.subject, query.subject_pairs]))
        asked = asked[asked >= 0]
        total, said, says = (
            np.bincount(title, weights=weights, minlength=len(found.distinct))
            for weights in (idf, idf * among(keys, np.sort(query.keys)), idf * among(keys, asked))
        )
        parts = {
            "title_precision": said / np.maximum(total, 1e-6),
            "title_recall": says / max(float(documents.idf(asked).sum()), 1e-6),
            "title_length": np.log1p(np.diff(shape.title_bounds)[found.distinct]),
        }
        return {name: values.astype(np.float32)[found.own] for name, values in parts.items()}

    def _types(self, query: Query, found: Candidates) -> dict[str, Vector]:
        """The type of the question; whether the heading promises it; whether the passage defines a word."""
        asked = self.types.of(query.meant)
        size = len(found.rows)
        more = {f"type_{name}": np.full(size, name in asked, np.float32) for name in self.types.names}
        presence = self.index.headings.presence
        fits: NDArray[np.bool_] = np.zeros(size, np.bool_)
        for name in asked & self.types.headings.keys():
            fits |= presence(self.types.headings[name], found.rows).any(axis=0)
        more["heading_fits"] = np.asarray(fits, np.float32)
        explains = presence(self.types.headings[DEFINITION], found.rows).any(axis=0)
        more["heading_explains"] = np.asarray(explains, np.float32)
        words = query.subject[query.subject >= 0] if DEFINITION in asked else query.subject[:0]
        defining = self.index.vocabulary.followed_by(words, "la")
        more["defines"] = _share(
            self.index.passages.idf(words), self.index.passages.presence(defining, found.rows)
        )
        return more

    def _sizes(self, query: Query, found: Candidates) -> dict[str, Vector]:
        """Lengths, places in the document, and how much the question says."""
        index, size = self.index, len(found.rows)
        first, after = (np.searchsorted(index.document_of, found.distinct + step) for step in (0, 1))
        passages = (after - first)[found.own]
        kinds = [index.facets.kinds[row] for row in found.distinct.tolist()]
        of_procedure = np.asarray([kind is DocumentKind.PROCEDURE for kind in kinds], np.float32)
        subject = query.subject
        parts = {
            "length": np.log1p(index.shape.lengths[found.rows]),
            "passages": np.log1p(passages),
            "position": (found.rows - first[found.own]) / passages,
            "shown": np.log1p(np.bincount(found.own))[found.own],
            "procedure": of_procedure[found.own],
            "asked_words": np.full(size, len(subject)),
            "unknown_words": np.full(size, (subject < 0).mean() if len(subject) else 1.0),
        }
        return {name: values.astype(np.float32) for name, values in parts.items()}


def _share(idf: Vector, present: NDArray[np.bool_]) -> Vector:
    """Share of the rarity of words that stands in each row; `present` has shape `(words, rows)`."""
    total = float(idf.sum())
    if not total:
        return np.zeros(present.shape[1], np.float32)
    share: Vector = (idf @ present / total).astype(np.float32)
    return share


def _ranks(values: Vector) -> Vector:
    """1 for the best, 1/2 for the second …"""
    ranks: Vector = np.empty(len(values), np.float32)
    ranks[np.argsort(-values, kind="stable")] = 1 / np.arange(1, len(values) + 1)
    return ranks
