"""Questions made from names and clauses, each with the passage that answers it."""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

from indexer.training.embedder.reading import Item, Piece
from knowledge.model import DocumentKind

_CLAUSE = re.compile(r"[.;:\n]+")
_JOINTS = ("trong ", "về ", "của ", "")
_ANY, _OF_CLAUSE, _AROUND = "any", "clause", "around"
_SHORTEST, _LONGEST = 6, 40  # syllables of a clause that can be asked for
_WINDOW = (8, 16)  # syllables asked of a long clause
_BARE = 0.25  # titles asked without any words around them
_NO_TITLE = 0.5  # articles given as answers without the title that the question was made from
_ASPECTS = 4  # of a procedure, each time it is seen
_CLAUSES = 12  # of another document, each time it is seen


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and where its answer stands.

    `piece` counts the passages of all items. `whole`: the answer is the passage with its context, otherwise
    its body without `without`, the clause that the question repeats.
    """

    question: str
    item: int
    piece: int
    whole: bool
    without: str = ""


@dataclass(frozen=True)
class Asker:
    """Makes the questions of one pass over `items`; the same seed makes the same questions."""

    items: Sequence[Item]
    templates: Mapping[str, Sequence[str]]
    first: Sequence[int]  # by item: number of its first piece
    common: Counter[str]  # how many articles have a title

    @classmethod
    def of(cls, items: Sequence[Item]) -> Self:
        """With the templates that ship."""
        data = files("indexer.training.embedder") / "data" / "questions.toml"
        first, count = [], 0
        for item in items:
            first.append(count)
            count += len(item.pieces)
        common = Counter(item.names[0].lower() for item in items if item.kind is DocumentKind.LAW)
        return cls(items, tomllib.loads(data.read_text(encoding="utf-8")), first, common)

    def pairs(self, seed: int) -> list[Pair]:
        """Pairs in random order."""
        rng = random.Random(seed)  # noqa: S311 - nothing secret
        made: list[Pair] = []
        for number, item in enumerate(self.items):
            if item.kind is DocumentKind.LAW:
                made += self._of_article(number, item, rng)
            elif item.kind is DocumentKind.PROCEDURE:
                made += self._of_procedure(number, item, rng)
            else:
                some = rng.sample(range(len(item.pieces)), min(_CLAUSES, len(item.pieces)))
                made += [pair for at in some if (pair := self._clause(number, at, rng))]
        rng.shuffle(made)
        return made

    def search_text(self, item: Item) -> str:
        """What to search for when looking for other items that are easily taken for this one."""
        return f"{item.names[0]} {item.law}" if self.common[item.names[0].lower()] > 1 else item.names[0]

    def _of_article(self, number: int, item: Item, rng: random.Random) -> list[Pair]:
        at = rng.randrange(len(item.pieces)) if rng.random() < 0.5 else 0
        name = _small(item.names[0])
        if item.law and (self.common[item.names[0].lower()] > 1 or rng.random() < 0.25):
            name = f"{name} {rng.choice(_JOINTS)}{_small(item.law)}"
        asked = name if rng.random() < _BARE else self._framed(_ANY, name, rng)
        whole = rng.random() >= _NO_TITLE
        made = [Pair(_worn(asked, rng, 0.1), number, self.first[number] + at, whole)]
        clause = self._clause(number, rng.randrange(len(item.pieces)), rng)
        return [*made, clause] if clause else made

    def _of_procedure(self, number: int, item: Item, rng: random.Random) -> list[Pair]:
        by_aspect: dict[str, list[int]] = {}
        for at, piece in enumerate(item.pieces):
            by_aspect.setdefault(piece.aspect or _ANY, []).append(at)
        made = []
        for aspect in rng.sample(sorted(by_aspect), min(_ASPECTS, len(by_aspect))):
            asked = self._framed(aspect, _small(rng.choice(item.names)), rng)
            at = rng.choice(by_aspect[aspect])
            made.append(Pair(_worn(asked, rng, 0.2), number, self.first[number] + at, whole=True))
        return made

    def _framed(self, kind: str, subject: str, rng: random.Random) -> str:
        """`subject` in the words people ask for a kind of thing, and in those they add to any question."""
        asked = rng.choice(self.templates.get(kind, self.templates[_ANY])).format(subject)
        return rng.choice(self.templates[_AROUND]).format(asked)

    def _clause(self, number: int, at: int, rng: random.Random) -> Pair | None:
        """A worn clause of a passage asks for the rest of it."""
        clauses = _clauses(self.items[number].pieces[at])
        if len(clauses) < 3:
            return None
        clause = rng.choice(clauses)
        words = _worn(clause, rng, 0.25).split()
        if len(words) > _WINDOW[1] - 2:
            start = rng.randrange(len(words) - _WINDOW[0] - 1)
            words = words[start : start + rng.randint(*_WINDOW)]
        asked = self._framed(_OF_CLAUSE, " ".join(words), rng)
        return Pair(asked, number, self.first[number] + at, whole=False, without=clause)


def _clauses(piece: Piece) -> list[str]:
    found = (clause.strip() for clause in _CLAUSE.split(piece.body))
    return [clause for clause in found if _SHORTEST <= len(clause.split()) <= _LONGEST]


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _worn(text: str, rng: random.Random, share: float) -> str:
    """Every other text loses `share` of its words: people do not quote titles."""
    words = text.split()
    if len(words) < 5 or rng.random() < 0.5:
        return text
    return " ".join(word for word in words if rng.random() > share)
