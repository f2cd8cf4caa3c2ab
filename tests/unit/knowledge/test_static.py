"""The static embedder: cuts texts as its tokenizer says, and equals sentence-transformers to 1e-4."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from indexer.training.embedder.export import export
from knowledge.errors import EmbedderError
from knowledge.retrieval.embedder import WEIGHTS, open_embedder
from knowledge.retrieval.static import JOINT, PhraseTokenizer, StaticEmbedder, clauses
from knowledge.settings import EmbeddingSettings

PHRASES = [
    ("khai", -5.0), ("sinh", -5.5), ("dang", -4.0), ("ky", -4.5), ("ket", -6.0), ("hon", -6.0), ("33", -7.0),
    ("khai><sinh", -6.5), ("dang><ky", -5.0), ("dang><ky><khai><sinh", -9.0), ("ky><ket", -12.0),
    ("ket><hon", -7.0), ("giay", -5.0), ("giay><khai", -10.0), ("giay><khai><sinh", -9.5), ("phi", -5.0),
]  # fmt: skip
# Every letter that Vietnamese is written with, in both cases, and what stands between words.
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằấầẩẫậếềểễệìíỉĩịòóỏõọốồổỗộớờởỡợùúủũụứừửữựỳýỷỹỵ"
TYPED = LETTERS + LETTERS.upper() + "0123456789 \n\t.,;:!?()[]\"'“”…–-|/<>_%&"
WORDS = ["Đăng ký", "khai sinh", "KẾT HÔN", "giấy", "khaix", "33/KH-UBND", "phí", "(phí)", "<khai>", "ký"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("models") / "small"
    vectors = np.random.default_rng(5).normal(size=(len(PHRASES) + 1, 24)).astype(np.float32)
    vectors[0] = 0
    export(directory, PHRASES, vectors)
    return directory


@cache
def _library() -> Tokenizer:
    return Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))


@cache
def _shipped() -> PhraseTokenizer:
    return PhraseTokenizer.load(WEIGHTS / "tokenizer.json")


@pytest.fixture(scope="module")
def torch_model() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch says of itself is not ours to mend
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        yield SentenceTransformer(str(WEIGHTS), device="cpu")


def test_clauses_are_folded_and_end_where_sentences_do() -> None:
    assert clauses("Đăng ký, KHAI-SINH (Số 33/KH).\n\n") == [
        ["dang", "ky"],
        ["khai", "sinh"],
        ["so", "33", "kh"],
    ]
    assert clauses(" …,; ") == []


def test_the_most_probable_phrases_are_chosen() -> None:
    tokenizer = PhraseTokenizer(PHRASES)
    names = [phrase for phrase, _ in PHRASES]

    def cut(text: str) -> list[str]:
        return [names[number - 1].replace(JOINT, " ") for number in tokenizer.numbers(text)]

    assert cut("Đăng ký khai sinh") == ["dang ky khai sinh"]
    assert cut("đăng ký, khai sinh") == ["dang ky", "khai sinh"]
    assert cut("Đăng ký kết hôn") == ["dang ky", "ket hon"]
    assert cut("giấy khai sinh khaix 33") == ["giay khai sinh", "33"]
    assert cut("xyz") == []


@settings(deadline=None)  # the first example loads the library's copy of the vocabulary
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(TYPED, max_size=12)), max_size=12).map(" ".join))
def test_texts_are_cut_as_the_tokenizers_library_cuts_them(text: str) -> None:
    cut = _library().encode(text, add_special_tokens=False).ids
    assert _shipped().numbers(text) == [number for number in cut if number]


@settings(deadline=None)
@given(st.lists(st.sampled_from(LETTERS[:9] + " ,"), max_size=40).map("".join))
def test_accents_do_not_matter(text: str) -> None:
    import unicodedata  # noqa: PLC0415

    assert _shipped().numbers(text) == _shipped().numbers(unicodedata.normalize("NFD", text))


def test_vectors_equal_those_of_sentence_transformers(torch_model: Any) -> None:
    texts = [
        "Làm giấy khai sinh cho con cần giấy tờ gì, mất bao lâu?",
        "lam giay khai sinh cho con can giay to gi, mat bao lau",
        "Điều 5. Thời hạn cấp Giấy chứng nhận quyền sử dụng đất là 15 ngày làm việc.\n" * 20,
        "33/KH-UBND 😀 qwrtz",
        "phí",
        "",
        "…",
    ]
    ours = open_embedder(EmbeddingSettings(model="shipped")).embed(texts)
    theirs = torch_model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(ours[:5], axis=1), 1, atol=1e-5)
    assert not ours[5:].any()
    np.testing.assert_array_equal(ours[0], ours[1])


def test_the_model_is_ours_small_and_described() -> None:
    files = [path for path in WEIGHTS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 25_000_000
    card = (WEIGHTS / "README.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("nDCG@10", "dichvucong.gov.vn", "recipe.json"))


def test_words_of_one_subject_lie_together() -> None:
    embedder = open_embedder(EmbeddingSettings(model="shipped"))
    asked, near, far = embedder.embed(
        ["làm giấy khai sinh cho con", "Thủ tục đăng ký khai sinh", "Cấp giấy phép khai thác khoáng sản"]
    )
    assert float(asked @ near) > float(asked @ far) + 0.2


def test_opening_needs_no_torch_and_no_tokenizers() -> None:
    code = (
        "import sys\n"
        "from knowledge.retrieval.embedder import open_embedder\n"
        "from knowledge.settings import EmbeddingSettings\n"
        "open_embedder(EmbeddingSettings(model='shipped')).embed(['khai sinh'])\n"
        "print(*sorted({'torch', 'tokenizers', 'sentence_transformers', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_a_directory_of_this_kind_is_known_and_others_are_not(small: Path, tmp_path: Path) -> None:
    assert StaticEmbedder.fits(small)
    embedder = open_embedder(EmbeddingSettings(model=str(small)))
    assert isinstance(embedder, StaticEmbedder)
    assert embedder.dimension == 24
    assert not StaticEmbedder.fits(tmp_path)
    other = json.loads((small / "tokenizer.json").read_text(encoding="utf-8"))
    other["normalizer"] = None
    (tmp_path / "tokenizer.json").write_text(json.dumps(other), encoding="utf-8")
    (tmp_path / "modules.json").write_bytes((small / "modules.json").read_bytes())
    assert not StaticEmbedder.fits(tmp_path)


def test_the_fingerprint_follows_the_weights_not_the_card(small: Path, tmp_path: Path) -> None:
    first = StaticEmbedder.open(small).fingerprint
    (small / "README.md").write_text("card", encoding="utf-8")
    assert StaticEmbedder.open(small).fingerprint == first
    other = tmp_path / "small"
    export(other, PHRASES, np.ones((len(PHRASES) + 1, 24), np.float32))
    assert StaticEmbedder.open(other).fingerprint != first
    assert first.startswith("static:small:")


@pytest.mark.parametrize("broken", ["model.safetensors", "tokenizer.json"])
def test_a_broken_model_is_told(small: Path, tmp_path: Path, broken: str) -> None:
    for file in ("model.safetensors", "tokenizer.json", "modules.json"):
        content = (small / file).read_bytes()
        (tmp_path / file).write_bytes(content[: len(content) // 2] if file == broken else content)
    with pytest.raises(EmbedderError, match="mô hình nhúng hỏng") as caught:
        StaticEmbedder.open(tmp_path)
    assert "hashing" in caught.value.mend


def test_rounding_to_eight_bits_keeps_directions(small: Path) -> None:
    vectors = np.random.default_rng(5).normal(size=(len(PHRASES) + 1, 24)).astype(np.float32)
    kept = StaticEmbedder.open(small).embed(["khai"])[0]
    assert float(kept @ vectors[1] / np.linalg.norm(vectors[1])) > 0.9999
