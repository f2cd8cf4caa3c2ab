"""LightGBM's trees, taken out of its format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lightgbm

Tree = Mapping[str, list[float]]

STEADY: Mapping[str, Any] = {
    "use_missing": False,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""Settings by which every machine makes the same trees."""


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
