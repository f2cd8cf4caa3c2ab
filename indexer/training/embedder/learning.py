"""Runs of contrastive learning over questions and the passages that answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from indexer.training.embedder.asking import Asker, Pair
from indexer.training.embedder.bags import Bags
from indexer.training.embedder.contrast import Learner, Loss
from indexer.training.embedder.recipe import Recipe
from knowledge.retrieval.index import Report

_LAST_SHARE = 0.02  # of the learning rate at the end
_SAVED_EVERY = 50  # steps


@dataclass(frozen=True, slots=True)
class Corpus:
    """Items, and their pieces as bags of phrase parts: with context, and bare bodies."""

    asker: Asker
    owners: NDArray[np.int64]
    whole: Bags
    body: Bags


@dataclass(frozen=True, slots=True)
class Learning:
    """What every run has in common; `bag` makes bags of parts, `folder` keeps where a run stands."""

    recipe: Recipe
    corpus: Corpus
    hard: NDArray[np.int64]
    bag: Callable[[Iterable[str]], Bags]
    folder: Path
    report: Report

    def run(self, number: int, first: NDArray[np.float32]) -> Learner:
        """All epochs of a run from the vectors `first`, or from where it was interrupted."""
        recipe = self.recipe
        saved = self.folder / f"learner-{number}.npz"
        learner = Learner.load(saved) if saved.exists() else Learner.start(first)
        each = 0
        for epoch in range(recipe.epochs):
            seed = recipe.seed + number * recipe.epochs + epoch
            pairs = self.corpus.asker.pairs(seed)
            # Epochs differ a little in length; the first one sets the plan.
            each = each or max(1, len(pairs) // recipe.batch)
            if learner.step >= (epoch + 1) * each:
                continue
            questions = self.bag(pair.question for pair in pairs)
            removed = self.bag(pair.without for pair in pairs)
            choice = np.random.default_rng((seed, 0)).integers(0, max(1, recipe.hard), size=len(pairs))
            total = each * recipe.epochs
            for batch in range(learner.step - epoch * each, each):
                at = np.arange(batch * recipe.batch, (batch + 1) * recipe.batch) % len(pairs)
                rng = np.random.default_rng((seed, 1, batch))
                answers, items = self._answers([pairs[i] for i in at], removed[at], choice[at], rng)
                share = max(_LAST_SHARE, 1 - learner.step / total) * min(
                    1, (learner.step + 1) / recipe.warm_up
                )
                loss = Loss(recipe.temperature, recipe.backward)
                learner.learn(questions[at], answers, items, rate=recipe.rate * share, loss=loss)
                self.report("learn", number * total + learner.step, recipe.runs * total)
                if learner.step % _SAVED_EVERY == 0:
                    learner.save(saved)
        learner.save(saved)
        return learner

    def _answers(
        self, pairs: Sequence[Pair], removed: Bags, choice: NDArray[np.int64], rng: np.random.Generator
    ) -> tuple[Bags, NDArray[np.int64]]:
        """Bags of the answers of `pairs` and of the chosen hard negatives, and the items they belong to."""
        items = np.array([pair.item for pair in pairs])
        whole = np.array([pair.whole for pair in pairs])
        answers = _texts_of(self.corpus, np.array([pair.piece for pair in pairs]), whole) - removed
        # A repeated clause may have been cut otherwise in its passage: nothing falls below zero.
        answers = answers.maximum(0)
        if self.recipe.hard:
            mined = self.hard[items, choice]
            there = mined >= 0
            # In the form of the right answers: else having a title at all would look wrong.
            wrong = _texts_of(self.corpus, mined[there], whole[there])
            answers = sparse.vstack([answers, wrong], format="csr")
            items = np.concatenate([items, self.corpus.owners[mined[there]]])
        if self.recipe.dropout:
            answers.data *= rng.random(len(answers.data), dtype=np.float32) >= self.recipe.dropout
        return answers, items


def _texts_of(corpus: Corpus, pieces: NDArray[np.int64], whole: NDArray[np.bool_]) -> Bags:
    """Bags of `pieces`, with their context where `whole`, else bare."""
    chosen = whole.astype(np.float32)
    return sparse.diags(chosen) @ corpus.whole[pieces] + sparse.diags(1 - chosen) @ corpus.body[pieces]
