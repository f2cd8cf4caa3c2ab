"""What each signal of the ranking is worth, and whether other weights would do better; changes nothing."""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import desks
import machine
import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.retriever import WEIGHTS
from knowledge.vietnamese.text import fold

SIGNALS = (*WEIGHTS, "dense")
_CANDIDATES = 150  # a little more than the retriever ranks
_DENSE = (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0)
_FACTORS = (0.0, 0.5, 0.75, 1.33, 2.0)
_GAIN = 1e-3  # less is noise: one question of a set is more than that
# What the sum that is climbed is made of: the weight of the first and of the second figure of each set. Plans
# and procedures are what citizens ask; the law keeps the weights from fitting them too closely.
_WORTH: Mapping[str, tuple[float, float]] = {
    "plans": (1.5, 0.5),
    "office": (1.0, 0.5),
    "builtin": (1.0, 0.0),
    "portal": (1.0, 1.0),
    "law": (3.0, 0.0),
}
_SETS = {
    "plans": "gold phrase in the first passage / in the first five; plans alone",
    "office": "the same, the built-in knowledge beside the plans",
    "builtin": "right procedure first / among five, built-in knowledge",
    "portal": "right procedure first / among five, all of the portal",
    "law": "nDCG at 10 / right article first",
}

Weights = Mapping[str, float]
Scores = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Asked:
    """One question with its candidates: their signals, their documents and which of them are right."""

    group: str  # a key of `_SETS`; with " folded" when it was asked without accents
    signals: NDArray[np.float32]  # (candidates, SIGNALS)
    owners: list[int]
    right: list[bool]
    wanted: int  # right documents there are


def collected(
    group: str,
    desk: desks.Desk,
    questions: Sequence[tuple[str, Callable[[int], bool], int]],
    ways: Sequence[str] = ("", " folded"),
) -> list[Asked]:
    """Search every question, with and without accents; a question comes with what tells its right rows."""
    found = []
    for text, is_right, wanted in questions:
        for way in ways:
            turn = desk.understood(fold(text) if way else text)
            if turn.query is None:
                raise RuntimeError("the question was not understood")
            hits = desk.retriever.search(turn.query, _CANDIDATES, aspects=frozenset(turn.aspects))
            signals = np.array([[hit.signals[name] for name in SIGNALS] for hit in hits], dtype=np.float32)
            owners = [int(desk.snapshot.index.document_of[hit.row]) for hit in hits]
            right = [is_right(hit.row) for hit in hits]
            found.append(Asked(group + way, signals, owners, right, wanted))
    return found


def on_plans(desk: desks.Desk, shared: Path, group: str) -> list[Asked]:
    """Questions on the plans: a passage with a gold phrase is right."""
    store = desk.snapshot.store

    def check(gold: Sequence[str]) -> Callable[[int], bool]:
        return lambda row: any(desks.plain(phrase) in desks.plain(store.passage(row).text) for phrase in gold)

    asked = desks.plan_questions(shared)
    return collected(group, desk, [(text, check(gold), 1) for text, gold in asked])


def on_documents(
    desk: desks.Desk, shared: Path, group: str, name: str, ways: Sequence[str] = ("", " folded")
) -> list[Asked]:
    """Questions whose right documents are known, as far as the desk has these."""
    known = {identity: row for row, identity in enumerate(desk.snapshot.store.document_ids())}
    owner = desk.snapshot.index.document_of

    def check(right: set[int]) -> Callable[[int], bool]:
        return lambda row: int(owner[row]) in right

    asked = [
        (text, {known[identity] for identity in relevant & known.keys()})
        for text, relevant in desks.judged(shared, name)
    ]
    return collected(group, desk, [(text, check(right), len(right)) for text, right in asked if right], ways)


def scores(asked: Sequence[Asked], weights: Weights) -> Scores:
    """The two figures of every set under `weights`."""
    vector = np.array([weights.get(name, 0.0) for name in SIGNALS], dtype=np.float32)
    found: dict[str, list[tuple[float, float]]] = {}
    for one in asked:
        order = np.argsort(-(one.signals @ vector), kind="stable").tolist()
        found.setdefault(one.group, []).append(_figures(one, order))
    return {
        group: (round(float(first), 4), round(float(second), 4))
        for group, pairs in found.items()
        for first, second in [np.mean(pairs, axis=0)]
    }


def _figures(one: Asked, order: Sequence[int]) -> tuple[float, float]:
    if one.group.startswith(("plans", "office")):  # passages count, not their documents
        hits = [one.right[i] for i in order[:5]]
        return float(hits[0]), float(any(hits))
    first_of: dict[int, bool] = {}
    for i in order:
        first_of.setdefault(one.owners[i], one.right[i])
    hits = list(first_of.values())[:10]
    if not one.group.startswith("law"):
        return float(hits[0]), float(any(hits[:5]))
    gain, ideal = (
        sum(hit / math.log2(rank + 2) for rank, hit in enumerate(of))
        for of in (hits, [True] * min(10, one.wanted))
    )
    return gain / ideal, float(hits[0])


def worth(result: Scores) -> float:
    """The one figure that is climbed."""
    total = 0.0
    for name, (first, second) in _WORTH.items():
        of = [pair for group, pair in result.items() if group.split()[0] == name]
        if of:
            mean = np.mean(of, axis=0)
            total += first * float(mean[0]) + second * float(mean[1])
    return round(total, 4)


def climbed(asked: Sequence[Asked], weights: Weights) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """One pass over the signals, each tried with other weights while the others stay; what was better."""
    now, best = dict(weights), worth(scores(asked, weights))
    steps = []
    for name in (name for name in WEIGHTS if name != "passage"):  # only proportions count: one is fixed
        for factor in _FACTORS:
            tried = {**now, name: round(weights[name] * factor, 3)}
            result = scores(asked, tried)
            if worth(result) > best + _GAIN:
                best, now = worth(result), tried
                steps.append({"signal": name, "weight": tried[name], "worth": best, **result})
    return now, steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the folder of shared data")
    parser.add_argument("--index", type=Path, help="keep the indexes in this folder")
    parser.add_argument("--law", action="store_true", help="the law articles too: takes minutes")
    options = parser.parse_args()
    asked: list[Asked] = []
    with tempfile.TemporaryDirectory() as name:
        index = options.index or Path(name)
        for group in ("plans", "office"):
            with desks.opened(group, options.shared, index) as desk:
                asked += on_plans(desk, options.shared, group)
        for group in ("builtin", "portal"):
            with desks.opened(group, options.shared, index) as desk:
                asked += on_documents(desk, options.shared, group, "hotich")
        if options.law:
            with desks.opened("law", options.shared, index) as desk:
                asked += on_documents(desk, options.shared, "law", "zalo", ways=("",))
    now = scores(asked, WEIGHTS)
    better, steps = climbed(asked, WEIGHTS)
    groups = [one.group for one in asked]
    without = {name: scores(asked, {**WEIGHTS, name: 0.0}) for name in WEIGHTS}
    dense = {str(weight): scores(asked, {**WEIGHTS, "dense": weight}) for weight in _DENSE}
    measured = {
        "sets": _SETS,
        "questions": {group: groups.count(group) for group in now},
        "now": {"weights": dict(WEIGHTS), "worth": worth(now), **now},
        "without": {name: {"worth": worth(result), **result} for name, result in without.items()},
        "dense": {weight: {"worth": worth(result), **result} for weight, result in dense.items()},
        "climbed": {"weights": better, "worth": worth(scores(asked, better)), "steps": steps},
    }
    machine.show("tune_weights", measured)


if __name__ == "__main__":
    main()
