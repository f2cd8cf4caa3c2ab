"""Greetings, thanks, a cry for help, asking for a person: answered with fixed words, before any search."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.clauses import asks
from knowledge.answering.elsewhere import OwnPlace
from knowledge.answering.lexicon import Lexicon
from knowledge.answering.model import Resolution
from knowledge.answering.office import Office
from knowledge.answering.sayings import SmallTalk
from knowledge.answering.turn import Turn
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.text import fold, folded_words, words

_MUCH = "nhieu"  # "cảm ơn ad nhiều" asks nothing
_LONG = 20  # syllables beside the polite words; who writes more wants something
# So surely people ask for a procedure in the words after a greeting, or around thanks.
_OPENING, _CLOSING = 0.15, 0.35


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
                return _reply(turn, talk)
        polite = (talk for talk in self.lexicon.small_talk if talk.beside.find(turn.question))
        said = next(polite, None)
        return _reply(turn, said) if said is not None and self._asks_nothing(turn.question, said) else None

    def _asks_nothing(self, question: str, said: SmallTalk) -> bool:
        """True when `question` says something polite, and beside it neither asks nor names a procedure."""
        typed = words(question)
        polite: set[int] = set()
        for found in said.beside.find(question):
            thanked = found.start + found.length
            polite.update(range(found.start, thanked))
            polite.update([at for at in range(thanked, len(typed)) if fold(typed[at]) == _MUCH][:1])
        left = [word for at, word in enumerate(typed) if at not in polite]
        rest = " ".join(left)
        told = self.lexicon.aspects.find(rest) or self.lexicon.documents.find(rest)
        if len(left) > _LONG or told or asks(rest) or self.retriever.named(question):
            return False
        least = _OPENING if said.key == "greeting" else _CLOSING
        return self.retriever.read(rest).intent.surest < least

    def _is_here(self, question: str) -> bool:
        """False where the question names a place that is not the office's."""
        known = self.office.commune or self.office.province
        places = self.retriever.read(question).places if known else ()
        return not self.own_place.elsewhere(question, places).desk


def _reply(turn: Turn, talk: SmallTalk) -> Resolution:
    return Resolution(question=turn.question, outcome=talk.outcome, reason=talk.key, confidence=1.0)
