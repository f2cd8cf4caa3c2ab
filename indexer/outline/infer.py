"""What the head leaves out, read from the running text: issuer, locality, years, legal bases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.outline.vocabulary import NAME, PLACE_TYPES, UPPER, agency_name, is_basis, sentence_case

_PLACE = re.compile(rf"(?<!\w)(?P<kind>(?i:{PLACE_TYPES}))\s+(?P<name>(?!Ủy|Uỷ|Mặt|Hội|Đảng|Việt){NAME})")
_UB = r"(?:UBND|[UỦ][yỷ] [Bb]an [Nn]hân [Dd]ân|HĐND|Hội đồng [Nn]hân dân)"
_ACTS = (
    "(?:triển khai|xây dựng|ban hành|thông báo|báo cáo|yêu cầu|đề nghị|tổ chức|hướng dẫn|trân trọng|kính|"
    "giao|quyết định)"
)
_COUNCIL = rf"{_UB}\s+(?i:{PLACE_TYPES})(?:\s+{NAME})?"
_DEPARTMENT = (
    r"(?:Văn phòng|Sở|Phòng|Trung tâm|Ban|Công an|Chi cục|Cục|Trạm|Trường)\s+"
    rf"(?:{_COUNCIL}|[{UPPER}][\w &-]{{2,60}}?)"
)
_ISSUER = re.compile(rf"(?<!\w)({_DEPARTMENT}|{_COUNCIL})\s+{_ACTS}\b")
_COUNCIL_OF_PLACE = re.compile(rf"(?<!\w){_UB}\s+(?P<place>(?i:{PLACE_TYPES})\s+{NAME})")
_PERIOD = re.compile(r"\b((?:19|20)\d{2})\s*[-–]\s*((?:19|20)\d{2})\b")
_YEAR = re.compile(r"(?<![\d/.])((?:19|20)\d{2})(?![\d/]|\.\d)")
_NAMED_YEAR = re.compile(r"năm\s+((?:19|20)\d{2})\b", re.IGNORECASE)
_LONGEST_PERIOD = 20
_ORDER = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã", "đặc khu")
_BASIS_END = re.compile(r"\s*(?:[,;.]\s*)?$")


def issuer_in(texts: Sequence[str]) -> str | None:
    """The agency that acts in the first of `texts` where one does: "UBND phường X triển khai …"."""
    for text in texts:
        found = list(_ISSUER.finditer(text))
        if found:
            return agency_name(found[-1][1])
    return None


def locality_of(
    title: str, issuer: str | None, place: str | None, texts: Sequence[str], whole: str
) -> str | None:
    """The place the document is of, with its kind: "Phường La Khê".

    Looked for in the issuer, then in the title, then as the place of the date, then as the place of the
    issuer's kind that the text names most.
    """
    for text in (issuer or "", title):
        found = list(_PLACE.finditer(sentence_case(text)))
        if found:
            return _place(min(found, key=lambda match: -_ORDER.index(match["kind"].lower())))
    counts = Counter(_place(match) for match in _PLACE.finditer(whole))
    if place:
        same = [
            name
            for name, _ in counts.most_common()
            if name.split(" ")[-len(place.split()) :] == place.split()
        ]
        if same:
            return same[0]
    kind = re.search(rf"\b({PLACE_TYPES})\b", issuer or "", re.IGNORECASE)
    if kind:
        wanted = kind[1].lower()
        near = Counter(_place(match) for text in texts for match in _PLACE.finditer(text))
        for source in (near, counts):
            for name, _ in source.most_common():
                if name.lower().startswith(wanted + " "):
                    return name
    return None


def _place(match: re.Match[str]) -> str:
    kind = match["kind"].lower()
    return f"{kind[:1].upper()}{kind[1:]} {match['name']}"


def parent_in(texts: Sequence[str], issuer: str | None, locality: str | None) -> str | None:
    """The people's committee above the issuer, where the text names it with its place."""
    if issuer is None:
        return None
    own = re.match(r"Ủy ban nhân dân (?P<kind>\S+(?: (?:khu|phố|xã|trấn))?)", issuer)
    if own is None:
        # A department stands under the committee of its locality.
        return f"Ủy ban nhân dân {locality[:1].lower()}{locality[1:]}" if locality else None
    level = _level(issuer)
    for text in texts:
        for match in _COUNCIL_OF_PLACE.finditer(text):
            name = agency_name(match[0])
            if name != issuer and _level(name) < level:
                return name
    return None


def _level(agency: str) -> int:
    """0 province, 1 district, 2 commune, 3 unknown. "thành phố" may be either of the first two."""
    rest = agency.removeprefix("Ủy ban nhân dân ").lower()
    if rest.startswith(("tỉnh", "thành phố")):
        return 0
    if rest.startswith(("quận", "huyện", "thị xã")):
        return 1
    return 2 if rest.startswith(("xã", "phường", "thị trấn", "đặc khu")) else 3


def full_issuer(issuer: str, locality: str | None) -> str:
    """The issuer with the name of its place when only the kind is written: "UBND xã" → "UBND xã X"."""
    if locality is None:
        return issuer
    kind = (
        locality.split(" ", 1)[0].lower()
        if not locality.lower().startswith(("thị ", "thành ", "đặc "))
        else (" ".join(locality.split(" ")[:2]).lower())
    )
    if re.search(rf"\b{kind}$", issuer, re.IGNORECASE):
        return issuer[: -len(kind)] + locality[:1].lower() + locality[1:]
    return issuer


def years_in(text: str) -> tuple[int, ...]:
    """The years and periods a title names, in order: "giai đoạn 2021-2025" → 2021 … 2025."""
    years: set[int] = set()
    for match in _PERIOD.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first <= last <= first + _LONGEST_PERIOD:
            years.update(range(first, last + 1))
    years.update(int(match[1]) for match in _YEAR.finditer(_PERIOD.sub(" ", text)))
    return tuple(sorted(years))


def named_year(text: str) -> tuple[int, ...]:
    """The first year that follows the word "năm" and is not part of a date."""
    match = _NAMED_YEAR.search(re.sub(r"tháng\s+\d{1,2}\s+năm\s+\d{4}", " ", text))
    return (int(match[1]),) if match else ()


def legal_bases_in(texts: Sequence[str]) -> tuple[str, ...]:
    """The documents that the opening paragraphs build on, one string each."""
    bases: list[str] = []
    for text in texts:
        if not is_basis(text):
            continue
        clause = _ISSUER.search(text)
        for match in _ISSUER.finditer(text):
            if re.search(r"như sau\s*[:.]?$|sau đây\s*:?$", text) or text.endswith(":"):
                clause = match  # the last one opens the issuer's own clause
        body = text
        if clause is not None and text.endswith(":"):
            body = text[: clause.start()]
        for piece in body.split(";"):
            piece = _BASIS_END.sub("", piece.strip())  # noqa: PLW2901
            if len(piece) > 8:
                bases.append(piece)
    return tuple(dict.fromkeys(bases))
