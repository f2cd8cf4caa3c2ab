"""Places named in a question: provinces by name, communes and districts after their type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from knowledge.vietnamese.abbreviations import read_table
from knowledge.vietnamese.text import folded_words, has_accents, words

# An administrative unit is its type and a name in capitals: "phường La Khê", "TX. Sơn Tây", "Quận 5".
_TYPED = re.compile(
    r"\b(?:phường|xã|thị trấn|thị xã|quận|huyện|tỉnh|thành phố|đặc khu|tp\.?|tx\.?"
    r"|phuong|xa|thi tran|thi xa|quan|huyen|tinh|thanh pho|dac khu)\s+([^\n,.;:?!()]+)",
    re.IGNORECASE,
)
_TYPES = ("phuong", "xa", "thi tran", "thi xa", "quan", "huyen", "tinh", "thanh pho", "tp", "tx", "dac khu")
# What follows a name in capitals and is none of it: "Xã Tân Lập Tỉnh Hà Nam", "Phường La Khê Năm 2026".
_NEXT = frozenset({"tỉnh", "huyện", "quận", "phường", "xã", "năm"})


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known place names, folded."""

    provinces: frozenset[str]
    units: frozenset[str]  # communes and provinces
    accented: frozenset[str]  # provinces as written, lower case
    written: frozenset[str]  # communes and provinces as written, lower case

    @classmethod
    def load(cls) -> Self:
        """The shipped table."""
        provinces: set[str] = set()
        communes: set[str] = set()
        accented: set[str] = set()
        written: set[str] = set()
        for level, name in read_table("places.tsv"):
            plain = " ".join(folded_words(name))
            written.add(" ".join(words(name)))
            if level == "province":
                provinces.add(plain)
                accented.add(name.lower())
            else:
                communes.add(plain)
        units = frozenset(communes | provinces)
        return cls(frozenset(provinces), units, frozenset(accented), frozenset(written))

    def places(self, text: str, *, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Folded names of the places that `text` names, in order; a name within a longer one is left out.

        `known` are further folded names that count wherever they stand (places of the indexed documents).
        """
        found = dict.fromkeys(_written(text))
        syllables, typed = folded_words(text), words(text)
        lowered = text.lower()
        bare = self._bare_provinces(lowered)
        for length in (4, 3, 2):
            for start in range(len(syllables) - length + 1):
                name = " ".join(syllables[start : start + length])
                if (
                    name in known
                    or name in bare
                    or (
                        name in self.units
                        and " ".join(syllables[max(0, start - 2) : start]).endswith(_TYPES)
                        and self._may_be(name, " ".join(typed[start : start + length]))
                    )
                ):
                    found[name] = None
        return tuple(name for name in found if not any(name != other and name in other for other in found))

    def _may_be(self, name: str, typed: str) -> bool:
        """True when `typed` has the accents of a unit, or none: "xã phụ trách" is not Phú Trạch."""
        return typed == name or typed in self.written

    def _bare_provinces(self, lowered: str) -> frozenset[str]:
        """Province names that count without "tỉnh": with their own accents, or where no accents are typed."""
        if not has_accents(lowered):
            return self.provinces
        return frozenset(" ".join(folded_words(name)) for name in self.accented if name in lowered)


def _written(text: str) -> list[str]:
    """Names in capitals after the type of a unit."""
    names: list[str] = []
    for match in _TYPED.finditer(text):
        words: list[str] = []
        for word in match.group(1).split()[:4]:
            # "UBND" or "CCHC" after "phường" is no name.
            # A figure is a name of its own ("Quận 5"), after one it is a year ("phường La Khê 2026").
            if (
                word.lower() in _NEXT
                or not (word[0].isupper() or (word.isdigit() and not words))
                or (len(word) > 1 and word.isupper())
            ):
                break
            words.append(word)
        if words:
            names.append(" ".join(folded_words(" ".join(words))))
    return names


def unit_name(unit: str) -> str:
    """Folded name of an administrative unit without its type: "Phường La Khê" → "la khe"."""
    name = " ".join(folded_words(unit))
    for kind in sorted(_TYPES, key=len, reverse=True):
        if name.startswith(f"{kind} "):
            return name.removeprefix(f"{kind} ")
    return name


def without_places(text: str, places: tuple[str, ...]) -> str:
    """The syllables of `text` without the folded names `places` and the types before them.

    A full stop stands where a place was, so that what stood around it does not become a pair.
    """
    typed, plain = words(text), folded_words(text)
    if len(typed) != len(plain):  # odd marks: nothing can be told apart
        return text
    for place in places:
        name = place.split()
        at = 0
        while at <= len(plain) - len(name):
            if plain[at : at + len(name)] == name:
                start = at
                for kind in sorted(_TYPES, key=len, reverse=True):
                    size = len(kind.split())
                    if start >= size and plain[start - size : start] == kind.split():
                        start -= size
                        break
                typed[start : at + len(name)] = plain[start : at + len(name)] = ["."]
                at = start
            at += 1
    return " ".join(typed)
