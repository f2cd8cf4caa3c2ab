"""Finds numbers that identify a person in what citizens type, and masks them before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from knowledge.vietnamese.amounts import has_unit
from knowledge.vietnamese.text import clean, fold


class Kind(StrEnum):
    """What a masked piece was."""

    IDENTITY = "identity"  # căn cước, chứng minh nhân dân, hộ chiếu
    PHONE = "phone"
    BANK = "bank"
    EMAIL = "email"
    PLATE = "plate"
    INSURANCE = "insurance"
    NUMBER = "number"  # too long to be anything else than a number of somebody's own


_LABELS = {
    Kind.IDENTITY: "[số giấy tờ]",
    Kind.PHONE: "[số điện thoại]",
    Kind.BANK: "[số tài khoản]",
    Kind.EMAIL: "[thư điện tử]",
    Kind.PLATE: "[biển số xe]",
    Kind.INSURANCE: "[mã bảo hiểm]",
    Kind.NUMBER: "[dãy số]",
}


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with personal data replaced by labels such as "[số điện thoại]".

    `without` has nothing in their place: to search by, since a label is made of words too.
    """

    text: str
    kinds: tuple[Kind, ...]
    without: str


# What was masked before stays masked: a text may be masked once when it is stored and again when it is read.
_LABEL = "|".join(re.escape(label) for label in _LABELS.values())
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_OFFICIAL_MAIL = re.compile(r"@(?:[\w-]+\.)*gov\.vn$", re.IGNORECASE)
_CARD = r"(?<![^\W_])[A-Za-z]{2}[ ]?\d(?:[ .-]?\d){12}(?!\d)"  # health insurance: two letters, 13 digits
_PASSPORT = r"(?<![^\W_])[A-Z]\d{7,8}(?![^\W_])"
_PLATE = r"(?<![\w./-])[1-9]\d[ -]?[A-Za-zĐđ]{1,2}\d?[ .-]{0,3}(?:\d{3}\.?\d{2}|\d{4})(?![\w/]|[.,-]\d)"
# What a run of digits may not swallow: the code of an application, the number of a document.
_FILE_CODE = r"(?<!\w)(?:\d{2,3}\.)*[A-Z]\d{2}(?:\.\d+)*-\d{6}-\d{3,6}(?!\w)"
_DOCUMENT = r"\d+(?:\.\d+)?/(?:\d{4}/)?[A-ZĐ][A-ZĐ0-9]+(?:-[A-ZĐ0-9]+)*"
_RUN = r"(?<!\d)[(+]{0,2}\d(?:(?:,|[ .()-]{0,2})\d)*"
_PIECE = re.compile(
    rf"(?P<label>{_LABEL})|(?P<kept>{_FILE_CODE}|{_DOCUMENT})|(?P<email>{_EMAIL})|(?P<card>{_CARD})"
    rf"|(?P<passport>{_PASSPORT})|(?P<plate>{_PLATE})|(?P<run>{_RUN})"
)
_INNOCENT = re.compile(
    r"(?:\d{1,2}[.-]\d{1,2}[.-]\d{4}"  # date
    r"|[1-9]\d{0,2}(?:[.,]\d{3})+"  # amount
    r"|(?:19|20)\d\d(?:-(?:19|20)\d\d)?"  # years
    r"|\d\.\d{6}(?:\.\d{2,3})*"  # procedure
    r"|\d{1,2})[.,-]?"  # small number
)
_BANK = r"ngan hang|banking|atm|momo|zalopay|[a-z]{0,12}bank|bidv|vcb|acb|vib|shb|scb|hdb"
# Folded words before a number that say what it is; the nearest counts.
_SAID = re.compile(
    rf"\b(?:(?P<bank>s\.?t\.?k|tk|t\.? ?khoan|tai khoan|acc(?:ount)?|so the|{_BANK})"
    r"|(?P<insurance>bhxh|bhyt|bao hiem)"
    r"|(?P<identity>cccd|cmnd|cmt|cmtnd|can cuoc|chung minh|dinh danh|ho chieu|passport)"
    r"|(?P<phone>sdt|dt|dien thoai|zalo|phone|so may|lien he|goi)"
    r"|(?P<plate>bien so|bien xe|bks|bsx))\b"
)
_OF_A_BANK = re.compile(rf"\W{{0,3}}(?:o |tai |cua |ben )?(?:{_BANK})\b")  # the same after it
_LOOK_BACK = 40  # characters before a number
# How many digits it may have where the words before say so.
_COUNTS = {
    Kind.BANK: range(8, 20),
    Kind.INSURANCE: range(8, 16),
    Kind.IDENTITY: (8, 9, 12),
    Kind.PHONE: range(9, 12),
}
_MOBILE = re.compile(r"0[35789]\d{8}")
_HOTLINE = re.compile(r"1[89]00\d{4,6}")
_ROUND = re.compile(r"[1-9]\d{0,5}0{4}")  # an amount without its unit
_LANDLINE = re.compile(r"02\d{8,9}")


