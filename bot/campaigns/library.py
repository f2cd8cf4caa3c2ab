"""What announcements may point at in the office's index: documents as sources, procedures as cards."""

from __future__ import annotations

import re
import sqlite3
from functools import cached_property
from pathlib import Path
from typing import Self

from bot.dialogue.render import source_of
from bot.messages import Messages
from knowledge.model import Citation, Document, DocumentKind, Metadata
from knowledge.shelf import Shelf
from knowledge.snapshot import STORE
from knowledge.store import PassageStore

_NUMBER = re.compile(r"\d+(?:/\d{4})?/[^\W\d][\w-]*")  # of a document, within what somebody typed


class IndexLibrary:
    """The documents of the served snapshot, by id or number."""

    def __init__(self, store: PassageStore) -> None:
        self._store = store

    @classmethod
    def open(cls, index_directory: Path) -> Self | None:
        """The library of the newest snapshot that opens; None where there is none yet."""
        shelf = Shelf(index_directory)
        for name in shelf.preferred():
            try:
                return cls(PassageStore(shelf.path(name) / STORE))
            except (OSError, sqlite3.Error):
                continue
        return None

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def knows_document(self, document_id: str) -> bool:
        """Whether there is such a document."""
        return self._store.find(document_id) is not None

    def knows_procedure(self, code: str) -> bool:
        """Whether there is a procedure with this code."""
        return code in self._procedures

    def procedure_name(self, code: str) -> str:
        """The name of a procedure; the code itself where nobody knows it."""
        return self._procedures.get(code, code)

    def find(self, named: str) -> Metadata | None:
        """The document called `named` by its id, its title, or its number ("Kế hoạch 33/KH-UBND")."""
        row = self._store.find(named)
        if row is not None:
            return self._store.metadata(row)
        plain = _plain(named)
        names = [plain, *(found.group() for found in _NUMBER.finditer(plain))]
        return next((self._numbered[name] for name in names if name in self._numbered), None)

    def document(self, document_id: str) -> Document | None:
        """The whole document with this id."""
        row = self._store.find(document_id)
        return None if row is None else self._store.document(row)

    def cited(self, meta: Metadata, words: Messages) -> str:
        """The line that names a document as a source."""
        issued = meta.issued_on.isoformat() if meta.issued_on else meta.issued_text
        citation = Citation(
            document_id=meta.id,
            title=meta.title,
            number=meta.number or meta.symbol,
            issuer=meta.issuer,
            issued_on=issued,
            passage_id="",
            text="",
        )
        return source_of(citation, words)

    @cached_property
    def _all(self) -> list[Metadata]:
        return [self._store.metadata(row) for row in range(self._store.document_count)]

    @cached_property
    def _procedures(self) -> dict[str, str]:
        return {
            meta.number: meta.title
            for meta in self._all
            if meta.kind is DocumentKind.PROCEDURE and meta.number
        }

    @cached_property
    def _numbered(self) -> dict[str, Metadata]:
        names = ((name, meta) for meta in reversed(self._all) for name in (meta.title, meta.number) if name)
        return {_plain(name): meta for name, meta in names}


def cited_source(index_directory: Path, named: str, words: Messages) -> tuple[str, str] | None:
    """The id of the document called `named`, and the line that names it as a source; None: there is none.

    One look at the newest index, which takes a moment where it is large.
    """
    library = IndexLibrary.open(index_directory)
    if library is None:
        return None
    try:
        meta = library.find(named)
        return None if meta is None else (meta.id, library.cited(meta, words))
    finally:
        library.close()


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
