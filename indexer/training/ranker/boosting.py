"""The trees: LambdaMART (Burges 2010) by LightGBM."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from indexer.training.ranker.recipe import Recipe
from indexer.training.trees import STEADY
from knowledge.retrieval.protocols import Ids, Vector


def boosted(
    matrix: Vector, right: NDArray[np.bool_], sizes: Ids, recipe: Recipe, seed: int
) -> lightgbm.Booster:
    """Trees that put the right articles of each question first; `sizes` are the articles of each question."""
    settings: dict[str, Any] = {
        "objective": "lambdarank",
        "lambdarank_truncation_level": 10,
        "learning_rate": recipe.rate,
        "num_leaves": recipe.leaves,
        "min_data_in_leaf": recipe.fewest,
        "lambda_l2": recipe.shrinkage,
        "feature_fraction": recipe.signals,
        "bagging_fraction": recipe.questions,
        "bagging_freq": 1,
        "max_bin": 63,
        "seed": seed,
        **STEADY,
    }
    data = lightgbm.Dataset(matrix, right.astype(np.int8), group=sizes)
    return lightgbm.train(settings, data, recipe.rounds)
