"""Old Vietnamese encodings: TCVN3 (ABC fonts, ".VnTime") and VNI ("VNI-Times"), found and converted.

Both put Vietnamese letters on the code points of Western European ones, so that a text "in" them is only
readable with their fonts. Files of offices made before about 2010 are full of them, and they survive inside
Unicode containers: a .docx whose runs name ".VnTime" holds "Céng hßa", not "Cộng hòa".
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_SAMPLE = 200_000
_MIN_MISREAD_TOKENS = 4


class LegacyEncoding(StrEnum):
    """The old encodings that can be converted."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


# TCVN 5712:1993 VN3, upper half. Capital letters with a tone do not exist in it: ".VnTimeH" fonts draw
# the lower-case codes as capitals.
_TCVN3 = dict(
    zip(
        "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae"
        "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb"
        "\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde"
        "\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee"
        "\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TCVN3_TABLE = str.maketrans(_TCVN3)

# VNI for Windows: a base letter, then one code for its accents; a few letters have codes of their own.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_SINGLE |= {old.upper(): new.upper() for old, new in _VNI_SINGLE.items()}
_VNI_PAIR = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])|([{''.join(_VNI_SINGLE)}])", re.IGNORECASE)

_ASCII_CAPITALS = re.compile(r"[A-Z]")
_ASCII_SMALL = re.compile(r"[a-z]")
_WORD = re.compile(r"\S+")

# Letters of Unicode Vietnamese beyond Latin-1: a text that has one is not in an old encoding.
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")

# What can be a Vietnamese syllable, tone taken off.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    r"(?:uyê|uya|uyu|uây|uôi|ươi|ươu|oai|oay|oao|oeo|iêu|yêu"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê"
    r"|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_FOREIGN_RUN = re.compile(r"[^\s!-/:-@\[-`{-~“”‘’–—…•·«»]+")


def is_syllable(word: str) -> bool:
    """True when `word` is built like one Vietnamese syllable with at most one tone."""
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def plausibility(text: str) -> tuple[float, int]:
    """How Vietnamese the accented words of `text` look.

    Returns the share of words with a letter beyond ASCII that are built like syllables, and how many such
    words there are. A text read in a wrong encoding scores low; one without accents returns (0.0, 0).
    """
    candidates = [word for word in _FOREIGN_RUN.findall(text[:_SAMPLE]) if not word.isascii()]
    if not candidates:
        return 0.0, 0
    return sum(map(is_syllable, candidates)) / len(candidates), len(candidates)


def from_tcvn3(text: str) -> str:
    """`text`, whose characters are TCVN3 codes, in Unicode (NFC). Capitals follow the letters around them."""
    converted = text.translate(_TCVN3_TABLE)
    return "".join(_raise_capitals(line) for line in converted.splitlines(keepends=True))


def from_vni(text: str) -> str:
    """`text`, whose characters are VNI codes, in Unicode (NFC)."""
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, text))


def convert(text: str, encoding: LegacyEncoding) -> str:
    """`text` converted from `encoding` to Unicode (NFC)."""
    return from_tcvn3(text) if encoding is LegacyEncoding.TCVN3 else from_vni(text)


def detect(text: str) -> LegacyEncoding | None:
    """The old encoding that `text` is really in, or None when it reads well as it is.

    It needs a handful of accented words to judge by: shorter texts are left alone.
    """
    if not convertible(text[:_SAMPLE]):
        return None
    score, count = plausibility(text)
    if count < _MIN_MISREAD_TOKENS or score >= 0.7:
        return None
    sample = text[:_SAMPLE]
    ranked = sorted(((plausibility(convert(sample, each))[0], each) for each in LegacyEncoding), reverse=True)
    best, encoding = ranked[0]
    return encoding if best >= 0.75 and best >= score + 0.3 else None


def encoding_of_font(font: str) -> LegacyEncoding | None:
    """The encoding that a font's name promises: ".VnTime" is TCVN3, "VNI-Times" is VNI."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return LegacyEncoding.TCVN3
    return LegacyEncoding.VNI if re.match(r"vni[\s-]", name) else None


def draws_capitals(font: str) -> bool:
    """True for TCVN3 fonts that show every letter as a capital (".VnTimeH")."""
    name = font.strip()
    return name.lower().startswith(".vn") and name.endswith("H")


def convertible(text: str) -> bool:
    """True when `text` has no Vietnamese letter that the old encodings could not have on its code point."""
    return _UNICODE_ONLY.search(text) is None


def _vni_letter(match: re.Match[str]) -> str:
    base, mark, single = match.groups()
    if single is not None:
        return _VNI_SINGLE[single]
    letter = _VNI_SINGLE.get(base, base) if base in "ôöÔÖ" else base
    composed = unicodedata.normalize("NFC", letter + _VNI_MARKS[mark.lower()])
    return composed if len(composed) == 1 else match.group()


def _raise_capitals(line: str) -> str:
    """Give back capitals that TCVN3 cannot hold: "CộNG HòA" becomes "CỘNG HÒA"."""
    raised = _WORD.sub(lambda match: _raise_word(match.group()), line)
    # One capital proves nothing ("Hộ"), unless the whole line is in capitals ("Xã HộI" beside "CHủ").
    return raised.upper() if raised != line and not _ASCII_SMALL.search(line) else raised


def _raise_word(word: str) -> str:
    if len(_ASCII_CAPITALS.findall(word)) >= 2 and not _ASCII_SMALL.search(word):
        return word.upper()
    return word
