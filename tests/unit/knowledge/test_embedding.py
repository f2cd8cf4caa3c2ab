"""Vectors: the stores of both sizes, the built-in embedder, and sentence-transformers models."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsing import standard_parser
from indexer.pipeline import BuildRequest, build
from knowledge.errors import EmbedderError
from knowledge.model import Document
from knowledge.retrieval.embedder import HashingEmbedder, SentenceTransformerEmbedder, open_embedder
from knowledge.retrieval.protocols import Vector
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.vectors import FaissStore
from knowledge.settings import EmbeddingSettings
from knowledge.snapshot import Snapshot
from tests.unit.knowledge.worlds import DOCUMENTS, plan, world


class RandomEmbedder:
    """Vectors that mean nothing, as those of a model of another language do."""

    fingerprint = "dir:english:0123456789abcdef"
    dimension = 32

    def embed(self, texts: Sequence[str]) -> Vector:
        rows = [np.random.default_rng(sum(text.encode("utf-8", "replace"))).normal(size=32) for text in texts]
        vectors = np.asarray(rows, dtype=np.float32).reshape(len(texts), 32)
        unit: Vector = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def _unit(rows: int, dimension: int) -> Vector:
    vectors = np.random.default_rng(7).normal(size=(rows, dimension)).astype(np.float32)
    unit: Vector = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


# --- stores ----------------------------------------------------------------------------------------------


def test_a_small_store_is_exact(tmp_path: Path) -> None:
    vectors = _unit(200, 16)
    store = FaissStore.build(vectors)
    rows, products = store.search(vectors[5], 10)
    expected = np.argsort(-(vectors @ vectors[5]), kind="stable")[:10]
    assert rows.tolist() == expected.tolist()
    assert products[0] == pytest.approx(1.0, abs=1e-5)
    store.save(tmp_path)
    loaded = FaissStore.load(tmp_path)
    np.testing.assert_array_equal(loaded.vectors([3, 1]), vectors[[3, 1]])
    assert loaded.search(vectors[5], 3)[0].tolist() == expected[:3].tolist()


def test_a_large_store_finds_nearly_the_same(tmp_path: Path) -> None:
    vectors = _unit(20_000, 16)
    FaissStore.build(vectors).save(tmp_path)
    store = FaissStore.load(tmp_path)
    found = sum(store.search(vectors[row], 1)[0][0] == row for row in range(0, 20_000, 400))
    assert found >= 48  # of 50
    np.testing.assert_allclose(store.vectors([7, 19_999]), vectors[[7, 19_999]], atol=0.02)


def test_stores_of_nothing_and_of_little() -> None:
    empty = FaissStore.build(np.empty((0, 16), np.float32))
    assert empty.search(np.ones(16, np.float32), 5)[0].tolist() == []
    assert empty.vectors([]).shape == (0, 16)
    assert len(FaissStore.build(_unit(2, 16)).search(np.ones(16, np.float32), 5)[0]) == 2


# --- the built-in embedder -------------------------------------------------------------------------------


def test_hashing_is_the_same_everywhere() -> None:
    first, second = HashingEmbedder(64), HashingEmbedder(64)
    texts = ["Đăng ký khai sinh", "dang ky khai sinh", "Máy bay", ""]
    vectors = first.embed(texts)
    np.testing.assert_array_equal(vectors, second.embed(texts[::-1])[::-1])
    np.testing.assert_array_equal(vectors[0], vectors[1])  # accents do not matter
    assert float(vectors[0] @ vectors[2]) < 0.5
    assert not vectors[3].any()
    assert vectors.dtype == np.float32
    # Snapshots hold these vectors: another hash would need another fingerprint.
    assert first.fingerprint == "hashing-1-64"
    assert np.flatnonzero(HashingEmbedder(64).embed(["khai"])[0]).tolist() == [11, 15, 22, 42, 43]


@given(st.lists(st.text(max_size=40), max_size=4), st.sampled_from([16, 64, 128]))
def test_vectors_have_length_one_or_none(texts: list[str], dimension: int) -> None:
    embedder = HashingEmbedder(dimension)
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), dimension) == (len(texts), embedder.dimension)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))


def test_settings_choose_the_embedder() -> None:
    assert open_embedder(EmbeddingSettings(model="hashing", dimension=32)).fingerprint == "hashing-1-32"


# --- sentence-transformers -------------------------------------------------------------------------------


def _tiny_model(directory: Path) -> Path:
    """A static embedding of a dozen syllables, saved as any model is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from sentence_transformers.models import StaticEmbedding  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415
        from tokenizers.models import WordLevel  # noqa: PLC0415
        from tokenizers.pre_tokenizers import Whitespace  # noqa: PLC0415

        syllables = ["[UNK]", "khai", "sinh", "kết", "hôn", "đăng", "ký", "lệ", "phí", "hồ", "sơ"]
        tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(syllables)}, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = Whitespace()
        weights = np.random.default_rng(3).normal(size=(len(syllables), 24)).astype(np.float32)
        model = SentenceTransformer(
            modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu"
        )
        model.save(str(directory))
    return directory


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def _open(name: str) -> SentenceTransformerEmbedder:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch says of itself is not ours to mend
        embedder = open_embedder(EmbeddingSettings(model=name))
    assert isinstance(embedder, SentenceTransformerEmbedder)
    return embedder


