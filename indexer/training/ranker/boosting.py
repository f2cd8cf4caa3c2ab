"""The trees: LambdaMART (Burges 2010) by LightGBM, taken out of its format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from indexer.training.ranker.recipe import Recipe
from knowledge.retrieval.protocols import Ids, Vector

Tree = Mapping[str, list[float]]


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
        "use_missing": False,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,  # so that every machine makes the same trees
        "verbose": -1,
    }
    data = lightgbm.Dataset(matrix, right.astype(np.int8), group=sizes)
    return lightgbm.train(settings, data, recipe.rounds)


def plain(booster: lightgbm.Booster, share: float = 1.0) -> list[Tree]:
    """The trees as `knowledge.retrieval.trees.Trees` reads them, the values of leaves times `share`."""
    return [_plain(tree["tree_structure"], share) for tree in booster.dump_model()["tree_info"]]


def _plain(root: Mapping[str, Any], share: float) -> Tree:
    found: dict[str, list[float]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}

    def add(node: Mapping[str, Any]) -> int:
        if "split_feature" not in node:
            found["value"].append(float(f"{node['leaf_value'] * share:.9g}"))
            return ~(len(found["value"]) - 1)
        place = len(found["feature"])
        found["feature"].append(node["split_feature"])
        found["threshold"].append(float(f"{node['threshold']:.9g}"))
        found["left"].append(0)
        found["right"].append(0)
        found["left"][place] = add(node["left_child"])
        found["right"][place] = add(node["right_child"])
        return place

    add(root)
    return found
