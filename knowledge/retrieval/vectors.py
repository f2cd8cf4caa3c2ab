"""Nearest vectors by FAISS: exact inner product, inverted lists of 8-bit codes for a large collection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np

from knowledge.retrieval.protocols import Ids, Vector

_FILE = "vectors.faiss"
# From here on a scan would take longer than all the rest of a search (17 ms for 105,000 vectors on one core).
_LARGE = 20_000
_PROBED = 24  # lists looked into


class FaissStore:
    """A FAISS index whose ids are row numbers."""

    def __init__(self, index: Any) -> None:
        self._index = index
        if isinstance(index, faiss.IndexIVF):
            index.nprobe = _PROBED
            index.make_direct_map()  # so that vectors can be read back

    @classmethod
    def build(cls, vectors: Vector) -> Self:
        """Index `vectors`, shape `(rows, dimension)`, unit length."""
        rows, dimension = vectors.shape
        index: Any = faiss.IndexFlatIP(dimension)
        if rows >= _LARGE:
            lists = int(2 * rows**0.5)
            index = faiss.IndexIVFScalarQuantizer(
                index, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
            )
            index.cp.niter = 8
            index.train(vectors[:: max(1, rows // (40 * lists))])
        index.add(vectors)
        return cls(index)

    def search(self, query: Vector, k: int) -> tuple[Ids, Vector]:
        """Rows and inner products of the `k` nearest to `query` (shape `(dimension,)`), best first."""
        products, rows = self._index.search(query.reshape(1, -1), min(k, max(1, self._index.ntotal)))
        known = rows[0] >= 0
        return rows[0][known], products[0][known]

    def vectors(self, rows: Sequence[int]) -> Vector:
        """The stored vectors of `rows`, shape `(len(rows), dimension)`."""
        if not len(rows):
            return np.empty((0, self._index.d), np.float32)
        found: Vector = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return found

    def save(self, directory: Path) -> None:
        """Write the FAISS file into `directory`."""
        faiss.write_index(self._index, str(directory / _FILE))

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read what `save` wrote."""
        # One question at a time: a second thread for so little work only gets in the way of the others.
        faiss.omp_set_num_threads(1)
        return cls(faiss.read_index(str(directory / _FILE)))
