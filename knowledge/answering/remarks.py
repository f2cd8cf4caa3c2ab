"""What is added to any reply: old rules put right, old places named anew, personal data masked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from knowledge.answering.model import Outcome, Remark, Resolution
from knowledge.answering.office import Office
from knowledge.answering.steps.unit_now import unit_remark
from knowledge.answering.turn import Turn
from knowledge.model import DocumentKind
from knowledge.stale import Stale, load_stale, stale_in
from knowledge.vietnamese.personal_data import Masked, mask
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.units import Change, Level, UnitMap

_SAME = 0.75  # share of the words from which on two lines say the same
_ABOUT_OUR_FIELD = frozenset({Outcome.ANSWERED, Outcome.NOT_FOUND})


@dataclass(frozen=True)
class Remarks:
    """Makes the remarks; the table of old places is read when the first question names a place."""

    office: Office
    stale: tuple[Stale, ...]

    @classmethod
    def load(cls, office: Office) -> Self:
        """With the shipped tables."""
        return cls(office, load_stale())

    @cached_property
    def units(self) -> UnitMap:
        """What became of old units."""
        return UnitMap.load()

    def changes(self, question: str) -> tuple[Change, ...]:
        """What became of the old units that `question` names; the office's province decides among several."""
        return self.units.today(question, province=self.office.province)

    def mask(self, question: str) -> Masked:
        """`question` with personal data masked."""
        return mask(question, allowed=self.office.numbers)

    def of(self, turn: Turn, resolution: Resolution, masked: Masked) -> tuple[Remark, ...]:
        """The remarks to add to `resolution`."""
        found: list[Remark] = []
        if resolution.outcome in _ABOUT_OUR_FIELD:
            assumed = () if _is_plan(turn) else stale_in(turn.question, self.stale, turn.today)
            found += [
                Remark(key="answer-stale", arguments={"correction": entry.correction})
                for entry in assumed
                if not _repeats(entry.correction, resolution.sentences)
            ][:1]
            if resolution.procedure is not None and turn.query is not None and turn.query.places:
                found += [unit_remark(change) for change in self.changes(turn.question)[:1]]
        if resolution.reason == "office":  # an old name of its place may have been asked for
            changes = self.changes(turn.question)[:1]
            found += [unit_remark(change) for change in changes if change.level is Level.WARD]
        if masked.kinds:
            found.append(Remark(key="personal-data-masked", arguments={"kinds": " ".join(masked.kinds)}))
        return tuple(found)


def _repeats(correction: str, told: tuple[str, ...]) -> bool:
    """True when a line that is told already says nearly all words of `correction`."""
    wanted = set(folded_words(correction))
    return any(len(wanted & set(folded_words(line))) >= _SAME * len(wanted) for line in told)


def _is_plan(turn: Turn) -> bool:
    """True when a document of an office answers: it speaks the words of its own time."""
    return bool(turn.evidence) and turn.evidence[0].meta.kind is DocumentKind.ADMINISTRATIVE
