"""Whether the stated probability that the first answer is right is true: reliability and its mean error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.evaluating.judging import Judgement

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies in one tenth of the scale."""

    questions: int
    confidence: float  # mean, 0 to 1
    right: float  # share whose first answer is right


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error (Naeini et al. 2015, ten bins of equal width) and the bins it is made of."""

    questions: int
    error: float
    bins: tuple[Bin, ...]

    @classmethod
    def of(cls, judged: Sequence[Judgement]) -> Calibration:
        """Over the questions whose passages were searched and judged.

        Of an answer counts whether all of it is right; of a refusal, whether the passage held back was.
        """
        pairs = [
            (one.confidence, one.right if one.answered else one.first_is_right)
            for one in judged
            if one.searched
        ]
        bins = []
        for number in range(_BINS):
            inside = [pair for pair in pairs if min(int(pair[0] * _BINS), _BINS - 1) == number]
            if inside:
                mean = sum(confidence for confidence, _right in inside) / len(inside)
                bins.append(Bin(len(inside), mean, sum(right for _confidence, right in inside) / len(inside)))
        total = len(pairs) or 1
        error = sum(one.questions * abs(one.confidence - one.right) for one in bins) / total
        return cls(len(pairs), error, tuple(bins))
