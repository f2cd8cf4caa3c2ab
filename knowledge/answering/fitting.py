"""Whether evidence is of the place, year, office and number that a question names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from knowledge.answering.lexicon import Lexicon, read_list
from knowledge.answering.turn import Evidence, Turn
from knowledge.model import DocumentKind
from knowledge.retrieval.query import Query
from knowledge.store import PassageStore
from knowledge.vietnamese.places import unit_name
from knowledge.vietnamese.text import fold, folded_words

NATIONAL = frozenset({DocumentKind.PROCEDURE, DocumentKind.GUIDE, DocumentKind.LAW})
"""What these say holds everywhere, unless a document of one place is asked for."""

_UNITS = frozenset({"phuong", "xa"})
_OWN_YEAR = re.compile(read_list("patterns.toml")["own_year"])
_NO_NAMES = frozenset(read_list("judging.toml")["no_names"])
_NAME = 2  # syllables


@dataclass(frozen=True, slots=True)
class Fitting:
    """Brings what fits the question to the front, gate by gate."""

    lexicon: Lexicon
    store: PassageStore

    def misses(self, turn: Turn, query: Query) -> str | None:
        """Why no evidence is of what the question names; None when some is, which then comes first.

        What fits the year must fit the place as well: each gate looks only at what passed those before.
        """
        named = bool(self.lexicon.documents.find(turn.text))
        if query.places and not narrow(turn, lambda item: _of_place(item, query.places, named)):
            return "unknown_place"
        own = {int(year) for year in _OWN_YEAR.findall(fold(turn.text))}
        if query.years and not narrow(turn, lambda item: _of_year(item, query.years, named, own)):
            return "unknown_year"
        units = self.lexicon.units.values(turn.text)
        if units and not narrow(turn, lambda item: self._of_unit(item, units)):
            return "unknown_unit"
        if query.numbers and not narrow(turn, lambda item: _has_number(item, query.numbers)):
            return "unknown_number"
        return None

    def _of_unit(self, item: Evidence, units: list[str]) -> bool:
        """True unless the passage stands in a document of an office that nowhere names one of `units`."""
        if item.meta.kind is not DocumentKind.ADMINISTRATIVE:
            return True
        row = self.store.find(item.meta.id)
        passages = self.store.passages_of(row) if row is not None else [item.passage]
        said = " ".join(word for p in passages for word in folded_words(f"{p.context} {p.text}"))
        return any(f" {unit} " in f" {said} " for unit in units)


def narrow(turn: Turn, fits: Callable[[Evidence], bool]) -> bool:
    """Bring what fits of the best evidence to the front, in its order; False when nothing of it fits."""
    fitting = [item for item in turn.evidence[: turn.passed] if fits(item)]
    if not fitting:
        return False
    rows = {item.hit.row for item in fitting}
    turn.evidence = fitting + [item for item in turn.evidence if item.hit.row not in rows]
    turn.passed = len(fitting)
    return True


def _of_place(item: Evidence, places: tuple[str, ...], named: bool) -> bool:
    """True when the passage is about one of `places`.

    What holds everywhere holds there too, unless the question names a document of that place ("kế hoạch").
    """
    if (item.meta.kind in NATIONAL and not named) or unit_name(item.meta.locality or "") in places:
        return True
    said = " ".join(folded_words(f"{item.passage.context} {item.passage.text}"))
    return any(place in said for place in places)


def _has_number(item: Evidence, numbers: tuple[str, ...]) -> bool:
    """True when the passage names a document by one of `numbers`."""
    said = fold(f"{item.passage.context} {item.passage.text}")
    return any(re.search(rf"(?<![\d/.]){re.escape(number)}(?![\d])", said) for number in numbers)


def _of_year(item: Evidence, years: tuple[int, ...], named: bool, own: set[int]) -> bool:
    """True when the passage is about one of `years`; in "sinh năm 2017" the year is not what is asked.

    One of `own` is the year of the document itself: "kế hoạch … năm 2033". The year in a date or in the
    number of a document ("ngày 22/4/2022", "61/2022/NĐ-CP") is not what the passage is about.
    """
    if item.meta.kind in NATIONAL and not named:
        return True
    if own and item.meta.years:
        return not own.isdisjoint(item.meta.years)
    said = f"{item.passage.context} {item.passage.text}"
    return any(year in item.meta.years or re.search(rf"(?<![\d/]){year}(?![\d/])", said) for year in years)


def other_unit(question: str, item: Evidence) -> bool:
    """True when the question seems to name another commune than the passage is of, in whatever letters.

    After "phường" or "xã" stand two syllables that do not stand so in the passage ("phuong hoa sao"), or all
    but the last of its commune's name ("xa an binh dong").
    """
    typed = folded_words(question)
    own = unit_name(item.meta.locality or "").split()
    said = folded_words(f"{item.meta.locality or ''} {item.passage.context} {item.passage.text}")
    pairs = set(pairwise(said))
    for at, word in enumerate(typed):
        name = typed[at + 1 : at + 1 + max(_NAME, len(own))]
        if word not in _UNITS or len(name) < _NAME or not _NO_NAMES.isdisjoint(name[:_NAME]):
            continue
        if len(own) > _NAME and name[:-1] == own[:-1]:
            if name[-1] != own[-1] and name[-1] not in _NO_NAMES:
                return True
        elif (name[0], name[1]) not in pairs and ((word, name[0]) not in pairs or name[0] in own[:1]):
            return True
    return False
