"""Subjects the desk does not answer, and attempts to make it do something else."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.lexicon import Lexicon
from knowledge.answering.model import Resolution
from knowledge.answering.turn import Turn


@dataclass(frozen=True, slots=True)
class TopicStep:
    """Refuses weather, prices, private data, injected instructions … by name."""

    lexicon: Lexicon
    name: str = "topics"

    def __call__(self, turn: Turn) -> Resolution | None:
        """A refusal when the question is about one of the listed topics."""
        for topic in self.lexicon.topics:
            if topic.fits(turn.question):
                turn.confidence = 1.0
                return turn.refuse(topic.outcome, topic.reason)
        return None
