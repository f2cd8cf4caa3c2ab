"""Names of procedures: which a question calls, and how much of a name and of a question they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.index import Facets, RetrievalIndex
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import one_line

Rarity = NDArray[np.float64]

_OPENINGS = "|".join(re.escape(words) for (words,) in read_table("openings.tsv"))
_ASIDE = re.compile(rf"\([^)]*\)|^(?:{_OPENINGS}) ", re.IGNORECASE)
# What documents without such a name get for the signals of names, so that a plan that tells what is asked
# stands beside the procedures.
NOT_NAMED = 0.35


@dataclass(frozen=True, slots=True)
class Titles:
    """All names by document row, as phrases and as token keys.

    The names of document `row` are numbered `names[row]` to `names[row + 1]`; `named` are the rows with any.
    Name `name_of[i]` holds the token `keys[i]`, each once, with its rarity in `idf`; the keys are ascending,
    so that a token is found at once.
    """

    phrases: PhraseTable[int]
    names: Ids
    named: Ids
    keys: Ids
    name_of: Ids
    idf: Vector
    rarity: Rarity  # of all tokens of each name together

    @classmethod
    def of(cls, index: RetrievalIndex) -> Self:
        """The names of the procedures of `index`."""
        per_name = [
            np.unique(index.vocabulary.lookup(_ASIDE.sub("", name)))
            for names in index.facets.names
            for name in names
        ]
        keys = np.concatenate([*per_name, np.empty(0, np.int64)])
        name_of = np.repeat(np.arange(len(per_name)), [len(of) for of in per_name])
        order = np.argsort(keys, kind="stable")
        idf = index.documents.idf(keys)
        numbered = _bounds([len(names) for names in index.facets.names])
        return cls(
            _phrases(index.facets),
            numbered,
            np.flatnonzero(np.diff(numbered)).astype(np.int64),
            keys[order],
            name_of[order],
            idf[order],
            np.bincount(name_of, weights=idf, minlength=len(per_name)).astype(np.float64),
        )

    def called(self, text: str) -> dict[int, float]:
        """Document rows of the procedures that `text` calls by name; longer names count for more, up to 1."""
        found: dict[int, float] = {}
        for name in self.phrases.find(text):
            worth = min(1.0, 0.4 + 0.1 * name.length)
            found[name.value] = max(worth, found.get(name.value, 0.0))
        return found

    def shared(self, said: Ids, asked: Ids, asked_idf: float) -> tuple[Vector, Vector]:
        """For each document how much of its name stands in `said`, and how much of `asked` in its name.

        The name that shares most counts. `said` and `asked` are distinct token keys, `asked_idf` the rarity
        of all `asked` together; both results have shape `(documents,)`. "Đăng ký kết hôn lưu động" holds
        all of "đăng ký kết hôn", and more.
        """
        of_name = self._held(said) / np.maximum(self.rarity, 1e-9)
        of_question = self._held(asked) / max(asked_idf, 1e-9)
        return self._highest(of_name), self._highest(of_question)

    def _held(self, tokens: Ids) -> Rarity:
        """Rarity of those of `tokens` that each name holds, shape `(names,)`."""
        first, end = (self.keys.searchsorted(tokens, side=side) for side in ("left", "right"))
        at, _ = _members(first, end)
        weights = self.idf[at]
        return np.bincount(self.name_of[at], weights=weights, minlength=len(self.rarity)).astype(np.float64)

    def _highest(self, of_names: Rarity) -> Vector:
        """For each document the highest of its names, shape `(documents,)`."""
        highest = np.full(len(self.names) - 1, NOT_NAMED, np.float32)
        if len(of_names):
            highest[self.named] = np.maximum.reduceat(of_names, self.names[self.named])
        return highest


def _bounds(sizes: list[int]) -> Ids:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def spread(bounds: Ids, of: Ids) -> tuple[Ids, Ids]:
    """All members of the groups `of`, and for each the position of its group in `of`."""
    return _members(bounds[of], bounds[of + 1])


def _members(first: Ids, end: Ids) -> tuple[Ids, Ids]:
    """All numbers from each `first` up to its `end`, and for each which of them it is from."""
    sizes = end - first
    group = np.repeat(np.arange(len(sizes)), sizes)
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    members = np.arange(int(sizes.sum())) + np.repeat(first - before, sizes)
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
