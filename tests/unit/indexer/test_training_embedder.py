"""Training the embedder: what is asked of what, which phrases are known, and that the gradient is right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsing import standard_parser
from indexer.training.embedder.asking import Asker
from indexer.training.embedder.bags import bags, composition
from indexer.training.embedder.contrast import Learner, Loss, Matrix
from indexer.training.embedder.measuring import measure
from indexer.training.embedder.mining import mine
from indexer.training.embedder.reading import Item, read_items
from indexer.training.embedder.start import start_vectors
from indexer.training.embedder.vocabulary import choose_phrases
from knowledge.errors import SourceError
from knowledge.model import DocumentKind
from knowledge.retrieval.static import JOINT, PhraseTokenizer, clauses
from tests.unit.indexer.corpora import write_corpora


def quiet(_stage: str, _done: int, _total: int) -> None:
    return None


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    return read_items(write_corpora(tmp_path_factory.mktemp("corpora")), standard_parser(), quiet)


# --- reading ---------------------------------------------------------------------------------------------


def test_titles_lose_their_article_and_laws_share_their_subject(items: Sequence[Item]) -> None:
    articles = [item for item in items if item.kind is DocumentKind.LAW]
    assert articles[0].names == ("Phạm vi điều chỉnh",)
    assert {item.law for item in articles if item.id.startswith("1/")} == {"cây xanh đô thị"}
    assert articles[1].pieces[0].body.startswith("1. ")
    assert articles[1].pieces[0].text.startswith("Điều 2. ")


def test_procedures_are_called_by_every_name(items: Sequence[Item]) -> None:
    procedures = [item for item in items if item.kind is DocumentKind.PROCEDURE]
    assert "Trồng cây trước nhà" in procedures[0].names
    assert {piece.aspect for piece in procedures[0].pieces} >= {"dossier", "time"}


def test_a_file_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "luat.jsonl").write_text("không phải JSON\n", encoding="utf-8")
    with pytest.raises(SourceError):
        read_items([tmp_path / "luat.jsonl"], standard_parser(), quiet)


# --- questions -------------------------------------------------------------------------------------------


def test_questions_are_those_of_the_seed(items: Sequence[Item]) -> None:
    asker = Asker.of(items)
    assert asker.pairs(3) == asker.pairs(3)
    assert asker.pairs(3) != asker.pairs(4)


def test_every_question_is_answered_by_a_piece_of_its_item(items: Sequence[Item]) -> None:
    asker = Asker.of(items)
    owners = [number for number, item in enumerate(items) for _ in item.pieces]
    pieces = [piece for item in items for piece in item.pieces]
    for pair in asker.pairs(1):
        assert owners[pair.piece] == pair.item
        assert pair.question.strip()
        assert "{" not in pair.question
        assert pair.without in pieces[pair.piece].body


def test_titles_that_many_articles_have_are_asked_with_their_law(items: Sequence[Item]) -> None:
    asker = Asker.of(items)
    first = next(item for item in items if item.kind is DocumentKind.LAW)
    assert asker.search_text(first) == "Phạm vi điều chỉnh cây xanh đô thị"
    asked = [pair.question for seed in range(9) for pair in asker.pairs(seed) if pair.item == 0]
    assert sum("xanh" in question for question in asked) > len(asked) / 2


# --- phrases and bags ------------------------------------------------------------------------------------


def test_syllables_that_belong_together_become_phrases() -> None:
    rest = ["của con", "con của", "của của", "con con", "của con con của con"]
    texts = ["đăng ký khai sinh, của con", "của con đăng ký khai sinh", *rest * 4] * 30
    phrases = [phrase for phrase, _ in choose_phrases(texts, syllables=10, phrases=40)]
    assert {"dang><ky", "khai><sinh", "dang><ky><khai", "dang><ky><khai><sinh"} <= set(phrases)
    assert "cua><con" not in phrases
    assert len(choose_phrases(texts, syllables=6, phrases=7)) == 7
    assert choose_phrases(texts, syllables=3, phrases=3)[0][0] == "con"


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join), min_size=1, max_size=30))
def test_a_phrase_begins_with_a_known_one_and_is_counted_right(texts: list[str]) -> None:
    phrases = dict(choose_phrases(texts * 12, syllables=4, phrases=20))
    total = sum(len(clause) for text in texts for clause in clauses(text))
    for phrase, score in phrases.items():
        syllables = phrase.split(JOINT)
        assert JOINT.join(syllables[:-1]) in phrases or len(syllables) == 1
        count = sum(
            clause[at : at + len(syllables)] == syllables
            for text in texts
            for clause in clauses(text)
            for at in range(len(clause))
        )
        assert score == pytest.approx(np.log(count / total), abs=1e-3)


def test_a_phrase_is_the_sum_of_its_parts() -> None:
    phrases = [("a", -1.0), ("b", -1.0), ("c", -1.0), ("a><b", -1.5), ("a><b><c", -2.0)]
    parts = composition(phrases).toarray()
    assert parts[5].tolist() == [0, 1, 1, 1, 1, 1]
    assert parts[4].tolist() == [0, 1, 1, 0, 1, 0]
    counted = bags(["a b c, a, zz", ""], PhraseTokenizer(phrases)).toarray()
    assert counted.tolist() == [[0, 1, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0]]


def test_rare_phrases_start_longer() -> None:
    phrases = [("a", -1.0), ("b", -2.0), ("c", -2.0), ("d", -2.0)]
    texts = bags(["a b", "a c", "a d", "a b c", "a", "a"] * 20, PhraseTokenizer(phrases))
    vectors = start_vectors(texts, dimension=4, semantic=0.5, seed=1)
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths[0] == 0
    assert lengths[4] > lengths[1]
    np.testing.assert_array_equal(vectors, start_vectors(texts, dimension=4, semantic=0.5, seed=1))


def test_hard_negatives_are_near_but_never_the_same(items: Sequence[Item]) -> None:
    mined = mine(items, Asker.of(items).search_text, each=3, report=quiet)
    owners = [number for number, item in enumerate(items) for _ in item.pieces]
    assert mined.shape == (len(items), 3)
    for number, found in enumerate(mined.tolist()):
        for piece in (piece for piece in found if piece >= 0):
            other = items[owners[piece]]
            assert owners[piece] != number
            assert other.names[0] != items[number].names[0]
    assert (mined[:, 0] >= 0).mean() > 0.8


# --- learning --------------------------------------------------------------------------------------------


def test_the_gradient_is_that_of_the_loss() -> None:
    rng = np.random.default_rng(2)
    questions, answers = rng.normal(size=(4, 5)), rng.normal(size=(6, 5))
    items = np.array([0, 1, 2, 1, 3, 0])  # one question's item twice, and hard negatives, one of item 0
    loss = Loss(temperature=0.3, backward=0.4)

    def value(changed: Matrix, other: Matrix) -> float:
        return loss(changed, other, items)[0]

    _, by_questions, by_answers = loss(questions, answers, items)  # type: ignore[arg-type]
    for array, gradient in ((questions, by_questions), (answers, by_answers)):
        for at in np.ndindex(*array.shape):
            kept = array[at]
            array[at] = kept + 1e-5
            above = value(questions, answers)  # type: ignore[arg-type]
            array[at] = kept - 1e-5
            below = value(questions, answers)  # type: ignore[arg-type]
            array[at] = kept
            assert gradient[at] == pytest.approx((above - below) / 2e-5, abs=1e-5)


def test_learning_brings_questions_to_their_answers(tmp_path: Path) -> None:
    phrases = [(name, -1.0) for name in ("a", "b", "c", "d", "e", "f")]
    tokenizer = PhraseTokenizer(phrases)
    asked, answers = bags(["a", "b", "c"], tokenizer), bags(["d", "e", "f"], tokenizer)
    learner = Learner.start(np.random.default_rng(0).normal(size=(7, 8)).astype(np.float32))
    items = np.arange(3)
    first = learner.learn(asked, answers, items, rate=0.05, loss=Loss())
    learner.save(tmp_path / "learner.npz")
    again = Learner.load(tmp_path / "learner.npz")
    for _ in range(60):
        last = learner.learn(asked, answers, items, rate=0.05, loss=Loss())
        assert last == again.learn(asked, answers, items, rate=0.05, loss=Loss())  # nothing is forgotten
    assert last < first / 10


def test_documents_rank_by_their_best_passage() -> None:
    class Axes:
        fingerprint, dimension = "axes", 3

        def embed(self, texts: Sequence[str]) -> Matrix:
            return np.stack([np.eye(3, dtype=np.float32)["xyz".index(text)] for text in texts])

    passages = np.eye(3, dtype=np.float32)[[0, 1, 1, 2]]
    owners = np.array([0, 0, 1, 2])
    queries = {"1": "x", "2": "z", "3": "y", "unjudged": "x"}
    found = measure(
        Axes(),
        passages,
        owners=owners,
        documents=["a", "b", "c"],
        queries=queries,
        relevant={"1": {"a"}, "2": {"c"}, "3": {"b"}},
    )
    # "y" lies in a and b alike: the first of equals is shown first.
    assert (found.questions, found.in_five) == (3, 1.0)
    assert found.first == pytest.approx(2 / 3)
    assert found.ndcg_at_10 == pytest.approx((1 + 1 + 1 / np.log2(3)) / 3)
    assert json.dumps(found.as_json())
