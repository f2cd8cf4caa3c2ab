"""What a question asks for, learned from the ways in which people ask: the document, the aspect, the line.

Passages may carry questions of citizens (`Passage.asked`). From them the index learns linear classifiers, one
against the rest, over folded syllables and pairs weighed by tf-idf: one for documents, one for aspects. So
"giấy chưa vợ" finds the certificate of marital status, whose text has none of these words (docs/adr/0018).
Two more classes are what stands in plans, and what no desk answers. Lines of one document are told apart by
the questions that are nearest. `intent_training` makes all this.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Aspect, PlanPart
from knowledge.retrieval.classifiers import tokens_of, weighed
from knowledge.retrieval.protocols import Ids, Vector

_NEAREST = (1.0, 0.5, 0.25)  # what the nearest questions of a line count
OFFICE = -2  # in place of a document row: plans and other papers of an office
REFUSED = -1  # the same: no document at all
_FAR = 0.8  # how far below 0 margins still say something: questions of other fields lie at about -0.5
_ARRAYS = (
    "tokens", "idf", "rows", "of_document", "document_bias", "of_aspect", "aspect_bias", "of_part",
    "part_bias", "line_bounds", "line_rows", "question_bounds", "bounds", "at", "weights",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intent:
    """What one question seems to ask for.

    `documents`: how surely each document row is meant, 0 to 1, those with more than 0. `aspects`: the same
    for the aspects of a procedure; `office`: for plans and the like; `parts`: for the parts of a plan;
    `refused`: for what no desk answers. `words`: what each known token weighs in the question, shape
    `(tokens,)`.
    """

    documents: Mapping[int, float] = field(default_factory=dict)
    office: float = 0.0
    refused: float = 0.0
    aspects: Mapping[Aspect, float] = field(default_factory=dict)
    parts: Mapping[PlanPart, float] = field(default_factory=dict)
    words: Vector | None = None
    _near: dict[int, tuple[tuple[int, float], ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def surest(self) -> float:
        """How surely the likeliest document is meant; 0 when none is."""
        return max(self.documents.values(), default=0.0)


@dataclass(frozen=True)
class Intents:
    """The classifiers of one index, and the questions they were learned from, as flat arrays.

    Token `tokens[i]` (ascending, see `tokens_of`) has the rarity `idf[i]`; `of_document` has shape
    `(tokens, documents)`, `of_aspect` `(tokens, aspects)`, `of_part` `(tokens, parts)`. The lines of the
    document at `rows[d]` are `lines[line_bounds[d] : line_bounds[d + 1]]`, and stand in the passages
    `line_rows`. The questions of line `l`, its text first, are `question_bounds[l]` to
    `question_bounds[l + 1]`; the tokens of question `q` are `at[bounds[q] : bounds[q + 1]]`, with unit
    `weights`.
    """

    tokens: Ids
    idf: Vector
    rows: Ids
    of_document: NDArray[np.float16]
    document_bias: Vector
    of_aspect: NDArray[np.float16]
    aspect_bias: Vector
    of_part: NDArray[np.float16]
    part_bias: Vector
    line_bounds: Ids
    line_rows: Ids
    question_bounds: Ids
    bounds: Ids
    at: NDArray[np.int32]
    weights: Vector
    aspects: tuple[Aspect, ...] = ()
    parts: tuple[PlanPart, ...] = ()
    lines: tuple[str, ...] = ()

    def knows(self, row: int) -> bool:
        """True when there is a class for the document at `row`, for `OFFICE` or for `REFUSED`."""
        return self._place_of(row) is not None

    def _place_of(self, row: int) -> int | None:
        place = int(np.searchsorted(self.rows, row))
        return place if place < len(self.rows) and int(self.rows[place]) == row else None

    @classmethod
    def nothing(cls) -> Self:
        """Where no passage says how it is asked for."""
        ids, values, matrix = np.empty(0, np.int64), np.empty(0, np.float32), np.empty((0, 0), np.float16)
        start, at = np.zeros(1, np.int64), np.empty(0, np.int32)
        classes = (ids, matrix, values, matrix, values, matrix, values)
        return cls(ids, values, *classes, start, ids, start, start, at, values)

    def read(self, text: str) -> Intent:
        """What `text` seems to ask for; it should have its slips mended and chat spelling in full."""
        if not len(self.tokens):
            return Intent()
        at, weights = weighed(tokens_of(text), self.tokens, self.idf)

        def strengths(classes: NDArray[np.float16], bias: Vector) -> Vector:
            return _strengths(weights @ classes[at].astype(np.float32) + bias)

        by_document = strengths(self.of_document, self.document_bias)
        likely = np.flatnonzero(by_document)
        surely = dict(zip(self.rows[likely].tolist(), by_document[likely].tolist(), strict=True))
        office, refused = surely.pop(OFFICE, 0.0), surely.pop(REFUSED, 0.0)
        aspects = dict(zip(self.aspects, strengths(self.of_aspect, self.aspect_bias).tolist(), strict=True))
        parts = dict(zip(self.parts, strengths(self.of_part, self.part_bias).tolist(), strict=True))
        words = np.zeros(len(self.tokens), np.float32)
        words[at] = weights
        return Intent(surely, office, refused, aspects, parts, words)

    def near(self, intent: Intent, row: int) -> dict[str, float]:
        """How near the question is to each line of the document at `row`, by the line; 0 is far."""
        return {self.lines[line]: nearness for line, nearness in self._near(intent, row)}

    def near_passages(self, intent: Intent, row: int) -> dict[int, float]:
        """The same for the passages of the document, each by its nearest line; those with a line."""
        found: dict[int, float] = {}
        for line, nearness in self._near(intent, row):
            passage = int(self.line_rows[line])
            found[passage] = max(nearness, found.get(passage, 0.0))
        return found

    def _near(self, intent: Intent, row: int) -> tuple[tuple[int, float], ...]:
        """Each line of the document and how near the question is to it; remembered with the question."""
        known = intent._near.get(row)
        if known is None:
            place = self._place_of(row)
            measured = () if intent.words is None or place is None else self._measured(intent.words, place)
            known = intent._near[row] = tuple(measured)
        return known

    def _measured(self, asked: Vector, place: int) -> Iterator[tuple[int, float]]:
        first, last = self.line_bounds[place : place + 2].tolist()
        ends = self.question_bounds[first : last + 1].tolist()
        bounds = self.bounds[ends[0] : ends[-1] + 1]
        products = asked[self.at[bounds[0] : bounds[-1]]] * self.weights[bounds[0] : bounds[-1]]
        sums = np.concatenate([[0.0], np.cumsum(products)])
        nearness = (sums[bounds[1:] - bounds[0]] - sums[bounds[:-1] - bounds[0]]).tolist()
        for line, begin, end in zip(range(first, last), ends[:-1], ends[1:], strict=True):
            best = sorted(nearness[begin - ends[0] : end - ends[0]], reverse=True)
            yield line, sum(share * near for share, near in zip(_NEAREST, best, strict=False))

    def save(self, directory: Path) -> None:
        """Write one file for each array, and the lines as JSON."""
        for name in _ARRAYS:
            np.save(directory / f"intents.{name}.npy", getattr(self, name), allow_pickle=False)
        told = {"aspects": self.aspects, "parts": self.parts, "lines": self.lines}
        (directory / "intents.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Map what `save` wrote into memory; an index of an older program has none."""
        if not (directory / "intents.of_part.npy").exists():
            return cls.nothing()
        told = json.loads((directory / "intents.json").read_text(encoding="utf-8"))
        arrays = {
            name: np.load(directory / f"intents.{name}.npy", mmap_mode="r", allow_pickle=False).view(
                np.ndarray
            )
            for name in _ARRAYS
        }
        return cls(
            aspects=tuple(Aspect(name) for name in told["aspects"]),
            parts=tuple(PlanPart(name) for name in told["parts"]),
            lines=tuple(told["lines"]),
            **arrays,
        )


def _strengths(margins: Vector) -> Vector:
    """0 for what a class does not claim, 1 for its typical members."""
    strengths: Vector = np.clip((margins + _FAR) / (1 + _FAR), 0, 1).astype(np.float32)
    return strengths
