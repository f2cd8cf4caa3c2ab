"""Pairs of syllables that belong together in the language, whether or not the documents at hand have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.text import fold


@dataclass(frozen=True, slots=True)
class Collocations:
    """Tells a pair of words from a pair that looks like a slip."""

    written: frozenset[tuple[str, str]]
    folded: frozenset[tuple[str, str]]

    @classmethod
    def load(cls) -> Self:
        """The shipped table."""
        written = frozenset(
            (left, right) for left, of in read_table("collocations.tsv") for right in of.split(" ")
        )
        plain = {word: fold(word) for pair in written for word in pair}
        return cls(written, frozenset((plain[left], plain[right]) for left, right in written))

    def has(self, left: str, right: str) -> bool:
        """True for a pair of lower-case syllables; typed without accents, whatever its accents are."""
        return (left, right) in self.written or (left, right) in self.folded
