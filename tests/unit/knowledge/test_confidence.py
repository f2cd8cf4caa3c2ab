"""How sure the desk is: words left over, what follows a name, trees that keep their direction."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.training.confidence.boosting import Matrix, Table, fit, folds
from indexer.training.confidence.recipe import Recipe
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


def test_a_word_is_as_rare_as_it_is_typed(desk: World) -> None:
    strange = left_over(desk, "khai sinh cho con kỳ nhông")
    assert dict(zip(strange.words, strange.rarity, strict=True))["kỳ"] == 1.0
    assert desk.index.vocabulary.folded_key("ky") >= 0, "without accents it is the commonest word: đăng ký"


def test_what_follows_a_name_is_said_of_it(desk: World) -> None:
    assert left_over(desk, "khai sinh cho con mèo").attached > 0
    assert left_over(desk, "có con mèo ngồi bên, khai sinh thì cần gì").attached == 0


def test_shipped_trees_look_at_what_has_a_direction() -> None:
    shipped = Calibrated.load()
    for sorts in (shipped.learned, shipped.untold):
        for trees, signs in ((sorts.procedure, PROCEDURE), (sorts.other, OTHER)):
            assert set(trees.features) <= set(signs)
            assert trees.trees


@given(st.data())
def test_more_of_a_good_sign_never_makes_the_desk_less_sure(data: st.DataObject) -> None:
    for sorts in (Calibrated.load().learned, Calibrated.load().untold):
        for trees, signs in ((sorts.procedure, PROCEDURE), (sorts.other, OTHER)):
            features = {name: data.draw(st.floats(0, 3)) for name in trees.features}
            name = data.draw(st.sampled_from([name for name in trees.features if signs[name]]))
            more = {**features, name: features[name] + data.draw(st.floats(0, 3))}
            gained = trees.probability(more) - trees.probability(features)
            assert gained * signs[name] >= -1e-6, name


def table(rows: Matrix, right: NDArray[np.bool_], unwanted: float = 1.0) -> Table:
    ones = np.ones(len(right))
    return Table(rows, right, ones, np.where(right, 1.0, unwanted))


def test_trees_never_turn_against_the_direction_of_a_feature() -> None:
    rows = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 0.0]] * 50)
    right = np.array([False, False, True, True] * 50)
    free = fit(table(rows, right), {"a": 1, "b": 0}, Recipe(), 0)
    bound = fit(table(rows, right), {"a": -1, "b": 0}, Recipe(), 0)
    high, low = {"a": 3.0, "b": 0.0}, {"a": 0.0, "b": 0.0}
    assert free.probability(high) > 0.8 > 0.2 > free.probability(low)
    assert bound.probability(high) <= bound.probability(low)


def test_all_wordings_of_a_question_are_in_one_fold() -> None:
    found = folds(["a", "b", "a", "c", "b"], 3, 0)
    assert found[0] == found[2]
    assert found[1] == found[4]


def test_where_refusals_counted_more_the_probabilities_are_set_right_again() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(2_000, 1))
    right = random.random(2_000) < 1 / (1 + np.exp(-2 * rows[:, 0]))
    said = [
        fit(table(rows, right, unwanted), {"a": 1}, Recipe(rounds=60), 0).probability({"a": x})
        for unwanted in (1.0, 3.0)
        for x in rows[:, 0]
    ]
    for each in (said[:2_000], said[2_000:]):
        assert np.mean(each) == pytest.approx(right.mean(), abs=0.01)


def test_too_few_examples_for_a_tree_tell_how_many_are_right() -> None:
    model = fit(table(np.zeros((4, 1)), np.array([True, True, True, False])), {"a": 1}, Recipe(), 0)
    assert model.probability({"a": 1.0}) == pytest.approx(0.75, abs=0.01)
