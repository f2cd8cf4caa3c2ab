"""Documents and passages of one snapshot, in one SQLite file that is written once and then only read.

Rows are numbered from 0 without gaps; the passages of a document follow one another. The retrieval index
speaks of rows, the store turns them into text. Long document bodies are packed with zstd; passages are not,
since they are read on every question.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import zstandard
from numpy.typing import NDArray

from knowledge.model import Asked, Aspect, Document, Metadata, Passage, SectionRole, Span

_SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, meta TEXT NOT NULL, body BLOB NOT NULL,
    sections INTEGER NOT NULL, first_passage INTEGER NOT NULL, passages INTEGER NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document_row INTEGER NOT NULL, document_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL, text TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    heading_path TEXT NOT NULL, page INTEGER, role TEXT NOT NULL, aspect TEXT, context TEXT NOT NULL,
    asked TEXT NOT NULL
);
"""
_ROLES = {role.value: role for role in SectionRole}
_ASPECTS = {aspect.value: aspect for aspect in Aspect}
_ROWS_PER_FLUSH = 2_000
_METADATA_KEPT = 8_192
_PASSAGES_KEPT = 2_048
_DOCUMENTS_KEPT = 128  # with their passages: those that are asked about again and again


class PassageStore:
    """Reads documents and passages by row. Safe to use from several threads; `close` when done."""

    def __init__(self, path: Path) -> None:
        """Open the store at `path`; raises `sqlite3.Error` when it is not one."""
        self.path = path
        self._lock = threading.Lock()
        self._connection = _connect(path)
        self.document_count: int = self._connection.execute("SELECT count(*) FROM documents").fetchone()[0]
        self.passage_count: int = self._connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        self._metadata = lru_cache(_METADATA_KEPT)(self._read_metadata)
        self._passage = lru_cache(_PASSAGES_KEPT)(self._read_passage)
        self._passages_of = lru_cache(_DOCUMENTS_KEPT)(self._read_passages_of)

    def passage(self, row: int) -> Passage:
        """The passage at `row`; raises IndexError when there is none."""
        return self._passage(int(row))

    def said(self, row: int) -> str:
        """What the passage at `row` says, its context in front; raises IndexError when there is none."""
        passage = self.passage(row)
        return f"{passage.context}\n{passage.text}"

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages at `rows`, in the order asked."""
        return [self.passage(row) for row in rows]

    def passages_of(self, document_row: int) -> list[Passage]:
        """All passages of the document at `document_row`, in the order of the text."""
        return list(self._passages_of(document_row))

    def document(self, row: int) -> Document:
        """The whole document at `row`; raises IndexError when there is none."""
        meta, body = self._one("SELECT meta, body FROM documents WHERE row = ?", row)
        return Document.model_validate(
            {"meta": json.loads(meta), **json.loads(zstandard.ZstdDecompressor().decompress(body))}
        )

    def metadata(self, row: int) -> Metadata:
        """What identifies the document at `row`; kept in memory once read."""
        return self._metadata(row)

    def find(self, document_id: str) -> int | None:
        """The row of the document called `document_id`, or None."""
        with self._lock:
            found = self._connection.execute(
                "SELECT row FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
        return None if found is None else int(found[0])

    def document_row(self, row: int) -> int:
        """The row of the document that the passage at `row` belongs to."""
        return int(self._one("SELECT document_row FROM passages WHERE row = ?", row)[0])

    def document_rows(self) -> NDArray[np.int32]:
        """For every passage row the row of its document."""
        with self._lock:
            counts = self._connection.execute("SELECT passages FROM documents ORDER BY row").fetchall()
        return np.repeat(np.arange(len(counts), dtype=np.int32), [count for (count,) in counts])

    def document_ids(self) -> list[str]:
        """The ids of all documents, by row."""
        with self._lock:
            return [row[0] for row in self._connection.execute("SELECT id FROM documents ORDER BY row")]

    def section_count(self) -> int:
        """How many sections all documents have together."""
        with self._lock:
            return int(
                self._connection.execute("SELECT coalesce(sum(sections), 0) FROM documents").fetchone()[0]
            )

    def scan(self) -> Iterator[tuple[int, Passage]]:
        """Every passage with its document's row, in row order, without holding them all in memory."""
        connection = _connect(self.path)
        try:
            for row in connection.execute("SELECT * FROM passages ORDER BY row"):
                yield row[1], _passage(row)
        finally:
            connection.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _read_passage(self, row: int) -> Passage:
        return _passage(self._one("SELECT * FROM passages WHERE row = ?", row))

    def _read_passages_of(self, document_row: int) -> tuple[Passage, ...]:
        first, count = self._one("SELECT first_passage, passages FROM documents WHERE row = ?", document_row)
        return tuple(self.passages(range(first, first + count)))

    def _read_metadata(self, row: int) -> Metadata:
        return Metadata.model_validate_json(self._one("SELECT meta FROM documents WHERE row = ?", row)[0])

    def _one(self, query: str, row: int) -> tuple[Any, ...]:
        with self._lock:
            found: tuple[Any, ...] | None = self._connection.execute(query, (int(row),)).fetchone()
        if found is None:
            raise IndexError(f"no row {row} in {self.path}")
        return found


