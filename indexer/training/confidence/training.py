"""Fits the trees and says how good they are on questions they have not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.evaluating.judging import AS_WRITTEN
from indexer.training.confidence.boosting import Table, fit, folds
from indexer.training.confidence.examples import Example
from indexer.training.confidence.held_out import LEARNED
from indexer.training.confidence.recipe import Recipe
from knowledge.answering.confidence import Boosted, BySort, Calibrated
from knowledge.errors import SourceError

PROCEDURE: Mapping[str, int] = {
    **dict.fromkeys(
        ("title_said", "pairs", "coverage", "best pairs", "passage holds", "clean", "cleanly"), 1
    ),
    **dict.fromkeys(("all explained", "explained"), 1),
    **dict.fromkeys(("asked", "asked ahead", "asked near"), 1),
    **dict.fromkeys(("asked behind", "asked in vain"), -1),
    **dict.fromkeys(("attached", "left of named", "unnamed left", "loose", "taken", "strange place"), -1),
    **dict.fromkeys(("unknown", "left", "left share"), -1),
    **dict.fromkeys(("title_says", "name", "aspect", "syllables"), 0),
}
"""Features that tell whether a procedure is the right one, with their directions."""

OTHER: Mapping[str, int] = {
    **dict.fromkeys(("pairs", "coverage", "best pairs", "best coverage", "best topic", "passage holds"), 1),
    **dict.fromkeys(("topic", "passage", "heading"), 1),
    **dict.fromkeys(("all explained", "line holds", "guide called", "right place", "plan part"), 1),
    **dict.fromkeys(("asked", "asked ahead", "asked near"), 1),
    "asked behind": -1,
    **dict.fromkeys(("unknown", "left", "left share", "loose", "taken", "strange place", "other unit"), -1),
    **dict.fromkeys(("title_says", "name", "aspect", "syllables", "nothing said", "of an office"), 0),
}
"""The same for passages of plans and guides."""

# Nothing where no question for the first answer is known: what is like a question for another document, or
# for none, may well be one for it.
_OF_LEARNED = ("asked", "asked ahead", "asked near", "asked behind", "asked in vain")
_THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.85)
_BINS = 10


@dataclass(frozen=True, slots=True)
class Trained:
    """The weights, and what they do with questions that they were not fitted on."""

    calibrated: Calibrated
    figures: dict[str, Any]


def train(examples: Sequence[Example], recipe: Recipe, seed: int) -> Trained:
    """Fit on all; the figures are cross-validated, all wordings of a question in one fold.

    Raises `SourceError` where no question leads to a first answer of one of the four sorts.
    """
    decided = [one for one in examples if one.features and not one.gated]
    probability: dict[int, float] = {}
    fitted: dict[str, BySort] = {}
    for group in ("learned", "untold"):
        sorts: dict[str, Boosted] = {}
        for sort, signs in (("procedure", PROCEDURE), ("other", OTHER)):
            known = {
                name: sign for name, sign in signs.items() if group == "learned" or name not in _OF_LEARNED
            }
            part = [one for one in decided if _is_of(one, group, sort)]
            if len({one.right for one in part}) < 2:
                raise SourceError(
                    "các câu hỏi chưa đủ để ước lượng",
                    where=f"{group}, {sort}",
                    mend="thêm chỉ mục hoặc bộ câu hỏi, cả câu trả lời được lẫn câu phải từ chối",
                )
            sorts[sort] = _part(part, known, recipe, seed, probability)
        fitted[group] = BySort(**sorts)
    return Trained(Calibrated(**fitted), _figures(examples, probability))


def _is_of(one: Example, group: str, sort: str) -> bool:
    features = one.features
    return bool(features["learned"]) == (group == "learned") and bool(features["procedure"]) == (
        sort == "procedure"
    )


def _part(
    part: Sequence[Example],
    signs: Mapping[str, int],
    recipe: Recipe,
    seed: int,
    probability: dict[int, float],
) -> Boosted:
    """The trees of all of `part`; writes into `probability` what those say that have not seen each."""
    weights = np.array([_weight(one, recipe) for one in part])
    table = Table(
        np.array([[one.features[feature] for feature in signs] for one in part]),
        np.array([one.right for one in part]),
        weights,
        weights * np.array([1.0 if one.wanted else recipe.unwanted for one in part]),
    )
    fold = folds([one.group for one in part], recipe.folds, seed)
    for number in range(recipe.folds):
        model = fit(table.of(fold != number), signs, recipe, seed)
        for at in np.flatnonzero(fold == number).tolist():
            probability[id(part[at])] = model.probability(part[at].features)
    return fit(table, signs, recipe, seed)


def _weight(one: Example, recipe: Recipe) -> float:
    style = {AS_WRITTEN: 1.0, "folded": 1.0, "typos": recipe.typos}.get(one.style, recipe.slips)
    return style * (recipe.learned if one.group.startswith(LEARNED) else 1.0)


def _figures(examples: Sequence[Example], probability: Mapping[int, float]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for style in dict.fromkeys(one.style for one in examples):
        asked = [one for one in examples if one.style == style]
        sure = np.array([probability.get(id(one), 0.0) for one in asked])
        wanted = np.array([one.wanted for one in asked])
        right = np.array([one.right for one in asked])
        judged = np.array([id(one) in probability for one in asked])
        found[style] = {
            "questions": len(asked),
            "calibration error": round(_error(sure[judged], right[judged]), 4),
            "refused, answered, wrong by threshold": {
                str(at): [
                    _share(~(sure >= at)[~wanted]),
                    _share((sure >= at)[wanted]),
                    _share(((sure >= at) & ~right)[wanted]),
                ]
                for at in _THRESHOLDS
            },
        }
    return found


def _share(of: NDArray[np.bool_]) -> float:
    return round(float(of.mean()), 4) if len(of) else 1.0


def _error(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error in ten bins of equal width."""
    place = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float((sure - right)[place == number].sum())) for number in range(_BINS)]
    return sum(gaps) / (len(sure) or 1)
