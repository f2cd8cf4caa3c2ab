"""Slips of the fingers in the words by which a question asks: "bao nieu ngyà" → "bao nhiêu ngày".

The speller of an index mends the words that its texts hold; those by which people ask stand in no text, but
in the word lists of the answering steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from knowledge.retrieval.lexical import Vocabulary
from knowledge.vietnamese.keystrokes import slip_cost
from knowledge.vietnamese.text import fold, has_accents, words

# Letters: shorter syllables have too many neighbours, long ones may have two slips.
_SHORTEST, _LONG = 3, 6
_ONE, _TWO = 2.0, 3.0  # costs of a slip, of two


@dataclass(frozen=True, slots=True)
class AskingSpeller:
    """Mends syllables that are no words, where one beside them makes them part of an asking phrase."""

    after: dict[str, frozenset[str]]  # by a folded syllable, those that follow it in a phrase, as written
    before: dict[str, frozenset[str]]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Self:
        """For the pairs of neighbouring syllables of `phrases`."""
        after: dict[str, set[str]] = {}
        before: dict[str, set[str]] = {}
        for phrase in phrases:
            for left, right in pairwise(words(phrase)):
                after.setdefault(fold(left), set()).add(right)
                before.setdefault(fold(right), set()).add(left)
        return cls(_frozen(after), _frozen(before))

    def mend(self, text: str, vocabulary: Vocabulary) -> str:
        """`text` with its slips mended; as it is where it has none."""
        typed = words(text)
        bare = not has_accents(text)
        told = list(typed)
        for at, word in enumerate(typed):
            if len(word) < _SHORTEST or not word.isalpha() or vocabulary.folded_key(word) >= 0:
                continue
            meant = self._meant(word, fold(told[at - 1]) if at else "", fold("".join(typed[at + 1 : at + 2])))
            if meant:
                told[at] = fold(meant) if bare else meant
        return text if told == typed else " ".join(told)

    def _meant(self, word: str, left: str, right: str) -> str | None:
        """The syllable of a phrase that `word` most likely is; None where none is near."""
        plain = fold(word)
        most = _TWO if len(plain) >= _LONG else _ONE
        near = self.after.get(left, frozenset()) | self.before.get(right, frozenset())
        if plain in map(fold, near):
            return None  # the accents may be left out
        costs = sorted((slip_cost(plain, fold(each)), each) for each in near)
        return costs[0][1] if costs and costs[0][0] <= most else None


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(of) for key, of in sets.items()}


def all_phrases(lists: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    """Every phrase of a file of word lists: tables of lists."""
    return (phrase for table in lists.values() for phrases in table.values() for phrase in phrases)
