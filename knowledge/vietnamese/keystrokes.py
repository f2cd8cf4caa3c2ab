"""Keys and letters: raw Telex and VNI keys made letters again; how easily one word is typed for another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from knowledge.vietnamese.text import fold

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_TONES: Mapping[str, Mapping[str, str]] = {
    "telex": {"s": _ACUTE, "f": _GRAVE, "r": _HOOK, "x": _TILDE, "j": _DOT},
    "vni": {"1": _ACUTE, "2": _GRAVE, "3": _HOOK, "4": _TILDE, "5": _DOT},
}
_VOWELS = frozenset("aeiouy")
_VNI_SHAPES = {"6": (_CIRCUMFLEX, "aeo"), "7": (_HORN, "ou"), "8": (_BREVE, "a")}
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORT = 2  # letters below which "a1" is a name, not "á"
_LONGEST = 12  # keys of a syllable: "nghieeengs" and a little more

# The shape of a syllable without accents: what does not fit is a slip, a name or a foreign word.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"(?:uye|uya|oai|oay|oeo|uay|uao|uoi|uou|uyu|ieu|yeu|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye"
    r"|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)

# How likely a slip is, as a cost: the larger, the less likely.
_SWAPPED, _BESIDE, _TWICE, _SOUNDS_ALIKE, _LEFT_OUT, _ANY = 1.0, 1.0, 1.0, 1.0, 1.3, 1.8
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = {frozenset(pair) for pair in ("iy", "ln", "sx", "dv", "rd", "ct", "rg", "qc", "kc")}
_ONSETS = (("ch", "tr"), ("d", "gi"), ("r", "gi"))


def is_syllable(folded: str) -> bool:
    """True when `folded` has the shape of a Vietnamese syllable without accents."""
    return _SYLLABLE.fullmatch(folded) is not None


@lru_cache(maxsize=10_000)  # the same few thousand syllables are asked for again and again
def decoded(word: str) -> tuple[str, ...]:
    """What `word` (lower case) says when its raw Telex or VNI keys are made letters: "cuowcs" → ("cước",).

    More than one reading where the place of the tone is open ("hoaf" → "hòa", "hoà"); none where `word`
    holds no such keys, or what comes out has not the shape of a syllable.
    """
    if len(word) > _LONGEST:
        return ()
    method = "vni" if any(letter in "123456789" for letter in word) else "telex"
    if method == "vni" and len("".join(_LETTERS.findall(word))) < _SHORT:
        return ()
    made = _made(word, method)
    if made is None:
        return ()
    letters, tone = made
    plain = unicodedata.normalize("NFC", "".join(letters))
    if not is_syllable(fold(plain)):
        return ()
    found = dict.fromkeys(_toned(letters, tone)) if tone else {plain: None}
    return tuple(form for form in found if form != word)


def _made(word: str, method: str) -> tuple[list[str], str] | None:
    """Letters with their marks, and the tone; None when a key is left over."""
    tones = _TONES[method]
    letters: list[str] = []
    tone = ""
    for key in word:
        vowels = _vowels(letters)
        if key in tones and vowels:
            tone = tones[key]
        elif method == "telex" and _telex(key, letters, vowels):
            pass
        elif method == "vni" and key.isdigit():
            if not _vni(key, letters, vowels):
                return None
        else:
            decomposed = unicodedata.normalize("NFD", key)
            marks = [mark for mark in decomposed[1:] if mark in tones.values()]
            tone = marks[0] if marks else tone
            letters.append(decomposed[0] + "".join(mark for mark in decomposed[1:] if mark not in marks))
    return letters, tone


def _vowels(letters: list[str]) -> list[int]:
    """Places of the vowels; the u of "qu" is none."""
    return [
        at
        for at, letter in enumerate(letters)
        if letter[0] in _VOWELS and not (letter == "u" and at and letters[at - 1] == "q")
    ]


def _telex(key: str, letters: list[str], vowels: list[int]) -> bool:
    """Apply a key that shapes a letter typed before; False when it is a letter itself."""
    if key == "d" and letters and letters[0] == "d":
        letters[0] = "đ"
    elif key == "w":
        if not _horned(letters, vowels):
            letters.append("u" + _HORN)
    elif key in "aeo" and vowels and letters[vowels[-1]] == key:
        letters[vowels[-1]] += _CIRCUMFLEX
    else:
        return False
    return True


def _horned(letters: list[str], vowels: list[int]) -> bool:
    """Put horn or breve where "w" puts it: "uow" → "ươ", "aw" → "ă"."""
    plain = [at for at in vowels if letters[at] in "aou"]
    if not plain:
        return False
    both = [at for at in plain if letters[at] in "uo"]
    if len(both) > 1 and both[-1] == both[-2] + 1:
        letters[both[-2]] += _HORN
        letters[both[-1]] += _HORN
    elif letters[plain[-1]] == "a" and len(plain) > 1 and letters[plain[-2]] == "u":
        letters[plain[-2]] += _HORN  # "muaw" → "mưa"
    else:
        letters[plain[-1]] += _BREVE if letters[plain[-1]] == "a" else _HORN
    return True


def _vni(key: str, letters: list[str], vowels: list[int]) -> bool:
    if key == "9" and "d" in letters[:1]:
        letters[0] = "đ"
        return True
    mark, of = _VNI_SHAPES.get(key, ("", ""))
    fitting = [at for at in vowels if letters[at] in of]
    if mark == _HORN and fitting:
        return _horned(letters, vowels)
    if fitting:
        letters[fitting[-1]] += mark
    return bool(fitting)


def _toned(letters: list[str], tone: str) -> Iterator[str]:
    """The word with its tone where it belongs, or wherever it may stand."""
    vowels = _vowels(letters)
    shaped = [at for at in vowels if len(letters[at]) > 1]
    for at in shaped[-1:] or vowels:
        yield unicodedata.normalize(
            "NFC", "".join(letter + (tone if at == place else "") for place, letter in enumerate(letters))
        )


def slip_cost(typed: str, meant: str) -> float:
    """How far `typed` lies from `meant` (both folded), in slips of the fingers.

    Damerau-Levenshtein distance where neighbouring keys, swapped and doubled letters and sounds that
    regions do not tell apart cost less than other slips.
    """
    for one, other in _ONSETS:
        for left, right in ((one, other), (other, one)):
            if typed.startswith(left) and meant == right + typed[len(left) :]:
                return _SOUNDS_ALIKE
    rows = [[0.0] * (len(meant) + 1) for _ in range(len(typed) + 1)]
    for i in range(len(typed) + 1):
        for j in range(len(meant) + 1):
            if i or j:
                rows[i][j] = min(_ways(rows, typed, meant, i, j))
    return rows[-1][-1]


def _ways(rows: list[list[float]], typed: str, meant: str, i: int, j: int) -> Iterator[float]:
    if i:
        twice = i > 1 and typed[i - 1] == typed[i - 2]
        yield rows[i - 1][j] + (_TWICE if twice else _LEFT_OUT)
    if j:
        twice = j > 1 and meant[j - 1] == meant[j - 2]
        yield rows[i][j - 1] + (_TWICE if twice else _LEFT_OUT)
    if i and j:
        yield rows[i - 1][j - 1] + _exchange(typed[i - 1], meant[j - 1])
    if i > 1 and j > 1 and typed[i - 1] == meant[j - 2] and typed[i - 2] == meant[j - 1]:
        yield rows[i - 2][j - 2] + _SWAPPED


def _exchange(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if frozenset((typed, meant)) in _ALIKE:
        return _SOUNDS_ALIKE
    return _BESIDE if _are_beside(typed, meant) else _ANY


@lru_cache(maxsize=1024)
def _are_beside(left: str, right: str) -> bool:
    """True for keys that touch on the keyboard."""
    places = {letter: (row, at) for row, letters in enumerate(_ROWS) for at, letter in enumerate(letters)}
    if left not in places or right not in places:
        return False
    (row, at), (other_row, other_at) = places[left], places[right]
    if row == other_row:
        return abs(at - other_at) == 1
    if abs(row - other_row) != 1:
        return False
    return (at - other_at if row < other_row else other_at - at) in {0, 1}
