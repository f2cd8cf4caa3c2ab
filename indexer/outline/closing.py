"""The end of an administrative document: recipients and signature."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.outline.lines import Line
from indexer.outline.numbering import Rank, parse_label
from indexer.outline.vocabulary import (
    NAME,
    UPPER,
    is_closing,
    is_recipients_line,
    is_signature_line,
    office,
    type_line,
)
from knowledge.model import SectionRole

_PERSON = re.compile(rf"(?:(?:ThS|TS|PGS|GS|BS|KS|CN)\.?\s*)*({NAME})")
_PERSON_CAPITALS = re.compile(rf"[{UPPER}]{{2,}}(?: [{UPPER}]{{1,}}){{1,4}}")
_NOT_A_PERSON = re.compile(r"(?i:nơi nhận|lưu|ký|đã ký|kính gửi|ủy ban|uỷ ban|phòng|văn phòng|công an)\b")
_SIGNED = re.compile(r"[\[(]?\s*(?:đã\s+ký|ký tên|ký, đóng dấu|ký số)[^\n]{0,40}", re.IGNORECASE)
_LONGEST_SIGNATURE = 10  # lines
_OFFICE_WORDS = {
    "PHÒNG": "phòng",
    "TỊCH": "tịch",
    "ĐỐC": "đốc",
    "BAN": "ban",
    "THƯ": "thư",
    "TRƯỞNG": "trưởng",
}


@dataclass(slots=True)
class Closing:
    """Where the closing blocks stand (line index → role) and what they say."""

    roles: dict[int, SectionRole] = field(default_factory=dict)
    recipients: list[str] = field(default_factory=list)
    signer: str | None = None
    signer_office: str | None = None


def read_closing(lines: list[Line], start: int) -> Closing:
    """Recipients and signatures among `lines[start:]`."""
    closing = Closing()
    index = start
    while index < len(lines):
        text = lines[index].text
        if lines[index].table is None:
            if is_recipients_line(text):
                index = _recipients(closing, lines, index)
                continue
            if is_signature_line(text):
                index = _signature(closing, lines, index)
                continue
            if is_closing(text):
                closing.roles[index] = SectionRole.CLOSING
        index += 1
    return closing


def _recipients(closing: Closing, lines: list[Line], index: int) -> int:
    closing.roles[index] = SectionRole.RECIPIENTS
    found: list[str] = []
    rest = re.sub(r"^nơi\s+nhận\s*:?", "", lines[index].text, flags=re.IGNORECASE).strip()
    if rest:
        found.append(rest)
    index += 1
    while index < len(lines):
        line = lines[index]
        text = line.text
        label = parse_label(text)
        listed = label is not None and label.rank in {Rank.DASH, Rank.PLUS}
        if line.table is not None or is_signature_line(text) or is_recipients_line(text):
            break
        if not listed and (label is not None or len(text) > 150 or type_line(text)):
            break
        if not listed and not text.endswith((";", ".", ",")) and not _continues_recipient(found, text):
            break
        closing.roles[index] = SectionRole.RECIPIENTS
        if listed or not found or found[-1].endswith((";", ".")):
            found.append(label.rest if listed and label is not None else text)
        else:
            found[-1] += f" {text}"
        index += 1
    for item in found:
        name = item.strip(" -–+;.,")
        if name and not re.match(r"lưu\b", name, re.IGNORECASE) and name not in closing.recipients:
            closing.recipients.append(name)
    return index


def _continues_recipient(found: list[str], text: str) -> bool:
    return bool(found) and (text[:1].islower() or re.match(r"lưu\b", text, re.IGNORECASE) is not None)


def _signature(closing: Closing, lines: list[Line], index: int) -> int:
    first = index
    title: str | None = None
    name: str | None = None
    while index < len(lines) and index - first < _LONGEST_SIGNATURE:
        line = lines[index]
        text = line.text
        if line.table is not None or is_recipients_line(text):
            break
        if is_signature_line(text):
            if name is not None:
                break
            title = office(text) or title
        elif name is None and (person := _person(text)):
            name = person
        elif not (_SIGNED.fullmatch(text) or (name is None and text.isupper() and len(text) < 60)):
            break
        closing.roles[index] = SectionRole.SIGNATURE
        index += 1
    if name is not None or closing.signer is None:
        closing.signer = name or closing.signer
        closing.signer_office = _office_case(title) if title else closing.signer_office
    return max(index, first + 1)


def _person(text: str) -> str | None:
    text = _SIGNED.sub("", text).strip()
    if len(text.split()) < 2 or _NOT_A_PERSON.match(text):
        return None
    if match := _PERSON.fullmatch(text):
        return match[1]
    if _PERSON_CAPITALS.fullmatch(text) and len(text.split()) >= 3:
        return text.title()
    return None


def _office_case(text: str) -> str:
    """ "PHÓ CHỦ TỊCH" → "Phó Chủ tịch", "CHÁNH VĂN PHÒNG" → "Chánh Văn phòng"."""
    words = text.split()
    cased = [
        _OFFICE_WORDS.get(word, word.capitalize()) if index else word.capitalize()
        for index, word in enumerate(words)
    ]
    return " ".join(cased)
