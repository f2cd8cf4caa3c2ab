"""Reads the number that somebody types to choose from a menu, however they write it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Self

from bot.dialogue.phrasing import Syllable, alike, syllables

MOST_SYLLABLES, MOST_CHARS = 10, 60  # a longer message is more than a number
_DIGITS = re.compile(r"[0-9]{1,2}")
# Between digits a mark is part of something else: a date, an hour, a code.
_TOGETHER = re.compile(r"\d\s*[./:,\-–+%]\s*\d|%")

Phrase = tuple[Syllable, ...]


class Choosing:
    """What counts as a number and nothing else."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the parsed choosing.toml."""
        self._naming = _phrases(data["naming"])
        self._before = _phrases([*data["before"], *data["naming"]])
        self._after = _phrases(data["after"])
        self._words = [(syllables(word), number) for word, number in data["words"].items()]

    @classmethod
    def load(cls) -> Self:
        """The shipped words."""
        text = files("bot.dialogue").joinpath("data", "choosing.toml").read_text(encoding="utf-8")
        return cls(tomllib.loads(text))

    def number(self, text: str) -> int | None:
        """The number from 0 to 99 that `text` is; None when it says anything else."""
        if len(text) > MOST_CHARS or _TOGETHER.search(text):
            return None
        typed = syllables(text)
        if not 0 < len(typed) <= MOST_SYLLABLES:
            return None
        begin, named = 0, False
        while size := _longest(self._before, typed[begin:-1]):
            named = any(alike(typed[begin : begin + size], phrase) for phrase in self._naming)
            begin += size
        typed = typed[begin:]
        while size := _longest(self._after, typed[1:], at_end=True):
            typed = typed[:-size]
        if len(typed) != 1:
            return None
        if _DIGITS.fullmatch(typed[0].plain):
            return int(typed[0].plain)
        return next((number for word, number in self._words if named and alike(typed, word)), None)


def _phrases(texts: Sequence[str]) -> list[Phrase]:
    return sorted(map(syllables, texts), key=len, reverse=True)


def _longest(phrases: Sequence[Phrase], typed: Phrase, *, at_end: bool = False) -> int:
    """How many syllables of `typed`, from its begin or its end, are one of `phrases`; 0 for none."""
    for phrase in phrases:
        size = len(phrase)
        if size <= len(typed) and alike(typed[-size:] if at_end else typed[:size], phrase):
            return size
    return 0
