"""The probability that the first answer is right, from signals of the search and of the question's words.

Boosted trees, in which more of a good sign never makes the desk less sure; `python -m indexer train
confidence` makes them (docs/adr/0011). They look at no vectors: changing the embedder must not change what
is refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Self

import numpy as np

from knowledge.answering.facts import FactBook
from knowledge.answering.fitting import other_unit
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.unexplained import Explainer, Unexplained
from knowledge.answering.wording import holds, lines
from knowledge.model import DocumentKind, Frozen
from knowledge.retrieval.intents import OFFICE
from knowledge.retrieval.trees import Trees
from knowledge.vietnamese.places import unit_name

_LOOKED_AT = 5
_MOST_SYLLABLES = 16
_MOST_LEFT = 2.0  # rarity of words left over: three strange words prove no more
_MOST_ATTACHED = 1.0
_PLAIN = 0.7  # what it counts that such questions are asked in vain, where one is plainly for a procedure
_LITTLE = 0.1  # rarity of what is left over that says nothing
# Signals of the best passage.
_FIRST = ("coverage", "pairs", "name", "title_said", "title_says", "topic", "passage", "heading")
_BEST = ("coverage", "pairs", "topic")  # of the best of five: an answer may stand in the second


class Boosted(Frozen):
    """Trees as `Trees.of` reads them, over `features` in this order, and the bias, in nats."""

    features: tuple[str, ...]
    trees: tuple[dict[str, tuple[float, ...]], ...]
    bias: float

    @cached_property
    def _trees(self) -> Trees:
        return Trees.of(self.trees)

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1; `features` holds more than the trees look at."""
        row = np.array([[features[name] for name in self.features]], np.float32)
        score = self.bias + float(self._trees.score(row)[0])
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


class BySort(Frozen):
    """Two models: what makes a procedure the right one is not what makes a passage of a plan so."""

    procedure: Boosted
    other: Boosted


class Calibrated(Frozen):
    """For first answers of which it is known how people ask for them, and for those that nobody has told of.

    An office's own procedures, and those of a portal, may come without any question.
    """

    learned: BySort
    untold: BySort

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Self:
        """The shipped trees, `knowledge/weights/confidence.json`."""
        return cls.model_validate_json(files("knowledge").joinpath("weights", "confidence.json").read_bytes())

    def probability(self, features: Mapping[str, float]) -> float:
        """That the first answer is right, 0 to 1."""
        sorts = self.learned if features["learned"] else self.untold
        return (sorts.procedure if features["procedure"] else sorts.other).probability(features)


@dataclass(frozen=True, slots=True)
class Features:
    """Reads from a turn what the probability hangs on."""

    explainer: Explainer
    topicless: Topicless
    facts: FactBook

    def of(self, turn: Turn) -> dict[str, float]:
        """The features of the best evidence of `turn`, which must have some, by name; each from 0 on."""
        query = turn.query
        if query is None:
            raise ValueError("the question was not understood before it was judged")
        first = turn.evidence[0]
        near = [item.hit.signals for item in turn.evidence[:_LOOKED_AT]]
        left = self.explainer.of(query, first)
        named = self.topicless.names_something(turn)
        strange = bool(query.places) and not self.topicless.retriever.places.intersection(query.places)
        subject = query.subject
        procedure = first.meta.kind is DocumentKind.PROCEDURE
        office = first.meta.kind is DocumentKind.ADMINISTRATIVE
        return {
            **{name: first.hit.signals[name] for name in _FIRST},
            **{f"best {name}": max(signals[name] for signals in near) for name in _BEST},
            "unknown": float((subject < 0).mean()) if len(subject) else 1.0,
            "syllables": float(min(len(subject), _MOST_SYLLABLES)),
            **self._asked(turn, first, left),
            **_left_over(left, called=first.hit.signals["name"] > 0 or left.named > 0),
            "passage holds": left.held_by(f"{first.passage.context} {first.passage.text}"),
            "line holds": 0.0 if procedure else _best_line(turn, first, left),
            "strange place": float(strange and not named),
            "other unit": float(office and other_unit(query.meant, first)),
            "procedure": float(procedure),
            "of an office": float(office),
            "right place": float(unit_name(first.meta.locality or "") in query.places),
            "plan part": first.hit.signals["plan_part"],
            "aspect": float(bool(turn.aspects)),
            "guide called": float("guide_called" in turn.routes),
        }

    def _asked(self, turn: Turn, first: Evidence, left: Unexplained) -> dict[str, float]:
        """How well the question fits those that people are known to ask for the first answer.

        `asked ahead` is how much better it fits them than those for any other document, `asked behind` how
        much worse: any but those for another case than the person's, and but one that is only a paper for the
        first. `asked in vain` is how well it fits those for what no desk answers, which counts less where the
        question says the name, what is asked of it, and nothing else; `asked near` how near the nearest
        question for one of its lines is. `learned` is 1 where such questions are known.
        """
        retriever, query = self.topicless.retriever, turn.query
        if query is None:
            return {}
        owner = int(retriever.index.document_of[first.hit.row])
        office = first.meta.kind is DocumentKind.ADMINISTRATIVE
        own = query.intent.office if office else query.intent.documents.get(owner, 0.0)
        # A guide tells of procedures, too: it speaks not against one that is called by its name.
        named, kinds, guide = first.hit.signals["name"] > 0, retriever.index.facets.kinds, DocumentKind.GUIDE
        others = (
            of
            for row, of in query.intent.documents.items()
            if row != owner
            and not self.facts.excludes(row, turn.case)
            and not (named and kinds[row] is guide)
        )
        best = max(others, default=0.0)
        plainly = named and bool(turn.aspects) and left.sum < _LITTLE
        intents = retriever.index.intents
        near = intents.near(query.intent, owner)
        return {
            "learned": float(intents.knows(OFFICE if office else owner)),
            "asked": own,
            "asked ahead": max(0.0, own - best),
            "asked behind": 0.0 if "only_a_paper" in turn.routes else max(0.0, best - own),
            "asked near": min(max(near.values(), default=0.0), 1.0),
            "asked in vain": query.intent.refused * (_PLAIN if plainly else 1.0),
        }


def _left_over(left: Unexplained, *, called: bool) -> dict[str, float]:
    """What hangs on the words left over; they say more where the question has words of the answer's name."""
    mass = min(left.sum, _MOST_LEFT)
    clean = left.sum < _LITTLE
    return {
        "left": mass,
        "left share": left.share,
        "left of named": mass if called else 0.0,
        "attached": min(left.attached, _MOST_ATTACHED),
        "unnamed left": 0.0 if called else mass,
        "clean": float(called and clean),
        "cleanly": (1 - left.share) * left.named,
        "loose": left.loose,
        "taken": min(left.taken, 1.0),
        "explained": min(left.explained, _MOST_LEFT),
        "all explained": float(clean),
        "nothing said": float(not left.said),
    }


def _best_line(turn: Turn, item: Evidence, left: Unexplained) -> float:
    """How much of the question the best line says that has the kind of words an answer needs."""
    told = lines(item.passage.text)
    return max((left.held_by(line) for line in told if holds(turn.kind, line)), default=0.0)
