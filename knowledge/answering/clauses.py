"""The parts of a question that ask by themselves: "mất bao nhiêu tiền, ký sẵn ở nhà được không"."""

from __future__ import annotations

import re

from knowledge.answering.lexicon import read_list
from knowledge.vietnamese.text import fold, folded_words

_PATTERNS = read_list("patterns.toml")["clauses"]
_BETWEEN = re.compile(_PATTERNS["between"], re.IGNORECASE)
_ASKS = re.compile(_PATTERNS["asks"])
_WHETHER = frozenset(_PATTERNS["whether"])
_SHORTEST = 3  # syllables; a shorter part says too little by itself
_MOST = 3  # parts that are looked at


def asks(text: str) -> bool:
    """True when `text` has words that ask: "bao nhiêu", "ở đâu", "… được không"."""
    return bool(_ASKS.search(fold(text)))


def asks_whether(text: str) -> bool:
    """True when `text` ends as questions do: "ở Sở Tư pháp phải không"."""
    return bool(_WHETHER.intersection(folded_words(text)[-1:]))


def clauses(question: str) -> list[str]:
    """The parts of `question`, in order, whether they ask or tell."""
    return [part.strip() for part in _BETWEEN.split(question) if part.strip()]


def asking_clauses(question: str) -> tuple[str, ...]:
    """The parts of `question` that ask, in order; none where fewer than two do.

    What people tell before they ask ("con tôi 5 tuổi, khai sinh mất bao lâu") is none.
    """
    asking = [part for part in clauses(question) if len(folded_words(part)) >= _SHORTEST and asks(part)]
    return tuple(asking[:_MOST]) if len(asking) > 1 else ()
