"""Questions about a person by name: "Bà Nguyễn Thị Hoa có sổ đỏ chưa?" asks for somebody's private data."""

from __future__ import annotations

import re
from itertools import takewhile

from knowledge.vietnamese.text import clean, fold

_ADDRESS = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "bac", "em"})
_LEAST = 2  # words of a full name; "chị Lan" and "Bà Rịa" have fewer
# What people ask of a third person, in folded text: whether it is so by now, where somebody is, to look up.
_ASKED = re.compile(
    r"\bchua\W*$|\bco\b.*\b(?:khong|ko)\W*$|\bo dau(?: vay)?\W*$|\bai\W*$"
    r"|^\W*(?:tra|xem|kiem tra|tim|cho (?:toi |em |minh )?(?:biet|xem))\b"
)
_SELF = re.compile(r"(?:toi|em|minh|con|ten) (?:la|ten) $")
_PROCEDURE = re.compile(r"\b(?:muon|can|phai|duoc|thu tuc)\b")


def asks_about_a_person(text: str) -> bool:
    """True when `text` asks something of a third person called by full name.

    A case told with a name ("Anh Nguyễn Văn A muốn đăng ký kết hôn thì cần gì?") asks for a procedure.
    """
    text = clean(text)
    plain = fold(text)
    if _PROCEDURE.search(plain) or not _ASKED.search(plain):
        return False
    words = text.split()
    return any(
        fold(word.strip("\"'(,.")) in _ADDRESS
        and not _SELF.search(fold(" ".join(words[:at])) + " ")
        and sum(1 for _ in takewhile(lambda each: each[0].isupper(), words[at + 1 :])) >= _LEAST
        for at, word in enumerate(words)
    )
