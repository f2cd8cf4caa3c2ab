"""The procedure meant beside the one spoken of: "còn cấp lại thì sao?" after "đổi thẻ căn cước"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from knowledge.answering.lexicon import Lexicon
from knowledge.vietnamese.text import fold, folded_words

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Sisters:
    """Looks among the names of procedures."""

    names: Sequence[tuple[str, ...]]  # of each document, the official one first
    plain: Sequence[tuple[str, ...]]  # the same folded, with a blank at both ends
    lexicon: Lexicon

    @classmethod
    def of(cls, names: Sequence[tuple[str, ...]], lexicon: Lexicon) -> Self:
        """Over the names of the documents of an index, by row; none for what is no procedure."""
        plain = [tuple(f" {' '.join(folded_words(name))} " for name in each) for each in names]
        return cls(names, plain, lexicon)

    def called(self, said: Sequence[str], row: int) -> int | None:
        """The document row of the procedure that has `said` in a name, where that at `row` has not.

        Their official names must have something in common as well, beside the words for doing it. Of several
        the one that is called just so, or else whose name has least else; None where several are as near.
        """
        wanted, names = _words(said), self.names
        phrase = f" {' '.join(map(fold, said))} "
        if not wanted or any(wanted <= _words([name]) for name in names[row]):
            return None
        this = self._content(names[row][0])
        fits: dict[int, tuple[bool, float, float]] = {}
        for other, plain in enumerate(self.plain):
            if other == row or not any(phrase in name for name in plain):
                continue
            content = self._content(names[other][0])
            rest, both = content - wanted, _words([names[other][0], names[row][0]]) | wanted
            share = len(rest & this) / len(rest) if rest else float(bool(content & this))
            if share:
                fits[other] = phrase in plain, share, len(content & this) / len(both)
        best = max(fits.values(), default=None)
        nearest = [other for other, fit in fits.items() if fit == best]
        return nearest[0] if len(nearest) == 1 else None

    def _content(self, title: str) -> Words:
        """The words of a name without those for doing it: "Đăng ký khai sinh" → "khai sinh"."""
        return _words([title]) - _words(found.value for found in self.lexicon.doing.find(title))


def _words(texts: Iterable[str]) -> Words:
    return frozenset(word for text in texts for word in folded_words(text))
