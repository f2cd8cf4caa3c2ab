"""Greetings, thanks, a cry for help, asking for a person: answered with fixed words, before any search."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.lexicon import Lexicon
from knowledge.answering.model import Resolution
from knowledge.answering.office import Office
from knowledge.answering.turn import Turn
from knowledge.vietnamese.text import folded_words


@dataclass(frozen=True, slots=True)
class SmallTalkStep:
    """Ends the turn when the message is no question."""

    lexicon: Lexicon
    office: Office
    name: str = "small_talk"

    def __call__(self, turn: Turn) -> Resolution | None:
        """A fixed reply for small talk, None for everything else."""
        syllables = folded_words(turn.question)
        whole = " ".join(syllables)
        bare = " ".join(word for word in syllables if word not in self.lexicon.polite)
        for talk in self.lexicon.small_talk:
            if talk.key == "office" and not self.office.reachable:
                continue  # what the guide says of desks in general is better than nothing
            if {whole, bare} & talk.whole or talk.within(turn.question):
                return Resolution(
                    question=turn.question, outcome=talk.outcome, reason=talk.key, confidence=1.0
                )
        return None
