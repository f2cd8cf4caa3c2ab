"""How sure the desk is: words left over, what follows a name, weights that keep their sign."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from indexer.training.confidence.regression import fit, folds, recalibrated
from indexer.training.confidence.training import OTHER, PROCEDURE
from knowledge.answering.confidence import Calibrated
from knowledge.answering.unexplained import Unexplained
from tests.unit.knowledge.worlds import World, world


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("confidence")) as small:
        yield small


def left_over(desk: World, question: str) -> Unexplained:
    turn = desk.retrieved(question)
    assert turn.query is not None
    return desk.judge.features.explainer.of(turn.query, turn.evidence[0])


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("khai sinh cho con mèo cần giấy gì", ("mèo",)),
        ("Nhà em mới có bé, khai sinh cần mang gì ạ?", ()),
        ("đăng ký kết hôn với búp bê", ("búp", "bê")),
        ("dang ky ket hon het bao nhieu tien", ()),
    ],
)
def test_what_neither_the_answer_nor_everyday_talk_explains(
    desk: World, question: str, left: tuple[str, ...]
) -> None:
    assert left_over(desk, question).words == left


def test_what_follows_a_name_is_said_of_it(desk: World) -> None:
    assert left_over(desk, "khai sinh cho con mèo").attached > 0
    assert left_over(desk, "có con mèo ngồi bên, khai sinh thì cần gì").attached == 0


def test_shipped_weights_keep_the_sign_of_their_features() -> None:
    shipped = Calibrated.load()
    for sorts in (shipped.learned, shipped.untold):
        for regression, signs in ((sorts.procedure, PROCEDURE), (sorts.other, OTHER)):
            assert set(regression.weights) <= set(signs)
            assert all(signs[name] * weight >= 0 for name, weight in regression.weights.items())


def test_a_weight_never_turns_against_its_sign() -> None:
    rows = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 0.0]] * 5)
    right = np.array([False, False, True, True] * 5)
    ones = np.ones(len(right))
    free = fit(rows, right, ones, {"a": 1, "b": 0}, l2=0.1)
    bound = fit(rows, right, ones, {"a": -1, "b": 0}, l2=0.1)
    assert free.weights["a"] > 0
    assert bound.weights.get("a", 0.0) <= 0
    assert free.probability({"a": 3.0, "b": 0.0}) > 0.8 > 0.2 > free.probability({"a": 0.0, "b": 0.0})


def test_all_wordings_of_a_question_are_in_one_fold() -> None:
    found = folds(["a", "b", "a", "c", "b"], 3, 0)
    assert found[0] == found[2]
    assert found[1] == found[4]


def test_where_refusals_counted_more_the_probabilities_are_set_right_again() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(2_000, 1))
    right = random.random(2_000) < 1 / (1 + np.exp(-2 * rows[:, 0]))
    ones = np.ones(2_000)
    leaning = fit(rows, right, np.where(right, 1.0, 3.0), {"a": 1}, l2=0.0)
    mended = recalibrated(leaning, rows, right, ones, {"a": 1})
    said = {name: [model.probability({"a": x}) for x in rows[:, 0]] for name, model in
            (("leaning", leaning), ("mended", mended))}  # fmt: skip
    assert np.mean(said["leaning"]) < right.mean() - 0.05
    assert np.mean(said["mended"]) == pytest.approx(right.mean(), abs=0.01)
    assert np.argsort(said["leaning"]).tolist() == np.argsort(said["mended"]).tolist()
