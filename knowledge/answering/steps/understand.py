"""What is asked: the aspects of a procedure, the kind of words an answer needs, the subject carried over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.answering.lexicon import AnswerKind, Lexicon
from knowledge.answering.model import Resolution
from knowledge.answering.turn import Turn
from knowledge.model import Aspect
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.text import folded_words

_CARRY_ON = frozenset({"con", "the", "vay", "roi", "nua", "do", "ay", "nay", "no"})
_DIGITS = re.compile(r"\d+")  # the word lists write any figure as "n"
_SHORT = 12  # syllables; a longer question names its own subject


@dataclass(frozen=True, slots=True)
class UnderstandStep:
    """Reads aspects and kind of answer; completes a follow-up with the procedure last spoken of."""

    lexicon: Lexicon
    retriever: Retriever
    name: str = "understand"

    def __call__(self, turn: Turn) -> Resolution | None:
        """Fills `text`, `aspects`, `hints`, `kind` and `query`."""
        question = turn.question
        turn.aspects, turn.hints = self._aspects(question)
        turn.kind = next(
            (kind for kind, phrases in self.lexicon.kinds if phrases.find(question)), AnswerKind.OPEN
        )
        turn.text = question
        procedure = turn.memory.procedure
        if procedure is not None and self._is_follow_up(question, turn.aspects + turn.hints):
            turn.text = f"{procedure.name}: {question}"
        turn.query = self.retriever.read(turn.text)
        return None

    def _aspects(self, question: str) -> tuple[tuple[Aspect, ...], tuple[Aspect, ...]]:
        """The aspects that the question asks, and those that it may mean."""
        counted = _DIGITS.sub("n", question)
        asked = self.lexicon.aspects.values(counted)
        if Aspect.FEE in asked and (paid_out := self.lexicon.paid_out.values(counted)):
            asked = list(
                dict.fromkeys([*paid_out, *(aspect for aspect in asked if aspect is not Aspect.FEE)])
            )
        hinted = [aspect for aspect in self.lexicon.hints.values(counted) if aspect not in asked]
        return tuple(asked), tuple(hinted)

    def _is_follow_up(self, question: str, aspects: tuple[Aspect, ...]) -> bool:
        """A short question without a subject of its own: only aspects, polite words, "còn … thì sao"."""
        question = _DIGITS.sub("n", question)
        syllables = folded_words(question)
        if not syllables or len(syllables) > _SHORT:
            return False
        asked = set(self.retriever.reader.question_words) | _CARRY_ON
        for found in self.lexicon.aspects.find(question) + self.lexicon.hints.find(question):
            asked.update(syllables[found.start : found.start + found.length])
        own = [word for word in syllables if word not in asked]
        return not own and (bool(aspects) or syllables[0] in _CARRY_ON)
