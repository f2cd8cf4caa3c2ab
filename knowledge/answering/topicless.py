"""Whether a question names a procedure at all: "lệ phí bao nhiêu?" and "thủ tục này" name none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

from knowledge.answering.lexicon import Lexicon, phrase_table, read_list
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import words

_DIGITS = re.compile(r"\d+")  # the word lists write any figure as "n"


@dataclass(frozen=True)
class Topicless:
    """Reads what is left of a question without the words that are said of every procedure."""

    lexicon: Lexicon
    retriever: Retriever
    this: PhraseTable[str]
    generic: PhraseTable[str]
    means: PhraseTable[str]
    common: tuple[str, ...]  # codes of the procedures most asked for

    @classmethod
    def load(cls, lexicon: Lexicon, retriever: Retriever) -> Self:
        """With the shipped lists."""
        lists: dict[str, Any] = read_list("conversation.toml")
        tables = (phrase_table(lists[name]["phrases"]) for name in ("this", "generic", "means"))
        this, generic, means = tables
        return cls(lexicon, retriever, this, generic, means, tuple(lists["common"]["codes"]))

    def says_this(self, question: str) -> bool:
        """True for "thủ tục này" and the like, where the question calls no procedure beside it."""
        if not self.this.find(question):
            return False
        covered = self._covered(question, self.means, self.generic, self.this)
        named = self.retriever.titles.phrases.find(question)
        return all(covered[each.start + at] for each in named for at in range(each.length))

    def says_nothing(self, question: str) -> bool:
        """True when nothing but asking, polite and generic words is in the question."""
        return not self.retriever.named(question) and not any(self.own_words(question))

    def own_words(self, question: str) -> list[str]:
        """The folded syllables of the question, "" for those that are said of every procedure."""
        counted = _DIGITS.sub("n", question)
        covered = self._covered(counted, *self._asking, self.generic, self.this)
        kept = self.retriever.reader.asking.left_out_of(counted)
        return [
            ""
            if skip or word == "n" or word in self.lexicon.polite or word in self.lexicon.carry_on
            else word
            for word, skip in zip(kept, covered, strict=True)
        ]

    def names_something(self, question: str) -> bool:
        """True when two neighbouring words of the question stand so in the name of a procedure: "khai tử"."""
        own = self.own_words(question)
        return any(left and right and (left, right) in self._pairs for left, right in pairwise(own))

    @property
    def _asking(self) -> tuple[PhraseTable[Any], ...]:
        lexicon = self.lexicon
        return lexicon.aspects, lexicon.hints, lexicon.instead, lexicon.everything

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring syllables of the names of all procedures, without the generic ones."""
        return frozenset(
            (left, right)
            for names in self.retriever.index.facets.names
            for name in names
            for left, right in pairwise(self.own_words(name))
            if left and right
        )

    @staticmethod
    def _covered(text: str, *tables: PhraseTable[Any]) -> list[bool]:
        covered = [False] * len(words(text))
        for table in tables:
            for found in table.find(text):
                covered[found.start : found.start + found.length] = [True] * found.length
        return covered
