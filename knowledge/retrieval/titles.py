"""Names of procedures: which a question calls, and how much of a name and of a question they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from knowledge.retrieval.index import Facets, RetrievalIndex
from knowledge.retrieval.lexical import among
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import one_line

_ASIDE = re.compile(r"\([^)]*\)|^thủ tục |^cấp giấy |^cấp ", re.IGNORECASE)
# What documents without such a name get for the signals of names, so that a plan that tells what is asked
# stands beside the procedures.
NOT_NAMED = 0.25


@dataclass(frozen=True, slots=True)
class Titles:
    """The official names by document row, as token keys, and all names as phrases.

    The keys of document `row` are `keys[bounds[row] : bounds[row + 1]]`, with their rarity in `idf`.
    """

    phrases: PhraseTable[int]
    keys: Ids
    idf: Vector
    bounds: Ids

    @classmethod
    def of(cls, index: RetrievalIndex) -> Self:
        """The names of the procedures of `index`."""
        per_row = [
            np.unique(index.vocabulary.lookup(_ASIDE.sub("", names[0]))) if names else np.empty(0, np.int64)
            for names in index.facets.names
        ]
        keys = np.concatenate([*per_row, np.empty(0, np.int64)])
        bounds = np.concatenate([[0], np.cumsum([len(of) for of in per_row])]).astype(np.int64)
        return cls(_phrases(index.facets), keys, index.documents.idf(keys), bounds)

    def called(self, text: str) -> dict[int, float]:
        """Document rows of the procedures that `text` calls by name; longer names count for more, up to 1."""
        found: dict[int, float] = {}
        for name in self.phrases.find(text):
            worth = min(1.0, 0.4 + 0.1 * name.length)
            found[name.value] = max(worth, found.get(name.value, 0.0))
        return found

    def shared(self, rows: Ids, said: Ids, asked: Ids, asked_idf: float) -> tuple[Vector, Vector]:
        """For each document row how much of its name stands in `said`, and how much of `asked` in its name.

        `said` and `asked` are sorted token keys, `asked_idf` the rarity of all `asked` together; both results
        have shape `(len(rows),)`. "Đăng ký kết hôn lưu động" holds all of "đăng ký kết hôn", and more.
        """
        distinct, back = np.unique(rows, return_inverse=True)
        starts, ends = self.bounds[distinct], self.bounds[distinct + 1]
        sizes = ends - starts
        of = np.repeat(np.arange(len(distinct)), sizes)
        before = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        at = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
        keys, idf = self.keys[at], self.idf[at]
        total, in_said, in_asked = (
            np.bincount(of, weights=weights, minlength=len(distinct))
            for weights in (idf, idf * among(keys, said), idf * among(keys, asked))
        )
        named = sizes > 0
        of_name = np.where(named, in_said / np.maximum(total, 1e-9), NOT_NAMED)
        of_question = np.where(named, in_asked / max(asked_idf, 1e-9), NOT_NAMED)
        return of_name[back].astype(np.float32), of_question[back].astype(np.float32)


def _phrases(facets: Facets) -> PhraseTable[int]:
    """All names without remarks in brackets; one of a single syllable only with a figure ("CT07")."""
    return PhraseTable(
        (plain, row)
        for row, names in enumerate(facets.names)
        for name in names
        for plain in {one_line(name), one_line(_ASIDE.sub("", name))}
        if " " in plain or any(letter.isdigit() for letter in plain)
    )
