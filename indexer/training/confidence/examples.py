"""What the desk finds for questions whose answers are known, as examples of right and wrong first answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.evaluating.cases import Case, CaseSet
from indexer.evaluating.judging import Asked, Typed, wordings
from indexer.searching import Searcher
from knowledge.answering.answerer import Answerer
from knowledge.answering.memory import Memory
from knowledge.answering.steps.judge import JudgeStep
from knowledge.answering.turn import Turn
from knowledge.clock import Clock
from knowledge.retrieval.index import Report
from knowledge.vietnamese.text import one_line


@dataclass(frozen=True, slots=True)
class Example:
    """One wording of one question at one desk.

    `features` is empty where an earlier step ended the turn; `gated` where place, year or figure did.
    """

    group: str  # set and question: all wordings of it
    text: str
    style: str
    wanted: bool  # it has an answer
    features: Mapping[str, float]
    gated: bool
    right: bool  # what was found first answers


@dataclass(frozen=True)
class Desk:
    """An index with what answers from it."""

    searcher: Searcher
    clock: Clock

    @cached_property
    def _answerer(self) -> Answerer:
        return Answerer.build(self.searcher.retriever, self.searcher.snapshot.store, self.clock)

    @cached_property
    def _documents(self) -> frozenset[str]:
        return frozenset(self.searcher.snapshot.store.document_ids())

    @cached_property
    def _text(self) -> str:
        return "\n".join(
            one_line(passage.text).lower() for _row, passage in self.searcher.snapshot.store.scan()
        )

    def can_answer(self, case: Case) -> bool:
        """True when the documents here answer `case`, or nothing may."""
        if case.must_be_refused:
            return True
        if case.phrases:
            return any(phrase in self._text for phrase in case.phrases)
        return not self._documents.isdisjoint(case.relevant) or not case.relevant

    def examples(
        self, sets: Sequence[CaseSet], styles: Mapping[str, Typed], report: Report
    ) -> Iterator[Example]:
        """Ask all that can be answered here, and all that must be refused, in every style."""
        asked = [
            (each.name, one)
            for each in sets
            for one in wordings((case for case in each.cases if self.can_answer(case)), styles)
        ]
        for number, (name, one) in enumerate(asked):
            report("ask", number, len(asked))
            yield self._example(name, one)
        report("ask", len(asked), len(asked))

    def _example(self, name: str, asked: Asked) -> Example:
        answerer, case = self._answerer, asked.case
        masked = answerer.remarks.mask(one_line(asked.text))
        turn = Turn(question=masked.without, memory=Memory(), now=answerer.clock.now())
        group, wanted = f"{name} {case.id}", not case.must_be_refused
        for step in answerer.steps:
            if isinstance(step, JudgeStep):
                gated = step.gate(turn) is not None
                first = turn.evidence[0]
                right = wanted and case.answered_by(first.meta.id, first.passage.text)
                features = step.features.of(turn)
                return Example(group, asked.text, asked.style, wanted, features, gated, right)
            if step(turn) is not None:
                break
        return Example(group, asked.text, asked.style, wanted, {}, gated=False, right=False)
