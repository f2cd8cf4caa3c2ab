"""Short forms and everyday words, spelled out: the expansion is added to the text, nothing is replaced.

Three tables under `data/`: abbreviations of administrative language (used on documents and questions alike),
chat spelling and synonyms (used on questions only).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Self

from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import fold

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)?")


def read_table(name: str) -> Iterator[list[str]]:
    """Rows of the tab-separated data file `name`, comments left out."""
    text = files("knowledge.vietnamese").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


class Abbreviations:
    """Adds to a text what its abbreviations stand for."""

    def __init__(self, any_case: dict[str, str], capitals: dict[str, str]) -> None:
        self._any_case = any_case  # by folded abbreviation
        self._capitals = capitals  # as written

    @classmethod
    def load(cls) -> Self:
        """The shipped table."""
        any_case: dict[str, str] = {}
        capitals: dict[str, str] = {}
        for short, expansion, case in read_table("abbreviations.tsv"):
            if case == "any":
                any_case[fold(short)] = expansion
            else:
                capitals[short] = expansion
        return cls(any_case, capitals)

    def expansions(self, text: str) -> list[str]:
        """What the abbreviations in `text` stand for, each once, in order."""
        found: dict[str, None] = {}
        for token in _TOKEN.findall(text):
            for part in {token: None, **dict.fromkeys(token.split("-"))}:
                expansion = self._capitals.get(part)
                if expansion is None and 2 <= len(part) <= 9:
                    expansion = self._any_case.get(fold(part))
                if expansion is not None:
                    found[expansion] = None
        return list(found)

    def expand(self, text: str) -> str:
        """`text`, and on a line of its own what its abbreviations stand for."""
        expansions = self.expansions(text)
        return f"{text}\n{'. '.join(expansions)}" if expansions else text


def spoken_forms(name: str) -> PhraseTable[str]:
    """The shipped two-column table `name`: what people type or say, and what documents say."""
    return PhraseTable((phrase, meaning) for phrase, meaning in read_table(name))
