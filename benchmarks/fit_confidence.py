"""Fits the confidence anew, cross-validated, and counts what the desk answers or refuses; changes nothing."""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import desks
import machine
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from indexer.evaluating.cases import QUESTIONS
from knowledge.answering.model import Outcome
from knowledge.answering.steps.judge import JudgeStep
from knowledge.answering.steps.retrieve import RetrieveStep
from knowledge.answering.topicless import Topicless
from knowledge.retrieval.query import Query
from knowledge.vietnamese.text import fold

# The features of knowledge/answering/steps/judge.py: of the best passage, the best of five, the question.
_FIRST = ("coverage", "pairs", "passage", "name", "place")
_BEST = ("coverage", "pairs")
FEATURES = (*_FIRST, *(f"best {name}" for name in _BEST), "unknown", "syllables")
_LOOKED_AT, _MOST_SYLLABLES = 5, 12
_COLLECTIONS = ("plans", "office", "builtin")
# Refusals that do not rest on the confidence: the question named what no document is about.
_NAMED = frozenset({"unknown_place", "unknown_year", "unknown_number"})
_THRESHOLDS = (0.35, 0.45, 0.55, 0.65, 0.75)
_OUT = "out of scope"


@dataclass(frozen=True)
class Example:
    """One question at one desk."""

    collection: str
    group: str  # the set it is from
    question: str
    features: list[float]
    confidence: float  # as the desk has it today
    gated: bool  # refused for its place, year or number, whatever the confidence

    @property
    def in_scope(self) -> bool:
        """True when the documents answer it."""
        return self.group != _OUT


def question_sets(shared: Path, known: frozenset[str]) -> dict[str, list[str]]:
    """The questions by set; of those on procedures only the ones that `known` documents answer."""
    evaluation = shared / "eval"
    plans = desks.rows(evaluation / "plan_questions.dev.jsonl")
    others = [
        *desks.rows(evaluation / "out_of_scope.dev.jsonl"),
        *desks.rows(QUESTIONS / "out_of_scope.jsonl"),
    ]
    return {
        "plans": [text for text, _gold in desks.plan_questions(shared)],
        "procedures": [row["question"] for row in desks.rows(evaluation / "procedure_questions.dev.jsonl")],
        "civil status": [text for text, relevant in desks.judged(shared, "hotich") if relevant & known],
        _OUT: [row["question"] for row in [*others, *(row for row in plans if row["doc"] is None)]],
    }


def sets_of(collection: str, desk: desks.Desk, shared: Path) -> dict[str, list[str]]:
    """The sets that `collection` is asked: those it has the documents for, and what nobody answers."""
    left_out = {"plans": {"procedures", "civil status"}, "builtin": {"plans"}}.get(collection, set())
    found = question_sets(shared, frozenset(desk.snapshot.store.document_ids()))
    return {name: asked for name, asked in found.items() if name not in left_out}


def examples(collection: str, desk: desks.Desk, sets: Mapping[str, Sequence[str]]) -> list[Example]:
    """Search every question and judge what was found, without the steps that end a turn before."""
    search = RetrieveStep(desk.retriever, desk.snapshot.store)
    judge = JudgeStep(desk.lexicon, Topicless.load(desk.lexicon, desk.retriever), desk.snapshot.store)
    found = []
    for group, asked in sets.items():
        for question in desks.both_ways(asked):
            turn = desk.understood(question)
            search(turn)
            refusal = judge(turn)
            if turn.query is None:
                raise RuntimeError("the question was not understood")
            gated = refusal is not None and refusal.reason in _NAMED
            signals = [item.hit.signals for item in turn.evidence[:_LOOKED_AT]]
            features = _features(signals, turn.query)
            found.append(Example(collection, group, question, features, turn.confidence, gated))
    return found


def _features(near: Sequence[Mapping[str, float]], query: Query) -> list[float]:
    subject = query.subject
    return [
        *(near[0][name] for name in _FIRST),
        *(max(signals[name] for signals in near) for name in _BEST),
        float((subject < 0).mean()) if len(subject) else 1.0,
        float(min(len(subject), _MOST_SYLLABLES)),
    ]


def fitted(found: Sequence[Example]) -> dict[str, Any]:
    """A logistic regression over the examples that the confidence decides, each wording in one fold only."""
    decided = [one for one in found if not one.gated]
    features = np.array([one.features for one in decided])
    wanted = np.array([one.in_scope for one in decided])
    wordings = np.unique([fold(one.question) for one in decided], return_inverse=True)[1]
    model = LogisticRegression(C=10, max_iter=2000, class_weight="balanced")
    predicted = cross_val_predict(
        model, features, wanted, groups=wordings, cv=GroupKFold(5), method="predict_proba"
    )[:, 1]
    model.fit(features, wanted)
    shipped = np.array([one.confidence for one in decided])
    return {
        "examples": {"in scope": int(wanted.sum()), _OUT: int((~wanted).sum())},
        "weights": dict(zip(FEATURES, model.coef_[0].round(2).tolist(), strict=True)),
        "bias": round(float(model.intercept_[0]), 2),
        "cross-validated": _rates(predicted, wanted),
        "shipped": _rates(shipped, wanted),
    }


def _rates(confidence: NDArray[np.float64], wanted: NDArray[np.bool_]) -> dict[str, Any]:
    above = {threshold: confidence >= threshold for threshold in _THRESHOLDS}
    return {
        "area under the curve": round(float(roc_auc_score(wanted, confidence)), 4),
        "kept and refused by threshold": {
            str(threshold): [round(float(over[wanted].mean()), 4), round(float((~over)[~wanted].mean()), 4)]
            for threshold, over in above.items()
        },
    }


def answered(desk: desks.Desk, sets: Mapping[str, Sequence[str]], *, topics: bool) -> dict[str, Any]:
    """What the whole desk does with every set; without the step of topics when `topics` is false."""
    answerer = desk.answerer
    if not topics:
        answerer = replace(answerer, steps=tuple(s for s in answerer.steps if s.name != "topics"))
    result: dict[str, Any] = {}
    for group, asked in sets.items():
        outcomes = [answerer.resolve(question) for question in desks.both_ways(asked)]
        wrong = [one for one in outcomes if (one.outcome is Outcome.ANSWERED) != (group != _OUT)]
        reasons = Counter(one.reason or "answered" for one in outcomes)
        result[group] = {
            "questions": len(outcomes),
            ("refused" if group == _OUT else "answered"): round(1 - len(wrong) / len(outcomes), 4),
            "reasons": dict(reasons.most_common()),
            "wrong": [f"{one.question} ({one.reason or 'answered'}, {one.confidence:.2f})" for one in wrong],
        }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the folder of shared data")
    parser.add_argument("--index", type=Path, help="keep the indexes in this folder")
    options = parser.parse_args()
    found: list[Example] = []
    rates: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        for collection in _COLLECTIONS:
            with desks.opened(collection, options.shared, options.index or Path(name)) as desk:
                sets = sets_of(collection, desk, options.shared)
                found += examples(collection, desk, sets)
                rates[collection] = {
                    "topics on": answered(desk, sets, topics=True),
                    "topics off": answered(desk, sets, topics=False),
                }
    gated = Counter(one.group for one in found if one.gated)
    machine.show("fit_confidence", {**fitted(found), "refused before": dict(gated), "desk": rates})


if __name__ == "__main__":
    main()
