"""What the answering steps share: one turn of a conversation, filled in from step to step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from knowledge.answering.elsewhere import Elsewhere
from knowledge.answering.facts import Case
from knowledge.answering.lexicon import AnswerKind
from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome, Resolution
from knowledge.model import Aspect, Citation, Metadata, Passage
from knowledge.retrieval.protocols import Hit
from knowledge.retrieval.query import Query


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that was found, with the document it stands in."""

    hit: Hit
    passage: Passage
    meta: Metadata

    @property
    def citation(self) -> Citation:
        """The fields a citizen needs to find the passage again."""
        meta = self.meta
        return Citation(
            document_id=meta.id,
            title=meta.title,
            number=meta.number,
            issuer=meta.issuer,
            issued_on=meta.issued_on.isoformat() if meta.issued_on else meta.issued_text,
            heading_path=self.passage.heading_path,
            page=self.passage.page,
            passage_id=self.passage.id,
            text=self.passage.text,
        )


@dataclass(slots=True)
class Turn:
    """One question on its way to an outcome. Steps read what earlier ones wrote and add their own part."""

    question: str  # as asked, cleaned
    memory: Memory
    now: datetime  # of the office
    text: str = ""  # what is searched: the question, completed from the conversation
    aspects: tuple[Aspect, ...] = ()
    hints: tuple[Aspect, ...] = ()  # aspects that may be meant
    everything: bool = False  # the whole card of a procedure is wanted
    kind: AnswerKind = AnswerKind.OPEN
    case: Case = field(default_factory=Case)  # the person's, as the question tells it
    query: Query | None = None
    elsewhere: Elsewhere = field(
        default_factory=Elsewhere
    )  # where it asks about another place than the office's
    evidence: list[Evidence] = field(default_factory=list)  # best first
    routes: dict[str, float] = field(default_factory=dict)  # rules that fired, and the points they gave
    passed: int = 5  # so many of the best evidence are looked at, fewer after each gate they have to pass
    confidence: float = 0.0

    @property
    def today(self) -> date:
        """The day at the office."""
        return self.now.date()

    def refuse(self, outcome: Outcome, reason: str) -> Resolution:
        """End the turn without an answer; what was retrieved is shown to whoever checks."""
        return Resolution(
            question=self.question,
            outcome=outcome,
            reason=reason,
            retrieved=tuple(item.citation for item in self.evidence[:5]),
            confidence=self.confidence,
        )


class Step(Protocol):
    """One step from a question to its outcome."""

    @property
    def name(self) -> str:
        """Short name, shown by `ask --trace`."""
        ...

    def __call__(self, turn: Turn) -> Resolution | None:
        """Work on `turn`; a resolution ends it, None goes on to the next step."""
        ...


Tracer = Callable[[str, dict[str, Any]], None]  # step name, what it found
