"""Greetings, thanks, a cry for help, asking for a person: answered with fixed words, before any search."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.elsewhere import OwnPlace
from knowledge.answering.lexicon import Lexicon
from knowledge.answering.model import Resolution
from knowledge.answering.office import Office
from knowledge.answering.turn import Turn
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.text import folded_words


@dataclass(frozen=True, slots=True)
class SmallTalkStep:
    """Ends the turn when the message is no question."""

    lexicon: Lexicon
    office: Office
    own_place: OwnPlace
    retriever: Retriever
    name: str = "small_talk"

    def __call__(self, turn: Turn) -> Resolution | None:
        """A fixed reply for small talk, None for everything else."""
        syllables = folded_words(turn.question)
        whole = " ".join(syllables)
        bare = " ".join(word for word in syllables if word not in self.lexicon.around)
        for talk in self.lexicon.small_talk:
            if talk.key == "office" and not (self.office.reachable and self._is_here(turn.question)):
                continue  # what the guide says of desks in general is better than nothing
            if {whole, bare} & talk.whole or talk.within(turn.question):
                return Resolution(
                    question=turn.question, outcome=talk.outcome, reason=talk.key, confidence=1.0
                )
        return None

    def _is_here(self, question: str) -> bool:
        """False where the question names a place that is not the office's."""
        known = self.office.commune or self.office.province
        places = self.retriever.read(question).places if known else ()
        return not self.own_place.elsewhere(question, places).desk
