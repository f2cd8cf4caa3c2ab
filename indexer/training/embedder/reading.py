"""Corpora read for training: items with a name and passages, cut exactly as the indexer cuts them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.parsing import Parser
from knowledge.errors import SourceError
from knowledge.manifest import FileProblem
from knowledge.model import Document, DocumentKind, Passage
from knowledge.retrieval.index import Report

_ARTICLE = re.compile(r"Điều\s+\S+\s+")
_LAW = " — "  # the reader of law articles names them "Điều 3. Giải thích từ ngữ — Luật số …"
# "Nghị định số 82/2015/NĐ-CP Quy định về việc …": what stands before the subject of a law.
_LAW_HEAD = re.compile(
    r"^(?:Bộ luật|Luật|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Nghị quyết|Pháp lệnh)\s+"
    r"(?:số\s+\S+\s*)?(?:ngày\s+\S+\s*)?"
    r"(?:(?:của|về|quy định|hướng dẫn|chi tiết|ban hành|sửa đổi|bổ sung|một số|điều|việc|và|biện pháp"
    r"|thi hành)\s+)*",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(r"^Thủ tục\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage: what is indexed beside it, its text, and the text without its heading line."""

    context: str
    text: str
    body: str
    aspect: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """An article of a law, a procedure or another document.

    `names` are the title and what people call it; `law` is the subject of an article's law, "" if not known.
    """

    id: str
    kind: DocumentKind
    names: tuple[str, ...]
    law: str
    pieces: tuple[Piece, ...]


def read_items(files: Iterable[Path], parser: Parser, report: Report) -> list[Item]:
    """All documents of `files`, in order; raises `SourceError` when a file holds none that can be used."""
    items: list[Item] = []
    subjects: dict[str, str] = {}
    for file in files:
        before = len(items)
        problem: FileProblem | None = None
        for parsed in parser.parse(file, name=file.name, document_id=file.stem):
            if isinstance(parsed, FileProblem):
                problem = problem or parsed
                continue
            items.append(_item(parsed.document, parsed.passages))
            item = items[-1]
            if item.law and len(item.law) > len(subjects.get(_number(item), "")):
                subjects[_number(item)] = item.law
            if len(items) % 500 == 0:
                report("read", len(items), 0)
        if len(items) == before and problem is not None:
            raise SourceError(problem.problem, where=str(file), mend=problem.mend)
    return list(_with_subjects(items, subjects))


def _item(document: Document, passages: Iterable[Passage]) -> Item:
    meta = document.meta
    title, _, law = meta.title.partition(_LAW) if meta.kind is DocumentKind.LAW else (meta.title, "", "")
    title = _PROCEDURE.sub("", _ARTICLE.sub("", title, count=1))
    subject = _LAW_HEAD.sub("", law).strip()
    pieces = tuple(
        Piece(passage.context, passage.text, _body(passage), passage.aspect) for passage in passages
    )
    names = tuple(dict.fromkeys(name.rstrip(" .") for name in (title, *meta.aliases)))
    return Item(meta.id, meta.kind, names, subject, pieces)


def _body(passage: Passage) -> str:
    heading, _, rest = passage.text.partition("\n")
    return rest if rest and (_ARTICLE.match(heading) or passage.aspect is not None) else passage.text


def _number(item: Item) -> str:
    return item.id.partition("+")[0]


def _with_subjects(items: Iterable[Item], subjects: dict[str, str]) -> Iterator[Item]:
    """Only one article of a law names its subject in full: all of them get it."""
    for item in items:
        subject = subjects.get(_number(item), "")
        yield Item(item.id, item.kind, item.names, subject, item.pieces)
