"""Learns what questions ask for from the questions that passages carry, when an index is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge.model import Aspect, DocumentKind, Metadata, Passage
from knowledge.retrieval.intents import Intents, weighed
from knowledge.retrieval.lexical import Vocabulary, plain_keys
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.vietnamese.abbreviations import spelled_out, spoken_forms
from knowledge.vietnamese.phrases import PhraseTable

_SOFTNESS = 0.5  # C of the classifiers: cross-validated on the built-in questions
_LEAST = 2  # texts that have a token which is learned from
_OTHERS = 3000  # names of other documents, from which all that is asked for is told apart
_OTHER = -1
_NAMED = frozenset({DocumentKind.PROCEDURE, DocumentKind.GUIDE})


@dataclass(slots=True)
class _Line:
    """A line that people ask for."""

    text: str
    aspect: Aspect | None
    row: int  # of its passage
    questions: tuple[Ids, ...]


@dataclass(slots=True)
class IntentTrainer:
    """Collects the questions of passages as they are indexed, and learns from them."""

    vocabulary: Vocabulary
    _rows: int = 0  # passages so far
    _lines: dict[int, list[_Line]] = field(default_factory=dict)  # by document row
    _names: dict[int, list[Ids]] = field(default_factory=dict)  # of procedures and guides
    _others: list[Ids] = field(default_factory=list)  # lines of other documents
    _chat: PhraseTable[str] = field(default_factory=lambda: spoken_forms("chat.tsv"))

    def add(self, row: int, meta: Metadata, passage: Passage) -> None:
        """Take note of the next passage, which is of the document at `row`."""
        if passage.asked:
            self._lines.setdefault(row, [])
        for asked in passage.asked:
            questions = tuple(self._keys(spelled_out(text, self._chat)) for text in asked.questions)
            spoken = (self._keys(asked.line), *questions)
            self._lines[row].append(_Line(asked.line, passage.aspect, self._rows, spoken))
        self._rows += 1
        if meta.kind in _NAMED:
            if passage.ordinal == 0:
                self._names[row] = [self._keys(name) for name in (meta.title, *meta.aliases)]
        elif len(self._others) < _OTHERS:
            self._others += [self._keys(line) for line in passage.text.split("\n")]

    def train(self) -> Intents:
        """The classifiers; nothing where no passage carries questions."""
        if not self._lines:
            return Intents.nothing()
        rows = sorted(self._lines)
        lines = [line for row in rows for line in self._lines[row]]
        questions = [keys for line in lines for keys in line.questions]
        names = [(row, keys) for row in rows for keys in self._names.get(row, ())]
        others = [keys for row, of in self._names.items() if row not in self._lines for keys in of][:_OTHERS]
        others += self._others[:_OTHERS]
        texts = [*questions, *(keys for _, keys in names), *others]
        tokens, idf = _rarity(texts)
        bags = [weighed(keys, tokens, idf) for keys in texts]
        matrix = _matrix(bags, len(tokens))
        owners = [row for row in rows for line in self._lines[row] for _ in line.questions]
        owners += [row for row, _ in names] + [_OTHER] * len(others)
        by_document, document_bias = _learn(matrix, np.asarray(owners), rows)
        aspects = sorted({line.aspect for line in lines if line.aspect}, key=list(Aspect).index)
        # What people say, not what the lines themselves say, tells how an aspect is asked for.
        asked = [line.aspect if number else None for line in lines for number in range(len(line.questions))]
        told = [at for at, aspect in enumerate(asked) if aspect]
        kinds = [aspects.index(aspect) for aspect in asked if aspect]
        by_aspect, aspect_bias = _learn(matrix[told], np.asarray(kinds, np.int64), range(len(aspects)))
        return Intents(
            tokens=tokens,
            idf=idf,
            rows=np.asarray(rows, np.int64),
            of_document=by_document,
            document_bias=document_bias,
            of_aspect=by_aspect,
            aspect_bias=aspect_bias,
            line_bounds=_bounds(len(self._lines[row]) for row in rows),
            line_rows=np.asarray([line.row for line in lines], np.int64),
            question_bounds=_bounds(len(line.questions) for line in lines),
            bounds=_bounds(len(at) for at, _ in bags[: len(questions)]),
            at=np.concatenate([at for at, _ in bags[: len(questions)]]),
            weights=np.concatenate([of for _, of in bags[: len(questions)]]),
            aspects=tuple(aspects),
            lines=tuple(line.text for line in lines),
        )

    def _keys(self, text: str) -> Ids:
        return plain_keys(self.vocabulary.learn(text))


def _rarity(texts: Sequence[Ids]) -> tuple[Ids, Vector]:
    """The tokens that at least two texts have, and how rare each is."""
    tokens, counts = np.unique(np.concatenate([np.unique(keys) for keys in texts]), return_counts=True)
    kept = counts >= _LEAST
    return tokens[kept], (np.log((1 + len(texts)) / (1 + counts[kept])) + 1).astype(np.float32)


def _matrix(bags: Sequence[tuple[Ids, Vector]], tokens: int) -> csr_matrix:
    bounds = _bounds(len(at) for at, _ in bags)
    at, weights = (np.concatenate([bag[part] for bag in bags]) for part in (0, 1))
    return csr_matrix((weights, at, bounds), shape=(len(bags), tokens))


def _learn(matrix: csr_matrix, classes: Ids, wanted: Sequence[int]) -> tuple[NDArray[np.float16], Vector]:
    """Weights of shape `(tokens, wanted)` and biases of linear classifiers, each class against all others."""
    found = np.unique(classes)
    if len(found) < 2:  # nothing to tell apart
        return np.zeros((matrix.shape[1], len(wanted)), np.float16), np.full(len(wanted), -1.0, np.float32)
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - takes a second to import: only where an index is built

    model: Any = LinearSVC(C=_SOFTNESS, random_state=0).fit(matrix, classes)
    weights, bias = model.coef_, model.intercept_
    if len(found) == 2:  # the library keeps one of two
        weights, bias = np.concatenate([-weights, weights]), np.concatenate([-bias, bias])
    places = np.searchsorted(found, np.asarray(wanted))
    return weights[places].T.astype(np.float16), bias[places].astype(np.float32)


def _bounds(sizes: Iterable[int]) -> Ids:
    return np.concatenate([[0], np.cumsum(list(sizes))]).astype(np.int64)
