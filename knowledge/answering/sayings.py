"""What is no question, and said in many ways: phrases, and words that stand near one another in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Self

from knowledge.answering.model import Outcome
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import words as words_of

_BETWEEN = 5  # syllables that may stand between two words of a chain: "bị xã hội đen đòi nợ khủng bố"


@dataclass(frozen=True, slots=True)
class Sayings:
    """Recognises one meaning in a text.

    Every table knows the harmless phrases as well, with False: the longest phrase at a place is found, so
    that in "chồng đánh mất giấy" nobody is beaten.
    """

    phrases: PhraseTable[bool]
    chains: tuple[tuple[PhraseTable[bool], ...], ...]
    accented: tuple[str, ...]

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Self:
        """Of a table with `part` (phrases), `chains` over its `words`, `accented` and `harmless` phrases.

        `accented` ones count only as they are written: without accents they are common words.
        A chain lists names of `words`, one after another in the text; those joined by "+" follow at once.
        """
        harmless = entry.get("harmless", ())
        words: Mapping[str, Sequence[str]] = entry.get("words", {})
        return cls(
            _table(entry.get("part", ()), harmless),
            tuple(
                tuple(_table(_joined(link, words), harmless) for link in chain)
                for chain in entry.get("chains", ())
            ),
            tuple(f" {' '.join(words_of(each))} " for each in entry.get("accented", ())),
        )

    def said_in(self, text: str) -> bool:
        """True when `text` says it, whatever else it says."""
        typed = f" {' '.join(words_of(text))} "
        return (
            any(found.value for found in self.phrases.find(text))
            or any(_in_order(chain, text) for chain in self.chains)
            or any(each in typed for each in self.accented)
        )


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A message that is no question, and the fixed reply to it."""

    outcome: Outcome
    key: str
    whole: frozenset[str]
    beside: PhraseTable[str]  # where nothing is asked beside it
    part: Sayings
    unless: PhraseTable[str]

    def within(self, text: str) -> bool:
        """True when `text` holds it, whatever else it says."""
        return self.part.said_in(text) and not self.unless.find(text)


def _table(phrases: Iterable[str], harmless: Iterable[str]) -> PhraseTable[bool]:
    return PhraseTable([*((each, True) for each in phrases), *((each, False) for each in harmless)])


def _joined(link: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    return [" ".join(each) for each in product(*(words[name] for name in link.split("+")))]


def _in_order(chain: Sequence[PhraseTable[bool]], text: str) -> bool:
    ends: set[int] | None = None  # of what was found of the chain so far
    for table in chain:
        found = [each for each in table.find(text) if each.value]
        ends = {
            each.start + each.length
            for each in found
            if ends is None or any(0 <= each.start - end <= _BETWEEN for end in ends)
        }
        if not ends:
            return False
    return ends is not None
