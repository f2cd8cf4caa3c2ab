"""Signals of law articles for the learned ranker; they mean the same in small and in large collections.

Scores are put beside the best candidate's, or beside the question's own rarity; coverage is a share of the
question's rarity; ranks and types have no unit. One row of the matrix is one article, with what its best
passage by the fixed weights says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.index import RetrievalIndex
from knowledge.retrieval.laws import Laws
from knowledge.retrieval.lexical import accented, among
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.retrieval.query import Query
from knowledge.retrieval.question_types import DEFINITION, QuestionTypes
from knowledge.retrieval.titles import spread

_RANKED, _NEAREST = 40, 5  # articles by the fixed score, and by the vectors, that are ranked anew
_FIRST = 300  # documents among which those of one law are counted
_TOP = 3  # best articles of a law that its score is the mean of
_SCORES = ("passage", "document", "heading", "dense")


@dataclass(frozen=True, slots=True)
class Found:
    """What the retriever found: passages `rows`, their documents `owners`, their signals and fixed score.

    All have shape `(passages,)`, but `documents`: the scores of all documents of the index.
    """

    rows: Ids
    owners: Ids
    documents: Vector
    signals: Mapping[str, Vector]
    fixed: Vector

    @classmethod
    def nothing(cls) -> Self:
        """In an empty index."""
        none = np.empty(0, np.int64)
        return cls(none, none, np.empty(0, np.float32), {}, np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles to be ranked: document rows in order, and `matrix` of shape `(articles, signals)`.

    `best` are the places of their best passages among those found.
    """

    documents: Ids
    best: Ids
    names: tuple[str, ...]
    matrix: Vector


