"""What signals look at beside scores: words of titles, lengths, and which documents belong together."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.model import DocumentKind, Metadata
from knowledge.retrieval.lexical import Vocabulary


@dataclass(frozen=True, slots=True)
class Shape:
    """Flat arrays by row.

    `lengths[row]`: tokens of a passage. By document row: `groups`, the number of the law that an article
    is of, or of the field that a procedure is of; the keys of its title are
    `title_keys[title_bounds[row] : title_bounds[row + 1]]`.
    """

    lengths: NDArray[np.int32]
    groups: NDArray[np.int32]
    title_bounds: NDArray[np.int64]
    title_keys: NDArray[np.int64]

    def save(self, directory: Path) -> None:
        """Write one file for each array."""
        for part in fields(self):
            np.save(directory / f"shape.{part.name}.npy", getattr(self, part.name), allow_pickle=False)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Map what `save` wrote into memory."""
        return cls(
            *(
                np.load(directory / f"shape.{part.name}.npy", mmap_mode="r", allow_pickle=False).view(
                    np.ndarray
                )
                for part in fields(cls)
            )
        )


@dataclass(slots=True)
class ShapeBuilder:
    """Collects the shape of documents and passages as they are indexed."""

    vocabulary: Vocabulary
    _lengths: list[int] = field(default_factory=list)
    _groups: list[int] = field(default_factory=list)
    _titles: list[NDArray[np.int64]] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    def add_document(self, meta: Metadata) -> None:
        """Append a document row."""
        group = _group(meta)
        self._groups.append(self._known.setdefault(group, len(self._known)))
        title = (meta.subject if meta.kind is DocumentKind.LAW else None) or meta.title
        self._titles.append(np.unique(self.vocabulary.learn(title)))

    def add_passage(self, tokens: int) -> None:
        """Append a passage row of so many tokens."""
        self._lengths.append(tokens)

    def build(self) -> Shape:
        """The shape of everything added."""
        sizes = [len(keys) for keys in self._titles]
        return Shape(
            np.asarray(self._lengths, np.int32),
            np.asarray(self._groups, np.int32),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            np.concatenate([*self._titles, np.empty(0, np.int64)]).astype(np.int64),
        )


def _group(meta: Metadata) -> str:
    if meta.kind is DocumentKind.LAW and meta.number:
        return f"law {meta.number}"
    if meta.kind is DocumentKind.PROCEDURE and meta.field:
        return f"field {meta.field}"
    return meta.id
