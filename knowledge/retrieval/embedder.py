"""Embedders: the shipped model, a hashing one without weights, and any sentence-transformers model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbedderError
from knowledge.retrieval.protocols import Embedder, Vector
from knowledge.retrieval.static import StaticEmbedder
from knowledge.settings import EmbeddingSettings
from knowledge.vietnamese.text import folded_words

HASHING, SHIPPED = "hashing", "shipped"
WEIGHTS = Path(__file__).parents[1] / "weights" / "embedder"
"""Where the shipped model lies, with its card."""

_VERSION = 1  # of the hashing scheme: part of the fingerprint
_MIX = np.uint64(0x9E3779B97F4A7C15)


class HashingEmbedder:
    """Feature hashing of folded syllables, pairs and letter trigrams into signed buckets.

    Deterministic, without weights and quick to make: for tests and for offices that want no model. Being
    lexical it knows no synonyms, but letter trigrams still find a word with a slip in it.
    """

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._cache: dict[str, NDArray[np.uint64]] = {}

    @property
    def fingerprint(self) -> str:
        """Scheme, version and dimension."""
        return f"{HASHING}-{_VERSION}-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed(self, texts: Sequence[str]) -> Vector:
        """Vectors of shape `(len(texts), dimension)`, of length 1 (or 0 for a text without tokens)."""
        out = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            syllables = [self._hashes(word) for word in folded_words(text)]
            if not syllables:
                continue
            heads = np.array([hashes[0] for hashes in syllables], dtype=np.uint64)
            pairs = (heads[:-1] * _MIX) ^ heads[1:]
            features, counts = np.unique(np.concatenate([*syllables, pairs]), return_counts=True)
            buckets = ((features >> np.uint64(1)) % np.uint64(self._dimension)).astype(np.int64)
            signs = np.where(features & np.uint64(1), 1.0, -1.0)
            vector = np.bincount(buckets, weights=signs * np.sqrt(counts), minlength=self._dimension)
            length = float(np.linalg.norm(vector))
            if length:
                out[row] = vector / length
        return out

    def _hashes(self, word: str) -> NDArray[np.uint64]:
        """Hash of the syllable first, then of its letter trigrams."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) > 100_000:
                self._cache.clear()
            padded = f"<{word}>"
            parts = [word, *(padded[i : i + 3] for i in range(len(padded) - 2))]
            known = np.array(
                [
                    int.from_bytes(hashlib.blake2b(part.encode(), digest_size=8).digest(), "little")
                    for part in parts
                ],
                dtype=np.uint64,
            )
            self._cache[word] = known
        return known


class SentenceTransformerEmbedder:
    """A sentence-transformers model, from a directory or by hub name; torch is imported only here."""

    def __init__(self, model: Any, fingerprint: str) -> None:
        self._model = model
        self._fingerprint = fingerprint
        self._dimension = int(model.get_embedding_dimension())

    @classmethod
    def open(cls, name: str) -> SentenceTransformerEmbedder:
        """Load the model; raises `EmbedderError` when it cannot be had."""
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - 5 s and 400 MB, only on demand

            model = SentenceTransformer(name, device="cpu")
        except (ImportError, OSError, ValueError, KeyError) as error:
            raise EmbedderError(
                f"không nạp được mô hình nhúng “{name}” ({error.__class__.__name__})",
                where="embedding.model",
                mend='kiểm tra đường dẫn hoặc tên mô hình, hoặc đặt model = "hashing"',
            ) from error
        return cls(model, _model_fingerprint(name))

    @property
    def fingerprint(self) -> str:
        """The model's name, and for a directory a hash of its files."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed(self, texts: Sequence[str]) -> Vector:
        """Vectors of shape `(len(texts), dimension)`, of length 1."""
        vectors: Vector = self._model.encode(
            list(texts),
            batch_size=64,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _model_fingerprint(name: str) -> str:
    directory = Path(name)
    if not directory.is_dir():
        return f"hub:{name}"
    digest = hashlib.sha256()
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        digest.update(path.relative_to(directory).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"dir:{directory.name}:{digest.hexdigest()[:16]}"


def open_embedder(settings: EmbeddingSettings) -> Embedder:
    """The embedder that `settings` names; raises `EmbedderError` when it cannot be loaded."""
    if settings.model == HASHING:
        return HashingEmbedder(settings.dimension)
    directory = WEIGHTS if settings.model == SHIPPED else Path(settings.model)
    if settings.model == SHIPPED or StaticEmbedder.fits(directory):
        return StaticEmbedder.open(directory)
    return SentenceTransformerEmbedder.open(settings.model)
