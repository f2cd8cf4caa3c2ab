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
from knowledge.vietnamese.text import fold, folded_words, has_accents, words

_KEPT = 50_000
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
        self._meanings: dict[str, tuple[str, ...]] = {}  # of tokens met before: a text repeats its words

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
            meanings = self._meanings.get(token)
            if meanings is None:
                meanings = self._of_token(token)
            for meaning in meanings:
                found[meaning] = None
        return list(found)

    def _of_token(self, token: str) -> tuple[str, ...]:
        found: list[str] = []
        for part in dict.fromkeys([token, *token.split("-")]):
            expansion = self._capitals.get(part)
            if expansion is None and 2 <= len(part) <= 9:
                expansion = self._any_case.get(fold(part))
            if expansion is not None:
                found.append(expansion)
        if len(self._meanings) >= _KEPT:
            self._meanings.clear()
        meanings = self._meanings[token] = tuple(found)
        return meanings

    def expand(self, text: str) -> str:
        """`text`, and on a line of its own what its abbreviations stand for."""
        expansions = self.expansions(text)
        return f"{text}\n{'. '.join(expansions)}" if expansions else text


def spoken_forms(name: str) -> PhraseTable[str]:
    """The shipped two-column table `name`: what people type or say, and what documents say."""
    return PhraseTable((phrase, meaning) for phrase, meaning in read_table(name))


def spelled_out(text: str, chat: PhraseTable[str]) -> str:
    """`text` with chat spelling in full: "bn tiền" → "bao nhiêu tiền"; other words stay as they are."""
    found = chat.find(text)
    if not found:
        return text
    told = words(text)
    spell = words if has_accents(text) else folded_words  # typed bare, phrases match bare
    for short in reversed(found):
        told[short.start : short.start + short.length] = spell(short.value)
    return " ".join(told)
