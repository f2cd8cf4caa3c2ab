"""Builds the answer: the sentences that answer, copied from the passages that are cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.answering.clauses import asking_clauses
from knowledge.answering.elsewhere import Elsewhere, OwnPlace
from knowledge.answering.lexicon import AnswerKind
from knowledge.answering.model import Outcome, ProcedureRef, Remark, Resolution
from knowledge.answering.quoting import Need, Quoter
from knowledge.answering.said_with import of_validity, other_year, other_years_figure, unknown
from knowledge.answering.steps.due_date import due_remarks
from knowledge.answering.steps.understand import UnderstandStep
from knowledge.answering.telling import OFFERED, Clause, Teller, Told
from knowledge.answering.turn import Evidence, Turn
from knowledge.calendar import WorkCalendar
from knowledge.model import Aspect, DocumentKind, SectionRole
from knowledge.retrieval.protocols import Hit
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore

_MOST_CHARS = 560  # of quoted text: about 600 with the fixed phrases
_MOST_SENTENCES, _NO_LIMIT = 3, 99  # of one part of a procedure; of several parts, each is told
_ENOUGH_CHARS = 200  # an open question is answered by at least so much, where the passage has it
_CARD_LINES = 2  # of each aspect on the card of everything
_SHOWN = 5  # passages shown as retrieved


@dataclass(frozen=True, slots=True)
class ComposeStep:
    """Ends the turn with an answer."""

    retriever: Retriever
    store: PassageStore
    quoter: Quoter
    calendar: WorkCalendar
    own_place: OwnPlace
    understand: UnderstandStep
    name: str = "compose"

    def __call__(self, turn: Turn) -> Resolution | None:
        """The answer, its citations and what could be asked next."""
        best = turn.evidence[0]
        procedure: ProcedureRef | None = None
        offers: tuple[Aspect, ...] = ()
        opening: tuple[Remark, ...] = ()
        needs: Mapping[str, Need] = {}
        cited = [best]
        turn.elsewhere = self._elsewhere(turn, best)
        need = self.quoter.need(turn, best.meta)
        if best.meta.kind is DocumentKind.PROCEDURE:
            passages = [item for item in self._of_same_document(best) if item.passage.aspect]
            if turn.everything and passages:
                return self._card(turn, need, best, passages)
            found = (
                Teller(self.quoter).tell(turn, need, passages, self._clauses(turn, best))
                if passages
                else Told([best])
            )
            cited, opening, needs = found.passages, unknown(found.unknown), found.needs
            told = [item.passage.aspect for item in cited]
            procedure = ProcedureRef(code=best.meta.id, name=best.meta.title, aspect=told[0])
            known = {item.passage.aspect for item in passages}
            offers = tuple(aspect for aspect in OFFERED if aspect in known and aspect not in told)
        elif over := self._over(turn, need, best):
            return over
        elif self.quoter.lexicon.signed.find(turn.text):
            signatures = self._of_same_document(best)
            cited = [item for item in signatures if item.passage.role is SectionRole.SIGNATURE] or cited
        room = _MOST_CHARS // len(cited)
        most = _MOST_SENTENCES if procedure and len(cited) == 1 else _NO_LIMIT
        sentences = [
            sentence
            for item in cited
            for sentence in self.quoter.quote(
                needs.get(item.passage.id, need), item, wanted=_wanted(turn, item, room), room=room, most=most
            )
        ]
        if not sentences:  # all that is known of it is another place's
            return turn.refuse(Outcome.NOT_FOUND, "elsewhere")
        if best.meta.kind is DocumentKind.GUIDE:
            opening = other_year(turn, sentences)
        elif procedure and not opening:
            opening = other_years_figure(turn, sentences)
        others = [item for item in turn.evidence if item.passage.id not in {c.passage.id for c in cited}]
        return Resolution(
            question=turn.question,
            outcome=Outcome.ANSWERED,
            opening=opening,
            sentences=tuple(sentences),
            remarks=of_validity(turn, best)
            + self._due(turn, need, best, sentences)
            + self._withheld(need, best, [item.passage.aspect for item in cited]),
            citations=tuple(item.citation for item in cited),
            retrieved=tuple(item.citation for item in [*cited, *others][:_SHOWN]),
            procedure=procedure,
            offers=offers,
            confidence=turn.confidence,
        )

    def _over(self, turn: Turn, need: Need, best: Evidence) -> Resolution | None:
        """That what answers no longer holds: what else a guide says is about something else."""
        part = self.quoter.over(need, best)
        if part is None or part.until is None:
            return None
        told = {"rule": part.heading, "date": f"{part.until:%d/%m/%Y}"}
        refused = turn.refuse(Outcome.NOT_FOUND, "over")
        return refused.model_copy(update={"opening": (Remark(key="answer-over", arguments=told),)})

    def _clauses(self, turn: Turn, best: Evidence) -> tuple[Clause, ...]:
        """The parts of the question that ask by themselves, where several do."""
        read: list[Clause] = []
        for text in asking_clauses(turn.question):
            part = Turn(question=text, memory=turn.memory, now=turn.now, text=text)
            self.understand(part)
            part.case, part.elsewhere, part.evidence = turn.case, turn.elsewhere, turn.evidence
            read.append(Clause(part, self.quoter.need(part, best.meta)))
        return tuple(read)

    def _elsewhere(self, turn: Turn, best: Evidence) -> Elsewhere:
        """Whether the office's own words on the procedure hold where the question asks."""
        procedure = self.quoter.facts.procedure(self.quoter.quotable.row(best))
        set_by = next((fact.set_by for fact in procedure.facts if fact.set_by), "") if procedure else ""
        if not set_by or turn.query is None:
            return Elsewhere()
        return self.own_place.elsewhere(turn.question, turn.query.places, set_by)

    def _withheld(self, need: Need, best: Evidence, told: list[Aspect | None]) -> tuple[Remark, ...]:
        """Says that the office's own fee or hours were left out, where another place is asked for."""
        row = self.quoter.quotable.row(best)
        procedure = self.quoter.facts.procedure(row)
        own = {fact.aspect for fact in procedure.facts if fact.set_by} if procedure else set()
        held_back = own & {aspect for aspect in told if aspect}
        fees = need.elsewhere.fees and Aspect.FEE in held_back
        desk = need.elsewhere.desk and bool(held_back - {Aspect.FEE})
        return (Remark(key="answer-elsewhere"),) if fees or desk else ()

    def _due(self, turn: Turn, need: Need, best: Evidence, quoted: list[str]) -> tuple[Remark, ...]:
        """When the result may be expected, where the question asks and the quoted facts tell how long.

        The general rule gives the day, or the rule for the person's case; that of a case nobody named
        ("phải xác minh") only where there is no other.
        """
        row = self.quoter.quotable.row(best)
        told = [self.quoter.facts.fact(row, line) for line in quoted]
        facts = [fact for fact in told if fact and fact.aspect is Aspect.TIME and fact.duration]
        facts = (
            [fact for fact in facts if need.case.meant_by(fact.applies)]
            or [fact for fact in facts if fact.applies is None]
            or facts
        )
        durations = [fact.duration for fact in facts if fact.duration]
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
            remarks=of_validity(turn, best),
            citations=cited,
            retrieved=cited,
            procedure=ProcedureRef(code=best.meta.id, name=best.meta.title),
            full=True,
            confidence=turn.confidence,
        )

    def _of_same_document(self, item: Evidence) -> list[Evidence]:
        row = int(self.retriever.index.document_of[item.hit.row])
        passages = self.store.passages_of(row)
        first = item.hit.row - item.passage.ordinal
        return [Evidence(Hit(first + p.ordinal, 0.0), p, item.meta) for p in passages]


def _wanted(turn: Turn, item: Evidence, room: int) -> int:
    """Characters that are enough: one sentence for a figure or a date, all that fits of a procedure."""
    if item.meta.kind is DocumentKind.PROCEDURE or item.passage.role is SectionRole.SIGNATURE:
        return room
    return _ENOUGH_CHARS if turn.kind is AnswerKind.OPEN else 1
