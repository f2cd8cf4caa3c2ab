"""Vietnamese text: clean it, fold its accents away, cut it into syllables and sentences."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Invisible characters that citizens' phones and word processors leave behind, and that attackers use to
# hide instructions: zero-width, bidirectional controls, soft hyphen, BOM, Unicode tags, variation selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
# Control characters, and halves of surrogate pairs: those can be neither stored nor sent as UTF-8.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_COMBINING = re.compile(r"[\u0300-\u036f]")
_TOKEN = re.compile(r"[^\W_]+", re.UNICODE)
_D_STROKE = str.maketrans("đĐ", "dD")
_SYLLABLE = 8  # letters of the longest syllables, "nghiêng" and one more: what is longer is a text
_LINE = 300  # letters of a text that may be folded again at once: a question


def clean(text: str) -> str:
    """NFC, without invisible and control characters, runs of blanks made one space; line ends kept."""
    # First of all, since an invisible character may stand between a letter and its accent.
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _CONTROL.sub(" ", text)
    text = _SPACES.sub(" ", text)
    return "\n".join(line.strip() for line in text.split("\n"))


def one_line(text: str) -> str:
    """`clean` text with line ends made spaces."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """Lower case without accents, đ made d: "Đăng ký" → "dang ky"."""
    if text.isascii():
        return text.lower()
    if len(text) <= _SYLLABLE:
        return _folded_syllable(text)
    return _folded_line(text) if len(text) <= _LINE else _folded(text)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(_D_STROKE).lower())
    return _COMBINING.sub("", decomposed)


# One question folds the same syllables hundreds of times, and itself a dozen times.
_folded_syllable = lru_cache(maxsize=20_000)(_folded)
_folded_line = lru_cache(maxsize=32)(_folded)


def words(text: str) -> list[str]:
    """Lower-case syllables and numbers in order, accents kept: "Số 33/KH" → ["số", "33", "kh"]."""
    return list(_line_words(text)) if len(text) <= _LINE else _words(text)


def folded_words(text: str) -> list[str]:
    """Like `words`, accents removed."""
    return list(_line_folded_words(text)) if len(text) <= _LINE else _TOKEN.findall(fold(text))


def _words(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text).lower())


# One question is cut into its syllables dozens of times.
_line_words = lru_cache(maxsize=32)(_words)
_line_folded_words = lru_cache(maxsize=32)(lambda text: _TOKEN.findall(fold(text)))


def has_accents(text: str) -> bool:
    """True when any letter carries a Vietnamese accent, tone or stroke."""
    return fold(text) != unicodedata.normalize("NFC", text).lower()


_NOT_AN_END = re.compile(
    r"(?:\b(?:TP|Tp|tp|Q|P|TX|Tx|TT|ThS|TS|PGS|GS|KT|TM|TL|TUQ|Nxb|v\.v|vv|NĐ|QĐ|St|No|Mr|Dr)|\b\d{1,3}|^\W*\w{1,2})$"
)
_END = re.compile(r"(?<=[.!?…;])[\"”’)]*\s+(?=[\"“(\-–+•]*\s*[^\W\d_]|\d)|\n+")


def sentences(text: str) -> list[str]:
    """Sentences and list items of `text` in order, each a verbatim run of it without outer blanks.

    A full stop after an abbreviation, a number or a point label ("4.", "TP.") does not end a sentence;
    a semicolon does, since administrative lists are written as one sentence over many items.
    """
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.start()]
        if "\n" not in match.group() and piece.endswith(".") and _NOT_AN_END.search(piece[:-1]):
            continue
        if piece.strip():
            found.append(
                text[start : match.start() + len(match.group()) - len(match.group().lstrip('"”’)'))].strip()
            )
        start = match.end()
    if text[start:].strip():
        found.append(text[start:].strip())
    return found
