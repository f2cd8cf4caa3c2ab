"""Asks a snapshot every question once and keeps what is needed to judge the answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.evaluating.cases import Case
from indexer.searching import Searcher
from knowledge.answering.answerer import Answerer
from knowledge.answering.model import Outcome, Resolution
from knowledge.clock import Clock
from knowledge.retrieval.index import Report

AS_WRITTEN = "as written"
_DEEP = 100  # passages looked through for the rank of the right one

Typed = Callable[[str], str]
"""Types a text the way some people do: without accents, with slips …"""


class Asked(NamedTuple):
    """One wording of one question, in one way of typing."""

    case: Case
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one question."""

    asked: Asked
    outcome: Outcome
    reason: str
    confidence: float
    right: bool  # answered, and all that the case expects is there
    first_is_right: bool  # the best passage answers, whether it was shown or not
    searched: bool  # passages were found and looked at
    rank: int  # of the first right passage among those found, 0 when it is not there
    ms: float

    @property
    def answered(self) -> bool:
        """True when the citizen got an answer."""
        return self.outcome is Outcome.ANSWERED

    @property
    def refused(self) -> bool:
        """True when the citizen was told that there is no answer, or asked what was meant."""
        return not self.answered


@dataclass(frozen=True, slots=True)
class Judge:
    """A snapshot with what answers from it; every question is a conversation of its own."""

    searcher: Searcher
    answerer: Answerer

    @classmethod
    def over(cls, searcher: Searcher, clock: Clock) -> Judge:
        """The desk that ships, over the snapshot of `searcher`, on the day of `clock`."""
        answerer = Answerer.build(searcher.retriever, searcher.snapshot.store, clock)
        return cls(searcher, answerer)

    def judge(self, asked: Asked) -> Judgement:
        """Ask, time the answer, and compare it with what the case expects."""
        started = time.perf_counter()
        resolution = self.answerer.resolve(asked.text)
        ms = (time.perf_counter() - started) * 1000
        case = asked.case
        found = [case.answered_by(one.document_id, one.text) for one in resolution.retrieved]
        return Judgement(
            asked=asked,
            outcome=resolution.outcome,
            reason=resolution.reason or "",
            confidence=resolution.confidence,
            right=_right(case, resolution),
            first_is_right=bool(found and found[0]),
            searched=bool(found),
            rank=0 if case.must_be_refused else self._rank(asked),
            ms=ms,
        )

    def _rank(self, asked: Asked) -> int:
        """The place of the first right passage; of documents, where documents are what is looked for."""
        searcher, case = self.searcher, asked.case
        store, owner = searcher.snapshot.store, searcher.snapshot.index.document_of
        seen: set[str] = set()
        for place, hit in enumerate(searcher.retriever.search(searcher.retriever.read(asked.text), _DEEP), 1):
            document = store.metadata(int(owner[hit.row])).id
            seen.add(document)
            text = store.passage(hit.row).text if case.phrases else ""
            if case.answered_by(document, text):
                return place if case.phrases else len(seen)
        return 0


def _right(case: Case, resolution: Resolution) -> bool:
    if resolution.outcome is not Outcome.ANSWERED or case.must_be_refused:
        return False
    first = resolution.citations[0] if resolution.citations else None
    code = resolution.procedure.code if resolution.procedure else None
    noted = (*resolution.opening, *resolution.remarks)
    remarks = [text for remark in noted for text in (remark.key, *remark.arguments.values())]
    return (
        (not case.codes or code in case.codes)
        and (not case.docs or (first is not None and first.document_id in case.docs))
        and (not case.phrases or (first is not None and case.answered_by(first.document_id, first.text)))
        and case.agrees_with("\n".join((*resolution.sentences, *remarks)))
    )


def wordings(cases: Iterable[Case], styles: Mapping[str, Typed] | None = None) -> Iterator[Asked]:
    """Every wording of every case as it was written, then in each of `styles`."""
    kept = list(cases)
    for case in kept:
        for text in case.wordings:
            yield Asked(case, text, AS_WRITTEN)
    for style, typed in (styles or {}).items():
        for case in kept:
            for text in case.wordings:
                yield Asked(case, typed(text), style)


def judge_all(judge: Judge, asked: Sequence[Asked], report: Report) -> list[Judgement]:
    """Judge all of `asked`; `report` is told how far it is."""
    judged = []
    for number, one in enumerate(asked):
        report("evaluate", number, len(asked))
        judged.append(judge.judge(one))
    report("evaluate", len(asked), len(asked))
    return judged
