"""Which procedure of those offered is meant: "con 2 tuổi", or "bị mất", after "làm căn cước cho con"."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.facts import FactBook, case_of
from knowledge.answering.lexicon import Lexicon, read_list
from knowledge.answering.model import ProcedureRef
from knowledge.answering.topicless import Topicless
from knowledge.vietnamese.text import fold, folded_words

_TELL_NONE = frozenset(map(fold, read_list("conversation.toml")["telling_none"]["words"]))
_SHORT = 8  # syllables of its own; who says more tells a story


@dataclass(frozen=True, slots=True)
class CaseChooser:
    """Chooses by what procedures say of whom they are for, and by what they are called."""

    lexicon: Lexicon
    facts: FactBook
    topicless: Topicless

    def choose(self, question: str, choices: tuple[ProcedureRef, ...]) -> ProcedureRef | None:
        """The only one of `choices` that `question` tells; None where it tells none or more.

        Where one alone was offered, whoever asks something of it means it.
        """
        if len(choices) == 1 and self.topicless.only_asks(question):
            return choices[0]
        return self._of_case(question, choices) or self._called(question, choices)

    def completed(self, question: str, chosen: ProcedureRef) -> str:
        """The question that `question` is about `chosen`: what only says its names is its name."""
        lexicon = self.lexicon
        asks = any(table.find(question) for table in (lexicon.aspects, lexicon.hints, lexicon.everything))
        if not asks and self._called(question, (chosen,)) is not None:
            return chosen.name
        return f"{chosen.name}: {question}"

    def _of_case(self, question: str, choices: tuple[ProcedureRef, ...]) -> ProcedureRef | None:
        """The only one that is for the case told in `question`."""
        case = case_of(question, self.lexicon)
        rows = ((choice, self.facts.store.find(choice.code)) for choice in choices)
        known = ((choice, self.facts.procedure(row)) for choice, row in rows if row is not None)
        meant = [choice for choice, procedure in known if procedure and case.meant_by(procedure.applies)]
        return meant[0] if len(meant) == 1 else None

    def _called(self, question: str, choices: tuple[ProcedureRef, ...]) -> ProcedureRef | None:
        """The only one with all that `question` says by itself in its names, the official one before others.

        A word of something else makes it a question of its own: "mất sổ đỏ" after "căn cước".
        """
        reader = self.topicless.retriever
        own = self.topicless.own_words(reader.reader.spelled_out(reader.meant(question)))
        said = {*filter(None, own)} - _TELL_NONE
        if not 0 < len(said) <= _SHORT:
            return None
        names = {choice.code: self._names(choice) for choice in choices}
        for official in (True, False):
            meant = [
                choice
                for choice in choices
                if said.issubset(folded_words(" ".join(names[choice.code][: 1 if official else None])))
            ]
            if meant:
                return meant[0] if len(meant) == 1 else None
        return None

    def _names(self, choice: ProcedureRef) -> tuple[str, ...]:
        row = self.facts.store.find(choice.code)
        return (choice.name, *(self.facts.store.metadata(row).aliases if row is not None else ()))