def mask(text: str, *, allowed: Collection[str] = ()) -> Masked:
    """`text`, cleaned, with personal data replaced by labels.

    Kept are dates, amounts, years, codes of procedures and applications, numbers of documents, hotlines,
    addresses at gov.vn, and the phone numbers and addresses in `allowed` (the office's own).
    """
    text = clean(text)
    own = {_digits(item) for item in allowed if "@" not in item} - {""}
    mails = {item.lower() for item in allowed if "@" in item}
    kinds: dict[Kind, None] = {}
    shown: list[str] = []
    left: list[str] = []
    at = 0
    for match in _PIECE.finditer(text):
        for start, end in _parts(match):
            kind = _kind(match, text, start, end)
            if kind is None or _digits(text[start:end]) in own or text[start:end].lower() in mails:
                continue
            kinds[kind] = None
            shown += [text[at:start], _LABELS[kind]]
            left.append(text[at:start])
            at = end
    shown.append(text[at:])
    left.append(text[at:])
    return Masked("".join(shown), tuple(kinds), " ".join("".join(left).split()) if kinds else text)


def _parts(match: re.Match[str]) -> list[tuple[int, int]]:
    """A run of digits that holds whole numbers between blanks is looked at number by number."""
    if match.lastgroup != "run":
        return [match.span()]
    pieces = [
        (match.start() + found.start(), match.start() + found.end())
        for found in re.finditer(r"\S+", match.group())
    ]
    lengths = [len(_digits(match.string[start:end])) for start, end in pieces]
    return pieces if any(length >= 9 for length in lengths) else [match.span()]


def _kind(match: re.Match[str], text: str, start: int, end: int) -> Kind | None:
    raw = text[start:end]
    said = _said(text, start)
    match match.lastgroup:
        case "label":
            kind = next((kind for kind, label in _LABELS.items() if label == raw), None)
        case "email":
            kind = None if _OFFICIAL_MAIL.search(raw) else Kind.EMAIL
        case "card":
            kind = Kind.INSURANCE
        case "passport":
            kind = Kind.IDENTITY
        case "plate":
            kind = Kind.PLATE if len(_digits(raw.split()[-1])) > 4 or said is Kind.PLATE else _plate(raw)
        case "run":
            kind = _of_run(raw, said, text[end:])
        case _:
            kind = None
    return kind


def _plate(raw: str) -> Kind | None:
    """Five digits, or a hyphen, make a plate where nothing says so: "12A 2025" may be a form of that year."""
    tail = re.split(r"[A-Za-zĐđ]\d?", raw)[-1]
    return Kind.PLATE if len(_digits(tail)) == 5 or "-" in tail else None


def _of_run(raw: str, said: Kind | None, after: str) -> Kind | None:
    digits = _digits(raw)
    count = len(digits)
    folded = fold(after[:_LOOK_BACK])
    unit = has_unit(after)
    if said is None and _OF_A_BANK.match(folded):
        said = Kind.BANK
    if said in _COUNTS and count in _COUNTS[said] and not unit and not _HOTLINE.fullmatch(digits):
        return None if _dates(raw) else said
    if _kept(raw, digits, unit):
        return None
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return Kind.PHONE
    if count in {9, 12}:
        return Kind.IDENTITY
    return Kind.BANK if 13 <= count <= 19 else Kind.NUMBER


def _kept(raw: str, digits: str, unit: bool) -> bool:
    """True for a number that is nobody's own: short, a date, an amount, a hotline."""
    if len(digits) < 9 or all(_INNOCENT.fullmatch(piece) for piece in raw.split()):
        return True
    if _HOTLINE.fullmatch(digits) or _ROUND.fullmatch(digits):
        return True
    return unit and not digits.startswith("0")


def _dates(raw: str) -> bool:
    return all(
        re.fullmatch(r"\d{1,2}[.-]\d{1,2}[.-]\d{4}|(?:19|20)\d\d-(?:19|20)\d\d", p) for p in raw.split()
    )


def _said(text: str, start: int) -> Kind | None:
    groups = [found.lastgroup for found in _SAID.finditer(fold(text[max(0, start - _LOOK_BACK) : start]))]
    return Kind(groups[-1]) if groups and groups[-1] else None


def _digits(text: str) -> str:
    """The digits, a Vietnamese country code made 0."""
    digits = "".join(char for char in text if char.isdecimal())
    national = re.fullmatch(r"84([235789]\d{8,9})", digits)
    return f"0{national[1]}" if national else digits
