"""Builds the answer: the sentences that answer, copied from the passages that are cited."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.answering.lexicon import AnswerKind
from knowledge.answering.model import Outcome, ProcedureRef, Remark, Resolution
from knowledge.answering.quoting import Need, Quoter
from knowledge.answering.steps.due_date import due_remarks
from knowledge.answering.turn import Evidence, Turn
from knowledge.calendar import WorkCalendar
from knowledge.model import Aspect, DocumentKind, SectionRole
from knowledge.retrieval.protocols import Hit
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore

_MOST_CHARS = 560  # of quoted text: about 600 with the fixed phrases
_ENOUGH_CHARS = 200  # an open question is answered by at least so much, where the passage has it
_MOST_ASPECTS = 3  # told at once
# Where a question names many aspects, those with a figure or a place come first, the general ones last.
_FIRST = (
    Aspect.TIME,
    Aspect.FEE,
    Aspect.DEADLINE,
    Aspect.WHERE,
    Aspect.ONLINE,
    Aspect.DOSSIER,
    Aspect.WHO,
    Aspect.RESULT,
    Aspect.LEGAL,
    Aspect.CONDITIONS,
    Aspect.STEPS,
    Aspect.NOTES,
)
_HEAD_START, _HEAD_START_HINTED = 1.2, 0.3  # in shares of the question's words
_SAYS_NOTHING = 0.2  # a best line below it fits by chance
_CARD_LINES = 2  # of each aspect on the card of everything
_SHOWN = 5  # passages shown as retrieved
_OFFERED = (Aspect.DOSSIER, Aspect.TIME, Aspect.FEE, Aspect.WHERE, Aspect.ONLINE, Aspect.STEPS)


@dataclass(frozen=True, slots=True)
class ComposeStep:
    """Ends the turn with an answer."""

    retriever: Retriever
    store: PassageStore
    quoter: Quoter
    calendar: WorkCalendar
    name: str = "compose"

    def __call__(self, turn: Turn) -> Resolution | None:
        """The answer, its citations and what could be asked next."""
        best = self._of_case(turn, turn.evidence[0])
        procedure: ProcedureRef | None = None
        offers: tuple[Aspect, ...] = ()
        cited = [best]
        need = self.quoter.need(turn, best.meta)
        if best.meta.kind is DocumentKind.PROCEDURE:
            passages = [item for item in self._of_same_document(best) if item.passage.aspect]
            if turn.everything and passages:
                return self._card(turn, need, best, passages)
            cited = self._telling(turn, need, passages) or [best]
            told = [item.passage.aspect for item in cited]
            procedure = ProcedureRef(code=best.meta.id, name=best.meta.title, aspect=told[0])
            known = {item.passage.aspect for item in passages}
            offers = tuple(aspect for aspect in _OFFERED if aspect in known and aspect not in told)
        elif self.quoter.lexicon.signed.find(turn.text):
            signatures = self._of_same_document(best)
            cited = [item for item in signatures if item.passage.role is SectionRole.SIGNATURE] or cited
        room = _MOST_CHARS // len(cited)
        sentences = [
            sentence
            for item in cited
            for sentence in self.quoter.quote(need, item, wanted=_wanted(turn, item, room), room=room)
        ]
        others = [item for item in turn.evidence if item.passage.id not in {c.passage.id for c in cited}]
        return Resolution(
            question=turn.question,
            outcome=Outcome.ANSWERED,
            sentences=tuple(sentences),
            remarks=_remarks(turn, best) + self._due(turn, best, sentences),
            citations=tuple(item.citation for item in cited),
            retrieved=tuple(item.citation for item in [*cited, *others][:_SHOWN]),
            procedure=procedure,
            offers=offers,
            confidence=turn.confidence,
        )

    def _due(self, turn: Turn, best: Evidence, quoted: list[str]) -> tuple[Remark, ...]:
        """When the result may be expected, where the question asks and the quoted facts tell how long."""
        row = self.quoter.row(best)
        facts = [self.quoter.facts.fact(row, line) for line in quoted]
        durations = [fact.duration for fact in facts if fact and fact.aspect is Aspect.TIME and fact.duration]
        return due_remarks(turn.question, durations, turn.now, self.calendar)

    def _card(self, turn: Turn, need: Need, best: Evidence, passages: list[Evidence]) -> Resolution:
        """Every aspect of a procedure with its first lines, under their headings."""
        shown: list[str] = []
        for item in passages:
            lines = [line.text for line in self.quoter.telling(need, item)]
            if lines and item.passage.aspect is not Aspect.LEGAL:
                shown += [item.passage.text.partition("\n")[0], *lines[:_CARD_LINES]]
        cited = tuple(item.citation for item in passages)
        return Resolution(
            question=turn.question,
            outcome=Outcome.ANSWERED,
            sentences=tuple(shown),
            remarks=_remarks(turn, best),
            citations=cited,
            retrieved=cited,
            procedure=ProcedureRef(code=best.meta.id, name=best.meta.title),
            full=True,
            confidence=turn.confidence,
        )

    def _of_case(self, turn: Turn, best: Evidence) -> Evidence:
        """`best`, or its sister procedure where the person's case is that one's: "cho con 5 tuổi"."""
        case = self.quoter.need(turn, best.meta).case
        procedure = self.quoter.facts.procedure(self.quoter.row(best))
        if procedure is None or not case.excluded_by(procedure.applies):
            return best
        for code in procedure.related:
            row = self.store.find(code)
            sister = None if row is None else self.quoter.facts.procedure(row)
            if row is not None and sister is not None and case.meant_by(sister.applies):
                first = int(np.searchsorted(self.retriever.index.document_of, row))
                passage, meta = self.store.passage(first), self.store.metadata(row)
                return Evidence(Hit(first, best.hit.score, best.hit.signals), passage, meta)
        return best

    def _of_same_document(self, item: Evidence) -> list[Evidence]:
        row = int(self.retriever.index.document_of[item.hit.row])
        passages = self.store.passages_of(row)
        first = item.hit.row - item.passage.ordinal
        return [Evidence(Hit(first + p.ordinal, 0.0), p, item.meta) for p in passages]

    def _telling(self, turn: Turn, need: Need, passages: list[Evidence]) -> list[Evidence]:
        """The passages that answer: the one with the best line, and one for each further aspect asked.

        A line of an aspect that was asked has a head start, but a line elsewhere that holds the question's
        own words wins over it: "có giá trị bao lâu" may stand among the notes.
        """
        worth = {
            item.passage.id: self.quoter.best(need, item) + self._head_start(turn, item) for item in passages
        }
        ranked = sorted(passages, key=lambda item: -worth[item.passage.id])
        if not ranked or worth[ranked[0].passage.id] <= _SAYS_NOTHING:
            return self._first_to_know(passages)
        chosen = ranked[:1]
        for aspect in sorted(turn.aspects, key=_FIRST.index):
            if any(item.passage.aspect is aspect for item in chosen):
                continue
            more = next((item for item in ranked if item.passage.aspect is aspect), None)
            if more is not None and len(chosen) < _MOST_ASPECTS:
                chosen.append(more)
        return chosen

    def _head_start(self, turn: Turn, item: Evidence) -> float:
        if item.passage.aspect in turn.aspects:
            return _HEAD_START
        return _HEAD_START_HINTED if item.passage.aspect in turn.hints else 0.0

    def _first_to_know(self, passages: list[Evidence]) -> list[Evidence]:
        """Where a procedure is only named: its papers, or what else there is first."""
        first = {item.passage.aspect: item for item in reversed(passages)}
        return [first[aspect] for aspect in _OFFERED if aspect in first][:1] or passages[:1]


def _wanted(turn: Turn, item: Evidence, room: int) -> int:
    """Characters that are enough: one sentence for a figure or a date, all that fits of a procedure."""
    if item.meta.kind is DocumentKind.PROCEDURE or item.passage.role is SectionRole.SIGNATURE:
        return room
    return _ENOUGH_CHARS if turn.kind is AnswerKind.OPEN else 1


def _remarks(turn: Turn, best: Evidence) -> tuple[Remark, ...]:
    """What must be said with an answer from an old or replaced document."""
    validity = best.meta.validity
    if validity.replaced_by:
        return (Remark(key="answer-replaced", arguments={"number": validity.replaced_by}),)
    if validity.effective_to is not None and validity.effective_to < turn.today:
        return (Remark(key="answer-expired", arguments={"date": f"{validity.effective_to:%d/%m/%Y}"}),)
    return ()
