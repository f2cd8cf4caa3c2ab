"""Texts as weighed bags of tokens, and linear classifiers over them, one class against the rest."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.protocols import Ids, Vector
from knowledge.vietnamese.text import folded_words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SOFTNESS = 1.0  # C of the classifiers: cross-validated on the built-in questions
_LEAST = 2  # texts that have a token which is learned from
_EXACT = 0.1  # where the fit ends: finer, it takes a third longer and decides the same


def tokens_of(text: str) -> Ids:
    """Numbers of the folded syllables of `text` and of their pairs, the same everywhere; shape `(tokens,)`.

    They are no keys of the vocabulary: what people ask for in vain must not look like words of the documents.
    """
    syllables = folded_words(text)
    said = [*syllables, *(f"{left} {right}" for left, right in pairwise(syllables))]
    return np.asarray([zlib.crc32(each.encode("ascii", "replace")) for each in said], np.int64)


def weighed(keys: Ids, tokens: Ids, idf: Vector) -> tuple[Ids, Vector]:
    """Positions of `keys` among `tokens`, unknown ones left out, and their tf-idf weights of length 1."""
    distinct, counts = np.unique(keys, return_counts=True)
    at = np.minimum(np.searchsorted(tokens, distinct), max(len(tokens) - 1, 0))
    known = tokens[at] == distinct if len(tokens) else np.zeros(len(distinct), np.bool_)
    at, counts = at[known], counts[known]
    weights = (1 + np.log(counts)) * idf[at]
    return at, (weights / (np.linalg.norm(weights) or 1.0)).astype(np.float32)


def rarity(texts: Sequence[Ids]) -> tuple[Ids, Vector]:
    """The tokens that at least two texts have, and how rare each is."""
    tokens, counts = np.unique(np.concatenate([np.unique(keys) for keys in texts]), return_counts=True)
    kept = counts >= _LEAST
    return tokens[kept], (np.log((1 + len(texts)) / (1 + counts[kept])) + 1).astype(np.float32)


def matrix_of(bags: Sequence[tuple[Ids, Vector]], tokens: int) -> csr_matrix:
    """The `bags` as rows over so many `tokens`."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - a desk that only answers does without

    bounds = bounds_of(len(at) for at, _ in bags)
    at = np.concatenate([np.empty(0, np.int64), *(at for at, _ in bags)])
    weights = np.concatenate([np.empty(0, np.float32), *(of for _, of in bags)])
    return csr_matrix((weights, at, bounds), shape=(len(bags), tokens))


def classifiers(
    matrix: csr_matrix, classes: Ids, wanted: Sequence[int]
) -> tuple[NDArray[np.float16], Vector]:
    """Weights of shape `(tokens, wanted)` and biases of linear classifiers, each class against all others."""
    found = np.unique(classes)
    if len(found) < 2 or not len(wanted):  # nothing to tell apart
        return np.zeros((matrix.shape[1], len(wanted)), np.float16), np.full(len(wanted), -1.0, np.float32)
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - takes a second to import: only where an index is built

    model: Any = LinearSVC(C=_SOFTNESS, tol=_EXACT, random_state=0).fit(matrix, classes)
    weights, bias = model.coef_, model.intercept_
    if len(found) == 2:  # the library keeps one of two
        weights, bias = np.concatenate([-weights, weights]), np.concatenate([-bias, bias])
    places = np.searchsorted(found, np.asarray(wanted))
    return weights[places].T.astype(np.float16), bias[places].astype(np.float32)


def bounds_of(sizes: Iterable[int]) -> Ids:
    """Where runs of these `sizes` begin and end, shape `(runs + 1,)`."""
    return np.concatenate([[0], np.cumsum(list(sizes))]).astype(np.int64)
