"""Subjects the desk does not answer, and attempts to make it do something else."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.lexicon import Lexicon
from knowledge.answering.model import Outcome, Resolution
from knowledge.answering.named_person import asks_about_a_person
from knowledge.answering.turn import Turn
from knowledge.retrieval.retriever import Retriever

# As surely as this such questions ask for a procedure or a guide; and where hardly any is asked in vain.
_KNOWN, _NOT_IN_VAIN = 0.6, 0.15
_VAIN = 3.0  # what it counts against a procedure that such questions are asked in vain


@dataclass(frozen=True, slots=True)
class TopicStep:
    """Refuses weather, prices, private data, injected instructions … by name."""

    lexicon: Lexicon
    retriever: Retriever
    name: str = "topics"

    def __call__(self, turn: Turn) -> Resolution | None:
        """A refusal when the question is about one of the listed topics, or about a person by name."""
        if asks_about_a_person(turn.question):
            turn.confidence = 1.0
            return turn.refuse(Outcome.PERSONAL_DATA, "private_person")
        intent = self.retriever.read(turn.question).intent
        known = intent.surest >= _KNOWN or intent.surest - _VAIN * intent.refused >= _NOT_IN_VAIN
        named = known or bool(self.retriever.named(turn.question))
        for topic in self.lexicon.topics:
            # A procedure called by its name, or asked for as people do, is our field, whatever else is said.
            if topic.fits(turn.question) and (topic.always or not named):
                turn.confidence = 1.0
                return turn.refuse(topic.outcome, topic.reason)
        return None
