"""The seams of retrieval: small protocols, so that each part can be replaced without moving a wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: its row in the snapshot, its final score and the signals that made it."""

    row: int
    score: float
    signals: Mapping[str, float] = field(default_factory=dict)


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights; stored in the snapshot's manifest and compared at load."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vector:
        """Vectors of shape `(len(texts), dimension)`, each of length 1 (or 0 for a text without tokens)."""
        ...


class VectorStore(Protocol):
    """Finds the nearest of the stored vectors."""

    def search(self, query: Vector, k: int) -> tuple[Ids, Vector]:
        """Rows and inner products of the `k` nearest to `query` (shape `(dimension,)`), best first."""
        ...

    def vectors(self, rows: Sequence[int]) -> Vector:
        """The stored vectors of `rows`, shape `(len(rows), dimension)`."""
        ...

    def save(self, directory: Path) -> None:
        """Write the store's files into `directory`."""
        ...


class LexicalIndex(Protocol):
    """Scores every row against a bag of weighted tokens."""

    def scores(self, keys: Ids, weights: Vector) -> Vector:
        """BM25 score of each row, shape `(rows,)`; `weights[i]` multiplies what token `keys[i]` adds."""
        ...

    def scores_of(self, keys: Ids, weights: Vector, rows: Ids) -> Vector:
        """Like `scores`, for a few `rows` only; shape `(len(rows),)`."""
        ...

    def presence(self, keys: Ids, rows: Ids) -> NDArray[np.bool_]:
        """Which tokens stand in which rows, shape `(len(keys), len(rows))`."""
        ...

    def counts_in(self, keys: Ids, groups: NDArray[np.int32], count: int) -> Ids:
        """How many rows of each group have each token, shape `(len(keys), count)`.

        `groups[row]` is below `count`, or `count` for a row of no group that matters.
        """
        ...

    def idf(self, keys: Ids) -> Vector:
        """Rarity of each token, shape `(len(keys),)`."""
        ...

    def save(self, directory: Path, name: str) -> None:
        """Write the index's files, their names beginning with `name`, into `directory`."""
        ...


class Ranker(Protocol):
    """Orders candidates by their signals."""

    def score(self, signals: Mapping[str, Vector]) -> Vector:
        """One score per candidate; each signal has shape `(candidates,)`."""
        ...
