"""Texts of procedure catalogues put right: names of attached files, laws run together, endless lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.vietnamese.text import sentences

_LONG = 320  # characters of a line that can still be quoted whole
_EXTENSION = re.compile(r"\.(?i:docx?|pdf|xlsx?|rar|zip|jpe?g|png)(?![a-z])")
# How names of attachments begin where they are glued to the text before them.
_NAME = re.compile(
    r"(?<=\S)(?:(?:mẫu|mau|phụ lục|phu luc|biểu|bieu|đơn|don|tờ khai|to khai|giấy|giay|bản|ban|văn bản)"
    r"(?=[ \d_.(-])|(?:PL|TTHC|TK|CC|DC|BM|TP)[ \d_-]|(?<=[^\s\d_.])\d{1,2}\. ?(?:\d|[A-ZĐ]))",
    re.IGNORECASE,
)
_GLUE = re.compile(r"(?<=[a-zà-ỹ)])(?=[A-ZĐ])|(?<=[;.)”])(?=[\wĐđ])")
_NAME_LENGTH = 120

_NUMBER = r"\d{1,4}(?:\.\d{1,2})?/\d{4}/"
_SYMBOLS = frozenset(
    {"NĐ-CP", "NQ-CP", "QĐ-TTg", "QH13", "QH14", "QH15", "QH16", "TT-BCA", "TT-BCT", "TT-BNNMT", "TT-BNV"}
    | {"TT-BTC", "TT-BTP", "TT-BXD", "TT-BYT", "TT-NHNN"}
)
# "…dữ liệu66.7/2025/NQ-CP", "Luật 54/2014/QH1354/2014/QH13", "năm 202446/2024/QH15"
_AFTER_ASSEMBLY = re.compile(rf"(?<=/QH\d\d)(?={_NUMBER})")
_GLUED_NUMBER = re.compile(
    rf"(?:(?<=[a-zà-ỹA-ZĐ;.)”\"])(?<!\d\.)(?<!QH)|(?<=năm \d{{4}}))(?={_NUMBER}[A-ZĐ])"
)
_BULLET = re.compile(r"(?<=[.;:,)]) +(?=(?:[-+*•] |[a-zđ]\) |\(?\d{1,2}[.)] |Bước \d+\s*[:.]))")

_CLAUSE = re.compile(r"(?<=;) ")


def without_attachments(text: str) -> str:
    """`text` without the names of attached files, which stand right behind the papers."""
    return "\n".join(_without_attachments(line) for line in text.split("\n"))


def _without_attachments(line: str) -> str:
    *named, rest = _EXTENSION.split(line)
    kept: list[str] = []
    for number, piece in enumerate(named):
        # A name that follows a name has nothing before it; after that comes "(1 bản chính)".
        whole = number > 0 and not piece.startswith((" ", "("))
        kept.append("" if whole else piece[: _name_start(piece)].rstrip(" ;.,-"))
    return "".join([*kept, rest]).strip()


def _name_start(piece: str) -> int:
    """Where the name of a file starts that ends `piece`."""
    low = max(0, len(piece) - _NAME_LENGTH)
    for pattern in (_NAME, _GLUE):
        found = [match.start() for match in pattern.finditer(piece, low)]
        # "(Mẫu CC01 …)Mẫu CC01 phiếu": words within brackets or after a space are the text's own.
        glued = [at for at in found if at and not piece[at - 1].isspace() and piece[at - 1] not in "(/-_"]
        if glued:
            return glued[-1] if pattern is _NAME else glued[0]
    return piece.rfind(" ") + 1


def law_lines(text: str, codes: Iterable[str] = ()) -> str:
    """The laws of a legal basis, one a line; a number that only repeats the one in the title is left out.

    `codes` are numbers of laws in it: by their symbols one sees where a number ends and a title begins.
    """
    symbols = {code.split("/")[-1] for code in codes if code.count("/") == 2}
    # Well-known ones first: some of `codes` lost their end ("NĐ-C"), others run into the next title.
    ordered = [*sorted(_SYMBOLS), *sorted(symbols - _SYMBOLS, key=len, reverse=True)]
    known = f"(?>{'|'.join(map(re.escape, ordered))})"
    text = _AFTER_ASSEMBLY.sub(" – ", text)
    text = _GLUED_NUMBER.sub(" – ", text)
    text = re.sub(rf"({_NUMBER}{known})(?=ngày)", r"\1 ", text)
    text = re.sub(rf"({_NUMBER}{known})(?=[^\W\d_])", r"\1\n", text)
    lines = []
    for line in text.split("\n"):
        title, dash, code = line.rpartition(" – ")
        lines.append(title if dash and code.strip(" ;.") in title else line)
    return "\n".join(dict.fromkeys(line.strip(" ;–") for line in lines if line.strip(" ;–")))


def short_lines(text: str) -> str:
    """`text` with lines too long to quote broken at their items, then at their sentences."""
    lines: list[str] = []
    for line in text.split("\n"):
        parts = _BULLET.split(line) if len(line) > _LONG else [line]
        for part in parts:
            lines += [part] if len(part) <= _LONG else _sentence_lines(part)
    return "\n".join(line for line in lines if line)


def _sentence_lines(text: str) -> list[str]:
    """Sentences joined up to the length of a line; one that is longer is broken at its semicolons."""
    lines: list[str] = []
    parts = [
        part
        for sentence in sentences(text)
        for part in (_CLAUSE.split(sentence) if len(sentence) > _LONG else [sentence])
    ]
    for sentence in parts:
        if lines and len(lines[-1]) + len(sentence) < _LONG:
            lines[-1] += f" {sentence}"
        else:
            lines.append(sentence)
    return lines
