"""Types questions as people do: without accents, as in a chat, with raw Telex or VNI keys, with slips."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Mapping
from importlib import resources
from itertools import chain

from indexer.evaluating.judging import Typed
from knowledge.vietnamese.text import fold

STYLES: Mapping[str, str] = {
    "folded": "không dấu",
    "chat": "kiểu nhắn tin",
    "telex": "sót phím Telex",
    "vni": "sót phím VNI",
    "typos": "gõ nhầm chữ",
}
"""The styles in words."""

_SLIPPED = 0.35  # share of words typed with raw keys, or of phrases written as in a chat
_TYPO_EVERY = 6  # words; one of them has a letter wrong
_TONES = {"\u0301": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0323": 4}
_TONE_KEYS = {"telex": "sfrxj", "vni": "12345"}
# Circumflex, breve, horn: what is typed after the letter. In Telex a circumflex doubles the letter itself.
_SHAPES = {
    "telex": {"\u0302": "", "\u0306": "w", "\u031b": "w"},
    "vni": {"\u0302": "6", "\u0306": "8", "\u031b": "7"},
}
_STROKE = {"telex": "d", "vni": "9"}  # after d, for đ
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def typed(styles: Iterable[str], seed: int) -> dict[str, Typed]:
    """The ways of typing called `styles`; a text is slipped on the same way whenever the seed is the same."""
    return {style: _Typist(style, seed) for style in styles}


class _Typist:
    def __init__(self, style: str, seed: int) -> None:
        if style not in STYLES:
            raise ValueError(f"no such style: {style}")
        self._style = style
        self._seed = seed
        self._chat = _chat_spellings() if style == "chat" else {}

    def __call__(self, text: str) -> str:
        chance = random.Random(f"{self._seed}:{text}")  # noqa: S311 - not for secrets
        text = unicodedata.normalize("NFC", text)
        if self._style == "folded":
            return fold(text)
        if self._style == "chat":
            return self._in_chat(text, chance)
        if self._style == "typos":
            return " ".join(_with_typos(text.split(" "), chance))
        words = text.split(" ")
        return " ".join(raw_keys(word, self._style) if chance.random() < _SLIPPED else word for word in words)

    def _in_chat(self, text: str, chance: random.Random) -> str:
        words = text.lower().split(" ")
        said: list[str] = []
        place = 0
        while place < len(words):
            for length in (3, 2, 1):
                phrase = " ".join(words[place : place + length])
                short = self._chat.get(phrase.strip("?!.,"))
                if short and place + length <= len(words):
                    said.append(chance.choice(short))
                    place += length
                    break
            else:
                said.append(words[place])
                place += 1
        line = " ".join(said)
        return fold(line) if chance.random() < 0.5 else line


def raw_keys(word: str, method: str) -> str:
    """The keys of `method` ("telex" or "vni") for `word`, as they stand when nothing makes them letters."""
    letters: list[str] = []
    tone = ""
    for letter in word:
        decomposed = unicodedata.normalize("NFD", letter)
        base, marks = decomposed[0], decomposed[1:]
        if base in "đĐ":
            letters.append(("d" if base == "đ" else "D") + _STROKE[method])
            continue
        keys = base
        for mark in marks:
            if mark in _TONES:
                tone = _TONE_KEYS[method][_TONES[mark]]
            else:
                keys += _SHAPES[method].get(mark, mark) or base.lower()
        letters.append(keys)
    core = "".join(letters)
    ending = len(core) - len(core.rstrip('?!.,;:)”"'))
    return core[: len(core) - ending] + tone + core[len(core) - ending :] if tone else core


def _with_typos(words: list[str], chance: random.Random) -> list[str]:
    long = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    for place in chance.sample(long, min(len(long), max(1, len(words) // _TYPO_EVERY))):
        words[place] = _mistyped(words[place], chance)
    return words


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:  # two letters swapped
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:  # one left out
        return word[:at] + word[at + 1 :]
    if kind == 2:  # one twice
        return word[:at] + word[at] + word[at:]
    return word[:at] + _neighbour(word[at], chance) + word[at + 1 :]


def _neighbour(letter: str, chance: random.Random) -> str:
    plain = fold(letter)
    row = next((row for row in _KEYBOARD if plain in row), plain)
    place = row.find(plain)
    beside = [row[other] for other in (place - 1, place + 1) if 0 <= other < len(row)]
    return chance.choice(beside or [letter])


def _chat_spellings() -> dict[str, list[str]]:
    """Chat spellings by what they stand for: the table by which questions are read, the other way round."""
    table = resources.files("knowledge.vietnamese").joinpath("data/chat.tsv").read_text(encoding="utf-8")
    spellings: dict[str, list[str]] = {}
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    for short, *meant in rows:
        for phrase in chain.from_iterable(one.split("|") for one in meant[:1]):
            spellings.setdefault(phrase.strip().lower(), []).append(short)
    return spellings
