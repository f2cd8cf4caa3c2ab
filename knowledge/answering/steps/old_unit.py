"""What an old ward, district or province belongs to now, where nothing else is asked."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.lexicon import Lexicon, phrase_table, read_list
from knowledge.answering.model import Outcome, Resolution
from knowledge.answering.remarks import Remarks
from knowledge.answering.steps.unit_now import unit_remark
from knowledge.answering.turn import Turn
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.units import Change

_LISTS = read_list("conversation.toml")["old_unit"]
_NOW = phrase_table(_LISTS["now"])
_OLD = phrase_table(_LISTS["old"])
_LATER = phrase_table(_LISTS["later"])
_TYPES = frozenset(_LISTS["types"])
_FILLING = frozenset(_LISTS["filling"])
_LITTLE = 2  # words that are neither names nor asked with, from which on more is asked
_LONGEST = 24  # words; who writes more asks more


@dataclass(frozen=True, slots=True)
class OldUnitStep:
    """Ends the turn with what became of the unit, or asks which unit is meant."""

    lexicon: Lexicon
    retriever: Retriever
    remarks: Remarks
    name: str = "old_unit"

    def __call__(self, turn: Turn) -> Resolution | None:
        """A reply where an old unit is named, or asked for without its name, and nothing else is asked."""
        said = folded_words(turn.question)
        if len(said) > _LONGEST or _TYPES.isdisjoint(said) or _LATER.find(turn.question):
            return None
        asked = [found for table in (_NOW, _OLD) for found in table.find(turn.question)]
        covered = {at for each in asked for at in range(each.start, each.start + each.length)}
        rest = [word for at, word in enumerate(said) if at not in covered and not self._is_filling(word)]
        if asked or turn.memory.procedure is None:
            changes = self.remarks.changes(turn.question)
            if changes and self._is_all(turn, rest, changes, asked=bool(asked)):
                return self._told(turn, changes)
        if _NOW.find(turn.question) and self._is_untold(turn.question, rest):
            return Resolution(
                question=turn.question, outcome=Outcome.CLARIFY, reason="which_unit", confidence=1.0
            )
        return None

    def _is_untold(self, question: str, rest: list[str]) -> bool:
        """True where no unit is named, or one of many of its name ("xã Tân Lập"), and no more is asked."""
        names = {word for name in self.remarks.units.old_names(question) for word in name.split()}
        left = [word for word in rest if word not in names]
        return bool(names or _OLD.find(question)) and len(left) <= _LITTLE

    def _is_filling(self, word: str) -> bool:
        return word in _TYPES or word in _FILLING or word in self.lexicon.around

    def _is_all(self, turn: Turn, rest: list[str], changes: tuple[Change, ...], *, asked: bool) -> bool:
        """True when beside the units' names hardly a word is left; a name alone must be all that is said."""
        names = {word for each in changes for word in folded_words(f"{each.old} {each.new} {each.province}")}
        left = [word for word in rest if word not in names]
        if asked:
            return len(left) <= _LITTLE
        return not left and self.retriever.places.isdisjoint(self.retriever.read(turn.question).places)

    def _told(self, turn: Turn, changes: tuple[Change, ...]) -> Resolution:
        return Resolution(
            question=turn.question,
            outcome=Outcome.GREETING,
            reason="old_unit",
            opening=tuple(unit_remark(change) for change in changes),
            confidence=1.0,
        )
