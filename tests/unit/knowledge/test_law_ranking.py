"""Articles of law in the order of the learned ranker; everything else where the fixed weights put it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.parsing import standard_parser
from indexer.pipeline import BuildRequest, build
from knowledge.errors import RankerError
from knowledge.retrieval import learned
from knowledge.retrieval.embedder import HashingEmbedder
from knowledge.retrieval.learned import FILE, LearnedRanker
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.signals import Articles, SignalReader
from knowledge.snapshot import Snapshot
from tests.unit.indexer.corpora import write_corpora
from tests.unit.knowledge.worlds import World

QUESTION = "thời hạn giải quyết việc nuôi cá trong ao là bao lâu"


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("law")
    embedder = HashingEmbedder(64)
    request = BuildRequest(sources=tuple(write_corpora(folder)), directory=folder / "index")
    build(request, parser=standard_parser(), embedder=embedder)
    snapshot = Snapshot.load(folder / "index", embedder=embedder.fingerprint)
    yield snapshot
    snapshot.close()


def _model(**weights: float) -> dict[str, Any]:
    """A model that adds up signals as they are."""
    names = list(weights)
    ones = [1.0] * len(names)
    told = {"mean": [0.0] * len(names), "scale": ones, "weight": list(weights.values())}
    return {"signals": names, **told, "trees": [], "steepness": 1.0}


def _retriever(snapshot: Snapshot, **weights: float) -> Retriever:
    return Retriever.open(
        snapshot.index, HashingEmbedder(64), learned=LearnedRanker.of(_model(**weights or {"fixed": 1.0}))
    )


def _articles(snapshot: Snapshot, question: str) -> Articles:
    retriever = _retriever(snapshot)
    query = retriever.read(question)
    articles = SignalReader.of(snapshot.index).read(query, retriever.found(query))
    assert articles is not None
    return articles


def _signal(articles: Articles, name: str) -> dict[int, float]:
    values = articles.matrix[:, articles.names.index(name)].tolist()
    return dict(zip(articles.documents.tolist(), values, strict=True))


# --- signals ---------------------------------------------------------------------------------------------


def test_signals_are_finite_and_one_row_an_article(law: Snapshot) -> None:
    articles = _articles(law, QUESTION)
    assert articles.matrix.shape == (len(articles.documents), len(articles.names))
    assert articles.matrix.dtype == np.float32
    assert np.isfinite(articles.matrix).all()
    assert len(set(articles.names)) == len(articles.names)
    assert (np.diff(articles.documents) > 0).all()


def test_the_first_article_of_a_law_tells_what_the_others_are_about(law: Snapshot) -> None:
    articles = _articles(law, "hồ sơ đề nghị cấp phép đèn chiếu sáng")
    opening = _signal(articles, "words_opening")
    ids = law.store.document_ids()
    of_law = {row: value for row, value in opening.items() if ids[row].startswith("6/2020")}
    assert len(of_law) == 4
    assert min(of_law.values()) > max(value for row, value in opening.items() if row not in of_law)


def test_themes_count_the_articles_of_a_law(law: Snapshot) -> None:
    reader = SignalReader.of(law.index)
    keys = np.asarray([law.index.vocabulary.folded_key(word) for word in ("ngang", "khong", "dieu")])
    of = np.unique(reader.laws.groups[reader.laws.are]).astype(np.int64)[1:4]
    shares = reader.laws.themes(keys, law.index.documents, of)
    for place, group in enumerate(of.tolist()):
        rows = np.flatnonzero(reader.laws.groups == group)
        plain = law.index.documents.presence(keys, rows).mean(axis=1)
        np.testing.assert_allclose(shares[:, place], plain, atol=1e-6)
    assert shares.max() > 0


@pytest.mark.parametrize("question", ["", "???", "xyzzy", "là gì", "2020", "điều 1"])
def test_odd_questions_have_finite_signals(law: Snapshot, question: str) -> None:
    assert np.isfinite(_articles(law, question).matrix).all()


# --- order -----------------------------------------------------------------------------------------------


def test_articles_stand_as_the_learned_ranker_says(law: Snapshot) -> None:
    """By the number of the article alone, backwards: nothing the fixed weights would do."""
    retriever = _retriever(law, article=-1.0)
    numbers = retriever.index.facets.articles
    hits = retriever.search(retriever.read(QUESTION), 40)
    ranked = [int(numbers[retriever.index.document_of[hit.row]] or 0) for hit in hits]
    of_law = [number for number in ranked if number]
    assert of_law == sorted(of_law)
    assert of_law[0] == 1
    assert len({hit.row for hit in hits}) == len(hits)


def test_other_documents_keep_their_places(law: Snapshot) -> None:
    backwards, plain = _retriever(law, article=-1.0), _retriever(law)
    query = plain.read("trồng cây xanh đô thị trước nhà cần hồ sơ gì")
    laws = SignalReader.of(law.index).laws
    shown = [
        [hit.row if not laws.are[law.index.document_of[hit.row]] else None for hit in one.search(query, 40)]
        for one in (backwards, plain)
    ]
    assert shown[0] == shown[1]
    assert any(row is not None for row in shown[0])
    assert any(row is None for row in shown[0])


def test_scores_fall_and_signals_are_the_passages_own(law: Snapshot) -> None:
    retriever = _retriever(law, article=-1.0)
    query = retriever.read(QUESTION)
    hits = retriever.search(query, 20)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    found = retriever.found(query)
    for hit in hits:
        at = found.rows.tolist().index(hit.row)
        assert hit.signals == {name: float(values[at]) for name, values in found.signals.items()}


def test_a_desk_without_law_has_no_learned_order(desk: World) -> None:
    assert desk.retriever.laws is None


# --- the model -------------------------------------------------------------------------------------------


def test_the_shipped_model_knows_only_signals_that_are_computed(law: Snapshot) -> None:
    ranker = LearnedRanker.shipped()
    assert ranker is not None
    articles = _articles(law, QUESTION)
    assert set(ranker.names) <= set(articles.names)
    assert np.isfinite(ranker.score(articles.names, articles.matrix)).all()


def test_without_the_file_the_fixed_weights_rank(
    law: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned, "WEIGHTS", tmp_path)
    retriever = Retriever.open(law.index, HashingEmbedder(64))
    assert retriever.laws is None
    query = retriever.read(QUESTION)
    found = retriever.found(query)
    best = int(found.rows[np.argmax(found.fixed)])
    assert retriever.search(query, 1)[0].row == best


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        "{}",
        json.dumps({**_model(fixed=1.0), "mean": []}),
        json.dumps({**_model(fixed=1.0), "scale": [0.0]}),
        json.dumps(
            {
                **_model(fixed=1.0),
                "trees": [{"feature": [7], "threshold": [0], "left": [-1], "right": [-2], "value": [0, 1]}],
            }
        ),
    ],
)
def test_a_broken_model_is_an_error_that_says_where(tmp_path: Path, broken: str) -> None:
    (tmp_path / FILE).write_text(broken, encoding="utf-8")
    with pytest.raises(RankerError) as caught:
        LearnedRanker.open(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.mend


def test_a_signal_that_is_not_computed_is_an_error() -> None:
    with pytest.raises(RankerError, match="moon"):
        LearnedRanker.of(_model(moon=1.0)).score(("fixed",), np.zeros((2, 1), np.float32))


def test_columns_are_found_by_name() -> None:
    ranker = LearnedRanker.of(_model(a=1.0, b=10.0))
    assert ranker.score(("b", "x", "a"), np.asarray([[1, 9, 2]], np.float32)).tolist() == [12.0]
