"""A trained model written as a sentence-transformers directory with 8-bit rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from knowledge.retrieval.static import CUTTING, MODULES, TOKENIZER, UNKNOWN, WEIGHTS

_UNKNOWN_SCORE = -20.0  # log probability: below that of any phrase
_LIBRARY = "sentence_transformers"
_CONFIG = {
    "__version__": {_LIBRARY: "6.2.0"},
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def export(directory: Path, phrases: Sequence[tuple[str, float]], vectors: NDArray[np.float32]) -> None:
    """Write `vectors` (shape (phrases + 1, dimension), row 0 for unknown ones) and the tokenizer.

    Rows are rounded to 8 bits with a scale each: sentence-transformers reads that as a model2vec model with
    token weights. The card is not written here: figures are put into it by whoever measured them.
    """
    directory.mkdir(parents=True, exist_ok=True)
    largest = np.abs(vectors).max(axis=1)
    scales = (np.where(largest > 0, largest, 127.0) / 127.0).astype(np.float32)
    rows = np.rint(vectors / scales[:, None]).astype(np.int8)
    save_file({"embeddings": rows, "weights": scales}, directory / WEIGHTS)
    (directory / WEIGHTS).chmod(0o644)  # the library keeps it from everybody else
    _write(directory / TOKENIZER, _tokenizer(phrases))
    modules = [("0", "", "StaticEmbedding"), ("1", "1_Normalize", "Normalize")]
    described = [
        {"idx": at, "name": name, "path": path, "type": f"{_LIBRARY}.models.{kind}"}
        for at, (name, path, kind) in enumerate(modules)
    ]
    _write(directory / MODULES, described)
    _write(directory / "config_sentence_transformers.json", _CONFIG)
    _write(directory / "config.json", {"architectures": ["StaticEmbedding"]})


def _tokenizer(phrases: Sequence[tuple[str, float]]) -> dict[str, Any]:
    vocabulary = [[UNKNOWN, _UNKNOWN_SCORE], *([f"<{phrase}>", score] for phrase, score in phrases)]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        **CUTTING,
        "post_processor": None,
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": vocabulary, "byte_fallback": False},
    }


def _write(path: Path, data: object) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
