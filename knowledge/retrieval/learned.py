"""The learned ranker of law articles: a linear model of standardised signals and boosted trees, added up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from knowledge.errors import RankerError
from knowledge.retrieval.protocols import Vector
from knowledge.retrieval.trees import Trees

WEIGHTS = Path(__file__).parents[1] / "weights" / "ranker"
"""Where the shipped model lies, with its card."""

FILE = "model.json"
CLIP = 5.0  # standard deviations beyond which a signal says no more


@dataclass(frozen=True, slots=True)
class LearnedRanker:
    """`names` are the signals in the order of the model; of each `mean`, `scale` and `weight`.

    `steepness` says how much of the learned score one unit of the fixed score is worth, on the average of the
    questions learned from.
    """

    names: tuple[str, ...] = field(repr=False)
    mean: Vector = field(repr=False)
    scale: Vector = field(repr=False)
    weight: Vector = field(repr=False)
    trees: Trees
    steepness: float

    @classmethod
    def shipped(cls) -> Self | None:
        """The model that ships; None when its file is not there. Raises `RankerError` for a broken one."""
        return cls.open(WEIGHTS) if (WEIGHTS / FILE).exists() else None

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Read what `indexer train ranker` wrote; raises `RankerError`."""
        try:
            return cls.of(json.loads((directory / FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise RankerError(
                f"mô hình xếp hạng hỏng hoặc thiếu tệp ({error.__class__.__name__})",
                where=str(directory / FILE),
                mend="cài đặt lại chương trình, hoặc xóa tệp này để xếp hạng bằng trọng số cố định",
            ) from error

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """From the object that the file holds; raises `ValueError` or `LookupError` when it does not fit."""
        names = tuple(str(name) for name in data["signals"])
        mean, scale, weight = (np.asarray(data[part], np.float32) for part in ("mean", "scale", "weight"))
        trees = Trees.of(data["trees"])
        if {mean.shape, scale.shape, weight.shape} != {(len(names),)} or not (scale > 0).all():
            raise ValueError("signals and their weights differ in number")
        if trees.features.size and not 0 <= trees.features.min() <= trees.features.max() < len(names):
            raise ValueError("a tree asks for a signal that is not there")
        return cls(names, mean, scale, weight, trees, float(data["steepness"]))

    def score(self, names: Sequence[str], matrix: Vector) -> Vector:
        """One score for each row of `matrix`, whose columns are the signals `names`; shape `(rows,)`.

        Raises `RankerError` when a signal of the model is not among them.
        """
        if tuple(names) != self.names:
            place = {name: number for number, name in enumerate(names)}
            missing = [name for name in self.names if name not in place]
            if missing:
                raise RankerError(
                    f"mô hình xếp hạng cần tín hiệu không còn nữa: {', '.join(missing)}",
                    where=str(WEIGHTS),
                    mend="luyện lại: python -m indexer train ranker",
                )
            matrix = matrix[:, [place[name] for name in self.names]]
        standard = np.clip((matrix - self.mean) / self.scale, -CLIP, CLIP)
        score: Vector = standard @ self.weight + self.trees.score(matrix)
        return score
