"""What sort of answer a question wants, and which headings promise it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from knowledge.retrieval.lexical import Vocabulary
from knowledge.retrieval.protocols import Ids
from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import folded_words

DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class QuestionTypes:
    """The types of questions, and by type the token keys of phrases in fitting headings."""

    phrases: PhraseTable[str]
    names: tuple[str, ...]
    headings: Mapping[str, Ids]

    @classmethod
    def load(cls, vocabulary: Vocabulary) -> Self:
        """The shipped tables, in the numbers of `vocabulary`."""
        rows = [(phrase, kind) for phrase, kind in read_table("question_types.tsv")]
        keys: dict[str, list[int]] = {}
        for phrase, kind in read_table("heading_types.tsv"):
            keys.setdefault(kind, []).append(vocabulary.pair_key(*folded_words(phrase)[-2:]))
        return cls(
            PhraseTable(rows),
            tuple(sorted({kind for _, kind in rows})),
            {kind: np.asarray([key for key in of if key >= 0], np.int64) for kind, of in keys.items()},
        )

    def of(self, text: str) -> frozenset[str]:
        """The types that a question is of; several are possible."""
        return frozenset(self.phrases.values(text))
