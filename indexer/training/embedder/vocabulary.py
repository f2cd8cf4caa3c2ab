"""Which phrases a model knows: the commonest syllables and the runs of two to four that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.static import JOINT, clauses

_SHIFT = 20  # bits of a syllable's number
_LONGEST_SYLLABLE = 12  # letters: longer ones are strings of a form or a link
_LEAST_PAIRS, _LEAST_LONGER = 10, 25  # times a pair, a longer phrase must occur
_LEAST_PMI = {2: 1.0, 3: 2.0, 4: 2.0}  # nats above chance
_LONGER_GAIN = 0.3  # a longer phrase says little that its pairs do not


@dataclass(frozen=True, slots=True)
class _Grams:
    """Runs of one length: its number (or -1) at every place; by number its count and syllables."""

    at: NDArray[np.int64]
    counts: NDArray[np.int64]
    syllables: list[tuple[int, ...]]


def choose_phrases(texts: Iterable[str], *, syllables: int, phrases: int) -> list[tuple[str, float]]:
    """At most `syllables` single syllables and `phrases` in all, with log probabilities of a unigram model.

    Longer ones are chosen by count times pointwise mutual information, what a reader of the texts would save
    by knowing them; each begins with another one that is chosen.
    """
    numbers: dict[str, int] = {}
    sequence: list[int] = []
    for text in texts:
        for clause in clauses(text):
            sequence += [numbers.setdefault(syllable, len(numbers)) for syllable in clause]
            sequence.append(-1)
    names = list(numbers)
    places = np.asarray(sequence, dtype=np.int64)
    counts = np.bincount(places[places >= 0], minlength=len(names))
    total = max(1, int(counts.sum()))
    usable = np.array([len(name) <= _LONGEST_SYLLABLE for name in names])
    kept = np.argsort(-(counts * usable), kind="stable")[:syllables]
    is_kept = np.zeros(len(names) + 1, dtype=np.bool_)
    is_kept[kept] = True
    single = np.where(is_kept[places], places, -1)

    chosen: list[tuple[float, tuple[int, ...], int]] = []
    grams = _Grams(single, counts, [(number,) for number in range(len(names))])
    for length in (2, 3, 4):
        grams, gains = _longer(grams, single, counts, total, length)
        weight = 1.0 if length == 2 else _LONGER_GAIN
        found = zip(gains.tolist(), grams.syllables, grams.counts.tolist(), strict=True)
        chosen += [(gain * weight, run, count) for gain, run, count in found]
    chosen.sort(key=lambda entry: (-entry[0], entry[1]))

    known: dict[tuple[int, ...], int] = {(int(number),): int(counts[number]) for number in kept}
    for _, run, count in chosen:
        if len(known) >= phrases:
            break
        if run[:-1] in known:
            known[run] = count
    log_total = np.log(total)
    return [
        (JOINT.join(names[number] for number in run), round(float(np.log(count) - log_total), 3))
        for run, count in known.items()
        if count
    ]


def _longer(
    shorter: _Grams,
    single: NDArray[np.int64],
    counts: NDArray[np.int64],
    total: int,
    length: int,
) -> tuple[_Grams, NDArray[np.float64]]:
    """Runs one syllable longer than `shorter`, and the gain of each."""
    following = np.full(len(single), -1, dtype=np.int64)
    following[: 1 - length] = single[length - 1 :]
    whole = (shorter.at >= 0) & (following >= 0)
    keys = (shorter.at[whole] << _SHIFT) | following[whole]
    distinct, inverse, occurs = np.unique(keys, return_inverse=True, return_counts=True)
    left, right = distinct >> _SHIFT, distinct & ((1 << _SHIFT) - 1)
    chance = shorter.counts[left].astype(np.float64) * counts[right]
    pmi = np.log(occurs.astype(np.float64) * total / np.maximum(chance, 1))
    least = _LEAST_PAIRS if length == 2 else _LEAST_LONGER
    kept = (occurs >= least) & (pmi > _LEAST_PMI[length])
    renumbered = np.where(kept, np.cumsum(kept) - 1, -1)
    at = np.full(len(single), -1, dtype=np.int64)
    at[np.flatnonzero(whole)] = renumbered[inverse]
    runs = [
        (*shorter.syllables[a], b) for a, b in zip(left[kept].tolist(), right[kept].tolist(), strict=True)
    ]
    return _Grams(at, occurs[kept], runs), (occurs * pmi)[kept]
