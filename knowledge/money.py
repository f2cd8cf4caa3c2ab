"""Amounts of money: written as Vietnamese offices write them, and read out of a text."""

from __future__ import annotations

import re

from knowledge.vietnamese.text import fold

_GROUPED = r"\d{1,3}(?:[.,]\d{3})+"
_FIGURE = rf"(?P<number>{_GROUPED}|\d+(?:[.,]\d{{1,2}})?)"
_NUMBER = rf"(?<![\w.,/]){_FIGURE}"
# Folded. "k" and "tr" count right after the figure only: set apart they are chat for "không" and "trăm".
_SCALES = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 10**3, "ngan": 10**3, "k": 10**3}
_SCALE = r"(?:\s?(?P<scale>ty|ti|trieu|nghin|ngan)|(?P<short>tr|k))(?![a-z])"
_REST = r"(?:\s?(?P<half>ruoi)\b|(?P<digit>\d{1,3})(?![\d.,]))?"  # "2 triệu rưỡi", "2tr5"
_SCALED = re.compile(rf"{_NUMBER}(?:{_SCALE}|(?P<glued>tr|trieu)(?=\d)){_REST}")
_PLAIN = re.compile(rf"{_NUMBER}\s?(?:viet nam dong|dong|vnd|d)(?![a-z])")
_BEFORE = re.compile(rf"\bvnd\s?{_FIGURE}(?![\w.,])")
_JOINED = re.compile(r"^\s*(?:va\s)?\s*$")
_LEAST = 100  # no smaller amount is in use: "điểm 5 đ" is none


def dong(amount: int) -> str:
    """An amount as offices write it: 8000 → "8.000 đồng"."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def amounts(text: str) -> tuple[int, ...]:
    """The amounts in đồng that `text` names, in order: "8.000 đồng", "5 triệu", "10k", "1 triệu 200 nghìn".

    Figures without a unit of money are none.
    """
    plain = fold(text)
    found: list[tuple[int, int, int, int]] = []  # start, end, amount, scale
    for match in _SCALED.finditer(plain):
        scale = _SCALES[match["scale"] or match["short"] or match["glued"]]
        amount = round(_value(match["number"]) * scale)
        if match["half"]:
            amount += scale // 2
        elif match["digit"]:
            amount += int(match["digit"]) * scale // 10 ** len(match["digit"])
        found.append((match.start(), match.end(), amount, scale))
    for pattern in (_PLAIN, _BEFORE):
        for match in pattern.finditer(plain):
            amount = round(_value(match["number"]))
            taken = any(start < match.end() and match.start() < end for start, end, _, _ in found)
            if amount >= _LEAST and not taken:
                found.append((match.start(), match.end(), amount, 1))
    return tuple(_sums(sorted(found), plain))


def amount(text: str) -> int | None:
    """The first amount in `text`, or None."""
    return next(iter(amounts(text)), None)


def _value(number: str) -> float:
    """ "2.000" and "2,000" are two thousand, "1,5" is one and a half."""
    if re.fullmatch(_GROUPED, number):
        return float(re.sub(r"[.,]", "", number))
    return float(number.replace(",", "."))


def _sums(found: list[tuple[int, int, int, int]], plain: str) -> list[int]:
    """Amounts said in parts, ever smaller and next to each other, are one: "1 triệu 200 nghìn"."""
    sums: list[int] = []
    last_end, last_scale = -1, 0
    for start, end, value, scale in found:
        if sums and scale < last_scale and _JOINED.match(plain[last_end:start]):
            sums[-1] += value
        else:
            sums.append(value)
        last_end, last_scale = end, scale
    return sums
