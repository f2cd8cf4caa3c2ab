"""Whether a question names a procedure at all: "lệ phí bao nhiêu?" and "thủ tục này" name none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Self

from knowledge.answering.lexicon import Lexicon, phrase_table, read_list
from knowledge.answering.turn import Turn
from knowledge.model import DocumentKind, Metadata
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import words

_LOOKED_AT = 5  # of what was found
_KEPT = 10_000  # procedures whose names are remembered as read
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
    _named: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict, repr=False)

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

    def only_asks(self, question: str) -> bool:
        """True when an aspect is asked for in the question, and nothing else is said: "bao nhiêu tiền"."""
        asks = self.lexicon.aspects.find(_DIGITS.sub("n", question))
        return bool(asks) and not self.lexicon.none.find(question) and self.says_nothing(question)

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

    def names_something(self, turn: Turn) -> bool:
        """True when two neighbouring words of the question stand so in a name of what was found: "khai tử".

        Everyday words count as what documents say for them; the name of any other procedure says nothing,
        since among thousands of names there is one with nearly every pair of words.
        """
        asked = ". ".join([turn.text, *(turn.query.added if turn.query else ())])
        said = set(self._pairs_of(asked))
        found = (item.meta for item in turn.evidence[:_LOOKED_AT])
        named = (self._pairs_in_names(meta) for meta in found if meta.kind is DocumentKind.PROCEDURE)
        return any(not said.isdisjoint(pairs) for pairs in named)

    def _pairs_in_names(self, meta: Metadata) -> frozenset[tuple[str, str]]:
        """The pairs of neighbouring syllables in what a procedure is called; remembered."""
        known = self._named.get(meta.id)
        if known is None:
            if len(self._named) >= _KEPT:
                self._named.clear()
            names = (meta.title, *meta.aliases)
            known = self._named[meta.id] = frozenset(pair for name in names for pair in self._pairs_of(name))
        return known

    @property
    def _asking(self) -> tuple[PhraseTable[Any], ...]:
        lexicon = self.lexicon
        return lexicon.aspects, lexicon.hints, lexicon.instead, lexicon.everything

    def _pairs_of(self, text: str) -> Iterator[tuple[str, str]]:
        """Neighbouring syllables without generic ones, and without words for doing ("đăng ký")."""
        kept = self.own_words(text)
        for found in self.lexicon.doing.find(text):
            kept[found.start : found.start + found.length] = [""] * found.length
        return ((left, right) for left, right in pairwise(kept) if left and right)

    @staticmethod
    def _covered(text: str, *tables: PhraseTable[Any]) -> list[bool]:
        covered = [False] * len(words(text))
        for table in tables:
            for found in table.find(text):
                covered[found.start : found.start + found.length] = [True] * found.length
        return covered
