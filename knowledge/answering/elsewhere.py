"""Whether a question is about the office's own place: its fees and hours hold nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from knowledge.answering.office import Office
from knowledge.vietnamese.places import unit_name
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.units import Level, UnitMap


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What of the office's own words does not hold where a question asks."""

    fees: bool = False  # another province
    desk: bool = False  # another commune: counter, hours, remarks


@dataclass(frozen=True)
class OwnPlace:
    """Tells the office's place from others, under its old names too."""

    office: Office

    def elsewhere(self, question: str, places: tuple[str, ...], set_by: str = "") -> Elsewhere:
        """What does not hold for the `places` (folded names) that `question` names.

        `set_by` is the office as its own file names it, where the settings do not say its commune.
        """
        if not places:
            return Elsewhere()
        named = set(places) | self._today(question)
        province, commune = unit_name(self.office.province), unit_name(self.office.commune)
        spoken = f" {' '.join(folded_words(set_by))} "
        own = {name for name in named if f" {name} " in spoken} | ({province, commune} - {""})
        others = named - {province}
        return Elsewhere(fees=not named & own, desk=bool(others) and not others & (own - {province}))

    def _today(self, question: str) -> set[str]:
        """Folded names of the units that old ones in `question` belong to now."""
        found: set[str] = set()
        for change in self._units.today(question, province=self.office.province):
            if change.level is Level.DISTRICT:
                if self._units.took_from(change.old, self.office.commune):
                    found.add(unit_name(self.office.commune))
            else:
                found |= {unit_name(unit) for unit in change.units}
                found |= {unit_name(change.province)} if change.province else set()
        return found

    @cached_property
    def _units(self) -> UnitMap:
        return UnitMap.load()
