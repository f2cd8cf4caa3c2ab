"""One evaluation: a plan that can be repeated, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from indexer.evaluating.answers import Answers
from indexer.evaluating.calibration import Calibration
from indexer.evaluating.cases import CaseSet, described, read_sets
from indexer.evaluating.judging import AS_WRITTEN, Judge, Judgement, Typed, judge_all, wordings
from indexer.evaluating.latency import Latency
from indexer.evaluating.ranking import Measures, of_ranks
from indexer.evaluating.refusals import Refusals
from indexer.evaluating.robustness import Style, robustness
from indexer.searching import Searcher
from knowledge.clock import VIETNAM, FixedClock
from knowledge.errors import SourceError
from knowledge.retrieval.index import Report
from knowledge.settings import EmbeddingSettings

OVERALL = "all"


class Plan(BaseModel):
    """All that decides the figures of an evaluation, apart from the program itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: tuple[Path, ...]
    sha256: tuple[str, ...] = ()  # of the files of `questions` in order, when the plan was run
    day: date  # facts have dates: the day on which the questions are asked
    seed: int = 0  # of the slips of the keyboard
    styles: tuple[str, ...] = ()
    snapshot: str = ""  # that was asked; empty for the one in service
    against: str = ""  # that it was compared with; empty for none
    embedding: EmbeddingSettings = EmbeddingSettings()

    @field_validator("questions")
    @classmethod
    def _from_anywhere(cls, questions: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(path.resolve() for path in questions)


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that is judged, over one set of questions or all; as they were written."""

    answers: Answers
    ranking: Measures
    refusals: Refusals
    calibration: Calibration
    latency: Latency

    @classmethod
    def of(cls, judged: Sequence[Judgement]) -> Scores:
        """Judge each thing by its own module."""
        asked = [one for one in judged if not one.asked.case.must_be_refused]
        return cls(
            answers=Answers.of(judged),
            ranking=of_ranks([one.rank for one in asked]),
            refusals=Refusals.of(judged),
            calibration=Calibration.of(judged),
            latency=Latency.of([one.ms for one in judged]),
        )

    @property
    def figures(self) -> dict[str, float]:
        """The figures by which two snapshots are compared; more is better."""
        return {
            "answers right": self.answers.right,
            "answers precision": self.answers.precision,
            "refusals recall": self.refusals.recall,
            "ndcg@10": self.ranking["ndcg@10"],
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found."""

    plan: Plan
    snapshot: str
    embedder: str
    sets: tuple[CaseSet, ...]
    scores: Mapping[str, Scores]  # by set; `OVERALL` first
    styles: tuple[Style, ...]
    misses: tuple[Judgement, ...]  # as written: wrongly answered, wrongly refused

    def as_json(self) -> dict[str, Any]:
        """Figures rounded as a report shows them; no question of the sets is in it."""
        scores = {name: _rounded(asdict(one)) for name, one in self.scores.items()}
        return {
            "snapshot": self.snapshot,
            "embedder": self.embedder,
            "sets": described(self.sets),
            "scores": scores,
            "styles": [_rounded(asdict(one)) for one in self.styles],
        }


def run(
    plan: Plan,
    searcher: Searcher,
    typed: Mapping[str, Typed] | None = None,
    *,
    report: Report = lambda _stage, _done, _total: None,
) -> Evaluation:
    """Carry out `plan` over the snapshot of `searcher`; `typed` are the styles of the plan.

    Raises `SourceError` when a set is missing, not as it was when the plan was first run, or holds nothing.
    """
    sets = read_sets(plan.questions)
    _same(plan, sets)
    judge = Judge.over(searcher, FixedClock(datetime.combine(plan.day, time(9), VIETNAM)))
    asked = [one for each in sets for one in wordings(each.cases, typed)]
    judged = judge_all(judge, asked, report)
    written = [one for one in judged if one.asked.style == AS_WRITTEN]
    scores = {OVERALL: Scores.of(written)}
    for each in sets:
        cases = set(map(id, each.cases))
        scores[each.name] = Scores.of([one for one in written if id(one.asked.case) in cases])
    return Evaluation(
        plan=plan.model_copy(
            update={"sha256": tuple(one.sha256 for one in sets), "snapshot": searcher.snapshot.id}
        ),
        snapshot=searcher.snapshot.id,
        embedder=searcher.snapshot.manifest.embedder,
        sets=sets,
        scores=scores,
        styles=robustness(judged),
        misses=tuple(one for one in written if _missed(one)),
    )


def _missed(one: Judgement) -> bool:
    return one.answered if one.asked.case.must_be_refused else not one.right


def _same(plan: Plan, sets: Sequence[CaseSet]) -> None:
    if not any(one.cases for one in sets):
        raise SourceError(
            "bộ câu hỏi không có câu nào",
            where=", ".join(str(path) for path in plan.questions),
            mend="thêm câu hỏi, mỗi dòng một đối tượng JSON",
        )
    if not plan.sha256:  # of a run that is no repetition
        return
    found = [one.sha256 for one in sets]
    if found != list(plan.sha256):
        changed = [str(one.path) for one in sets if one.sha256 not in plan.sha256]
        raise SourceError(
            "bộ câu hỏi đã khác với lần đo được lặp lại",
            where=", ".join(changed or map(str, plan.questions)),
            mend="lấy lại tệp cũ, hoặc đo lần mới bằng --questions",
        )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