@dataclass(frozen=True, slots=True)
class SignalReader:
    """Computes signals over one index."""

    index: RetrievalIndex
    types: QuestionTypes
    laws: Laws

    @classmethod
    def of(cls, index: RetrievalIndex) -> Self:
        """Over `index`."""
        return cls(index, QuestionTypes.load(index.vocabulary), Laws.of(index))

    def read(self, query: Query, found: Found) -> Articles | None:
        """The articles of laws among what was found that are worth ranking; None when there is only one."""
        of_law = np.flatnonzero(self.laws.are[found.owners])
        documents, own = np.unique(found.owners[of_law], return_inverse=True)
        if len(documents) < 2:
            return None
        order = np.lexsort((-found.fixed[of_law], own))
        best = of_law[order[np.flatnonzero(np.diff(own[order], prepend=-1))]]
        scores = self._scores(found, of_law, own, best)
        chosen = np.flatnonzero(
            (scores["fixed_rank"] >= 1 / _RANKED) | (scores["dense_rank"] >= 1 / _NEAREST)
        )
        rows, documents = found.rows[best[chosen]], documents[chosen]
        signals = {name: values[chosen] for name, values in scores.items()}
        signals |= self._groups(found.documents, documents)
        signals |= self._words(query, documents, rows)
        signals |= self._titles(query, documents)
        asked = self._types(query, found.rows[of_law])
        for name, values in asked.items():
            most = np.zeros(len(best), np.float32)
            np.maximum.at(most, own, values)
            signals[f"most_{name}"] = most[chosen]
        signals |= self._asked(query, len(chosen))
        signals |= self._sizes(documents, rows)
        signals["shown"] = np.log1p(np.bincount(own)[chosen])
        return Articles(
            documents,
            best[chosen],
            tuple(signals),
            np.stack(list(signals.values()), axis=1).astype(np.float32),
        )

    @staticmethod
    def _scores(found: Found, of_law: Ids, own: Ids, best: Ids) -> dict[str, Vector]:
        """Scores of its best passage, the highest of any, beside the best article's, and ranks."""
        fixed = found.fixed[best]
        more = {
            "fixed": fixed,
            "fixed_rel": fixed / max(float(fixed.max()), 1e-6),
            "fixed_rank": _ranks(fixed),
        }
        for name in (*_SCORES, "coverage", "pairs"):
            values = found.signals[name]
            highest = np.full(len(best), -np.inf, np.float32)
            np.maximum.at(highest, own, values[of_law])
            more[name] = values[best]
            more[f"most_{name}"] = highest
            if name in _SCORES:
                more[f"{name}_rel"] = highest / max(float(highest.max()), 1e-6)
                more[f"{name}_rank"] = _ranks(highest)
        return more

    def _groups(self, scores: Vector, documents: Ids) -> dict[str, Vector]:
        """How well the other articles of the same law fit."""
        groups, count = self.laws.groups, min(_FIRST, len(scores))
        first = np.argpartition(scores, len(scores) - count)[len(scores) - count :]
        first = first[np.argsort(-scores[first], kind="stable")]
        of, inverse = np.unique(groups[first], return_inverse=True)
        # Place of each among those of its law: they are sorted by score, so a stable sort keeps that order.
        order = np.argsort(inverse, kind="stable")
        seen = np.bincount(inverse)
        place = np.empty(count, np.int64)
        place[order] = np.arange(count) - np.repeat(np.cumsum(seen) - seen, seen)
        values = scores[first]
        best = np.bincount(inverse, weights=np.where(place == 0, values, 0))
        several = np.bincount(inverse, weights=np.where(place < _TOP, values, 0))
        mass = np.bincount(inverse, weights=(values / max(float(values[0]), 1e-6)) ** 4)
        mine = groups[documents]
        at = np.minimum(np.searchsorted(of, mine), len(of) - 1)
        there = of[at] == mine
        more = {
            "law_best": np.where(there, best[at], 0) / max(float(best.max()), 1e-6),
            "law_several": np.where(there, several[at], 0) / max(float(several.max()), 1e-6),
            "law_mass": np.where(there, mass[at], 0) / max(float(mass.sum()), 1e-6),
            "law_share": np.where(there, seen[at], 0) / count,
            "law_lead": (scores[documents] + 1e-6) / (np.where(there, best[at], 0) + 1e-6),
        }
        return {name: values.astype(np.float32) for name, values in more.items()}

    def _words(self, query: Query, documents: Ids, rows: Ids) -> dict[str, Vector]:
        """Shares of the question's words that the article, its title, its law say, alone and together."""
        by_document, laws = self.index.documents, self.laws
        words, pairs = (np.unique(keys[keys >= 0]) for keys in (query.subject, query.subject_pairs))
        marked = accented(query.keys)
        keys = np.concatenate([words, pairs])
        idf = by_document.idf(np.concatenate([keys, marked]))
        said = by_document.presence(np.concatenate([keys, marked]), documents)
        heads = self.index.headings.presence(np.concatenate([keys, marked]), rows)
        of, back = np.unique(laws.groups[documents].astype(np.int64), return_inverse=True)
        theme = laws.themes(keys, by_document, of)[:, back]
        opening = laws.opening_says(keys, by_document, of)[:, back]
        title = self._in_title(keys, documents)
        more: dict[str, Vector] = {}
        for name, part in (("word", slice(0, len(words))), ("pair", slice(len(words), len(keys)))):
            rarity, in_title, in_article = idf[part], title[part], said[part]
            named = in_title | opening[part]
            more |= {
                f"{name}s_article": _share(rarity, in_article),
                f"{name}s_heading": _share(rarity, heads[part]),
                f"{name}s_title": _share(rarity, in_title),
                f"{name}s_theme": _share(rarity, theme[part]),
                f"{name}s_title_or_theme": _share(rarity, np.maximum(in_title, theme[part])),
                f"{name}s_rest_theme": _rest(rarity, in_title, theme[part]),
                f"{name}s_rest_article": _rest(rarity, in_title, in_article),
                f"{name}s_opening": _share(rarity, opening[part]),
                f"{name}s_title_or_opening": _share(rarity, named),
                f"{name}s_anywhere": _share(rarity, named | in_article),
            }
        for name in ("words_title_or_theme", "words_title_or_opening", "pairs_title_or_theme"):
            more[f"{name}_behind"] = more[name] - more[name].max()
        rarity = idf[len(keys) :]
        more["marked_article"] = _share(rarity, said[len(keys) :])
        more["marked_heading"] = _share(rarity, heads[len(keys) :])
        return more

    def _in_title(self, keys: Ids, documents: Ids) -> NDArray[np.bool_]:
        """Which of the `keys` stand in the title of which article, shape `(keys, documents)`."""
        shape = self.index.shape
        at, title = spread(np.asarray(shape.title_bounds), documents)
        present = np.zeros((len(keys), len(documents)), np.bool_)
        if len(keys):
            order = np.argsort(keys)
            wanted = keys[order]
            tokens = np.asarray(shape.title_keys)[at]
            place = np.minimum(np.searchsorted(wanted, tokens), len(wanted) - 1)
            known = wanted[place] == tokens
            present[order[place[known]], title[known]] = True
        return present

    def _titles(self, query: Query, documents: Ids) -> dict[str, Vector]:
        """How much of a title the question says."""
        shape, by_document = self.index.shape, self.index.documents
        bounds = np.asarray(shape.title_bounds)
        at, title = spread(bounds, documents)
        keys = np.asarray(shape.title_keys)[at]
        idf = by_document.idf(keys)
        total, said = (
            np.bincount(title, weights=weights, minlength=len(documents))
            for weights in (idf, idf * among(keys, np.sort(query.keys)))
        )
        return {
            "title_precision": said / np.maximum(total, 1e-6),
            "title_length": np.log1p(bounds[documents + 1] - bounds[documents]).astype(np.float32),
        }

    def _types(self, query: Query, rows: Ids) -> dict[str, Vector]:
        """Whether a passage's heading promises what is asked; whether it defines a word of the question."""
        asked, presence = self.types.of(query.meant), self.index.headings.presence
        fits = np.zeros(len(rows), np.bool_)
        for name in asked & self.types.headings.keys():
            fits |= presence(self.types.headings[name], rows).any(axis=0)
        explains = presence(self.types.headings[DEFINITION], rows).any(axis=0)
        words = query.subject[query.subject >= 0] if DEFINITION in asked else query.subject[:0]
        defining = self.index.passages.presence(self.index.vocabulary.followed_by(words, "la"), rows)
        return {
            "heading_fits": np.asarray(fits, np.float32),
            "heading_explains": np.asarray(explains, np.float32),
            "explains_unasked": np.asarray(explains & (DEFINITION not in asked), np.float32),
            "defines": _share(self.index.passages.idf(words), defining),
        }

    def _asked(self, query: Query, size: int) -> dict[str, Vector]:
        """The types that the question is of, and how much it says."""
        asked = self.types.of(query.meant)
        more = {f"asks_{name}": np.full(size, name in asked, np.float32) for name in self.types.names}
        return more | {"asked_words": np.full(size, len(query.subject), np.float32)}

    def _sizes(self, documents: Ids, rows: Ids) -> dict[str, Vector]:
        """Lengths, the article's number, and the size of its law."""
        index, laws = self.index, self.laws
        first, after = (np.searchsorted(index.document_of, documents + step) for step in (0, 1))
        more = {
            "length": np.log1p(index.shape.lengths[rows]),
            "passages": np.log1p(after - first),
            "position": (rows - first) / (after - first),
            "article": laws.articles[documents],
            "articles": np.log1p(laws.sizes[laws.groups[documents]]),
        }
        return {name: values.astype(np.float32) for name, values in more.items()}


def _share(idf: Vector, present: NDArray[np.bool_] | Vector) -> Vector:
    """Share of the rarity of words that stands in each column of `present`, shape `(words, columns)`."""
    total = float(idf.sum())
    share: Vector = idf @ present / (total or 1.0)
    return share


def _rest(idf: Vector, left_out: NDArray[np.bool_], present: NDArray[np.bool_] | Vector) -> Vector:
    """Like `_share`, of the words that are not `left_out`; 1 where none is left."""
    left = idf[:, None] * ~left_out
    total = left.sum(axis=0)
    rest: Vector = np.where(total > 0, (left * present).sum(axis=0) / np.maximum(total, 1e-6), 1.0)
    return rest


def _ranks(values: Vector) -> Vector:
    """1 for the best, 1/2 for the second …"""
    ranks: Vector = np.empty(len(values), np.float32)
    ranks[np.argsort(-values, kind="stable")] = 1 / np.arange(1, len(values) + 1)
    return ranks
