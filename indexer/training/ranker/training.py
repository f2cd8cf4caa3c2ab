"""Learns the ranker, and judges it by questions that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from indexer.evaluating.ranking import Measures, of_documents
from indexer.training.ranker.boosting import boosted
from indexer.training.ranker.collecting import Asked, Collected
from indexer.training.ranker.linear import fit
from indexer.training.ranker.recipe import Recipe
from indexer.training.trees import Tree, plain
from knowledge.retrieval.index import Report
from knowledge.retrieval.learned import LearnedRanker
from knowledge.retrieval.protocols import Vector

_MEASURES = ("ndcg@10", "recall@1", "recall@5")
FIXED = "fixed"


def learned(collected: Collected, recipe: Recipe) -> dict[str, Any]:
    """The model that all of `collected` teaches, as the object that `LearnedRanker.of` reads."""
    matrix, right, sizes = collected.stacked()
    linear = fit(matrix, right, sizes, recipe.ridge)
    trees: list[Tree] = []
    for run in range(recipe.runs if recipe.rounds else 0):
        trees += plain(boosted(matrix, right, sizes, recipe, recipe.seed + run), 1 / recipe.runs)
    data: dict[str, Any] = {
        "signals": list(collected.names),
        **{
            part: [float(f"{value:.7g}") for value in getattr(linear, part).tolist()]
            for part in ("mean", "scale", "weight")
        },
        "trees": trees,
        "steepness": 1.0,
    }
    ranker = LearnedRanker.of(data)
    fixed = collected.names.index(FIXED)
    steep = [
        float(ranker.score(collected.names, one.matrix).std() / max(one.matrix[:, fixed].std(), 1e-6))
        for one in collected.asked
    ]
    return {**data, "steepness": round(float(np.median(steep)), 2)}


def cross_validated(
    collected: Collected,
    recipe: Recipe,
    *,
    report: Report = lambda _stage, _done, _total: None,
) -> dict[str, Measures]:
    """Figures of every style of typing, each question ranked by a model that never saw it in any style.

    `fixed` are those of the fixed weights on the same questions as written.
    """
    styles = dict.fromkeys(one.style for one in collected.asked)
    of_style: dict[str, list[Measures]] = {name: [] for name in (FIXED, *styles)}
    for repeat in range(recipe.repeats):
        parts = np.random.default_rng(recipe.seed + repeat).permutation(collected.questions) % recipe.folds
        for part in range(recipe.folds):
            report("learn", repeat * recipe.folds + part, recipe.repeats * recipe.folds)
            unseen, seen = np.flatnonzero(parts == part).tolist(), np.flatnonzero(parts != part).tolist()
            ranker = LearnedRanker.of(learned(collected.of(seen, ("", *recipe.styles)), recipe))
            for one in collected.of(unseen, tuple(styles)).asked:
                of_style[one.style].append(_judged(one, ranker.score(collected.names, one.matrix)))
                if not one.style:
                    of_style[FIXED].append(_judged(one, one.matrix[:, collected.names.index(FIXED)]))
    return {name or "as written": _means(rows) for name, rows in of_style.items()}


def _judged(one: Asked, scores: Vector) -> Measures:
    order = np.argsort(-scores, kind="stable").tolist()
    right = {str(place) for place in np.flatnonzero(one.right).tolist()}
    missing = {f"not found {number}" for number in range(one.wanted - len(right))}
    return of_documents([str(place) for place in order], right | missing)


def _means(rows: Sequence[Measures]) -> Measures:
    return {name: round(sum(row[name] for row in rows) / len(rows), 4) for name in _MEASURES}
