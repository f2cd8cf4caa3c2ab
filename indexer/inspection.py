"""What the indexer made of a document, laid out for the admin who checks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from indexer.parsing import Parser
from indexer.sources import shown, slug
from knowledge.errors import SourceError
from knowledge.manifest import FileProblem
from knowledge.model import Document, Metadata, Passage, SectionRole
from knowledge.store import PassageStore

_LABELS = {
    "id": "Mã",
    "kind": "Loại",
    "title": "Tên",
    "type_name": "Thể loại",
    "subject": "Trích yếu",
    "number": "Số, ký hiệu",
    "symbol": "Ký hiệu",
    "issuer": "Cơ quan ban hành",
    "parent_issuer": "Cơ quan chủ quản",
    "locality": "Địa phương",
    "issued_on": "Ngày ban hành",
    "issued_text": "Ngày như đã in",
    "years": "Năm",
    "signer": "Người ký",
    "signer_office": "Chức vụ",
    "recipients": "Nơi nhận",
    "legal_bases": "Căn cứ",
    "field": "Lĩnh vực",
    "validity": "Hiệu lực",
    "source": "Tệp nguồn",
    "url": "Địa chỉ",
}
_ROLES = {
    SectionRole.LEGAL_BASES: "căn cứ",
    SectionRole.RECIPIENTS: "nơi nhận",
    SectionRole.SIGNATURE: "chữ ký",
    SectionRole.TABLE: "bảng",
    SectionRole.ASPECT: "khía cạnh",
}


@dataclass(frozen=True)
class Inspected:
    """A document and its passages."""

    document: Document
    passages: Sequence[Passage]

    def as_json(self) -> dict[str, object]:
        """Metadata, outline and passages as plain data."""
        return {
            "metadata": self.document.meta.model_dump(mode="json"),
            "sections": [
                {
                    **section.model_dump(mode="json"),
                    "text": self.document.text[section.span.start : section.span.end],
                }
                for section in self.document.sections
            ],
            "passages": [passage.model_dump(mode="json") for passage in self.passages],
        }

    def show(self, console: Console) -> None:
        """Print metadata, outline tree and passages for people."""
        console.print(Group(_metadata(self.document.meta), Text(), _outline(self.document), Text()))
        for passage in self.passages:
            console.print(_passage(passage))


def inspect_stored(store: PassageStore, document_id: str) -> Inspected:
    """The document called `document_id` as it is served; raises `SourceError` when there is none."""
    row = store.find(document_id)
    if row is None:
        raise SourceError(
            f"không có văn bản hay tệp nào tên “{document_id}”",
            mend="dùng mã văn bản (document_id trong kết quả search) hoặc đường dẫn tới tệp",
        )
    return Inspected(store.document(row), store.passages_of(row))


def inspect_file(parser: Parser, path: Path) -> Iterator[Inspected | FileProblem]:
    """The documents of a file as the next build would make them, and what could not be used."""
    for item in parser.parse(path, name=shown(path), document_id=slug(path)):
        yield item if isinstance(item, FileProblem) else Inspected(item.document, item.passages)


def _metadata(meta: Metadata) -> RenderableType:
    table = Table(title="Thông tin văn bản", title_justify="left", show_header=False)
    for name, label in _LABELS.items():
        value = meta.model_dump(mode="json", exclude_defaults=True).get(name)
        if name == "validity" and isinstance(value, dict):
            value = [f"{key}: {part}" for key, part in value.items()]
        if isinstance(value, list):
            value = "\n".join(str(part) for part in value)
        known = value is not None and value != ""
        table.add_row(label, escape(str(value)) if known else Text("chưa rõ", style="dim"))
    return table


def _outline(document: Document) -> RenderableType:
    tree = Tree(Text("Bố cục", style="bold"))
    branches: list[tuple[int, Tree]] = [(0, tree)]
    for section in document.sections:
        while branches[-1][0] >= section.level:
            branches.pop()
        own = document.text[section.span.start : section.span.end].split("\n", 1)[0]
        title = " ".join(part for part in (section.label, section.heading) if part) or f"… {own[:60]}"
        marks = [
            mark
            for mark in (_ROLES.get(section.role), f"trang {section.page}" if section.page else "")
            if mark
        ]
        line = Text(title)
        if marks:
            line.append(f"  ({', '.join(marks)})", style="dim")
        branches.append((section.level, branches[-1][1].add(line)))
    return tree


def _passage(passage: Passage) -> RenderableType:
    head = Text(f"{passage.id}", style="bold")
    if passage.page:
        head.append(f" · trang {passage.page}")
    if passage.heading_path:
        head.append(f" · {' › '.join(passage.heading_path)}", style="italic")
    return Group(head, Text(passage.text), Text())
