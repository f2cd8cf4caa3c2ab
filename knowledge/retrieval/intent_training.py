"""Learns what questions ask for from the questions that passages carry, when an index is built."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from knowledge.builtin import WAYS_OF_ASKING
from knowledge.model import Aspect, DocumentKind, Frozen, Metadata, Passage, PlanPart
from knowledge.retrieval.classifiers import bounds_of, classifiers, matrix_of, rarity, tokens_of, weighed
from knowledge.retrieval.intents import OFFICE, REFUSED, Intents
from knowledge.retrieval.lexical import Vocabulary
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.vietnamese.abbreviations import spelled_out, spoken_forms
from knowledge.vietnamese.phrases import PhraseTable

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

K = TypeVar("K", bound=StrEnum)
_OTHERS = 3000  # names of other procedures, and lines of other documents, that are learned from
_OTHER = -3
_OWN = 3  # so many questions of lines for one that no desk answers
_NAMED = frozenset({DocumentKind.PROCEDURE, DocumentKind.GUIDE})


@dataclass(slots=True)
class _Line:
    """A line that people ask for."""

    text: str
    aspect: Aspect | None
    row: int  # of its passage
    questions: tuple[Ids, ...]


class WaysOfAsking(Frozen):
    """Questions for what is no procedure and no guide, and what people ask of any procedure by its name."""

    office: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()  # said after the name of a procedure
    # What is asked of any plan, by the part that answers it.
    parts: dict[PlanPart, tuple[str, ...]] = Field(default_factory=dict)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Self:
        """The shipped ones."""
        data = tomllib.loads((files("knowledge.builtin") / WAYS_OF_ASKING).read_text(encoding="utf-8"))
        return cls(
            office=data["office"]["questions"],
            refused=data["refused"]["questions"],
            endings=data["procedure"]["endings"],
            parts=data["plan"],
        )


@dataclass(slots=True)
class IntentTrainer:
    """Collects the questions of passages as they are indexed, and learns from them.

    The vocabulary learns them, too: slang that people use is no slip of the keys.
    """

    vocabulary: Vocabulary
    ways: WaysOfAsking = field(default_factory=WaysOfAsking.load)
    _rows: int = 0  # passages so far
    _lines: dict[int, list[_Line]] = field(default_factory=dict)  # by document row
    _texts: list[tuple[int, Ids]] = field(default_factory=list)  # names and lines, each with its class
    _names: dict[int, tuple[str, ...]] = field(default_factory=dict)  # of procedures, by document row
    _others: int = 0  # lines of documents that are none
    _plans: bool = False  # whether there is a document of an office
    _chat: PhraseTable[str] = field(default_factory=lambda: spoken_forms("chat.tsv"))

    def add(self, row: int, meta: Metadata, passage: Passage) -> None:
        """Take note of the next passage, which is of the document at `row`."""
        for asked in passage.asked:
            for question in asked.questions:
                self.vocabulary.learn(question)
            spoken = (tokens_of(asked.line), *map(self._spoken, asked.questions))
            line = _Line(asked.line, passage.aspect, self._rows, spoken)
            self._lines.setdefault(row, []).append(line)
        self._rows += 1
        self._plans |= meta.kind is DocumentKind.ADMINISTRATIVE
        if meta.kind in _NAMED:
            if passage.ordinal == 0:
                names = (meta.title, *meta.aliases)
                self._texts += [(row, tokens_of(name)) for name in names]
                if meta.kind is DocumentKind.PROCEDURE:
                    self._names[row] = names
        elif self._others < _OTHERS:
            lines = passage.text.split("\n")
            self._others += len(lines)
            self._texts += [(OFFICE, tokens_of(line)) for line in lines]

    def train(self) -> Intents:
        """The classifiers; nothing where no passage carries questions, and there is no plan."""
        rows = sorted(self._lines)
        if not rows and not self._plans:
            return Intents.nothing()
        of_plans = self.ways.parts if self._others else {}
        parts = [(part, self._spoken(question)) for part, asked in of_plans.items() for question in asked]
        lines = [line for row in rows for line in self._lines[row]]
        asked = [(row, keys) for row in rows for line in self._lines[row] for keys in line.questions]
        known = {*rows, OFFICE}
        told = [(row, keys) for row, keys in self._texts if row in known]
        told += [(_OTHER, keys) for row, keys in self._texts if row not in known][:_OTHERS]
        told += [
            (row, tokens_of(f"{name} {ending}"))
            for row in rows
            for name in self._names.get(row, ())
            for ending in self.ways.endings
        ]
        most = len(asked) // _OWN  # a desk of few questions must not drown in those of others
        if self._others:
            of_office = [*map(self._spoken, self.ways.office), *(keys for _, keys in parts)]
            told += [(OFFICE, keys) for keys in of_office[:: max(1, len(of_office) // (most or 1))][:most]]
        told += [(REFUSED, self._spoken(question)) for question in self.ways.refused[:most]]
        owners = [owner for owner, _ in (*asked, *told)]
        tokens, idf = rarity([keys for _, keys in (*asked, *told, *parts)])
        bags = [weighed(keys, tokens, idf) for _, keys in (*asked, *told)]
        matrix = matrix_of(bags, len(tokens))
        classes = sorted({*owners} - {_OTHER}) if rows else []
        of_document, document_bias = classifiers(matrix, np.asarray(owners), classes)
        aspects, of_aspect, aspect_bias = _learn_aspects(matrix, lines)
        of_parts = matrix_of([weighed(keys, tokens, idf) for _, keys in parts], len(tokens))
        kinds, of_part, part_bias = _learn_kinds(PlanPart, of_parts, [part for part, _ in parts])
        return Intents(
            tokens=tokens,
            idf=idf,
            rows=np.asarray(classes, np.int64),
            of_document=of_document,
            document_bias=document_bias,
            of_aspect=of_aspect,
            aspect_bias=aspect_bias,
            of_part=of_part,
            part_bias=part_bias,
            line_bounds=bounds_of(len(self._lines.get(row, ())) for row in classes),
            line_rows=np.asarray([line.row for line in lines], np.int64),
            question_bounds=bounds_of(len(line.questions) for line in lines),
            bounds=bounds_of(len(at) for at, _ in bags[: len(asked)]),
            at=np.concatenate([np.empty(0, np.int32), *(at for at, _ in bags[: len(asked)])], dtype=np.int32),
            weights=np.concatenate([np.empty(0, np.float32), *(of for _, of in bags[: len(asked)])]),
            aspects=aspects,
            parts=kinds,
            lines=tuple(line.text for line in lines),
        )

    def _spoken(self, question: str) -> Ids:
        return tokens_of(spelled_out(question, self._chat))


def _learn_aspects(
    matrix: csr_matrix, lines: Sequence[_Line]
) -> tuple[tuple[Aspect, ...], NDArray[np.float16], Vector]:
    """The aspects that are asked for and their classifiers.

    What people say, not what the lines themselves say, tells how an aspect is asked for.
    """
    asked = [line.aspect if number else None for line in lines for number in range(len(line.questions))]
    places = [at for at, aspect in enumerate(asked) if aspect]
    return _learn_kinds(Aspect, matrix[places], [aspect for aspect in asked if aspect])


def _learn_kinds(
    every: type[K], matrix: csr_matrix, asked: Sequence[K]
) -> tuple[tuple[K, ...], NDArray[np.float16], Vector]:
    """Those of `every` kind that rows of `matrix` are `asked` for, and their classifiers."""
    there = set(asked)
    kinds = tuple(kind for kind in every if kind in there)
    classes = np.asarray([kinds.index(kind) for kind in asked], np.int64)
    return kinds, *classifiers(matrix, classes, range(len(kinds)))
