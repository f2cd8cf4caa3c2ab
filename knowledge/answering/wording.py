"""Which sentence of a passage answers: words of the question, and the kind of words an answer needs."""

from __future__ import annotations

import re

from knowledge.answering.lexicon import AnswerKind, read_list
from knowledge.vietnamese.text import fold, sentences, words

_LISTS = read_list("answer_kinds.toml")
_SIGNS = {
    kind: re.compile(pattern, 0 if kind == AnswerKind.DOCUMENT else re.IGNORECASE)
    for kind, pattern in _LISTS["signs"].items()
}
_FREE = _SIGNS.pop("free")
_PATTERNS = {AnswerKind(kind): pattern for kind, pattern in _SIGNS.items()}
_WORDS = {name: frozenset(words) for name, words in _LISTS["counting"].items()}
# "mấy cái", "bao nhiêu nội dung": counts of this are answered by the list itself.
_COUNTABLE_BY_LIST, _BUT, _NO_THINGS = _WORDS["by_list"], _WORDS["but"], _WORDS["no_things"]
_NUMBERED, _AMOUNTS, _CHAT_NUMBER = _WORDS["numbered"], _WORDS["amounts"], _WORDS["chat_number"]
_MAGNITUDES, _COUNTS_MONEY = _WORDS["magnitudes"], _WORDS["amounts"] | _NO_THINGS
_BULLET = re.compile(r"^[-–—+•*●▪]+\s*")
_ITEM = re.compile(r"^\s*\d{1,3}[.)]\s+(?=\D)")  # the number of a list item counts nothing
_YEAR_LIKE = re.compile(r"19\d\d|20\d\d")
_NUMBER, _POPULATION = frozenset({"số", "so"}), "dan"
_IN_WORDS = frozenset(
    {"một", "hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười"}
)  # "năm" is a year, too
_WITHIN = 3  # syllables after a number that it may count: "120 lượt người"


def holds(kind: AnswerKind, sentence: str) -> bool:
    """True when `sentence` has the kind of words that an answer of this kind needs."""
    pattern = _PATTERNS.get(kind)
    return pattern is None or bool(pattern.search(sentence))


def is_free(sentence: str) -> bool:
    """True when `sentence` says that nothing is paid, or who sets what is paid."""
    return bool(_FREE.search(sentence))


def counted(question: str) -> tuple[str, ...]:
    """Folded syllables of what "bao nhiêu" or "mấy" counts in `question`: "mấy bài tin" → ("bai", "tin").

    Empty when nothing is named, when it is an amount, or when a list answers it ("gồm mấy cái").
    """
    things = _after_number_word(question)
    if things and things[0] in _MAGNITUDES and not _COUNTS_MONEY.issuperset(things[1:]):
        return things[1:]  # "bao nhiêu nghìn tờ rơi"
    return () if not things or _by_list(things) or things[0] in _AMOUNTS | _NO_THINGS else things


def counts_by_list(question: str) -> bool:
    """True when the question's "mấy" is answered by a list rather than by a figure."""
    things = _after_number_word(question)
    return bool(things) and _by_list(things)


def _by_list(things: tuple[str, ...]) -> bool:
    return things[0] in _COUNTABLE_BY_LIST and _BUT.isdisjoint(things[1:])


def _after_number_word(question: str) -> tuple[str, ...]:
    """The two folded syllables after "bao nhiêu", "mấy" or a chat spelling of them; () when there is none."""
    typed = words(question)
    plain = [fold(word) for word in typed]
    for at, word in enumerate(plain):
        before = plain[at - 1] if at else ""
        # "bộ máy" typed without accents is no "mấy"; typed with them it is another word.
        if (word == "nhieu" and before == "bao") or word in _CHAT_NUMBER:
            return tuple(plain[at + 1 : at + 3]) or _number_of(typed[:at], plain[:at])
        if typed[at] in {"mấy", "may"} and before not in {"bo", "xe", "chiec", "dien"}:
            return tuple(plain[at + 1 : at + 3])
    return ()


def _number_of(typed: list[str], plain: list[str]) -> tuple[str, ...]:
    """What "số người … là bao nhiêu" counts; () when it asks for a number that counts nothing (a phone's)."""
    numbers = (i for i, word in enumerate(typed[:-1]) if word in _NUMBER and "ho" not in plain[i - 1 : i])
    at = max(numbers, default=-1)  # "hồ sơ" is no "số", also without accents
    if at < 0:
        return ()
    if at and plain[at - 1] == _POPULATION:
        return (_POPULATION,)
    thing = plain[at + 2 : at + 3] if plain[at + 1] == "luong" else plain[at + 1 : at + 2]
    return () if not thing or thing[0] in _NUMBERED else tuple(thing)


def counts(things: tuple[str, ...], sentence: str) -> bool:
    """True when a number in `sentence` counts one of `things`: "02 bài / tháng" counts ("bai", "tin")."""
    said = words(_ITEM.sub("", sentence))
    plain = [fold(word) for word in said]
    return any(
        (word in _IN_WORDS or (word[0].isdigit() and not _YEAR_LIKE.match(word)))
        and set(plain[at + 1 : at + 1 + _WITHIN]) & set(things)
        for at, word in enumerate(said)
    )


def lines(text: str) -> list[str]:
    """Sentences of a passage that can stand in an answer, without the dash of a list item."""
    stripped = (_BULLET.sub("", sentence) for sentence in sentences(text))
    return [sentence for sentence in stripped if len(sentence.split()) > 1]
