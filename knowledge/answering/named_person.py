"""Questions about a person by name: "Bà Nguyễn Thị Hoa có sổ đỏ chưa?" asks for somebody's private data."""

from __future__ import annotations

import re
from itertools import takewhile

from knowledge.answering.lexicon import read_list
from knowledge.vietnamese.text import clean, fold

_PERSON = read_list("patterns.toml")["person"]
_ADDRESS = frozenset(_PERSON["address"])
_LEAST = 2  # words of a full name; "chị Lan" and "Bà Rịa" have fewer
_COUNTRY = "viet nam"
_ASKED = re.compile(_PERSON["asked"])
_SELF = re.compile(_PERSON["self"])
_PROCEDURE = re.compile(_PERSON["procedure"])


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
        and _is_name(list(takewhile(lambda each: each[0].isupper(), words[at + 1 :])))
        for at, word in enumerate(words)
    )


def _is_name(words: list[str]) -> bool:
    """True for the words of a full name: none is "trẻ em Việt Nam"."""
    return len(words) >= _LEAST and fold(" ".join(words[:_LEAST])).rstrip(",.?") != _COUNTRY
