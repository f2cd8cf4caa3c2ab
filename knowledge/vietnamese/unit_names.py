"""Names of administrative units as they are typed in questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from typing import NamedTuple

from knowledge.vietnamese.text import fold

_TOKEN = re.compile(r"[^\W_]+")
_GLUED = re.compile(r"\b([pqPQ])\.?(\d{1,2})\b")  # "Q5", "p.12"
# Folded words that announce a unit → its type as written in the table; two-word types come first.
_TYPES = {
    ("thi", "tran"): "thị trấn",
    ("thi", "xa"): "thị xã",
    ("thanh", "pho"): "thành phố",
    ("phuong",): "phường",
    ("xa",): "xã",
    ("quan",): "quận",
    ("huyen",): "huyện",
    ("tinh",): "tỉnh",
    ("tt",): "thị trấn",
    ("tx",): "thị xã",
    ("tp",): "thành phố",
    ("p",): "phường",
    ("q",): "quận",
}
_ALSO = {"hồ chí minh": ("hcm", "tphcm", "sai gon"), "hà nội": ("hn",)}  # what people call provinces
_MOST_SYLLABLES = 6  # of a name


class NamedUnit(NamedTuple):
    """A unit as typed in a question: its key, and where it stands counted in syllables.

    `sure` is False where the words may be no name at all: "xã an toàn", typed without capitals.
    """

    key: str
    start: int
    end: int
    sure: bool


class UnitQuestion:
    """The syllables of a question, as typed and folded."""

    def __init__(self, text: str) -> None:
        text = _GLUED.sub(r"\1 \2", unicodedata.normalize("NFC", text))
        self._raw = _TOKEN.findall(text)
        self._typed = [word.lower() for word in self._raw]
        self._folded = [fold(word) for word in self._raw]

    def units(self, table: Container[str]) -> Iterator[NamedUnit]:
        """Units of `table` (keys "type name", folded) that are typed after their type, the longest first."""
        at = 0
        while at < len(self._folded):
            found = self._unit(at, table)
            if found is not None:
                yield found
            at = found.end if found else at + 1

    def _unit(self, at: int, table: Container[str]) -> NamedUnit | None:
        for words, kind in _TYPES.items():
            begin = at + len(words)
            if tuple(self._folded[at:begin]) != words:
                continue
            plain = fold(kind)
            for end in range(min(len(self._folded), begin + _MOST_SYLLABLES), begin, -1):
                name = " ".join(word.lstrip("0") or word for word in self._folded[begin:end])
                if (key := f"{plain} {name}") in table:
                    return NamedUnit(key, at, end, self._sure(kind, begin, end))
        return None

    def _sure(self, kind: str, begin: int, end: int) -> bool:
        capitals = all(not raw[0].isalpha() or raw[0].isupper() for raw in self._raw[begin:end])
        return capitals or (kind in {"phường", "thị trấn"} and end - begin > 1)

    def writes(self, named: NamedUnit, unit: str) -> bool:
        """True when the accents typed are those of `unit`, or none."""
        written = _TOKEN.findall(unit.lower())
        typed = self._typed[named.end - len(written) + _type_length(unit) : named.end]
        return all(map(_alike, typed, written[_type_length(unit) :]))

    def names(self, unit: str, beside: NamedUnit, *, within: str = "") -> bool:
        """True when `unit` is named elsewhere than in `beside`.

        Its type must stand before it where it is a number, or bears the name of the province `within`.
        """
        bare = bare_key(unit)
        rest = self._rest(beside)
        if bare.isdigit() or bare == bare_key(within):
            plain = fold(unit).removesuffix(bare).strip()
            shorts = [" ".join(words) for words, kind in _TYPES.items() if fold(kind) == plain]
            return any(f" {kind} {bare} " in rest for kind in shorts)
        return f" {bare} " in rest

    def names_province(self, unit: str, beside: NamedUnit) -> bool:
        """True when the province `unit` is named elsewhere than in `beside`, also as people call it."""
        rest = self._rest(beside)
        return any(f" {name} " in rest for name in (bare_key(unit), *_ALSO.get(bare_name(unit).lower(), ())))

    def _rest(self, beside: NamedUnit) -> str:
        return f" {' '.join([*self._folded[: beside.start], '|', *self._folded[beside.end :]])} "


def unit_key(text: str) -> str:
    """`text` folded, hyphens and apostrophes made blanks: as the syllables of a question are joined.

    Composed text keeps its length. Without `fold`, which would take most of the time of reading the table.
    """
    plain = text.lower().replace("đ", "d").replace("-", " ").replace("'", " ")
    return unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode("ascii")


def _type_length(unit: str) -> int:
    return 2 if unit.startswith(("thị ", "thành phố ", "đặc khu ")) else 1


def bare_name(unit: str) -> str:
    """A unit without its type: "thành phố Hà Nội" → "Hà Nội"; one given without stays as it is."""
    folded = fold(unit)
    for words in _TYPES:
        if folded.startswith(prefix := " ".join(words) + " "):
            return unit[len(prefix) :]
    return unit


def bare_key(unit: str) -> str:
    """`bare_name` as a key."""
    return unit_key(bare_name(unit))


def _alike(typed: str, written: str) -> bool:
    """The same syllable: without accents, or with the same ones wherever they are set (hoà, hòa)."""
    typed = typed.lstrip("0") or typed
    return typed == fold(written) or _marks(typed) == _marks(written)


def _marks(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return letters, "".join(sorted(char for char in decomposed if unicodedata.combining(char)))
