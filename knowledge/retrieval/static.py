"""Static embeddings: a text's vector is the sum of the vectors of its phrases, made to length 1.

A model is a sentence-transformers directory (`StaticEmbedding`, 8-bit rows with a scale each, and
`Normalize`). It is evaluated here with numpy alone: torch would cost five seconds and 400 MB at start, the
tokenizers library 120 MB for this vocabulary. `CUTTING` describes the tokenizer to that library, so that
sentence-transformers gives the same vectors; a test compares them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from knowledge.errors import EmbedderError
from knowledge.retrieval.protocols import Vector
from knowledge.vietnamese.text import fold

UNKNOWN = "[UNK]"
JOINT = "><"  # between the syllables of a phrase: the piece of "khai sinh" is "<khai><sinh>"
WEIGHTS, TOKENIZER, MODULES = "model.safetensors", "tokenizer.json", "modules.json"

_CLAUSE_ENDS = '.,;:!?()[]"“”\n…–|'
_CLAUSE = re.compile(f"[{re.escape(_CLAUSE_ENDS)}]")
_SYLLABLE = re.compile(r"[^\W_]+")
_UNKNOWN_PHRASE, _NO_PHRASE = (0, -1000.0), (0, -np.inf)  # dearer than any phrase; impossible
_LETTER = r"[\p{L}\p{N}]"


def _replace(pattern: str, content: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}


CUTTING: Mapping[str, Any] = {
    "normalizer": {
        "type": "Sequence",
        "normalizers": [
            {"type": "NFD"},
            {"type": "Lowercase"},
            _replace("[\u0300-\u036f]", ""),
            _replace("đ", "d"),
            _replace("[<>]", " "),
            # A syllable is closed, so that a phrase never matches the beginning of a longer word.
            _replace(f"(?<={_LETTER})(?!{_LETTER})", ">"),
            _replace(f"[^\\p{{L}}\\p{{N}}>]*[{re.escape(_CLAUSE_ENDS)}][^\\p{{L}}\\p{{N}}>]*", "\n"),
            _replace("[^\\p{L}\\p{N}\n>]+", " "),
        ],
    },
    "pre_tokenizer": {
        "type": "Sequence",
        "pretokenizers": [
            {"type": "Split", "pattern": {"String": "\n"}, "behavior": "Removed", "invert": False},
            {"type": "Metaspace", "replacement": "<", "prepend_scheme": "always", "split": False},
        ],
    },
}


def clauses(text: str) -> list[list[str]]:
    """Folded syllables of `text`, one list a clause; phrases never reach over the end of a clause."""
    found = (_SYLLABLE.findall(clause) for clause in _CLAUSE.split(fold(text)))
    return [syllables for syllables in found if syllables]


class PhraseTokenizer:
    """Cuts clauses into the most probable phrases of one or more syllables (unigram language model).

    The same best path as the tokenizers library's `Unigram` finds, which goes letter by letter.
    """

    def __init__(self, phrases: Iterable[tuple[str, float]]) -> None:
        """`phrases` are syllables joined by `JOINT`, with log probabilities; numbers start at 1."""
        self._known = {phrase: (number, score) for number, (phrase, score) in enumerate(phrases, start=1)}
        self._begun: set[str] = set()  # what longer phrases begin with
        for phrase in self._known:
            begun = phrase.rpartition(JOINT)[0]
            while begun and begun not in self._begun:
                self._begun.add(begun)
                begun = begun.rpartition(JOINT)[0]

    def __len__(self) -> int:
        return len(self._known) + 1

    def numbers(self, text: str) -> list[int]:
        """Numbers of the phrases of `text` in order; unknown syllables are left out."""
        return [number for clause in clauses(text) for number in self._cut(clause) if number]

    def _cut(self, syllables: Sequence[str]) -> list[int]:
        # The score of a path is summed in the order that the library sums it: ties fall the same way.
        known, begun, count = self._known, self._begun, len(syllables)
        best = [0.0] + [-np.inf] * count
        last = [(0, 0)] * (count + 1)  # by end: where the last phrase starts, and its number
        for start in range(count):
            score = best[start]
            phrase = syllables[start]
            end = start + 1
            number, cost = known.get(phrase, _UNKNOWN_PHRASE)
            while True:
                if score + cost > best[end]:
                    best[end], last[end] = score + cost, (start, number)
                if phrase not in begun or end == count:
                    break
                phrase = f"{phrase}{JOINT}{syllables[end]}"
                end += 1
                number, cost = known.get(phrase, _NO_PHRASE)
        numbers: list[int] = []
        end = count
        while end:
            end, number = last[end]
            numbers.append(number)
        return numbers[::-1]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a `tokenizer.json` that cuts as this class does; raises `ValueError` for another one."""
        data = json.loads(path.read_text(encoding="utf-8"))
        if any(data.get(part) != CUTTING[part] for part in CUTTING) or data["model"]["type"] != "Unigram":
            raise ValueError("another tokenizer")
        return cls((piece[1:-1], score) for piece, score in data["model"]["vocab"][1:])


class StaticEmbedder:
    """A model directory as `indexer train embedder` writes it."""

    def __init__(
        self,
        tokenizer: PhraseTokenizer,
        rows: NDArray[np.int8],
        scales: NDArray[np.float32],
        fingerprint: str,
    ) -> None:
        """`rows[n] * scales[n]` is the vector of phrase `n`; shape of `rows`: (len(tokenizer), dimension)."""
        self._tokenizer = tokenizer
        self._rows = rows
        self._scales = scales
        self._fingerprint = fingerprint

    @staticmethod
    def fits(directory: Path) -> bool:
        """True when `directory` holds a model of this kind, not any other sentence-transformers model."""
        try:
            modules = json.loads((directory / MODULES).read_text(encoding="utf-8"))
            tokenizer = json.loads((directory / TOKENIZER).read_text(encoding="utf-8"))
            return str(modules[0]["type"]).endswith(".StaticEmbedding") and all(
                tokenizer.get(part) == CUTTING[part] for part in CUTTING
            )
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return False

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Load the model; raises `EmbedderError` when files are missing or broken."""
        try:
            tokenizer = PhraseTokenizer.load(directory / TOKENIZER)
            tensors = load_file(directory / WEIGHTS)
            rows, scales = tensors["embeddings"], tensors["weights"]
            if rows.shape[0] != len(tokenizer) or scales.shape != rows.shape[:1]:
                raise ValueError("rows and phrases differ in number")
        except (OSError, ValueError, LookupError, SafetensorError) as error:
            raise EmbedderError(
                f"mô hình nhúng hỏng hoặc thiếu tệp ({error.__class__.__name__})",
                where=str(directory),
                mend='cài đặt lại chương trình, hoặc đặt embedding.model = "hashing"',
            ) from error
        digest = hashlib.sha256((directory / TOKENIZER).read_bytes())
        digest.update((directory / WEIGHTS).read_bytes())
        return cls(tokenizer, rows, scales, f"static:{directory.name}:{digest.hexdigest()[:16]}")

    @property
    def fingerprint(self) -> str:
        """The directory's name and a hash of tokenizer and weights; the card may change."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._rows.shape[1])

    def embed(self, texts: Sequence[str]) -> Vector:
        """Vectors of shape `(len(texts), dimension)`, of length 1 (or 0 for a text without known phrases)."""
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            numbers = self._tokenizer.numbers(text)
            if not numbers:
                continue
            vector = self._scales[numbers] @ self._rows[numbers].astype(np.float32)
            length = float(np.linalg.norm(vector))
            if length:
                out[row] = vector / length
        return out
