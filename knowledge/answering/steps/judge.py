"""Whether what was found answers the question: the right place, the right year, the subject, the figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from knowledge.answering.confidence import Calibrated, Features
from knowledge.answering.details import Details
from knowledge.answering.facts import FactBook
from knowledge.answering.fitting import Fitting, narrow
from knowledge.answering.lexicon import AnswerKind, Lexicon, read_list
from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.unexplained import Explainer
from knowledge.answering.wording import counted, counts, counts_by_list, holds, lines
from knowledge.model import Aspect, DocumentKind
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore

# "miễn", "trong ngày", "chưa có nguồn nào ghi" answer them too.
_FIGURE_ASPECTS = frozenset({Aspect.FEE, Aspect.TIME, Aspect.DEADLINE, Aspect.PENALTY, Aspect.VALIDITY})
_LOOKED_AT, _CHOICES = 5, 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which on is answered, or asked back, and what is left where a gate is shut."""

    answer: float
    answer_guide: float
    answer_other: float
    ask: float
    gated: float

    def of(self, kind: DocumentKind) -> float:
        """From which on what stands in such a document is answered."""
        if kind is DocumentKind.PROCEDURE:
            return self.answer
        return self.answer_guide if kind is DocumentKind.GUIDE else self.answer_other

    @classmethod
    def load(cls) -> Self:
        """The shipped ones, `data/judging.toml`."""
        data = read_list("judging.toml")
        return cls(
            *(float(data[name]) for name in ("answer", "answer_guide", "answer_other", "ask", "gated"))
        )


@dataclass(frozen=True, slots=True)
class JudgeStep:
    """Puts evidence that fits the question's place, year and figure first; refuses when there is none."""

    fitting: Fitting
    features: Features
    calibrated: Calibrated
    thresholds: Thresholds
    details: Details
    name: str = "judge"

    @classmethod
    def load(
        cls,
        lexicon: Lexicon,
        topicless: Topicless,
        retriever: Retriever,
        store: PassageStore,
        facts: FactBook,
    ) -> Self:
        """With the shipped weights and thresholds."""
        explainer = Explainer.load(lexicon, topicless, retriever, store)
        features = Features(explainer, topicless, facts)
        return cls(
            Fitting(lexicon, store), features, Calibrated.load(), Thresholds.load(), Details.load(lexicon)
        )

    def __call__(self, turn: Turn) -> Resolution | None:
        """A refusal or a question back, or None with `evidence` reordered and `confidence` set."""
        reason = self.gate(turn)
        turn.confidence = self.calibrated.probability(self.features.of(turn))
        if reason is not None:
            turn.confidence = min(turn.confidence, self.thresholds.gated)
            return turn.refuse(Outcome.NOT_FOUND, reason)
        first = turn.evidence[0].meta
        procedure = first.kind is DocumentKind.PROCEDURE
        if procedure and first.number and first.number in turn.text:
            return None  # its code leaves nothing to be unsure of
        follows = turn.memory.procedure is not None and turn.text != turn.question
        # What was completed from the conversation says less by itself: strictness never breaks a follow-up.
        enough = self.thresholds.answer_other if follows else self.thresholds.of(first.kind)
        if turn.confidence >= enough:
            return None
        choices = _choices(turn) if turn.confidence >= self.thresholds.ask else ()
        if not choices:
            return turn.refuse(Outcome.NOT_FOUND, "no_evidence")
        return turn.refuse(Outcome.CLARIFY, "unsure").model_copy(update={"choices": choices})

    def gate(self, turn: Turn) -> str | None:
        """Why nothing is of the place, year, number or figure that is asked for; None when something is.

        What is comes first among the evidence.
        """
        if turn.query is None:
            raise ValueError("the question was not understood before it was judged")
        reason = self.fitting.misses(turn, turn.query)
        if reason is None and not narrow(turn, lambda item: self._has_figure(turn, item)):
            reason = "no_figure"
        if reason is None and not narrow(turn, lambda item: self.details.stated(turn.text, item)):
            reason = "no_evidence"
        return reason

    def _has_figure(self, turn: Turn, item: Evidence) -> bool:
        """True unless the question wants an amount or a count that no sentence of the passage states."""
        procedure = item.meta.kind is DocumentKind.PROCEDURE
        if turn.kind is AnswerKind.PHONE:
            return procedure or holds(turn.kind, item.passage.text)
        if turn.kind not in {AnswerKind.MONEY, AnswerKind.FIGURE} or counts_by_list(turn.text):
            return True
        if procedure and set(turn.aspects) & _FIGURE_ASPECTS:
            return True
        if procedure and turn.kind is AnswerKind.FIGURE and self.features.topicless.names_something(turn):
            return holds(turn.kind, item.passage.text)  # "mỗi tuần mấy buổi" is answered by "1 ngày mỗi tuần"
        things = counted(turn.text) if turn.kind is AnswerKind.FIGURE else ()
        said = lines(item.passage.text)
        return any(counts(things, line) if things else holds(turn.kind, line) for line in said)


def _choices(turn: Turn) -> tuple[ProcedureRef, ...]:
    """The procedures that may be meant, best first, each with the aspect that was asked."""
    if turn.evidence[0].meta.kind is not DocumentKind.PROCEDURE:
        return ()
    near = (item.meta for item in turn.evidence[:_LOOKED_AT] if item.meta.kind is DocumentKind.PROCEDURE)
    names = {meta.id: meta.title for meta in near}
    aspect = turn.aspects[0] if turn.aspects else None
    chosen = list(names.items())[:_CHOICES]
    return tuple(ProcedureRef(code=code, name=name, aspect=aspect) for code, name in chosen)