def test_any_sentence_transformers_directory_works(tiny: Path, tmp_path: Path) -> None:
    embedder = _open(str(tiny))
    vectors = embedder.embed(["khai sinh", "kết hôn", ""])
    assert vectors.shape == (3, embedder.dimension) == (3, 24)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors[:2], axis=1), 1, atol=1e-5)
    with world(tmp_path, embedder=embedder, dense_weight=0.2) as desk:
        assert desk.first("đăng ký khai sinh") == "1.001193"
        assert desk.ask("\ud800 khai sinh\u200b cần giấy tờ gì 😀").citations


def test_the_fingerprint_is_that_of_the_files(tiny: Path) -> None:
    first = _open(str(tiny)).fingerprint
    assert first == _open(str(tiny)).fingerprint
    assert first.startswith("dir:tiny:")
    (tiny / "README.md").write_text("another", encoding="utf-8")
    assert _open(str(tiny)).fingerprint != first


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model", "/no/such/folder"])
def test_a_wrong_name_is_told_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    started = time.monotonic()
    with pytest.raises(EmbedderError, match="không nạp được mô hình nhúng") as caught:
        _open(name)
    assert time.monotonic() - started < 30  # no retries over the network
    assert name in str(caught.value)
    assert "hashing" in caught.value.mend


def test_a_directory_that_is_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{broken", encoding="utf-8")
    with pytest.raises(EmbedderError):
        _open(str(tmp_path))


def test_another_embedder_than_the_index_was_built_with(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(
        "KẾ HOẠCH\nCải cách hành chính\nI. MỤC ĐÍCH\nPhục vụ người dân tốt hơn.\n", encoding="utf-8"
    )
    request = BuildRequest(sources=(source,), directory=tmp_path / "index")
    built = HashingEmbedder(32)
    build(request, parser=standard_parser(), embedder=built)
    Snapshot.load(tmp_path / "index", embedder=built.fingerprint).close()
    with pytest.raises(EmbedderError, match="python -m indexer build") as caught:
        Snapshot.load(tmp_path / "index", embedder=RandomEmbedder.fingerprint)
    assert built.fingerprint in str(caught.value)
    assert RandomEmbedder.fingerprint in str(caught.value)


# --- a useless embedder does no harm ---------------------------------------------------------------------

QUESTIONS = (
    "Làm giấy khai sinh cần giấy tờ gì?",
    "le phi ket hon",
    "Phường Tân Mẫu khảo sát hài lòng bao nhiêu người?",
    "đài truyền thanh năm 2024",
    "giờ làm việc một cửa",
)
MANY = tuple(
    plan(
        f"kh-{number}",
        f"Kế hoạch số {number} về lĩnh vực {subject}",
        [("1. Nội dung", f"Nội dung {subject} thứ {number} do tổ {number % 7} thực hiện hằng tháng.")],
        years=(2020 + number % 7,),
    )
    for number, subject in enumerate(["đất đai", "hộ tịch", "môi trường", "văn hóa", "y tế", "giáo dục"] * 30)
)


@pytest.mark.parametrize("documents", [DOCUMENTS, (*DOCUMENTS, *MANY)])
def test_an_embedder_nobody_measured_never_changes_the_order(
    tmp_path: Path, documents: Sequence[Document]
) -> None:
    orders = []
    for name, embedder in (("hashing", HashingEmbedder(32)), ("random", RandomEmbedder())):
        (tmp_path / name).mkdir()
        with world(tmp_path / name, documents, embedder=embedder) as desk:
            orders.append([desk.documents(question, 5) for question in QUESTIONS])
    assert orders[0] == orders[1]


def test_the_weight_of_the_settings_counts(tmp_path: Path) -> None:
    with world(tmp_path, embedder=RandomEmbedder(), dense_weight=1.0) as desk:
        hits = desk.retriever.search(desk.retriever.read("khai sinh"), 3)
        plain = Retriever.open(desk.index, desk.retriever.embedder)
        for hit, other in zip(hits, plain.search(plain.read("khai sinh"), 99), strict=False):
            assert hit.score != other.score
