"""Compares short messages with set phrases, however their accents are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.text import fold

_TOKEN = re.compile(r"[^\W_]+")
# "kí" and "ký" are the same, and so are "lí" and "lý": which of them is a matter of school.
_WITH_I = frozenset({"hi", "ki", "li", "mi", "qui", "si", "ti"})
_DRAWN_OUT = re.compile(r"(\w)\1+$")  # "dừngggg"


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable as typed: its letters without accents, and the accents in no order.

    "hủy" and "huỷ" are the same: where the tone mark stands is a matter of taste.
    """

    plain: str
    accents: str
    start: int = 0  # where it stands in the text
    end: int = 0

    def means(self, other: Syllable) -> bool:
        """True when this, as typed, may be `other` of a set phrase: with its accents, or with none."""
        return self.plain == other.plain and self.accents in {"", other.accents}


def syllables(text: str) -> tuple[Syllable, ...]:
    """The syllables of `text` in order, without punctuation."""
    composed = unicodedata.normalize("NFC", text)
    return tuple(_syllable(found[0], *found.span()) for found in _TOKEN.finditer(composed))


def _syllable(word: str, start: int = 0, end: int = 0) -> Syllable:
    return Syllable(*_letters(word), start, end)


@lru_cache(maxsize=5_000)  # every message is read, and most say what was said before
def _letters(word: str) -> tuple[str, str]:
    """The letters of `word` without accents, and its accents."""
    word = unicodedata.normalize("NFKC", word)  # full-width letters and digits
    plain = fold(word)
    if plain in _WITH_I:
        plain = f"{plain[:-1]}y"
    marks = sorted(char for char in unicodedata.normalize("NFD", word.lower()) if unicodedata.combining(char))
    # Each stroke of a d counts, too: it is no mark of its own in Unicode.
    strokes = sum(1 for char in word.lower() if fold(char) == "d" != char)
    return plain, "".join(marks) + "-" * strokes


def alike(typed: tuple[Syllable, ...], phrase: tuple[Syllable, ...]) -> bool:
    """True when `typed` is wholly the set `phrase`."""
    return len(typed) == len(phrase) and all(map(Syllable.means, typed, phrase))


class ChatSpelling:
    """Reads messages and set phrases alike: short forms of chats in full, drawn-out letters once."""

    def __init__(self, full: Mapping[str, str]) -> None:
        self._full: dict[tuple[str, str], tuple[Syllable, ...]] = {}
        for short, meaning in full.items():
            for syllable in syllables(short):
                self._full[syllable.plain, syllable.accents] = syllables(meaning)

    @classmethod
    def load(cls) -> Self:
        """The shipped table of one-word short forms."""
        return cls({short: meaning for short, meaning in read_table("chat.tsv") if " " not in short})

    def read(self, text: str) -> tuple[Syllable, ...]:
        """The syllables of `text`: "Hủy dk!!" → hủy đăng ký, "dừngggg" → dừng."""
        found: list[Syllable] = []
        for typed in syllables(text):
            meaning = self._full.get((typed.plain, typed.accents))
            if meaning is None:
                plain = _DRAWN_OUT.sub(r"\1", typed.plain)
                found.append(Syllable(plain, typed.accents, typed.start, typed.end))
            else:
                found += [Syllable(word.plain, word.accents, typed.start, typed.end) for word in meaning]
        return tuple(found)
