"""Places whose news people may ask for: the office's own, and every commune of the country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.resources import files

from bot.dialogue.phrasing import Syllable, alike, syllables
from knowledge.vietnamese.text import fold, one_line
from knowledge.vietnamese.unit_names import bare_name, unit_key
from knowledge.vietnamese.units import Level, UnitMap

_SHORT_TYPES = {"p": "phuong", "x": "xa", "f": "phuong"}
MOST_SYLLABLES = 10  # "đặc khu Phú Quốc, An Giang" and then some


class Places:
    """Reads names of places; a place is kept as it is shown: "phường Hà Đông, Hà Nội"."""

    def __init__(self, own: Iterable[str], province: str) -> None:
        """`own` are the office's commune and what belongs to it; `province` decides between namesakes."""
        self.own = tuple(dict.fromkeys(one_line(place) for place in own if place.strip()))
        self._province = province
        self._own = [(syllables(place), place) for place in self.own]

    def find(self, text: str) -> tuple[str, ...]:
        """The places that `text` wholly names: none when it is something else, several for namesakes.

        An old commune is found as what it belongs to today.
        """
        typed = syllables(text)
        if not typed or len(typed) > MOST_SYLLABLES:
            return ()
        for phrase, place in self._own:
            if alike(typed, phrase) or alike(typed, syllables(bare_name(place))):
                return (place,)
        plain = _plain(typed)
        found = [place for place in self._today.get(" ".join(plain), ()) if _accents_agree(typed, place)]
        if len(found) > 1 and self._province:
            home = f", {fold(bare_name(self._province))}"
            found = [place for place in found if fold(place).endswith(home)] or found
        return tuple(found) or self._of_old(text)

    def _of_old(self, text: str) -> tuple[str, ...]:
        """What the old unit that `text` names, and nothing besides, belongs to."""
        changes = self._old.today(text, province=self._province)
        if len(changes) != 1 or changes[0].level is not Level.WARD:
            return ()
        change = changes[0]
        named = {s.plain for s in syllables(f"{change.old} tp tx q h p {change.province}")}
        if not {s.plain for s in syllables(text)} <= named | {"phuong", "xa", "quan", "huyen", "tinh"}:
            return ()
        return tuple(f"{unit}, {change.province}" for unit in change.units)

    @cached_property
    def _old(self) -> UnitMap:
        return UnitMap.load()

    @cached_property
    def _today(self) -> dict[str, list[str]]:
        """Today's communes by folded name, with and without their province."""
        units: dict[tuple[str, str], None] = {}
        province = ""
        table = files("knowledge.vietnamese").joinpath("data", "units.tsv").read_text(encoding="utf-8")
        for line in table.splitlines():
            name, _, rest = line.partition("\t")
            if name.startswith("== "):
                province = bare_name(rest)
            elif rest and not name.startswith(("#", "=")):
                units |= dict.fromkeys((unit, province) for unit in rest.split(";"))
        found: dict[str, list[str]] = {}
        for unit, province in units:
            for key in _keys(unit, province):
                found.setdefault(key, []).append(f"{unit}, {province}")
        return found


def _plain(typed: Sequence[Syllable]) -> list[str]:
    """Folded syllables; short types in full, types of provinces left out."""
    plain = [syllable.plain for syllable in typed]
    plain[0] = _SHORT_TYPES.get(plain[0], plain[0])
    return f"{plain[0]} {' '.join(plain[1:])} ".replace(" thanh pho ", " ").replace(" tinh ", " ").split()


def _keys(unit: str, province: str) -> set[str]:
    full, bare, within = unit_key(unit), unit_key(bare_name(unit)), unit_key(province)
    return {full, bare, f"{full} {within}", f"{bare} {within}"}


def _accents_agree(typed: Sequence[Syllable], place: str) -> bool:
    """False for a namesake that only looks alike without accents, where accents are typed."""
    accents = {(syllable.plain, syllable.accents) for syllable in syllables(place)}
    plain = {name for name, _ in accents}
    return all(
        not syllable.accents or syllable.plain not in plain or (syllable.plain, syllable.accents) in accents
        for syllable in typed
    )
