"""Words that only ask or are polite, told from words of the subject that look like them without accents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import fold, words


@dataclass(frozen=True, slots=True)
class AskingWords:
    """Finds the words of a question that say nothing about its subject.

    "cần" asks, "căn" (of "căn cước") does not; without accents "can" asks unless it stands in a compound.
    """

    written: frozenset[str]
    folded: frozenset[str]
    compounds: PhraseTable[str]

    @classmethod
    def load(cls) -> Self:
        """The shipped tables."""
        written = frozenset(word for (word,) in read_table("question_words.tsv"))
        return cls(
            written,
            frozenset(fold(word) for word in written),
            PhraseTable((phrase, phrase) for (phrase,) in read_table("compounds.tsv")),
        )

    def asks(self, word: str) -> bool:
        """True when the syllable `word`, as typed, may be one that only asks."""
        return word in self.written or word in self.folded

    def left_out_of(self, text: str) -> list[str]:
        """The folded syllables of `text`, with "" in place of those that only ask."""
        typed = words(text)
        kept = ["" if self.asks(word) else fold(word) for word in typed]
        for compound in self.compounds.find(text):
            for at in range(compound.start, compound.start + compound.length):
                kept[at] = fold(typed[at])
        return kept
