"""Texts as bags of phrases, in sparse matrices: all that a static embedding sees of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy import sparse

from knowledge.retrieval.static import JOINT, PhraseTokenizer

Bags = Any  # scipy.sparse.csr_matrix, shape (texts, phrases), how often each phrase stands in a text


def bags(
    texts: Iterable[str], tokenizer: PhraseTokenizer, *, step: Callable[[int], None] = lambda _done: None
) -> Bags:
    """One row a text; `step` is told how many texts are done."""
    numbers: list[int] = []
    ends = [0]
    for done, text in enumerate(texts, start=1):
        numbers += tokenizer.numbers(text)
        ends.append(len(numbers))
        if done % 500 == 0:
            step(done)
    ones = np.ones(len(numbers), dtype=np.float32)
    matrix = sparse.csr_matrix(
        (ones, np.asarray(numbers, dtype=np.int32), np.asarray(ends)), shape=(len(ends) - 1, len(tokenizer))
    )
    matrix.sum_duplicates()
    return matrix


def composition(phrases: Sequence[tuple[str, float]]) -> Bags:
    """Which known phrases stand inside each phrase, itself included; shape (phrases + 1, phrases + 1).

    The vector of a phrase is the sum of the learned vectors of its parts. So a long phrase that is seldom
    seen still lies near its syllables, and texts cut differently stay comparable.
    """
    numbers = {phrase: number for number, (phrase, _) in enumerate(phrases, start=1)}
    rows: list[int] = []
    parts: list[int] = []
    for phrase, number in numbers.items():
        syllables = phrase.split(JOINT)
        for start, end in combinations(range(len(syllables) + 1), 2):
            part = numbers.get(JOINT.join(syllables[start:end]))
            if part is not None:
                rows.append(number)
                parts.append(part)
    size = len(phrases) + 1
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, parts)), shape=(size, size))