class StoreWriter:
    """Writes a new store. Nothing is readable before `finish`; a writer that fails leaves a useless file."""

    def __init__(self, path: Path) -> None:
        """Create the store at `path`, which must not exist."""
        # A killed build is thrown away whole, so SQLite's own journal would protect nothing.
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA} BEGIN;")
        self._packer = zstandard.ZstdCompressor(level=3)
        self._pending_documents: list[tuple[Any, ...]] = []
        self._pending_passages: list[tuple[Any, ...]] = []
        self.documents = 0
        self.passages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def add(self, document: Document, passages: Sequence[Passage]) -> int:
        """Append a document with its passages; returns the document's row. Its id must be new."""
        row = self.documents
        body = document.model_dump_json(exclude={"meta"}, exclude_defaults=True).encode()
        self._pending_documents.append(
            (
                row,
                document.meta.id,
                document.meta.model_dump_json(exclude_defaults=True),
                self._packer.compress(body),
                len(document.sections),
                self.passages,
                len(passages),
            )
        )
        for offset, passage in enumerate(passages):
            self._pending_passages.append(
                (
                    self.passages + offset,
                    row,
                    passage.document_id,
                    passage.ordinal,
                    passage.text,
                    passage.span.start,
                    passage.span.end,
                    json.dumps(passage.heading_path, ensure_ascii=False) if passage.heading_path else "",
                    passage.page,
                    passage.role.value,
                    passage.aspect.value if passage.aspect else None,
                    passage.context,
                    json.dumps([(each.line, each.questions) for each in passage.asked], ensure_ascii=False)
                    if passage.asked
                    else "",
                )
            )
        self.documents += 1
        self.passages += len(passages)
        if len(self._pending_passages) >= _ROWS_PER_FLUSH:
            self._flush()
        return row

    def copy(self, store: PassageStore, rows: Sequence[int], *, source: str | None = None) -> list[range]:
        """Append documents `rows` of another store unchanged; `source` renames the file they came from.

        Returns, for each of them, the rows its passages had in that store.
        """
        self._flush()
        taken: list[range] = []
        with store._lock:
            for row in rows:
                identity, meta, body, sections, first, count = store._connection.execute(
                    "SELECT id, meta, body, sections, first_passage, passages FROM documents WHERE row = ?",
                    (row,),
                ).fetchone()
                if source is not None:
                    meta = json.dumps({**json.loads(meta), "source": source}, ensure_ascii=False)
                self._pending_documents.append(
                    (self.documents, identity, meta, body, sections, self.passages, count)
                )
                moved = store._connection.execute(
                    "SELECT * FROM passages WHERE row >= ? AND row < ? ORDER BY row",
                    (first, first + count),
                )
                self._pending_passages.extend(
                    (self.passages + offset, self.documents, *old[2:]) for offset, old in enumerate(moved)
                )
                taken.append(range(first, first + count))
                self.documents += 1
                self.passages += count
                if len(self._pending_passages) >= _ROWS_PER_FLUSH:
                    self._flush()
        return taken

    def finish(self) -> None:
        """Write what is pending and close the file."""
        self._flush()
        self._connection.execute("COMMIT")
        self._connection.close()

    def _flush(self) -> None:
        self._connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", self._pending_documents
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._pending_passages
        )
        self._pending_documents.clear()
        self._pending_passages.clear()


def _connect(path: Path) -> sqlite3.Connection:
    # immutable: no lock files and no change detection, because a published snapshot never changes.
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


def _passage(row: tuple[Any, ...]) -> Passage:
    # The file is checksummed and was written from validated models: validating again would double the cost.
    _, _, document_id, ordinal, text, first, last, heading_path, page, role, aspect, context, *more = row
    asked = more[0] if more else ""  # a snapshot of an older program has none
    return Passage.model_construct(
        id=f"{document_id}#{ordinal}",
        document_id=document_id,
        ordinal=ordinal,
        text=text,
        span=Span.model_construct(start=first, end=last),
        heading_path=tuple(json.loads(heading_path)) if heading_path else (),
        page=page,
        role=_ROLES[role],
        aspect=_ASPECTS[aspect] if aspect else None,
        context=context,
        asked=tuple(
            Asked.model_construct(line=line, questions=tuple(questions))
            for line, questions in json.loads(asked)
        )
        if asked
        else (),
    )
