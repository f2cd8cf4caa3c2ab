"""Reads what was meant for what was typed: raw keys, slips of one or two letters, accents left out.

A noisy channel: every syllable has readings, each with a cost for how unlikely a slip it takes; the cheapest
way through the question in the language of what is indexed wins. Only what stands in the index is ever
offered, and a slip is mended only where the word beside it bears it out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from knowledge.retrieval.lexical import Vocabulary
from knowledge.retrieval.usage import Language, Readings
from knowledge.vietnamese.collocations import Collocations
from knowledge.vietnamese.keystrokes import decoded, is_syllable, slip_cost
from knowledge.vietnamese.text import fold

_TOKEN = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"[.;:!?](?=\s|$)|\n")
_ACCENTED_SHARE = 0.4  # of the syllables, from which on a bare one is bare on purpose
# Costs in nats, on top of those of the slip itself.
_KEYS, _KEYS_OF_A_WORD = 0.5, 4.0  # raw keys; of what is a word as it stands
_SLIP, _SLIP_OF_A_WORD = 2.0, 6.0
_PER_SLIP = 2.0
_ACCENT = 4.0  # another accent than the one that was typed
# Letters: shorter syllables have too many neighbours, long ones may have two slips, none is longer.
_SHORTEST, _LONG, _LONGEST = 3, 6, 10
_ONE, _TWO = 2.0, 3.0  # costs of a slip, of two
_BORNE_OUT = 2  # times that a pair must stand in the texts to bear out a reading
# Share of the rarer syllable's sightings that are beside the other: so many for the two to belong together;
# and to bear out a reading of what is no word.
_TOGETHER, _TOGETHER_AT_LEAST = 0.1, 0.01
_KEPT = 10_000  # syllables whose neighbours are remembered


class Mended(NamedTuple):
    """A syllable as it was typed, and what was meant."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its slips mended; `restored` are syllables with the accents that were not typed."""

    text: str
    mended: tuple[Mended, ...] = ()
    restored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """Syllables, their numbers, which belong to the clause of the one before, and which stay as they are."""

    words: list[str]
    ids: list[int]
    joined: list[bool]
    left: list[bool]

    def beside(self, at: int) -> Iterator[tuple[int, int]]:
        """The pairs that a syllable makes with those neighbours that say something."""
        if at and self.joined[at] and not self.left[at - 1]:
            yield at - 1, at
        if at + 1 < len(self.words) and self.joined[at + 1] and not self.left[at + 1]:
            yield at, at + 1


