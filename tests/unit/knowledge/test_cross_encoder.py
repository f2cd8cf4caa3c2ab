"""A second look by a cross-encoder: any sentence-transformers one, on the first passages only."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.errors import RankerError
from knowledge.retrieval.cross_encoder import CrossEncoder, SecondLook, open_cross_encoder
from knowledge.settings import RankingSettings
from tests.unit.knowledge.worlds import World

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "khai", "sinh", "con", "ket", "hon")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with weights by chance, as a directory of the hub's format."""
    folder = tmp_path_factory.mktemp("tiny")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own
        import torch  # noqa: PLC0415
        import transformers  # noqa: PLC0415

        library: Any = transformers  # its names are made at import
        torch.manual_seed(0)
        (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
        config = library.BertConfig(
            vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=16, max_position_embeddings=64, num_labels=1,
        )  # fmt: skip
        library.BertForSequenceClassification(config).save_pretrained(folder)
        library.BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore")
def test_any_cross_encoder_directory_works(tiny: Path) -> None:
    model = open_cross_encoder(RankingSettings(cross_encoder=str(tiny)))
    assert model is not None
    scores = model.score("khai sinh", ["khai sinh con", "ket hon", "khai sinh con"])
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-5)
    assert scores[0] != pytest.approx(scores[1], abs=1e-7)


def test_none_is_opened_unless_it_is_named() -> None:
    assert open_cross_encoder(RankingSettings()) is None


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "moon"}), encoding="utf-8")
    with pytest.raises(RankerError) as caught:
        CrossEncoder.open(str(tmp_path))
    assert caught.value.where == "ranking.cross_encoder"


class _Longest:
    """Finds the longest text best, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def predict(self, pairs: Sequence[tuple[str, str]], *, show_progress_bar: bool) -> list[float]:
        assert not show_progress_bar
        self.asked += pairs
        return [float(len(text)) for _, text in pairs]


def test_only_the_first_are_put_in_order(desk: World) -> None:
    model = _Longest()
    look = SecondLook(CrossEncoder(model), 4, desk.store.said)
    retriever = replace(desk.retriever, second_look=look)
    query = retriever.read("đăng ký khai sinh cần giấy tờ gì")
    before = [hit.row for hit in desk.retriever.search(query, 10)]
    after = [hit.row for hit in retriever.search(query, 10)]
    assert after[:4] == sorted(before[:4], key=lambda row: -len(desk.store.said(row)))
    assert after[4:] == before[4:]
    assert {question for question, _ in model.asked} == {query.meant}
    assert len(model.asked) == 4


def test_models_with_several_outputs_are_read_by_the_first() -> None:
    class Two:
        def predict(self, pairs: Sequence[tuple[str, str]], *, show_progress_bar: bool) -> list[list[float]]:
            return [[float(place), -1.0] for place, _ in enumerate(pairs)]

    np.testing.assert_array_equal(CrossEncoder(Two()).score("q", ["a", "b"]), [0, 1])
