"""Asks which procedure is meant where a question fits several, and none more than the others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.answering.lexicon import Ambiguous, Lexicon
from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from knowledge.answering.turn import Turn
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore

_LITTLE = 3  # syllables beside the ambiguous words
_DIGITS = re.compile(r"\d+")  # the word lists write any figure as "n"


@dataclass(frozen=True, slots=True)
class ClarifyStep:
    """Ends the turn with a question when the table of ambiguous words says so."""

    lexicon: Lexicon
    retriever: Retriever
    store: PassageStore
    name: str = "clarify"

    def __call__(self, turn: Turn) -> Resolution | None:
        """Two or three procedures to choose from, or None when one is meant.

        Where the table gives a bare word one meaning, the question is completed with the procedure's name.
        """
        asked = _DIGITS.sub("n", turn.text)
        if turn.query and turn.query.places and self.lexicon.documents.find(asked):
            return None  # "kế hoạch của phường X nói gì về căn cước" asks for the plan
        for entry in self.lexicon.ambiguous:
            bare = entry.fits(asked, self.lexicon.aspects) and self._is_bare(turn, asked, entry)
            if bare or self._is_merged(turn, asked, entry):
                choices = self._choices(turn, entry.choices)
                if choices and len(entry.choices) == 1:
                    turn.text = f"{choices[0].name}: {turn.text}"
                    turn.query = self.retriever.read(turn.text)
                    return None
                if len(choices) > 1:
                    turn.confidence = 1.0
                    return Resolution(
                        question=turn.question, outcome=Outcome.CLARIFY, choices=choices, confidence=1.0
                    )
        return None

    def _is_bare(self, turn: Turn, asked: str, entry: Ambiguous) -> bool:
        """True when the question says little else: whoever tells more means one of them."""
        said = len(turn.query.subject) if turn.query else 0
        return said - max(found.length for found in entry.phrases.find(asked)) <= _LITTLE

    def _is_merged(self, turn: Turn, asked: str, entry: Ambiguous) -> bool:
        """True when something is asked of a code into which those of the choices were merged."""
        named = any(code in turn.text for code in entry.codes)
        return named and bool(turn.aspects) and not entry.told(asked, self.lexicon.aspects)

    def _choices(self, turn: Turn, codes: tuple[str, ...]) -> tuple[ProcedureRef, ...]:
        """Those of the procedures that are known here, each with the aspect that was asked."""
        aspect = turn.aspects[0] if turn.aspects else None
        rows = [(code, self.store.find(code)) for code in codes]
        return tuple(
            ProcedureRef(code=code, name=self.store.metadata(row).title, aspect=aspect)
            for code, row in rows
            if row is not None
        )
