"""From a question to its outcome: a visible list of steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from knowledge.answering.choosing import CaseChooser
from knowledge.answering.elsewhere import OwnPlace
from knowledge.answering.facts import FactBook
from knowledge.answering.lexicon import Lexicon
from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome, Resolution
from knowledge.answering.office import Office
from knowledge.answering.quotable import Quotable
from knowledge.answering.quoting import Quoter
from knowledge.answering.remarks import Remarks
from knowledge.answering.routes import Routes
from knowledge.answering.sisters import Sisters
from knowledge.answering.steps.clarify import ClarifyStep
from knowledge.answering.steps.compose import ComposeStep
from knowledge.answering.steps.follow_up import FollowUpStep
from knowledge.answering.steps.judge import JudgeStep
from knowledge.answering.steps.old_unit import OldUnitStep
from knowledge.answering.steps.retrieve import RetrieveStep
from knowledge.answering.steps.route import RouteStep
from knowledge.answering.steps.small_talk import SmallTalkStep
from knowledge.answering.steps.topics import TopicStep
from knowledge.answering.steps.understand import UnderstandStep
from knowledge.answering.steps.which import WhichStep
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Step, Tracer, Turn
from knowledge.calendar import WorkCalendar
from knowledge.clock import Clock
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore
from knowledge.vietnamese.text import one_line


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions from one snapshot."""

    steps: tuple[Step, ...]
    remarks: Remarks
    clock: Clock

    @classmethod
    def build(
        cls, retriever: Retriever, store: PassageStore, clock: Clock, office: Office | None = None
    ) -> Self:
        """The steps in their order: what needs no search first, then search, judge, compose."""
        lexicon = Lexicon.load()
        facts = FactBook(store)
        topicless = Topicless.load(lexicon, retriever)
        office = office or Office()
        own_place = OwnPlace(office)
        calendar = WorkCalendar.load(office.holidays)
        understand = UnderstandStep(lexicon, retriever)
        remarks = Remarks.load(office)
        quoter = Quoter(retriever, lexicon, facts, Quotable(retriever, facts))
        return cls(
            (
                SmallTalkStep(lexicon, office, own_place, retriever),
                OldUnitStep(lexicon, retriever, remarks),
                FollowUpStep(
                    lexicon,
                    retriever,
                    facts,
                    CaseChooser(lexicon, facts, topicless),
                    topicless,
                    Sisters.of(retriever.index.facets.names, lexicon),
                ),
                understand,
                TopicStep(lexicon, retriever),
                ClarifyStep(lexicon, retriever, store),
                RetrieveStep(retriever, store),
                RouteStep(Routes.load(lexicon, retriever, topicless, store), facts),
                WhichStep(topicless, store),
                JudgeStep.load(lexicon, topicless, retriever, store, facts),
                ComposeStep(retriever, store, quoter, calendar, own_place, understand),
            ),
            remarks,
            clock,
        )

    def resolve(
        self, question: str, memory: Memory | None = None, *, tracer: Tracer | None = None
    ) -> Resolution:
        """The outcome of `question`; `memory` is read and updated, `tracer` is told of every step.

        Personal data is masked first: no step sees it, and nothing keeps it.
        """
        memory = memory if memory is not None else Memory()
        masked = self.remarks.mask(one_line(question))
        turn = Turn(question=masked.without, memory=memory, now=self.clock.now())
        for step in self.steps:
            resolution = step(turn)
            if tracer is not None:
                tracer(step.name, _facts(turn, resolution))
            if resolution is not None:
                _remember(turn, resolution)
                said = resolution.remarks + self.remarks.of(turn, resolution, masked)
                return resolution.model_copy(update={"question": masked.text, "remarks": said})
        raise RuntimeError("the last step must end the turn")


def _remember(turn: Turn, resolution: Resolution) -> None:
    memory = turn.memory
    memory.choices = resolution.choices
    memory.asked = turn.aspects if resolution.reason == "which_procedure" else ()
    if resolution.procedure is not None:
        memory.procedure = resolution.procedure
        memory.aspects = turn.aspects
        memory.turns = 0
    else:
        memory.turns += 1
        # A new subject, answered or asked back by its name: the old procedure is no longer meant.
        if resolution.outcome is Outcome.ANSWERED or (resolution.choices and resolution.reason is None):
            memory.procedure = None


def _facts(turn: Turn, resolution: Resolution | None) -> dict[str, Any]:
    """What a trace shows of a turn after a step."""
    return {
        "text": turn.text,
        "aspects": [str(aspect) for aspect in turn.aspects],
        "hints": [str(aspect) for aspect in turn.hints],
        "kind": str(turn.kind),
        "places": list(turn.query.places) if turn.query else [],
        "years": list(turn.query.years) if turn.query else [],
        "mended": [f"{typed} → {meant}" for typed, meant in turn.query.mended] if turn.query else [],
        "restored": list(turn.query.restored) if turn.query else [],
        "added": list(turn.query.added) if turn.query else [],
        "evidence": [
            {
                "passage": item.passage.id,
                "score": round(item.hit.score, 3),
                "signals": {name: round(value, 3) for name, value in item.hit.signals.items() if value},
            }
            for item in turn.evidence[:5]
        ],
        "routes": turn.routes,
        "confidence": round(turn.confidence, 3),
        "outcome": str(resolution.outcome) if resolution else None,
        "reason": resolution.reason if resolution else None,
    }
