"""Boosted trees with numpy: the very leaves that LightGBM ends in."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest

from indexer.training.trees import plain
from knowledge.retrieval.trees import Trees

Lists = dict[str, list[float]]
STUMP: Lists = {"feature": [0], "threshold": [0.5], "left": [-1], "right": [-2], "value": [-1.0, 2.0]}


@pytest.mark.parametrize("leaves", [2, 7, 8, 9, 31, 64])
def test_scores_are_those_of_lightgbm(leaves: int) -> None:
    chance = np.random.default_rng(leaves)
    matrix = chance.standard_normal((3_000, 12)).astype(np.float32)
    matrix[:, 3] = np.round(matrix[:, 3])  # many rows lie on a threshold
    right = (matrix[:, 0] * matrix[:, 3] + matrix[:, 5] > 0.5).astype(np.int8)
    data = lightgbm.Dataset(matrix, right, group=[30] * 100)
    settings = {"objective": "lambdarank", "num_leaves": leaves, "min_data_in_leaf": 5, "verbose": -1}
    booster = lightgbm.train({**settings, "num_threads": 1}, data, 40)
    ours = Trees.of(plain(booster)).score(matrix)
    np.testing.assert_allclose(ours, booster.predict(matrix), atol=1e-6, rtol=1e-6)
    assert np.ptp(ours) > 1


def test_a_signal_on_the_threshold_goes_left() -> None:
    rows = np.asarray([[0.5], [np.nextafter(np.float32(0.5), np.float32(1))]], np.float32)
    assert Trees.of([STUMP]).score(rows).tolist() == [-1.0, 2.0]


def test_a_threshold_between_two_narrow_numbers_parts_them() -> None:
    low = np.float32(0.1)
    high = np.nextafter(low, np.float32(1))
    between = (float(low) + float(high)) / 2
    tree = {**STUMP, "threshold": [between]}
    assert Trees.of([tree]).score(np.asarray([[low], [high]], np.float32)).tolist() == [-1.0, 2.0]


def test_a_tree_without_conditions_is_a_number() -> None:
    bare: Lists = {"feature": [], "threshold": [], "left": [], "right": [], "value": [0.25]}
    assert Trees.of([bare]).score(np.zeros((2, 1), np.float32)).tolist() == [0.25, 0.25]
    assert Trees.of([bare, STUMP]).score(np.zeros((1, 1), np.float32)).tolist() == [-0.75]
    assert Trees.of([]).score(np.zeros((2, 1), np.float32)).tolist() == [0, 0]


@pytest.mark.parametrize(
    "broken",
    [
        {**STUMP, "value": [1.0]},
        {**STUMP, "left": [-1], "right": [-1]},
        {**STUMP, "threshold": []},
    ],
)
def test_what_is_no_tree_is_refused(broken: Lists) -> None:
    with pytest.raises(ValueError, match="tree"):
        Trees.of([broken])
