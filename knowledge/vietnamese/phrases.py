"""Finds phrases in a text, however its accents are typed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Generic, NamedTuple, TypeVar

from knowledge.vietnamese.text import fold, words

T = TypeVar("T")
_ACCENTED_SHARE = 0.4  # of the syllables, from which on a text is taken as typed with accents


_KEPT = 8  # texts whose phrases a table remembers: what is left of one question is looked up several times


class _Syllables(NamedTuple):
    """A text as tables look at it."""

    typed: tuple[str, ...]
    plain: tuple[str, ...]
    heads: tuple[tuple[str, str], ...]  # each folded syllable: alone, and with the next one
    distinct: frozenset[str]  # all heads
    bare: bool  # typed without accents


@lru_cache(maxsize=32)  # a question and its parts are looked up in dozens of tables; no more is kept
def _syllables(text: str) -> _Syllables:
    typed = tuple(words(text))
    plain = tuple(fold(word) for word in typed)
    accented = sum(written != folded for written, folded in zip(typed, plain, strict=True))
    heads = tuple((one, f"{one} {two}") for one, two in zip_longest(plain, plain[1:], fillvalue=""))
    distinct = frozenset(chain.from_iterable(heads))
    return _Syllables(typed, plain, heads, distinct, accented < _ACCENTED_SHARE * len(typed))


class Found(NamedTuple, Generic[T]):
    """A phrase found: what it stands for, and where it is counted in syllables."""

    value: T
    start: int
    length: int


class PhraseTable(Generic[T]):
    """Phrases and what each stands for.

    Typed with accents, it must have those of the phrase; typed without any, it matches whatever they are:
    "co mua" may be "có mưa", "có mua" may not. In a text that carries accents a bare syllable is bare on
    purpose: "con" in "con tôi đi học" is no "còn".
    """

    def __init__(self, rows: Iterable[tuple[str, T]]) -> None:
        self._table: dict[tuple[str, ...], list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in rows:
            written = tuple(words(phrase))
            self._table.setdefault(tuple(fold(word) for word in written), []).append((written, value))
        # By their head (the first two syllables, or the only one) the lengths of phrases, longest first.
        lengths: dict[str, set[int]] = {}
        for folded in filter(None, self._table):
            lengths.setdefault(" ".join(folded[:2]), set()).add(len(folded))
        self._lengths = {head: sorted(of, reverse=True) for head, of in lengths.items()}
        self._found: dict[str, list[Found[T]]] = {}

    def find(self, text: str) -> list[Found[T]]:
        """Phrases in `text` in order, the longest at each place; they do not overlap."""
        found = self._found.get(text)
        if found is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            found = self._found[text] = self._search(_syllables(text))
        return found.copy()

    def values(self, text: str) -> list[T]:
        """What the phrases in `text` stand for, each once, in order."""
        return list(dict.fromkeys(found.value for found in self.find(text)))

    def _search(self, text: _Syllables) -> list[Found[T]]:
        begun = self._lengths
        found: list[Found[T]] = []
        if begun.keys().isdisjoint(text.distinct):  # most texts begin no phrase of a table
            return found
        end = 0
        for at, (one, two) in enumerate(text.heads):
            if at < end or not (two in begun or one in begun):
                continue
            for length in (*begun.get(two, ()), *begun.get(one, ())):
                if hits := self._at(text, at, length):
                    found += hits
                    end = at + length
                    break
        return found

    def _at(self, text: _Syllables, at: int, length: int) -> list[Found[T]]:
        key, here = text.plain[at : at + length], text.typed[at : at + length]
        if len(key) < length:  # the text ends before: a shorter phrase is found by its own length
            return []
        return [
            Found(value, at, length)
            for written, value in self._table.get(key, ())
            if here == written or (text.bare and here == key)
        ]
