"""A second look at the first passages by a cross-encoder, for offices that have a machine for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from knowledge.errors import RankerError
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.settings import RankingSettings


class CrossEncoder:
    """A sentence-transformers CrossEncoder, from a directory or by hub name; torch is imported only here."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def open(cls, name: str) -> CrossEncoder:
        """Load the model; raises `RankerError` when it cannot be had."""
        try:
            from sentence_transformers import CrossEncoder as Model  # noqa: PLC0415 - 5 s, 400 MB, only on demand

            model = Model(name, device="cpu")
        except (ImportError, OSError, ValueError, KeyError) as error:
            raise RankerError(
                f"không nạp được mô hình xếp hạng “{name}” ({error.__class__.__name__})",
                where="ranking.cross_encoder",
                mend="kiểm tra đường dẫn hoặc tên mô hình, hoặc để trống ranking.cross_encoder",
            ) from error
        return cls(model)

    def score(self, question: str, texts: Sequence[str]) -> Vector:
        """How well each of `texts` answers `question`; shape `(len(texts),)`, higher is better."""
        pairs = [(question, text) for text in texts]
        scores: Vector = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float32)
        return scores.reshape(len(texts), -1)[:, 0]


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Puts the first `first` passages in the model's order; `text_of` tells what a passage row says."""

    model: CrossEncoder = field(repr=False)
    first: int
    text_of: Callable[[int], str] = field(repr=False)

    def order(self, question: str, rows: Ids) -> Ids:
        """Places of `rows`, which are in order, best first."""
        scores = self.model.score(question, [self.text_of(row) for row in rows[: self.first].tolist()])
        return np.concatenate(
            [np.argsort(-scores, kind="stable"), np.arange(len(scores), len(rows))], dtype=np.int64
        )


def open_cross_encoder(settings: RankingSettings) -> CrossEncoder | None:
    """The model of the settings, if they name one; raises `RankerError`."""
    return CrossEncoder.open(settings.cross_encoder) if settings.cross_encoder else None
