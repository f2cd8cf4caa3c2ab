"""Old names of administrative units and what they belong to since 1 July 2025.

On that day the district level ended, provinces were joined and communes regrouped. Citizens go on using
the old names: "phường La Khê, quận Hà Đông".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import NamedTuple, Self

from knowledge.vietnamese.unit_names import NamedUnit, UnitQuestion, bare_key, bare_name, unit_key


class Level(StrEnum):
    """What sort of old unit was named."""

    WARD = "ward"  # phường, xã, thị trấn
    DISTRICT = "district"  # the level itself ended
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Change:
    """An old unit that a text names, and what its place belongs to today.

    `units` are the units of today; several where the old one was divided, none for a district.
    """

    level: Level
    old: str  # "phường La Khê, quận Hà Đông, Hà Nội"
    units: tuple[str, ...] = ()  # "phường Dương Nội", "phường Hà Đông"
    province: str = ""  # of today, without its type: "Hà Nội"

    @property
    def new(self) -> str:
        """The units of today in one phrase: "phường Dương Nội hoặc phường Hà Đông, Hà Nội"."""
        named = " hoặc ".join(self.units)
        return f"{named}, {self.province}" if self.level is Level.WARD else named


class _Ward(NamedTuple):
    name: str
    district: str
    province: str
    province_today: str
    units: str


class UnitMap:
    """Recognises old units in a question. Reading the table takes some 30 ms and 6 MB."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._wards: dict[str, list[_Ward]] = {}
        self._districts: dict[str, set[str]] = {}
        self._provinces: dict[str, tuple[str, str]] = {}
        self._today: dict[str, set[str]] = {}  # units of today → provinces that have one
        text = unicodedata.normalize("NFC", "\n".join(lines))
        # Folding keeps the length of composed text, so that both can be cut at the same line ends.
        province = today = district = ""
        for line, folded in zip(text.split("\n"), unit_key(text).split("\n"), strict=True):
            name, _, rest = line.partition("\t")
            plain, _, plain_rest = folded.partition("\t")
            if line.startswith("== "):
                province, today = name[3:], rest
                self._provinces[plain[3:]] = (province, today)
            elif line.startswith("= "):
                district = name[2:]
                self._districts.setdefault(plain[2:], set()).add(district)
            elif rest and not line.startswith("#"):
                ward = _Ward(name, district, province, today, rest)
                self._wards.setdefault(plain, []).append(ward)
                for unit in plain_rest.split(";"):
                    self._today.setdefault(unit, set()).add(today)

    @classmethod
    def load(cls) -> Self:
        """The shipped table."""
        file = resources.files("knowledge.vietnamese") / "data" / "units.tsv"
        return cls(file.read_text(encoding="utf-8").splitlines())

    def today(self, text: str, *, province: str = "") -> tuple[Change, ...]:
        """What became of the old units that `text` names, in its order.

        `province` is the office's own: it decides between units of one name where the text does not. A name
        that cannot be told apart, or is borne by a unit of today and not marked as old, is left out.
        """
        question = UnitQuestion(text)
        found: list[Change] = []
        covered: set[str] = set()
        for named in question.units(self._wards):
            ward = self._ward(question, named, province)
            if ward is not None:
                covered |= {unit_key(ward.district), unit_key(ward.province)}
                old = f"{ward.name}, {ward.district}, {bare_name(ward.province)}"
                units = tuple(ward.units.split(";"))
                found.append(Change(Level.WARD, old, units, bare_name(ward.province_today)))
        for named in question.units(self._districts):
            if named.key not in covered:
                names = sorted(self._districts[named.key])
                if names := [name for name in names if question.writes(named, name)]:
                    found.append(Change(Level.DISTRICT, names[0]))
        for named in question.units(self._provinces):
            old, new = self._provinces[named.key]
            if named.key not in covered and old != new and question.writes(named, old):
                found.append(Change(Level.PROVINCE, old, (new,), bare_name(new)))
        return tuple(dict.fromkeys(found))

    def old_names(self, text: str) -> tuple[str, ...]:
        """Folded names of communes before 2025 in `text`, also those that several or none of today bear."""
        return tuple(named.key for named in UnitQuestion(text).units(self._wards))

    def took_from(self, district: str, unit: str) -> bool:
        """True when the unit of today `unit` took in wards of the old `district`."""
        of, into = unit_key(district), unit_key(unit)
        return any(
            unit_key(ward.district) == of and into in map(unit_key, ward.units.split(";"))
            for wards in self._wards.values()
            for ward in wards
        )

    def _ward(self, question: UnitQuestion, named: NamedUnit, home: str) -> _Ward | None:
        candidates = [ward for ward in self._wards[named.key] if question.writes(named, ward.name)]
        here = [ward for ward in candidates if question.names(ward.district, named, within=ward.province)]
        if here:
            return _only([w for w in here if question.names_province(w.province, named)] or here)
        if any(True for _ in question.units(self._districts)):
            return None  # of a district that has no such unit
        provinces = [ward for ward in candidates if question.names_province(ward.province, named)]
        gone = [ward for ward in provinces if ward.province != ward.province_today]
        if gone:
            return _only(gone)
        pool = provinces or [w for w in candidates if question.names_province(w.province_today, named)]
        places = {ward.province_today for ward in pool}
        if not pool:
            if not named.sure or self._other_province(question, named):
                return None
            own = [w for w in candidates if bare_key(w.province_today) == bare_key(home)] if home else []
            pool = own or candidates
            places = {ward.province_today for ward in own}
        still = self._today.get(named.key, set())
        if still & places if places else still:
            return None
        return _only(pool)

    def _other_province(self, question: UnitQuestion, named: NamedUnit) -> bool:
        return any(question.names_province(name, named) for pair in self._provinces.values() for name in pair)


def _only(wards: list[_Ward]) -> _Ward | None:
    return wards[0] if len(wards) == 1 else None
