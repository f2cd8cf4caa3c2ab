"""Finds phrases in a text, however its accents are typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from knowledge.vietnamese.text import fold, words

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A phrase found: what it stands for, and where it is counted in syllables."""

    value: T
    start: int
    length: int


class PhraseTable(Generic[T]):
    """Phrases and what each stands for.

    A syllable typed with accents must have the accents of the phrase; typed without, it matches any:
    "co mua" may be "có mưa", "có mua" may not.
    """

    def __init__(self, rows: Iterable[tuple[str, T]]) -> None:
        self._table: dict[tuple[str, ...], list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in rows:
            written = tuple(words(phrase))
            self._table.setdefault(tuple(fold(word) for word in written), []).append((written, value))
        self._longest = max((len(phrase) for phrase in self._table), default=0)

    def find(self, text: str) -> list[Found[T]]:
        """Phrases in `text` in order, the longest at each place; they do not overlap."""
        typed = words(text)
        plain = [fold(word) for word in typed]
        found: list[Found[T]] = []
        at = 0
        while at < len(typed):
            hits = self._at(typed, plain, at)
            found += hits
            at += hits[0].length if hits else 1
        return found

    def values(self, text: str) -> list[T]:
        """What the phrases in `text` stand for, each once, in order."""
        return list(dict.fromkeys(found.value for found in self.find(text)))

    def _at(self, typed: list[str], plain: list[str], at: int) -> list[Found[T]]:
        for length in range(min(self._longest, len(typed) - at), 0, -1):
            key = tuple(plain[at : at + length])
            hits = [
                Found(value, at, length)
                for written, value in self._table.get(key, ())
                if all(
                    word in {wanted, fold(wanted)}
                    for word, wanted in zip(typed[at : at + length], written, strict=True)
                )
            ]
            if hits:
                return hits
        return []
