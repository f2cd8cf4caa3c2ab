"""The head of an administrative document: number, symbol, type, subject, issuer, place and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from indexer.outline.lines import Line
from indexer.outline.numbering import Rank, parse_label
from indexer.outline.vocabulary import (
    PLACE_TYPES,
    SYMBOL_TYPES,
    UPPER,
    agency_name,
    is_basis,
    is_closing,
    is_decision_word,
    is_recipients_line,
    is_signature_line,
    sentence_case,
    type_line,
)
from knowledge.vietnamese.text import fold

_SEARCHED = 30  # lines in which a head may stand
_LONGEST_LINE = 300  # characters of a line of the head other than the subject
_NUMBER = re.compile(
    r"^số\s*:?\s*(?P<number>\d{1,6}[a-zA-Z]?)?[\s._…-]*(?:/\s*(?P<year>\d{4}))?\s*[/-]\s*"
    rf"(?P<symbol>[{UPPER}][\w&]*(?:\s?[-/–]\s?[{UPPER}][\w&.()]*)*)",
    re.IGNORECASE,
)
_BLANK = r"[\s._…]*"
_DATE = re.compile(
    rf"^(?:(?P<place>[^,\d]{{2,60}}),\s*)?ngày{_BLANK}(?P<day>\d{{1,2}})?{_BLANK}tháng{_BLANK}(?P<month>\d{{1,2}})?"
    rf"{_BLANK}năm{_BLANK}(?P<year>(?:19|20)\d{{2}})\s*\.?$",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(
    r"^(?:([^,\d]{2,60}),\s*)?(?:ngày\s+)?(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})$", re.IGNORECASE
)
_STATE = re.compile(r"cong hoa xa hoi chu nghia|doc lap\s*[-–]\s*tu do")
_ABOUT = re.compile(r"^(?:v/v|về việc)\s*:?\s*", re.IGNORECASE)
_REMARK = re.compile(r"^\((?:ban hành|kèm theo)", re.IGNORECASE)
_PARTY = re.compile(r"^đảng cộng sản việt nam$", re.IGNORECASE)
_AGENCY = re.compile(
    "^(?:UBND|HĐND|ỦY BAN|UỶ BAN|HỘI ĐỒNG|SỞ|BỘ|PHÒNG|VĂN PHÒNG|TRUNG TÂM|BAN|CÔNG AN|CHI CỤC|CỤC|TỔNG CỤC|"
    "ĐẢNG ỦY|HUYỆN ỦY|THÀNH ỦY|TỈNH ỦY|ĐẢNG BỘ|TRƯỜNG|TRẠM|ĐOÀN|HỘI|MẶT TRẬN|QUỐC HỘI|CHÍNH PHỦ|THỦ TƯỚNG|"
    "VIỆN|TÒA|KHO BẠC)"
    rf"(?=\s|$)[^{UPPER.lower()}]*$"
)
_PLACE_LINE = re.compile(rf"^(?:{PLACE_TYPES})\s", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """What the head says; `end` is the index of the first line after it."""

    end: int = 0
    number: str | None = None
    symbol: str | None = None
    type_name: str | None = None
    subject: str | None = None
    agencies: list[str] = field(default_factory=list)  # parent first, issuer last
    place: str | None = None  # "La Khê"
    issued_on: date | None = None
    issued_text: str | None = None
    seen: bool = False  # anything that marks an administrative document


def read_head(lines: list[Line]) -> Head:
    """The head of the document whose paragraphs are `lines`."""
    head = Head()
    index = 0
    while index < min(len(lines), _SEARCHED):
        text = lines[index].text
        if lines[index].table is not None or _ends_head(text):
            break
        if found := type_line(text):
            head.type_name, rest = found
            head.seen = True
            head.end = _after_remarks(lines, _read_subject(head, lines, index + 1, rest))
            break
        if len(text) <= _LONGEST_LINE and _read_line(head, text):
            head.end = index + 1
        elif (
            _ABOUT.match(text)
            and head.subject is None
            # A line too long for a subject is not read: going on from the same line would never end.
            and (after := _read_subject(head, lines, index, "")) > index
        ):
            index = head.end = after
            continue
        elif index - head.end >= 3 and not text.isupper():
            break
        index += 1
    if head.type_name is None and head.symbol is not None:
        letter = "Công văn" if head.subject else None
        head.type_name = SYMBOL_TYPES.get(re.split(r"[-/]", head.symbol)[0], letter)
    return head


def _after_remarks(lines: list[Line], index: int) -> int:
    """Index after remarks such as "(Ban hành kèm theo …)", which belong to the head."""
    while index < len(lines) and _REMARK.match(lines[index].text):
        index += 1
    return index


def _ends_head(text: str) -> bool:
    label = parse_label(text)
    return (
        (label is not None and label.rank < Rank.DASH)
        or is_basis(text)
        or is_closing(text)
        or is_recipients_line(text)
        or is_decision_word(text)
        or text.lower().startswith("kính gửi")
    )


def _read_line(head: Head, text: str) -> bool:
    if _STATE.search(fold(text)) or _PARTY.match(text):
        head.seen = True
        return True
    if match := _NUMBER.match(text):
        head.seen = True
        number, year = match["number"], match["year"]
        symbol = re.sub(r"\s*([-/–])\s*", r"\1", match["symbol"]).replace("–", "-")
        head.symbol = symbol
        head.number = "/".join(part for part in (number, year, symbol) if part) if number else None
        rest = text[match.end() :].strip()
        if rest and _ABOUT.match(rest):
            head.subject = _ABOUT.sub("", rest)
        return True
    if _read_date(head, text):
        return True
    if _AGENCY.match(text):
        head.agencies.append(text)
        return True
    if head.agencies and text.isupper() and _PLACE_LINE.match(text):
        head.agencies[-1] += f" {text}"
        return True
    return False


def _read_date(head: Head, text: str) -> bool:
    match = _DATE.match(text)
    if match is None:
        short = _SHORT_DATE.match(text)
        if short is None:
            return False
        head.place = head.place or (short[1] and short[1].strip())
        head.issued_on = _day(int(short[4]), int(short[3]), int(short[2]))
        return head.issued_on is not None
    head.seen = True
    if match["place"]:
        head.place = match["place"].strip()
    year, month, day = match["year"], match["month"], match["day"]
    if month and day:
        head.issued_on = _day(int(year), int(month), int(day))
    if head.issued_on is None:
        head.issued_text = f"tháng {month} năm {year}" if month else f"năm {year}"
    return True


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_subject(head: Head, lines: list[Line], index: int, rest: str) -> int:
    """Read the subject from `rest` and the lines at `index`; returns the index of the line after it."""
    parts = [rest] if rest else []
    previous = lines[index - 1] if index else None
    while index < len(lines) and len(parts) < 4:
        line = lines[index]
        text = line.text
        label = parse_label(text)
        if line.table is not None or line.level is not None or label is not None or _ends_subject(text):
            break
        if parts and not (
            text[:1].islower()
            or (text.isupper() and parts[-1].isupper())
            or (line.centred and previous is not None and previous.centred)
            or (line.bold and previous is not None and previous.bold)
        ):
            break
        parts.append(text)
        previous = line
        index += 1
    subject = " ".join(parts).strip(" .:;-–")
    if subject and head.subject is None:
        head.subject = _ABOUT.sub("", subject) if head.type_name is None else subject
    return index


def _ends_subject(text: str) -> bool:
    return (
        len(text) > 400
        or _ends_head(text)
        or is_signature_line(text)
        or text.startswith("(")
        or text.endswith(("như sau:", ":"))
        or _DATE.match(text) is not None
        or _NUMBER.match(text) is not None
        or _AGENCY.match(text) is not None
    )


def display_title(head: Head, locality: str | None) -> str | None:
    """Type and subject in sentence case, the locality added when the subject does not name it."""
    if head.subject is None:
        return head.type_name and (f"{head.type_name} – {locality}" if locality else head.type_name)
    subject = sentence_case(head.subject)
    title = subject[:1].upper() + subject[1:]
    if head.type_name is not None:
        first = subject.split(" ", 1)[0]
        acronym = len(first) > 1 and first[1:].isupper()
        about = "về việc " if head.type_name == "Công văn" and not _ABOUT.match(subject) else ""
        title = f"{head.type_name} {about}{subject if acronym else subject[:1].lower() + subject[1:]}"
    if locality and fold(locality.split(" ", 1)[-1]) not in fold(title) and fold(locality) not in fold(title):
        title += f" – {locality[:1].lower()}{locality[1:]}"
    return title


def agencies(head: Head) -> tuple[str | None, str | None]:
    """Parent and issuer as the head names them."""
    names = [agency_name(name) for name in head.agencies]
    if not names:
        return None, None
    return (names[-2] if len(names) > 1 else None), names[-1]
