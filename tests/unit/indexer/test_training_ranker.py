"""Training the ranker: it learns what there is to learn, and is judged by what it did not see."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.training.ranker.collecting import Asked, Collected
from indexer.training.ranker.linear import fit
from indexer.training.ranker.making import make
from indexer.training.ranker.recipe import Recipe
from indexer.training.ranker.training import cross_validated, learned
from knowledge.errors import SourceError
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.learned import FILE, LearnedRanker
from knowledge.settings import EmbeddingSettings
from tests.unit.indexer.corpora import write_corpora

SMALL = Recipe(folds=3, repeats=1, rounds=10, fewest=5)


def _collected(questions: int, *, telling: bool) -> Collected:
    """Ten articles a question of which one is right; the signal `b` tells which, or nothing does."""
    chance = np.random.default_rng(3)
    asked = []
    for number in range(questions):
        matrix = chance.standard_normal((10, 12)).astype(np.float32)
        right = np.arange(10) == chance.integers(10)
        if telling:
            matrix[right, 1] += 3
        asked.append(Asked(number, "", matrix, right, 1))
    return Collected(("fixed", "b", *(f"noise {n}" for n in range(10))), tuple(asked))


def test_the_telling_signal_gets_the_weight() -> None:
    collected = _collected(150, telling=True)
    weight = fit(*collected.stacked(), 0.01).weight
    assert int(np.argmax(np.abs(weight))) == 1
    assert weight[1] > 5 * np.abs(np.delete(weight, 1)).max()


def test_questions_without_a_right_article_teach_nothing() -> None:
    collected = _collected(60, telling=True)
    lost = Asked(60, "", collected.asked[0].matrix, np.zeros(10, np.bool_), 1)
    more = Collected(collected.names, (*collected.asked[:30], lost, *collected.asked[30:]))
    matrix, right, sizes = collected.stacked()
    before = fit(matrix, right, sizes, 0.1)
    again, judged, many = more.stacked()
    after = fit(again, judged, many, 0.1)
    np.testing.assert_allclose(before.weight / before.scale, after.weight / after.scale, atol=0.1)


def test_what_was_learned_by_heart_does_not_count() -> None:
    """With nothing but noise a model may remember its questions; others it must guess."""
    collected = _collected(60, telling=False)
    recipe = SMALL.model_copy(update={"rounds": 60, "shrinkage": 0.0})
    figures = cross_validated(collected, recipe)["as written"]
    assert figures["recall@1"] < 0.3
    ranker = LearnedRanker.of(learned(collected, recipe))
    seen = np.mean([one.right[ranker.score(collected.names, one.matrix).argmax()] for one in collected.asked])
    assert seen > figures["recall@1"] + 0.3


def test_what_there_is_to_learn_is_learned() -> None:
    figures = cross_validated(_collected(90, telling=True), SMALL)
    assert figures["as written"]["recall@1"] > 0.8
    assert figures["fixed"]["recall@1"] < 0.3


def _questions(folder: Path) -> tuple[Path, Path]:
    subjects = ("cây xanh đô thị", "chợ phiên vùng cao", "đò ngang", "ao nuôi cá", "nhà văn hóa thôn")
    titles = ("Điều kiện hoạt động", "Hồ sơ đề nghị cấp phép", "Thời hạn giải quyết")
    asked, judged = [], []
    for law, subject in enumerate(subjects, start=1):
        for number, title in enumerate(titles, start=2):
            name = f"q{law}-{number}"
            asked.append({"id": name, "text": f"{title} của {subject} thế nào?"})
            judged.append({"query_id": name, "doc_id": f"{law}/2020/nđ-cp+{number}"})
    files = folder / "queries.jsonl", folder / "qrels.jsonl"
    for file, rows in zip(files, (asked, judged), strict=True):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        file.write_text(lines, encoding="utf-8")
    return files


def test_a_run_makes_the_same_model_again_and_tells_its_figures(tmp_path: Path) -> None:
    source, *_ = write_corpora(tmp_path)
    queries, qrels = _questions(tmp_path)
    for out in ("once", "again"):
        made = make(SMALL, [source], queries, qrels, tmp_path / "work")
        made.save(tmp_path / out)
    first, second = (
        {file.name: file.read_bytes() for file in sorted((tmp_path / out).iterdir())}
        for out in ("once", "again")
    )
    assert first == second
    assert set(first) == {FILE, "recipe.json", "figures.json"}
    told = json.loads(first["figures.json"])
    assert told["questions"] == 15
    assert told["embedder"] == open_embedder(EmbeddingSettings()).fingerprint
    assert set(told["cross-validated"]) == {"fixed", "as written", "folded", "chat", "telex"}
    assert 0 < told["cross-validated"]["as written"]["ndcg@10"] <= 1
    assert LearnedRanker.open(tmp_path / "once").steepness > 0


def test_answers_that_the_index_does_not_have_are_an_error(tmp_path: Path) -> None:
    source, *_ = write_corpora(tmp_path)
    queries, qrels = _questions(tmp_path)
    qrels.write_text('{"query_id": "q1-2", "doc_id": "elsewhere"}\n', encoding="utf-8")
    with pytest.raises(SourceError):
        make(SMALL, [source], queries, qrels, tmp_path / "work")
