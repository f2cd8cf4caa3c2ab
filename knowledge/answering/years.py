"""Of which years a sentence speaks."""

from __future__ import annotations

import re

from knowledge.answering.lexicon import read_list
from knowledge.vietnamese.text import fold

_PATTERNS = read_list("patterns.toml")["years"]
_YEAR = re.compile(_PATTERNS["year"])
_SPAN = re.compile(_PATTERNS["span"])
_BORN = re.compile(_PATTERNS["born"])
_HAPPENED = re.compile(_PATTERNS["happened"])
_FROM = re.compile(_PATTERNS["since"])


def born_in(text: str) -> set[int]:
    """The years in which somebody in `text` was born."""
    return {int(year) for year in _BORN.findall(fold(text))}


def happened(text: str) -> bool:
    """True where a year in `text` tells when something happened: "cưới từ 2010, giờ mới đăng ký"."""
    return bool(_HAPPENED.search(fold(text)))


def names_year(text: str) -> bool:
    """True when `text` names any year; the number of a document names none."""
    return bool(_YEAR.search(fold(text)))


def tells_of_year(text: str, year: int, now: int) -> bool:
    """True when `text` names `year`, a span of years around it, or a year from which on something holds.

    What holds from some year on is not known to hold after `now`, the year it is.
    """
    plain = fold(text)
    if str(year) in _YEAR.findall(plain):
        return True
    if any(int(first) <= year <= int(last) for first, last in _SPAN.findall(plain)):
        return True
    return year <= now and any(int(since) <= year for since in _FROM.findall(plain))
