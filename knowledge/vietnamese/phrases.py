"""Finds phrases in a text, however its accents are typed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from knowledge.vietnamese.text import fold, words

T = TypeVar("T")
_ACCENTED_SHARE = 0.4  # of the syllables, from which on a text is taken as typed with accents


@lru_cache(maxsize=32)  # a question and its parts are looked up in dozens of tables; no more is kept
def _syllables(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Syllables as typed, and folded; and whether the text is typed without accents."""
    typed = tuple(words(text))
    plain = tuple(fold(word) for word in typed)
    accented = sum(written != folded for written, folded in zip(typed, plain, strict=True))
    return typed, plain, accented < _ACCENTED_SHARE * len(typed)


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
        # By first syllable the lengths of the phrases, longest first: most syllables begin none.
        lengths: dict[str, set[int]] = {}
        for folded in filter(None, self._table):
            lengths.setdefault(folded[0], set()).add(len(folded))
        self._lengths = {first: sorted(of, reverse=True) for first, of in lengths.items()}

    def find(self, text: str) -> list[Found[T]]:
        """Phrases in `text` in order, the longest at each place; they do not overlap."""
        typed, plain, bare = _syllables(text)
        begins = self._lengths
        found: list[Found[T]] = []
        at = 0
        while at < len(typed):
            if plain[at] not in begins:
                at += 1
                continue
            hits = self._at(typed, plain, at, bare=bare)
            found += hits
            at += hits[0].length if hits else 1
        return found

    def values(self, text: str) -> list[T]:
        """What the phrases in `text` stand for, each once, in order."""
        return list(dict.fromkeys(found.value for found in self.find(text)))

    def _at(self, typed: tuple[str, ...], plain: tuple[str, ...], at: int, *, bare: bool) -> list[Found[T]]:
        for length in self._lengths[plain[at]]:
            key = plain[at : at + length]
            if len(key) < length:  # the text ends before: a shorter phrase is found by its own length
                continue
            here = typed[at : at + length]
            hits = [
                Found(value, at, length)
                for written, value in self._table.get(key, ())
                if here == written or (bare and here == key)
            ]
            if hits:
                return hits
        return []
