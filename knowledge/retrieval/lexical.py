"""BM25 over integer token keys, in memory-mapped numpy arrays.

Why not bm25s: it keeps every posting of a build in Python lists (over 2.5 GB for 42,542 law articles with
pairs) and the vocabulary of pairs in a Python dict at run time. Here a syllable is a small integer, a pair of
syllables is two of them in one 64-bit key, and an index is five flat arrays (docs/adr/0003).

A text is indexed by three kinds of tokens (design decision 1): folded syllables, pairs of adjacent folded
syllables, and accented syllables beside them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.usage import PairCounter, Usage
from knowledge.vietnamese.text import fold

Keys = NDArray[np.int64]
Scores = NDArray[np.float32]
Rows = NDArray[np.int32]

_UNKNOWN = np.int64(-1)
_KEPT = 100_000  # folded forms remembered
_BREAK = -2  # between two clauses
_TOKEN = re.compile(r"[^\W_]+|[.;:!?](?=\s|$)")
_ACCENTED = 1 << 48
_PAIR = 1 << 49
_SHIFT = 24
_SMALL = 2_000  # below so many rows every token is scored, however common


class Vocabulary:
    """Numbers syllables: the same syllable always gets the same small integer.

    While it learns it counts which accented syllable stands beside which; `usage` tells.
    """

    def __init__(self, syllables: Iterable[str] = (), usage: Usage | None = None) -> None:
        self._ids: dict[str, int] = {syllable: number for number, syllable in enumerate(syllables)}
        self._folded: dict[str, str] = {}
        self._counter = PairCounter(usage or Usage.none())

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, syllable: str) -> bool:
        return syllable in self._ids

    def learn(self, text: str) -> Keys:
        """Token keys of `text`, shape `(tokens,)`; unseen syllables are given numbers."""
        ids = self._ids
        accented = _runs(text)
        plain = [self._fold(word) for word in accented]
        folded = [ids.setdefault(word, len(ids)) if word else _BREAK for word in plain]
        marked = [ids.setdefault(word, len(ids)) if word else _BREAK for word in accented]
        self._counter.add(marked)
        return _keys(folded, marked)

    def lookup(self, text: str) -> Keys:
        """Token keys of `text`, shape `(tokens,)`; unseen ones are -1, which no row has."""
        ids = self._ids
        accented = _runs(text)
        return _keys(
            [ids.get(self._fold(word), -1) if word else _BREAK for word in accented],
            [ids.get(word, -1) if word else _BREAK for word in accented],
        )

    @property
    def syllables(self) -> Mapping[str, int]:
        """All syllables, as written and folded, with their numbers."""
        return self._ids

    @property
    def usage(self) -> Usage:
        """How often which syllable followed which in all that was learned."""
        return self._counter.usage()

    def folded_key(self, syllable: str) -> int:
        """Key of one folded syllable; -1 when unseen."""
        return self._ids.get(syllable, -1)

    def key(self, syllable: str) -> int:
        """Key of one syllable as it is written; -1 when unseen."""
        number = self._ids.get(syllable, -1)
        return number if number < 0 or syllable == self._fold(syllable) else _ACCENTED | number

    def pair_key(self, left: str, right: str) -> int:
        """Key of two adjacent folded syllables; -1 when either is unseen."""
        first, second = self._ids.get(left, -1), self._ids.get(right, -1)
        return -1 if first < 0 or second < 0 else _PAIR | (first << _SHIFT) | second

    def followed_by(self, syllables: Keys, word: str) -> Keys:
        """Keys of the pairs that folded `syllables` (their keys) make with the folded `word` after them."""
        last = self._ids.get(word, -1)
        return np.full(len(syllables), _UNKNOWN) if last < 0 else _PAIR | (syllables << _SHIFT) | last

    def save(self, path: Path) -> None:
        """Write the syllables as a JSON list in the order of their numbers, and their usage beside it."""
        path.write_text(json.dumps(list(self._ids), ensure_ascii=False), encoding="utf-8")
        self.usage.save(path.with_suffix(""))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        return cls(json.loads(path.read_text(encoding="utf-8")), Usage.load(path.with_suffix("")))

    def _fold(self, word: str) -> str:
        folded = self._folded.get(word)
        if folded is None:
            if len(self._folded) >= _KEPT:
                self._folded.clear()
            folded = self._folded[word] = fold(word)
        return folded


def _runs(text: str) -> list[str]:
    """Syllables of `text` with "" where a clause ends: "5. Đề nghị" holds no pair "5 đề"."""
    return [
        "" if token[0] in ".;:!?" else token
        for token in _TOKEN.findall(unicodedata.normalize("NFC", text).lower())
    ]


def _keys(plain: Sequence[int], accented: Sequence[int]) -> Keys:
    folded = np.asarray(plain, dtype=np.int64)
    marked = np.asarray(accented, dtype=np.int64)
    left, right = folded[:-1], folded[1:]
    pairs = np.where((left >= 0) & (right >= 0), _PAIR | (left << _SHIFT) | right, _UNKNOWN)
    whole = (left != _BREAK) & (right != _BREAK)
    with_accent = np.where(marked >= 0, marked | _ACCENTED, _UNKNOWN)[marked != folded]
    return np.concatenate([folded[folded != _BREAK], with_accent, pairs[whole]])


class Bm25Builder:
    """Collects rows one by one and makes the index; holds one posting in 14 bytes."""

    def __init__(self) -> None:
        self._keys: list[Keys] = []
        self._counts: list[NDArray[np.uint16]] = []
        self._lengths: list[int] = []

    def add(self, keys: Keys) -> None:
        """Append a row with these tokens."""
        distinct, counts = np.unique(keys, return_counts=True)
        self._keys.append(distinct)
        self._counts.append(np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16))
        self._lengths.append(len(keys))

    def build(self, *, k1: float = 1.2, b: float = 0.75) -> Bm25Index:
        """The index of all rows added; `k1` saturates repeated tokens, `b` corrects for length."""
        count = len(self._keys)
        sizes = np.fromiter((len(keys) for keys in self._keys), dtype=np.int64, count=count)
        keys = np.concatenate(self._keys) if count else np.empty(0, np.int64)
        tf = np.concatenate(self._counts) if count else np.empty(0, np.uint16)
        self._keys.clear()
        self._counts.clear()
        rows = np.repeat(np.arange(count, dtype=np.int32), sizes)
        order = np.argsort(keys, kind="stable")
        keys, rows, tf = keys[order], rows[order], tf[order]
        del order
        tokens, starts = np.unique(keys, return_index=True)
        bounds = np.append(starts, len(keys)).astype(np.int64)
        lengths = np.asarray(self._lengths, dtype=np.float32)
        df = np.diff(bounds)
        idf = np.log1p((count - df + 0.5) / (df + 0.5)).astype(np.float32)
        norm = k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1.0)) if count else lengths
        weights = tf.astype(np.float32)
        weights *= np.float32(k1 + 1) / (weights + norm[rows].astype(np.float32))
        weights *= np.repeat(idf, df)
        return Bm25Index(tokens, bounds, rows, weights, count)


class Bm25Index:
    """Scores every row against a bag of tokens. Arrays may be memory-mapped.

    `tokens` are sorted keys, shape `(t,)`; the postings of token `i` are `rows[bounds[i]:bounds[i + 1]]`
    (ascending) with their BM25 contributions in `weights`.
    """

    def __init__(self, tokens: Keys, bounds: Keys, rows: Rows, weights: Scores, count: int) -> None:
        self.count = count  # number of rows
        self._tokens = tokens
        self._bounds = bounds
        self._rows = rows
        self._weights = weights
        self._common = count if count < _SMALL else count // 2

    def scores(self, keys: Keys, weights: Scores) -> Scores:
        """BM25 score of each row, shape `(count,)`; `weights[i]` multiplies what `keys[i]` adds.

        Tokens in more than half of a large index are left out: on 42,542 articles that halves the time
        and costs 0.001 nDCG@10.
        """
        out = np.zeros(self.count, dtype=np.float32)
        for (start, end), weight in zip(self._spans(keys), weights.tolist(), strict=True):
            if start < end and end - start <= self._common:
                part = self._weights[start:end]
                # Rows occur once each, so this is `out[rows] += part`, in a third of the time.
                np.add.at(
                    out,
                    self._rows[start:end].astype(np.intp),
                    part if weight == 1 else part * np.float32(weight),
                )
        return out

    def scores_of(self, keys: Keys, weights: Scores, rows: Keys) -> Scores:
        """Like `scores`, for a few `rows` only; shape `(len(rows),)`."""
        out = np.zeros(len(rows), dtype=np.float32)
        wanted = rows.astype(self._rows.dtype, copy=False)
        for (start, end), weight in zip(self._spans(keys), weights.tolist(), strict=True):
            if start < end and end - start <= self._common:
                found, at = _find(self._rows[start:end], wanted)
                part = self._weights[start:end].take(at, mode="clip")
                part *= found if weight == 1 else found * np.float32(weight)
                out += part
        return out

    def presence(self, keys: Keys, rows: Keys) -> NDArray[np.bool_]:
        """Which tokens stand in which rows, shape `(len(keys), len(rows))`."""
        found = np.zeros((len(keys), len(rows)), dtype=np.bool_)
        wanted = rows.astype(self._rows.dtype, copy=False)
        for number, (start, end) in enumerate(self._spans(keys)):
            if start < end:
                found[number], _ = _find(self._rows[start:end], wanted)
        return found

    def counts_in(self, keys: Keys, groups: NDArray[np.int32], count: int) -> Keys:
        """How many rows of each group have each token, shape `(len(keys), count)`.

        `groups[row]` is below `count`, or `count` for a row of no group that matters.
        """
        counts = np.zeros((len(keys), count), dtype=np.int64)
        for number, (start, end) in enumerate(self._spans(keys)):
            if start < end:
                counts[number] = np.bincount(groups.take(self._rows[start:end]), minlength=count + 1)[:count]
        return counts

    def idf(self, keys: Keys) -> Scores:
        """Rarity of each token, shape `(len(keys),)`; a token that no row has is as rare as can be."""
        places = self._places(keys)
        df = np.where(places >= 0, self._bounds[places + 1] - self._bounds[places], 0)
        rarity: Scores = np.log1p((self.count - df + 0.5) / (df + 0.5)).astype(np.float32)
        return rarity

    def save(self, directory: Path, name: str) -> None:
        """Write `<name>.<array>.npy` files into `directory`."""
        for part, array in self._arrays().items():
            np.save(directory / f"{name}.{part}.npy", array, allow_pickle=False)
        (directory / f"{name}.json").write_text(json.dumps({"count": self.count}), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path, name: str) -> Self:
        """Map what `save` wrote into memory."""
        count = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))["count"]
        tokens, bounds, rows, weights = (
            # A plain view: slicing numpy's memmap class costs more than the sums themselves.
            np.load(directory / f"{name}.{part}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
            for part in ("tokens", "bounds", "rows", "weights")
        )
        return cls(tokens, bounds, rows, weights, count)

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        return {"tokens": self._tokens, "bounds": self._bounds, "rows": self._rows, "weights": self._weights}

    def _places(self, keys: Keys) -> Keys:
        """Position of each key among the tokens; -1 where it is not."""
        if not len(self._tokens):
            return np.full(len(keys), _UNKNOWN)
        found, at = _find(self._tokens, keys)
        return np.where(found, at, _UNKNOWN)

    def _spans(self, keys: Keys) -> list[tuple[int, int]]:
        """Where the postings of each key begin and end; the same twice for a token that no row has."""
        places = self._places(keys)
        known = places >= 0
        starts, ends = np.where(known, self._bounds[places], 0), np.where(known, self._bounds[places + 1], 0)
        return list(zip(starts.tolist(), ends.tolist(), strict=True))


def accented(keys: Keys) -> Keys:
    """Those of `keys` that are syllables with their accents."""
    marked: Keys = keys[(keys & (_ACCENTED | _PAIR)) == _ACCENTED]
    return marked


def among(keys: Keys, ascending: Keys) -> Scores:
    """1 where a key is one of `ascending`, else 0; shape `(len(keys),)`. Quicker than isin when short."""
    if not len(ascending):
        return np.zeros(len(keys), dtype=np.float32)
    found: Scores = _find(ascending, keys)[0].astype(np.float32)
    return found


def _find(ascending: NDArray[Any], wanted: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Which of `wanted` stand in the non-empty `ascending`, and where; both must be of one type.

    (Else searchsorted converts the long array on every call.) Where one does not stand is no valid place.
    """
    at = ascending.searchsorted(wanted)
    return ascending.take(at, mode="clip") == wanted, at  # past the end the last one is another
