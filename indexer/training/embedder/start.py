"""Where learning starts: rarity as length, co-occurrence as direction, chance for the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from indexer.training.embedder.bags import Bags

_LEAST_RARITY = 0.1
_LENGTH = 0.5
_EVERY = 2  # passages used for co-occurrence: half of them say the same


def rarity(texts: Bags) -> NDArray[np.float32]:
    """Logarithm of one over the share of texts that hold a phrase, by phrase; never below 0.1."""
    holding = np.bincount(texts.indices, minlength=texts.shape[1])
    found: NDArray[np.float32] = np.log(texts.shape[0] / (holding + 1.0)).astype(np.float32)
    return np.maximum(found, np.float32(_LEAST_RARITY))


def start_vectors(texts: Bags, *, dimension: int, semantic: float, seed: int) -> NDArray[np.float32]:
    """First vectors, shape (phrases, dimension); row 0, of the unknown phrase, is zero.

    Random directions keep phrases apart (a random projection of tf-idf); `semantic` times the directions of
    a truncated singular value decomposition brings together those that stand in the same passages.
    """
    rng = np.random.default_rng(seed)
    rare = rarity(texts)
    vectors = rng.standard_normal((texts.shape[1], dimension), dtype=np.float32) / np.float32(dimension**0.5)
    if semantic:
        found = _directions(texts, rare, dimension, seed)
        vectors[:, : found.shape[1]] += np.float32(semantic) * found
    vectors *= rare[:, None] * np.float32(_LENGTH)
    vectors[0] = 0
    return vectors


def _directions(texts: Bags, rare: NDArray[np.float32], dimension: int, seed: int) -> NDArray[np.float32]:
    """Unit vectors (or 0) of phrases by latent semantic analysis of log-tf-idf passages of length 1.

    There are fewer than `dimension` columns when there are fewer passages.
    """
    some = texts[::_EVERY].copy()
    some.data = (1 + np.log(some.data)).astype(np.float32)
    some = some @ sparse.diags(rare)
    lengths = np.sqrt(np.asarray(some.multiply(some).sum(axis=1)).ravel())
    some = (sparse.diags((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ some).astype(np.float32)
    _, _, right = randomized_svd(some, dimension, n_iter=3, random_state=seed)
    found = right.T.astype(np.float32)
    unit: NDArray[np.float32] = found / np.maximum(
        np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-9)
    )
    return unit
