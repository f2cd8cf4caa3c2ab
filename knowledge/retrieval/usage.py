"""How often one syllable follows another in what is indexed: by it slips are mended and accents restored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

_SHIFT = 24
_MASK = (1 << _SHIFT) - 1
_AT_ONCE = 4_000_000  # pairs collected before they are counted: 32 MB

_SMOOTHING = 10.0  # how many sightings of a syllable weigh as much as what is known of the next one by itself
_UNSEEN = 0.1  # sightings granted to what was never seen


@dataclass(frozen=True, slots=True)
class Usage:
    """Pairs of adjacent syllables, by their numbers, and how often each stands in the texts.

    `pairs` are ascending, `left << 24 | right`, shape `(n,)`; `counts` belong to them.
    """

    pairs: NDArray[np.int64]
    counts: NDArray[np.int32]

    @classmethod
    def none(cls) -> Self:
        """Of no text."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int32))

    def of(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int32]:
        """How often `right[i]` follows `left[i]`, shape `(n,)`; -1 never does."""
        if not len(self.pairs):
            return np.zeros(len(left), np.int32)
        wanted = (left << _SHIFT) | right
        at = self.pairs.searchsorted(wanted)
        at[at == len(self.pairs)] = 0
        known = (self.pairs[at] == wanted) & (left >= 0) & (right >= 0)
        return np.where(known, self.counts[at], 0).astype(np.int32)

    def times(self, left: int, right: int) -> int:
        """How often `right` follows `left`; quicker than `of` for one pair."""
        if left < 0 or right < 0:
            return 0
        wanted = (left << _SHIFT) | right
        at = int(self.pairs.searchsorted(wanted))
        return int(self.counts[at]) if at < len(self.pairs) and self.pairs[at] == wanted else 0

    def singles(self, size: int) -> NDArray[np.int64]:
        """How often each of the first `size` syllables stands beside another, shape `(size,)`."""
        found = np.zeros(size, np.int64)
        for side in (self.pairs >> _SHIFT, self.pairs & _MASK):
            found += np.bincount(side, weights=self.counts, minlength=size).astype(np.int64)
        return found

    def folded(self, folded_of: NDArray[np.int64]) -> Usage:
        """The same usage with accents ignored; `folded_of[i]` is the number of syllable `i` without them."""
        pairs = (folded_of[self.pairs >> _SHIFT] << _SHIFT) | folded_of[self.pairs & _MASK]
        distinct, place = np.unique(pairs, return_inverse=True)
        return Usage(distinct, np.bincount(place, weights=self.counts).astype(np.int32))

    def save(self, stem: Path) -> None:
        """Write `<stem>.pairs.npy` and `<stem>.counts.npy`."""
        np.save(f"{stem}.pairs.npy", self.pairs, allow_pickle=False)
        np.save(f"{stem}.counts.npy", self.counts, allow_pickle=False)

    @classmethod
    def load(cls, stem: Path) -> Self:
        """Map what `save` wrote into memory."""
        pairs, counts = (
            np.load(f"{stem}.{part}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
            for part in ("pairs", "counts")
        )
        return cls(pairs, counts)


class PairCounter:
    """Counts pairs text by text, holding no more than a few million uncounted."""

    def __init__(self, start: Usage) -> None:
        self._counted = start
        self._waiting: list[NDArray[np.int64]] = []
        self._size = 0

    def add(self, syllables: Sequence[int]) -> None:
        """Count the neighbours in one text; a negative number parts them."""
        row = np.asarray(syllables, dtype=np.int64)
        left, right = row[:-1], row[1:]
        together = (left >= 0) & (right >= 0)
        self._waiting.append((left[together] << _SHIFT) | right[together])
        self._size += len(self._waiting[-1])
        if self._size >= _AT_ONCE:
            self._count()

    def usage(self) -> Usage:
        """All pairs so far."""
        if self._waiting:
            self._count()
        return self._counted

    def _count(self) -> None:
        fresh, counts = np.unique(np.concatenate(self._waiting), return_counts=True)
        self._waiting.clear()
        self._size = 0
        pairs, place = np.unique(np.concatenate([self._counted.pairs, fresh]), return_inverse=True)
        total = np.bincount(place, weights=np.concatenate([self._counted.counts, counts]))
        self._counted = Usage(pairs, total.astype(np.int32))


class Readings(NamedTuple):
    """What a typed syllable may mean: words, numbers and costs; whether it goes on the clause before it."""

    words: tuple[str, ...]
    ids: list[int]
    costs: list[float]
    joined: bool


@dataclass(frozen=True, slots=True)
class Language:
    """How likely the syllables of the texts follow one another, in nats of cost."""

    usage: Usage
    counts: NDArray[np.int64]  # by number of a syllable, and 0 for number -1: no such syllable
    total: float

    @classmethod
    def of(cls, usage: Usage, size: int) -> Self:
        """Of a vocabulary of `size` syllables."""
        counts = usage.singles(size)
        return cls(usage, np.append(counts, 0), float(counts.sum()) or 1.0)

    def seen(self, syllable: int) -> int:
        """How often a syllable stands in the texts; -1 never does."""
        return int(self.counts[syllable])

    def best(self, columns: Sequence[Readings]) -> list[int]:
        """Which reading of each syllable lies on the cheapest way through all (Viterbi)."""
        sizes = [len(column.words) for column in columns]
        if max(sizes) == 1:
            return [0] * len(columns)
        ids = [np.asarray(column.ids, np.int64) for column in columns]
        steps = self._steps(columns, ids)
        costs: NDArray[np.float64] = np.asarray(columns[0].costs) - np.log(self._alone(ids[0]))
        back: list[NDArray[np.intp]] = []
        for place, (before, after) in enumerate(pairwise(sizes)):
            step = steps.get(place)
            if step is None:  # one reading beside one: no choice
                back.append(np.zeros(1, np.intp))
                continue
            ways: NDArray[np.float64] = costs[:, None] + step
            back.append(ways.argmin(axis=0) if before > 1 else np.zeros(after, np.intp))
            costs = np.asarray(ways.min(axis=0) + columns[place + 1].costs, np.float64)
        way = [int(costs.argmin())]
        for came in reversed(back):
            way.append(int(came[way[-1]]))
        return way[::-1]

    def _steps(
        self, columns: Sequence[Readings], ids: Sequence[NDArray[np.int64]]
    ) -> dict[int, NDArray[np.float64]]:
        """By place the cost of each reading after each before it, where there is a choice.

        Looked up together: a dozen small look-ups take several times as long as one.
        """
        pairs: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        steps: dict[int, NDArray[np.float64]] = {}
        for place, (left, right) in enumerate(pairwise(ids)):
            if len(left) == len(right) == 1:
                continue
            if columns[place + 1].joined:
                pairs[place] = np.repeat(left, len(right)), np.tile(right, len(left))
            else:
                steps[place] = -np.log(self._alone(right))[None, :]
        if pairs:
            all_left, all_right = (np.concatenate(side) for side in zip(*pairs.values(), strict=True))
            costs = -np.log(self._after(all_left, all_right))
            start = 0
            for place, (left, _) in pairs.items():
                steps[place] = costs[start : start + len(left)].reshape(len(ids[place]), -1)
                start += len(left)
        return steps

    def _alone(self, ids: NDArray[np.int64]) -> NDArray[np.float64]:
        probability: NDArray[np.float64] = np.asarray((self.counts[ids] + _UNSEEN) / self.total, np.float64)
        return probability

    def _after(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of `right[i]` after `left[i]`, shape `(n,)`."""
        together = self.usage.of(left, right) + _SMOOTHING * self._alone(right)
        probability: NDArray[np.float64] = together / (self.counts[left] + _SMOOTHING)
        return probability
