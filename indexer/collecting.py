"""Fills a new store file by file: takes over what is unchanged, parses the rest, settles claims to one id."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.identity import Identified
from indexer.parsing import Parsed, Parser
from indexer.sources import Skipped, SourceFile
from knowledge.errors import SnapshotError
from knowledge.manifest import FileProblem, Manifest, SourceEntry
from knowledge.retrieval.index import Report
from knowledge.shelf import Shelf
from knowledge.snapshot import STORE
from knowledge.store import PassageStore, StoreWriter

_REPORT_EVERY = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Base:
    """The snapshot that unchanged parts are taken from.

    Its retrieval index stays shut: after an update of the program that may be of a form it no longer reads.
    """

    directory: Path
    manifest: Manifest
    store: PassageStore

    @classmethod
    def open(cls, shelf: Shelf) -> Base | None:
        """The served snapshot, or the next whole one; None to start afresh."""
        for name in shelf.preferred():
            directory = shelf.path(name)
            try:
                manifest = Manifest.read(directory)
                manifest.verify(directory)
            except SnapshotError as error:
                _log.warning("Không dùng lại bản chỉ mục %s: %s", name, error)
                continue
            return cls(directory, manifest, PassageStore(directory / STORE))
        return None


@dataclass
class Collector:
    """Adds files to `writer` in the order given; the first file to name an id keeps it.

    `kept` tells which passages came over from `base`: first row here, rows there.
    """

    writer: StoreWriter
    parser: Parser
    base: Base | None  # None: parse everything
    report: Report
    entries: list[SourceEntry] = field(default_factory=list)
    kept: list[tuple[int, range]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    reused: int = 0

    def __post_init__(self) -> None:
        self._owner: dict[str, SourceFile] = {}
        self._base_ids = self.base.store.document_ids() if self.base else []

    def add(self, file: Identified) -> None:
        """Add all documents of `file` and its entry for the manifest."""
        first = self.writer.documents
        lost: list[tuple[str, str]] = []  # id and place of documents left out
        entry = self._unchanged(file)
        if entry is not None:
            problems = self._keep(file, entry, lost)
        else:
            items = self.parser.parse(file.source.path, name=file.source.name, document_id=file.document_id)
            problems = self._parse(file, items, lost)
        problems += self._settle(file.source, lost)
        self.entries.append(
            SourceEntry(
                path=file.source.name,
                sha256=file.sha256,
                bytes=file.source.size,
                first_document=first,
                documents=self.writer.documents - first,
                problems=tuple(problems),
                lost_ids=any(self._owner[identity] is not file.source for identity, _ in lost),
                document_id=file.document_id,
            )
        )

    def _unchanged(self, file: Identified) -> SourceEntry | None:
        """The entry to take documents over from. A file that lost an id is parsed: it may get it now."""
        entry = file.before
        if self.base is None or entry is None or entry.lost_ids:
            return None
        same = self.base.manifest.parsing == self.parser.fingerprint and entry.document_id == file.document_id
        return entry if same else None

    def _keep(self, file: Identified, entry: SourceEntry, lost: list[tuple[str, str]]) -> list[FileProblem]:
        if self.base is None:
            raise ValueError("nothing to keep from")
        rows = []
        for row in range(entry.first_document, entry.first_document + entry.documents):
            identity = self._base_ids[row]
            if self._owner.setdefault(identity, file.source) is file.source:
                rows.append(row)
            else:
                lost.append((identity, ""))
        renamed = None if entry.path == file.source.name else file.source.name
        position = self.writer.passages
        for taken in self.writer.copy(self.base.store, rows, source=renamed):
            self.kept.append((position, taken))
            position += len(taken)
        self.reused += len(rows)
        self.report("read", self.writer.documents, 0)
        return [problem.model_copy(update={"file": file.source.name}) for problem in entry.problems]

    def _parse(
        self, file: Identified, items: Iterable[Parsed | FileProblem], lost: list[tuple[str, str]]
    ) -> list[FileProblem]:
        problems = []
        for item in items:
            if isinstance(item, FileProblem):
                problems.append(item)
                continue
            identity = item.document.meta.id
            if identity in self._owner:
                lost.append((identity, item.place))
                continue
            self._owner[identity] = file.source
            self.writer.add(item.document, item.passages)
            if self.writer.documents % _REPORT_EVERY == 0:
                self.report("read", self.writer.documents, 0)
        return problems

    def _settle(self, source: SourceFile, lost: list[tuple[str, str]]) -> list[FileProblem]:
        problems = []
        for identity, place in lost:
            winner = self._owner[identity]
            if source.builtin and not winner.builtin:
                # Wanted: an office corrects a built-in procedure by writing its own under the same code.
                self.skipped.append(Skipped(f"{source.name}#{identity}", f"đã thay bằng {winner.name}"))
                continue
            if winner.builtin and not source.builtin:
                self.skipped.append(Skipped(f"{source.name}#{identity}", f"giữ bản có sẵn, {winner.name}"))
                continue
            there = "ngay trong tệp này" if winner is source else f"trong tệp {winner.name}"
            problems.append(
                FileProblem(
                    file=source.name,
                    place=place,
                    problem=f"mã văn bản “{identity}” đã có {there}, giữ văn bản gặp trước",
                    mend="đổi mã (id) của một trong hai văn bản, hoặc bỏ bản thừa",
                )
            )
        return problems
