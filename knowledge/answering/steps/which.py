"""Asks which procedure is meant where a question names none, and the talk has none yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Turn
from knowledge.model import DocumentKind
from knowledge.store import PassageStore

# Share of a procedure's name from which on a question names one (docs/adr/0005).
NAMED = 0.4
# Share of the question's words, and of their pairs, in a passage from which on the procedure need not be
# called: single words of a general question ("có phải ký trước không") stand in any long passage.
_TOLD = 0.8
_LOOKED_AT = 5
_MOST = 3  # offered to choose from
_KNOWN = 0.2  # so surely asked for in such words, a procedure need not be called
_BARE_NUMBER = re.compile(r"\d{1,3}[.)]?")  # of a list that is no longer there
_GENERAL = frozenset({"how_things_work", "guide_called"})  # rules by which a guide answers for all procedures


@dataclass(frozen=True, slots=True)
class WhichStep:
    """Ends the turn with "which procedure?", and what was offered or the commonest ones to choose from."""

    topicless: Topicless
    store: PassageStore
    name: str = "which"

    def __call__(self, turn: Turn) -> Resolution | None:
        """The question back, or None where a procedure is named, or something else is asked for."""
        if turn.memory.procedure is not None or not self._names_none(turn):
            return None
        aspect = turn.aspects[0] if turn.aspects else None
        offered = {choice.code for choice in turn.memory.choices}
        # "Bao nhiêu tiền", said to "which of these?", is asked of those; without them, of any procedure.
        again = not offered.issubset(self.topicless.common) and self.topicless.only_asks(turn.question)
        codes = [choice.code for choice in turn.memory.choices] if again else self.topicless.common
        rows = [(code, self.store.find(code)) for code in codes]
        choices = tuple(
            ProcedureRef(code=code, name=self.store.metadata(row).title, aspect=aspect)
            for code, row in rows
            if row is not None
        )
        return Resolution(
            question=turn.question,
            outcome=Outcome.CLARIFY,
            reason=None if again else "which_procedure",
            choices=choices[:_MOST],
            confidence=1.0,
        )

    def _names_none(self, turn: Turn) -> bool:
        if turn.query is None or turn.query.places or turn.query.numbers:
            return False
        best = turn.evidence[0].meta.kind
        if _BARE_NUMBER.fullmatch(turn.text.strip()):
            return True
        known = turn.evidence[0].hit.signals["asked"] >= _KNOWN
        if not known and self.topicless.says_this(turn.text):
            return best is not DocumentKind.ADMINISTRATIVE
        asks = bool(turn.aspects or turn.hints or turn.everything)
        if not asks or (best is DocumentKind.GUIDE and not _GENERAL.isdisjoint(turn.routes)):
            return False
        if self.topicless.says_nothing(turn.text):
            return not (known and turn.case.age is not None)  # "72 tuổi có được không" tells whom it is for
        found_by_chance = (
            bool(turn.aspects) and best is DocumentKind.PROCEDURE and _calls_none(turn) and not known
        )
        return found_by_chance and not self.topicless.names_something(turn)


def _calls_none(turn: Turn) -> bool:
    """True when the question calls none of what was found, and tells no case in its words."""
    near = [item.hit.signals for item in turn.evidence[:_LOOKED_AT]]
    return not any(
        signals["name"]
        or signals["title_said"] >= NAMED
        or min(signals["coverage"], signals["pairs"]) >= _TOLD
        for signals in near
    )
