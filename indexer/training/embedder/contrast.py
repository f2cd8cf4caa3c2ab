"""Contrastive learning of phrase vectors: a question lies nearer to its answer than to the other answers.

InfoNCE with in-batch negatives in both directions, hard negatives on the question's side, Adam on the rows
that a batch touches. The gradient is short enough to be written out, so numpy and scipy do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from indexer.training.embedder.bags import Bags

Matrix = NDArray[np.float32]

_BETA1, _BETA2, _TINY = 0.9, 0.99, 1e-8


@dataclass(frozen=True, slots=True)
class Loss:
    """InfoNCE; `temperature` divides cosines, `backward` weighs the direction from answers to questions."""

    temperature: float = 0.05
    backward: float = 0.3

    def __call__(
        self, questions: Matrix, answers: Matrix, items: NDArray[np.int64]
    ) -> tuple[float, Matrix, Matrix]:
        """The loss and its gradients by `questions` and `answers`, not of unit length.

        Answer `i` belongs to question `i`; further ones are hard negatives. `items[i]` says whose answer it
        is: other answers of the same item are neither right nor wrong.
        """
        count = len(questions)
        asked, asked_lengths = _unit(questions)
        given, given_lengths = _unit(answers)
        scores = asked @ given.T / self.temperature
        neither = items[:count, None] == items[None, :]
        neither[np.arange(count), np.arange(count)] = False
        scores[neither] = -1e4
        forth, d_forth = _cross_entropy(scores)
        back, d_back = _cross_entropy(scores[:, :count].T)
        d_scores = d_forth
        d_scores[:, :count] += self.backward * d_back.T
        d_scores[neither] = 0
        d_scores /= self.temperature
        d_questions = _through_unit(d_scores @ given, asked, asked_lengths)
        d_answers = _through_unit(d_scores.T @ asked, given, given_lengths)
        return forth + self.backward * back, d_questions, d_answers


def _unit(vectors: Matrix) -> tuple[Matrix, Matrix]:
    lengths: Matrix = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors / lengths, lengths


def _through_unit(gradient: Matrix, unit: Matrix, lengths: Matrix) -> Matrix:
    through: Matrix = (gradient - unit * (gradient * unit).sum(axis=1, keepdims=True)) / lengths
    return through


def _cross_entropy(scores: Matrix) -> tuple[float, Matrix]:
    """Mean negative log probability of the diagonal, and its gradient."""
    count = len(scores)
    own = np.arange(count)
    shifted = scores - scores.max(axis=1, keepdims=True)
    chances = np.exp(shifted)
    sums = chances.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(sums[:, 0]) - shifted[own, own]))
    gradient: Matrix = chances / sums
    gradient[own, own] -= 1
    gradient /= count
    return loss, gradient


@dataclass(slots=True)
class Learner:
    """Vectors being learned, with the moments of Adam; `step` counts the batches seen."""

    vectors: Matrix
    first: Matrix
    second: Matrix
    step: int = 0

    @classmethod
    def start(cls, vectors: Matrix) -> Self:
        """From these vectors, shape (phrases, dimension)."""
        return cls(vectors.copy(), np.zeros_like(vectors), np.zeros_like(vectors))

    def learn(
        self, questions: Bags, answers: Bags, items: NDArray[np.int64], *, rate: float, loss: Loss
    ) -> float:
        """One step down the gradient of `loss` on a batch of bags; returns the loss before it."""
        both = sparse.vstack([questions, answers], format="csr")
        both.eliminate_zeros()
        # Only the rows of phrases that occur are looked at: a batch holds a fifth of the vocabulary.
        touched, columns = np.unique(both.indices, return_inverse=True)
        small = sparse.csr_matrix(
            (both.data, columns.astype(np.int32), both.indptr), shape=(both.shape[0], len(touched))
        )
        rows = self.vectors[touched]
        pooled = np.asarray(small @ rows)
        count = questions.shape[0]
        value, d_questions, d_answers = loss(pooled[:count], pooled[count:], items)
        gradient = np.asarray(small.T @ np.concatenate([d_questions, d_answers]))
        self.step += 1
        first = self.first[touched] = _BETA1 * self.first[touched] + (1 - _BETA1) * gradient
        second = self.second[touched] = _BETA2 * self.second[touched] + (1 - _BETA2) * gradient * gradient
        scale = np.sqrt(second / (1 - _BETA2**self.step)) + _TINY
        self.vectors[touched] = rows - np.float32(rate) * (first / (1 - _BETA1**self.step)) / scale
        return value

    def save(self, path: Path) -> None:
        """Write everything needed to go on, in one step: a file cut short is never left at `path`."""
        part = path.with_suffix(".part.npz")
        np.savez(part, vectors=self.vectors, first=self.first, second=self.second, step=self.step)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            return cls(data["vectors"], data["first"], data["second"], int(data["step"]))