class Speller:
    """Mends questions in the words of one index."""

    def __init__(self, vocabulary: Vocabulary, collocations: Collocations) -> None:
        self._collocations = collocations
        self._ids = known = vocabulary.syllables
        plain = [fold(word) for word in known]
        usage = vocabulary.usage
        folded = usage.folded(np.fromiter((known.get(word, -1) for word in plain), np.int64, len(plain)))
        self._marked, self._plain = Language.of(usage, len(plain)), Language.of(folded, len(plain))
        self._forms: dict[str, list[str]] = {}  # by folded syllable, as it is written in the texts
        for word, bare in zip(known, plain, strict=True):
            if self._marked.seen(known[word]):
                self._forms.setdefault(bare, []).append(word)
        self._near: dict[str, list[str]] = {}  # by what is left of them without a letter or two
        for bare in filter(is_syllable, self._forms):
            for key in _without_letters(bare):
                self._near.setdefault(key, []).append(bare)
        self._neighbours_of: dict[str, list[tuple[str, float]]] = {}  # of syllables met before

    def read(self, text: str, stays: Callable[[str], bool]) -> Reading:
        """`text` with slips mended; syllables for which `stays` (of the syllable as typed) holds are left."""
        tokens = list(_TOKEN.finditer(unicodedata.normalize("NFC", text)))
        if not tokens:
            return Reading(text)
        typed = [token.group().lower() for token in tokens]
        joined = [False] + [not _CLAUSE.search(text, a.end(), b.start()) for a, b in pairwise(tokens)]
        line = _Line(typed, self._numbers(map(fold, typed)), joined, [stays(word) for word in typed])
        bare = sum(word != fold(word) for word in typed) < _ACCENTED_SHARE * len(typed)
        meant = self._mend(line)
        written = self._written(_Line(meant, self._numbers(meant), joined, line.left), typed, bare=bare)
        pieces, at = [], 0
        mended: list[Mended] = []
        for token, word, new, full in zip(tokens, typed, meant, written, strict=True):
            # In a bare text what is mended is bare, too, or phrases would not be found in it.
            shown = (fold(new) if new != word else word) if bare else full
            if shown != word:
                mended.append(Mended(token.group(), shown))
                pieces += [text[at : token.start()], shown]
                at = token.end()
        # Of names and asking words, too: half a question with accents would outweigh the other half.
        restored = dict.fromkeys(full for word, full in zip(typed, written, strict=True) if full != word)
        return Reading("".join(pieces) + text[at:], tuple(mended), tuple(restored))

    def _mend(self, line: _Line) -> list[str]:
        """The syllables meant: as typed, or with accents where raw keys told them, or a folded neighbour."""
        columns = []
        for at, word in enumerate(line.words):
            readings = {word: 0.0}
            if not line.left[at]:
                plain = fold(word)
                known = plain in self._forms
                readings.update(self._by_keys(word, plain, known=known))
                if self._is_odd(self._plain, line, at):
                    readings.update(self._neighbours(plain, known=known))
            ids = self._numbers(map(fold, readings))
            columns.append(Readings(tuple(readings), ids, list(readings.values()), line.joined[at]))
        way = self._plain.best(columns)
        ids = [column.ids[picked] for column, picked in zip(columns, way, strict=True)]
        chosen = _Line(line.words, ids, line.joined, line.left)
        meant = []
        for at, (column, picked) in enumerate(zip(columns, way, strict=True)):
            typed, word = line.words[at], column.words[picked]
            share = _TOGETHER if fold(typed) in self._forms else _TOGETHER_AT_LEAST
            sure = not picked or word in decoded(typed) or self._belongs(self._plain, chosen, at, share)
            meant.append(word if sure else typed)
        return meant

    def _written(self, line: _Line, typed: list[str], *, bare: bool) -> list[str]:
        """How the texts write what is meant: accents restored, and those put right that fit no neighbour."""
        columns = []
        for at, (word, new) in enumerate(zip(typed, line.words, strict=True)):
            plain = fold(new)
            readings = {new: 0.0}
            if new == plain and (bare or new != word):
                readings = dict.fromkeys(self._forms.get(new, (new,)), 0.0)
            elif not line.left[at] and self._is_odd(self._marked, line, at):
                cost = _ACCENT if self._marked.seen(line.ids[at]) else 0.0
                readings |= dict.fromkeys((form for form in self._forms.get(plain, ()) if form != new), cost)
            ids = self._numbers(readings)
            columns.append(Readings(tuple(readings), ids, list(readings.values()), line.joined[at]))
        way = self._marked.best(columns)
        ids = [column.ids[picked] for column, picked in zip(columns, way, strict=True)]
        chosen = _Line(line.words, ids, line.joined, line.left)
        return [
            column.words[picked]
            if not picked or bare or new == fold(new) or self._belongs(self._marked, chosen, at, _TOGETHER)
            else new
            for at, (column, picked, new) in enumerate(zip(columns, way, line.words, strict=True))
        ]

    def _is_odd(self, language: Language, line: _Line, at: int) -> bool:
        """True for a syllable that makes no word with those beside it, neither here nor in the language."""
        words = line.words
        if any(self._collocations.has(*pair) for pair in pairwise(words[max(0, at - 1) : at + 2])):
            return False
        if not language.seen(line.ids[at]):
            return True
        return next(line.beside(at), None) is not None and not self._belongs(language, line, at, _TOGETHER)

    @staticmethod
    def _belongs(language: Language, line: _Line, at: int, share: float) -> bool:
        """True for a syllable that stands beside a neighbour in `share` of the sightings of the rarer one."""
        for left, right in line.beside(at):
            first, second = line.ids[left], line.ids[right]
            together = language.usage.times(first, second)
            rarer = min(language.seen(first), language.seen(second))
            if together >= _BORNE_OUT and together >= share * rarer:
                return True
        return False

    def _numbers(self, words: Iterable[str]) -> list[int]:
        return [self._ids.get(word, -1) for word in words]

    def _by_keys(self, typed: str, plain: str, *, known: bool) -> Iterator[tuple[str, float]]:
        """What raw keys say: words of the index, and any other where the keys are no syllable themselves."""
        for form in decoded(typed):
            if fold(form) in self._forms or not (known or is_syllable(plain)):
                yield form, _KEYS_OF_A_WORD if known else _KEYS

    def _neighbours(self, plain: str, *, known: bool) -> Iterator[tuple[str, float]]:
        """Words of the index that one slip makes `plain`, or two where it is long."""
        if not (_SHORTEST <= len(plain) <= _LONGEST and plain.isalpha()):
            return
        found = self._neighbours_of.get(plain)
        if found is None:
            if len(self._neighbours_of) >= _KEPT:
                self._neighbours_of.clear()
            most = _TWO if len(plain) >= _LONG else _ONE
            near = {word for key in _without_letters(plain) for word in self._near.get(key, ())}
            costs = ((word, slip_cost(plain, word)) for word in sorted(near - {plain}))
            found = self._neighbours_of[plain] = [item for item in costs if item[1] <= most]
        for word, cost in found:
            yield word, (_SLIP_OF_A_WORD if known else _SLIP) + _PER_SLIP * cost


def _without_letters(word: str) -> set[str]:
    """`word`, and what is left of it without one letter; without two of a long one."""
    sizes = (0, 1, 2) if len(word) >= _LONG else (0, 1)
    return {
        "".join(letter for at, letter in enumerate(word) if at not in gone)
        for size in sizes
        for gone in combinations(range(len(word)), size)
    }
