"""Labels at the start of a line: "Chương II", "Điều 5.", "IV.", "1.", "4.1.", "a)", "-", "+"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from indexer.outline.vocabulary import UPPER


class Rank(IntEnum):
    """How far out a label stands; a smaller rank encloses a larger one."""

    HEADING = 0  # marked as heading by the file format: its level is added
    APPENDIX = 10
    PART = 11
    CHAPTER = 12
    SECTION = 13
    SUBSECTION = 14
    ARTICLE = 15
    UPPER = 16  # "A."
    ROMAN = 17  # "IV."
    ARABIC = 18  # "1."
    DECIMAL = 19  # "1.1."
    DECIMAL_2 = 20
    DECIMAL_3 = 21
    ARABIC_PAREN = 22  # "1)"
    LETTER = 23  # "a)" and "a."
    LETTER_2 = 24  # "a1)"
    ROMAN_LOWER = 25  # "ii)"
    PARENTHESES = 26  # "(1)"
    DASH = 27
    PLUS = 28


@dataclass(frozen=True, slots=True)
class Label:
    """What numbers a line: `printed` as in the text ("IV."), `name` bare ("IV"), `value` its ordinal."""

    rank: Rank
    printed: str
    name: str
    value: int
    rest: str


LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ARABIC = re.compile(r"(\d{1,3})([./)])(?:\s+|(?=[^\W\d_])|$)")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})([.)]?)(?:\s+(?=\D)|(?=[^\W\d_])|$)")
_LETTER = re.compile(rf"([a-zđ])([.)/])(?:\s+|(?=[{UPPER}]))")
_LETTER_2 = re.compile(r"([a-zđ])(\d)([.)])\s+")
_ROMAN_LOWER = re.compile(r"([ivx]{2,4})([.)])\s+")
_PARENTHESES = re.compile(r"\((\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s+")
_DASH = re.compile(r"([-–—•▪●*])\s*(?=\S)")
_PLUS = re.compile(r"([+○◦])\s*(?=\S)")
_ROMAN = re.compile(r"([IVXL]{1,7})(?:(/(?=\s)|[.):]|\s+[-–])(?:\s+|(?=[^\W\d_])|$))")
_UPPER = re.compile(r"([A-HK-Z])([./)])\s+(?=[^\W\d_])")
_NAMED = re.compile(
    r"(?P<word>(?i:phụ lục|phần|chương|tiểu mục|mục|điều))\s+(?:(?i:thứ)\s+)?"
    r"(?P<number>\d{1,3}[a-zđ]?|[IVXLC]{1,7}|[A-Z]|(?i:nhất|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười))"
    r"(?P<end>\s*[.:)]|\s+[-–]|(?=\s)|$)\s*"
)
_NAMED_RANKS = {
    "phụ lục": Rank.APPENDIX,
    "phần": Rank.PART,
    "chương": Rank.CHAPTER,
    "mục": Rank.SECTION,
    "tiểu mục": Rank.SUBSECTION,
    "điều": Rank.ARTICLE,
}
_ORDINALS = ("nhất", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NAMED_STARTS = frozenset("PCTMĐ")


def roman(text: str) -> int:
    """Value of a Roman numeral; 0 when it is none (also for badly formed ones such as "IIX")."""
    total = 0
    for index, letter in enumerate(text):
        value = _ROMAN_VALUES[letter]
        total += -value if value < max((_ROMAN_VALUES[x] for x in text[index + 1 :]), default=0) else value
    return total if total > 0 and _to_roman(total) == text else 0


def _to_roman(number: int) -> str:
    text = ""
    for value, letters in (
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        text += letters * (number // value)
        number %= value
    return text


def parse_label(text: str) -> Label | None:
    """The label at the start of `text`, or None when the line is not numbered."""
    first = text[:1]
    if first.isdigit():
        label = _numeric(text)
    elif "A" <= first <= "Z" or first == "Đ":
        label = (_named(text) if first in _NAMED_STARTS else None) or _capital(text)
    elif "a" <= first <= "z" or first == "đ":
        label = _lower(text)
    else:
        label = _marked(text)
    return label


def _marked(text: str) -> Label | None:
    """Bullets and numbers in parentheses."""
    for pattern, rank in ((_DASH, Rank.DASH), (_PLUS, Rank.PLUS), (_PARENTHESES, Rank.PARENTHESES)):
        if match := pattern.match(text):
            printed = f"({match[1]})" if rank is Rank.PARENTHESES else match[1]
            return Label(rank, printed, printed, 0, text[match.end() :])
    return None


def _numeric(text: str) -> Label | None:
    if match := _DECIMAL.match(text):
        numbers = match[1].split(".")
        rank = (Rank.DECIMAL, Rank.DECIMAL_2, Rank.DECIMAL_3)[len(numbers) - 2]
        rest = text[match.end() :]
        # "1.5 triệu đồng" is a figure; a label without its own full stop is followed by a capital.
        if match[2] or not rest or rest[:1].isupper():
            return Label(rank, match[1] + match[2], match[1], int(numbers[-1]), rest)
        return None
    if match := _ARABIC.match(text):
        rank = Rank.ARABIC if match[2] != ")" else Rank.ARABIC_PAREN
        return Label(rank, match[1] + match[2], match[1], int(match[1]), text[match.end() :])
    return None


def _lower(text: str) -> Label | None:
    if match := _LETTER.match(text):
        value = LETTERS.find(match[1]) + 1
        return Label(Rank.LETTER, match[1] + match[2], f"{match[1]})", value, text[match.end() :])
    if match := _LETTER_2.match(text):
        name = match[1] + match[2]
        return Label(Rank.LETTER_2, name + match[3], f"{name})", int(match[2]), text[match.end() :])
    if (match := _ROMAN_LOWER.match(text)) and (value := roman(match[1].upper())):
        return Label(Rank.ROMAN_LOWER, match[1] + match[2], f"{match[1]})", value, text[match.end() :])
    return None


def _capital(text: str) -> Label | None:
    if (match := _ROMAN.match(text)) and (value := roman(match[1])):
        return Label(Rank.ROMAN, match[1] + match[2].strip(), match[1], value, text[match.end() :])
    if match := _UPPER.match(text):
        return Label(Rank.UPPER, match[1] + match[2], match[1], ord(match[1]) - 64, text[match.end() :])
    return None


def _named(text: str) -> Label | None:
    match = _NAMED.match(text)
    if match is None:
        return None
    word, number, end, rest = match["word"], match["number"], match["end"].strip(), text[match.end() :]
    rank = _NAMED_RANKS[word.lower()]
    if not word[0].isupper():
        return None
    # "Điều 5 Luật này quy định …" is a sentence: without a stop, a title in capitals or nothing must follow.
    if not end and rest and not (rank is not Rank.ARTICLE and rest.split("\n")[0].isupper()):
        return None
    digits = re.match(r"\d+", number)
    lowered = number.lower()
    if digits:
        value = int(digits[0])
    elif lowered in _ORDINALS:
        value = _ORDINALS.index(lowered) + 1
    else:
        value = roman(number) if set(number) <= set(_ROMAN_VALUES) else ord(number[0]) - 64
    name = text[: match.end("number")]
    return Label(rank, name + (end if end in {".", ":", ")"} else ""), name, value, rest)
