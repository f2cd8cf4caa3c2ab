"""BM25 against a naive dictionary of the same formula; what is saved is what is loaded."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.lexical import Bm25Builder, Bm25Index, Vocabulary

K1, B = 1.2, 0.75
KEYS = st.integers(min_value=0, max_value=12)
ROWS = st.lists(st.lists(KEYS, max_size=12), max_size=12)
ASKED = st.lists(st.integers(min_value=-1, max_value=15), max_size=8)


def _index(rows: list[list[int]]) -> Bm25Index:
    builder = Bm25Builder()
    for row in rows:
        builder.add(np.asarray(row, dtype=np.int64))
    return builder.build(k1=K1, b=B)


def _naive(rows: list[list[int]], asked: list[int], weights: list[float]) -> list[float]:
    mean = max(sum(map(len, rows)) / len(rows), 1.0) if rows else 1.0
    scores = []
    for row in rows:
        counts = Counter(row)
        score = 0.0
        for key, weight in zip(asked, weights, strict=True):
            df = sum(key in other for other in rows)
            tf = counts[key]
            if tf:
                idf = math.log(1 + (len(rows) - df + 0.5) / (df + 0.5))
                score += weight * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(row) / mean))
        scores.append(score)
    return scores


def _asked(keys: list[int]) -> tuple[np.ndarray, np.ndarray, list[float]]:
    weights = [1.0 + 0.25 * place for place in range(len(keys))]
    return np.asarray(keys, dtype=np.int64), np.asarray(weights, dtype=np.float32), weights


@given(ROWS, ASKED)
def test_scores_are_those_of_the_formula(rows: list[list[int]], asked: list[int]) -> None:
    keys, weights, plain = _asked(asked)
    scores = _index(rows).scores(keys, weights)
    assert scores.shape == (len(rows),)
    np.testing.assert_allclose(scores, _naive(rows, asked, plain), rtol=1e-4, atol=1e-5)


@given(ROWS.filter(bool), ASKED)
def test_scores_and_presence_of_a_few_rows(rows: list[list[int]], asked: list[int]) -> None:
    index = _index(rows)
    keys, weights, _ = _asked(asked)
    few = np.arange(len(rows), dtype=np.int64)[::-2]
    np.testing.assert_allclose(
        index.scores_of(keys, weights, few), index.scores(keys, weights)[few], rtol=1e-5
    )
    expected = [[key in rows[row] for row in few.tolist()] for key in asked]
    assert index.presence(keys, few).tolist() == expected


def test_a_large_index_leaves_out_what_is_everywhere() -> None:
    rows = [[1, 2] if number % 10 else [1, 2, 3] for number in range(3_000)]
    index = _index(rows)
    keys, weights, _ = _asked([1, 3])
    few = np.arange(0, 30, dtype=np.int64)
    scores = index.scores(keys, weights)
    assert scores[1] == 0
    assert scores[0] > 0
    np.testing.assert_allclose(index.scores_of(keys, weights, few), scores[few])


def test_rarity() -> None:
    index = _index([[1], [1], [1, 2]])
    common, rare, unknown = index.idf(np.asarray([1, 2, 99], dtype=np.int64)).tolist()
    assert 0 < common < rare < unknown
    assert _index([]).idf(np.asarray([5], dtype=np.int64)).shape == (1,)


@pytest.mark.parametrize("rows", [[], [[]], [[3, 3, 7], [], [7]]])
def test_what_is_saved_is_what_is_loaded(tmp_path: Path, rows: list[list[int]]) -> None:
    index = _index(rows)
    index.save(tmp_path, "words")
    loaded = Bm25Index.load(tmp_path, "words")
    keys, weights, _ = _asked([3, 7, 8, -1])
    assert loaded.count == len(rows)
    np.testing.assert_array_equal(loaded.scores(keys, weights), index.scores(keys, weights))
    np.testing.assert_array_equal(loaded.idf(keys), index.idf(keys))
    assert isinstance(loaded._weights.base, np.memmap) or not rows or loaded._weights.base is not None
    assert not loaded._weights.flags.writeable


# --- vocabulary ------------------------------------------------------------------------------------------


def test_a_text_is_found_by_syllables_pairs_and_accents() -> None:
    vocabulary = Vocabulary()
    learnt = vocabulary.learn("Đăng ký khai sinh")
    # 4 folded syllables, 2 with accents, 3 pairs
    assert len(learnt) == 9
    assert sorted(vocabulary.lookup("đăng KÝ khai sinh").tolist()) == sorted(learnt.tolist())
    assert set(vocabulary.lookup("dang ky khai sinh").tolist()) < set(learnt.tolist())
    assert vocabulary.folded_key("khai") in learnt
    assert vocabulary.pair_key("khai", "sinh") in learnt
    assert vocabulary.pair_key("sinh", "khai") not in learnt


def test_pairs_do_not_span_the_end_of_a_clause() -> None:
    vocabulary = Vocabulary()
    keys = vocabulary.learn("mục 5. Đề nghị")
    assert vocabulary.pair_key("muc", "5") in keys
    assert vocabulary.pair_key("5", "de") not in keys


def test_unknown_words_are_minus_one() -> None:
    vocabulary = Vocabulary()
    vocabulary.learn("khai sinh")
    assert set(vocabulary.lookup("máy bay").tolist()) == {-1}
    assert vocabulary.folded_key("máy") == vocabulary.pair_key("khai", "may") == -1
    assert "khai" in vocabulary
    assert "may" not in vocabulary


@given(st.lists(st.text(max_size=30), max_size=5))
def test_looking_up_what_was_learnt(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    learnt = [vocabulary.learn(text) for text in texts]
    for text, keys in zip(texts, learnt, strict=True):
        assert vocabulary.lookup(text).tolist() == keys.tolist()
        assert (keys >= 0).all()


def test_the_vocabulary_survives_saving(tmp_path: Path) -> None:
    vocabulary = Vocabulary()
    keys = vocabulary.learn("Đài truyền thanh phường 😀 12")
    vocabulary.save(tmp_path / "vocabulary.json")
    loaded = Vocabulary.load(tmp_path / "vocabulary.json")
    assert len(loaded) == len(vocabulary)
    assert loaded.lookup("Đài truyền thanh phường 😀 12").tolist() == keys.tolist()
