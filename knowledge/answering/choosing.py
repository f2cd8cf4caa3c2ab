"""Which procedure of those offered is for the person: "con 2 tuổi" after "làm căn cước cho con"."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.facts import FactBook, case_of
from knowledge.answering.lexicon import Lexicon
from knowledge.answering.model import ProcedureRef


@dataclass(frozen=True, slots=True)
class CaseChooser:
    """Chooses by what procedures say of whom they are for."""

    lexicon: Lexicon
    facts: FactBook

    def choose(self, question: str, choices: tuple[ProcedureRef, ...]) -> ProcedureRef | None:
        """The only one of `choices` that is for the case told in `question`; None where none or more are."""
        case = case_of(question, self.lexicon)
        rows = ((choice, self.facts.store.find(choice.code)) for choice in choices)
        known = ((choice, self.facts.procedure(row)) for choice, row in rows if row is not None)
        meant = [choice for choice, procedure in known if procedure and case.meant_by(procedure.applies)]
        return meant[0] if len(meant) == 1 else None
