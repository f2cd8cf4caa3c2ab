"""Whether a number is an amount: by the unit behind it."""

from __future__ import annotations

import re

from knowledge.vietnamese.text import fold

# As typed: "ngân" is no unit. Neither is what begins a longer word: "ngan hang", "đồng thời", "đ/c".
_UNIT = re.compile(
    r"(?:\s?(?:đồng|dong|đ|d|vnđ|vnd|triệu|trieu|nghìn|nghin|ngàn|ngan|tỷ|tỉ|ty|usd|m2)|k|tr|%)(?!\w)(?!/[cC]\b)",
    re.IGNORECASE,
)
_NO_UNIT = re.compile(  # folded
    r"\s?(?:ngan hang|dong (?:a|anh|bo|chi|da|ha|hoi|hung|nai|nghiep|phu|son|su|thap|thoi|xoai|y)"
    r"|trieu (?:hoa|long|phong|phuoc|son|thi|van)|ty (?:gia|le|phu))\b"
)
_LONGEST = 20  # characters of the longest thing that only begins like a unit


def has_unit(after: str) -> bool:
    """True when `after`, the text behind a number, begins with a unit of money or of land."""
    return _UNIT.match(after) is not None and _NO_UNIT.match(fold(after[:_LONGEST])) is None
