"""Names of procedures: which a question calls, and how much of a name and of a question they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from knowledge.retrieval.index import Facets, RetrievalIndex
from knowledge.retrieval.lexical import among
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import one_line

_OPENINGS = "|".join(re.escape(words) for (words,) in read_table("openings.tsv"))
_ASIDE = re.compile(rf"\([^)]*\)|^(?:{_OPENINGS}) ", re.IGNORECASE)
# What documents without such a name get for the signals of names, so that a plan that tells what is asked
# stands beside the procedures.
NOT_NAMED = 0.35


@dataclass(frozen=True, slots=True)
class Titles:
    """All names by document row, as phrases and as token keys.

    The names of document `row` are numbered `names[row]` to `names[row + 1]`; the keys of name `n` are
    `keys[bounds[n] : bounds[n + 1]]`, with their rarity in `idf`.
    """

    phrases: PhraseTable[int]
    names: Ids
    bounds: Ids
    keys: Ids
    idf: Vector

    @classmethod
    def of(cls, index: RetrievalIndex) -> Self:
        """The names of the procedures of `index`."""
        per_name = [
            np.unique(index.vocabulary.lookup(_ASIDE.sub("", name)))
            for names in index.facets.names
            for name in names
        ]
        keys = np.concatenate([*per_name, np.empty(0, np.int64)])
        return cls(
            _phrases(index.facets),
            _bounds([len(names) for names in index.facets.names]),
            _bounds([len(of) for of in per_name]),
            keys,
            index.documents.idf(keys),
        )

    def called(self, text: str) -> dict[int, float]:
        """Document rows of the procedures that `text` calls by name; longer names count for more, up to 1."""
        found: dict[int, float] = {}
        for name in self.phrases.find(text):
            worth = min(1.0, 0.4 + 0.1 * name.length)
            found[name.value] = max(worth, found.get(name.value, 0.0))
        return found

    def shared(self, rows: Ids, said: Ids, asked: Ids, asked_idf: float) -> tuple[Vector, Vector]:
        """For each document row how much of its name stands in `said`, and how much of `asked` in its name.

        The name that shares most counts. `said` and `asked` are sorted token keys, `asked_idf` the rarity of
        all `asked` together; both results have shape `(len(rows),)`. "Đăng ký kết hôn lưu động" holds all of
        "đăng ký kết hôn", and more.
        """
        distinct, back = np.unique(rows, return_inverse=True)
        names, name_of = spread(self.names, distinct)
        at, key_of = spread(self.bounds, names)
        keys, idf = self.keys[at], self.idf[at]
        total, in_said, in_asked = (
            np.bincount(key_of, weights=weights, minlength=len(names))
            for weights in (idf, idf * among(keys, said), idf * among(keys, asked))
        )
        of_name = np.zeros(len(distinct))
        of_question = of_name.copy()
        np.maximum.at(of_name, name_of, in_said / np.maximum(total, 1e-9))
        np.maximum.at(of_question, name_of, in_asked / max(asked_idf, 1e-9))
        nameless = self.names[distinct] == self.names[distinct + 1]
        of_name[nameless] = of_question[nameless] = NOT_NAMED
        return of_name[back].astype(np.float32), of_question[back].astype(np.float32)


def _bounds(sizes: list[int]) -> Ids:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def spread(bounds: Ids, of: Ids) -> tuple[Ids, Ids]:
    """All members of the groups `of`, and for each the position of its group in `of`."""
    sizes = bounds[of + 1] - bounds[of]
    group = np.repeat(np.arange(len(of)), sizes)
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    members = np.arange(int(sizes.sum())) + np.repeat(bounds[of] - before, sizes)
    return members.astype(np.int64), group


def _phrases(facets: Facets) -> PhraseTable[int]:
    """All names without remarks in brackets; one of a single syllable only with a figure ("CT07")."""
    return PhraseTable(
        (plain, row)
        for row, names in enumerate(facets.names)
        for name in names
        for plain in {one_line(name), one_line(_ASIDE.sub("", name))}
        if " " in plain or any(letter.isdigit() for letter in plain)
    )
