"""What a snapshot says about itself: counts, sources, fingerprints and the checksum of every file."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from knowledge.errors import SnapshotError
from knowledge.model import Frozen

FORMAT = 1  # of the snapshot directory; raise it when older code could not read a newer snapshot
MANIFEST = "manifest.json"
NAME = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{8}")
_REBUILD = "chạy: python -m indexer build"


class FileProblem(Frozen):
    """A file, or a place in it, that could not be used, and how to mend it."""

    file: str
    place: str = ""
    problem: str
    mend: str = ""


class SourceEntry(Frozen):
    """One source file of a snapshot: its documents are the rows from `first_document` on."""

    path: str  # as the admin named it
    sha256: str
    bytes: int
    first_document: int
    documents: int
    document_id: str  # given by us, for a document that the file does not name
    problems: tuple[FileProblem, ...] = ()
    lost_ids: bool = False  # some of its documents were left out because another file had their ids first


class FileEntry(Frozen):
    """Checksum and size of one file of a snapshot."""

    sha256: str
    bytes: int


class Counts(Frozen):
    """How much a snapshot holds."""

    documents: int
    sections: int
    passages: int


class Manifest(Frozen):
    """The manifest.json of a snapshot. The end of its id is the checksum of all the rest of it."""

    format: int = FORMAT
    id: str = ""
    created: datetime
    embedder: str  # fingerprint
    dimension: int
    parsing: str  # fingerprint of the code that made passages out of files
    indexing: str  # fingerprint of the code that made the retrieval index
    counts: Counts
    sources: tuple[SourceEntry, ...]
    files: dict[str, FileEntry]

    def digest(self) -> str:
        """Eight hexadecimal digits over everything but the id."""
        return hashlib.sha256(self.model_dump_json(exclude={"id"}).encode()).hexdigest()[:8]

    @classmethod
    def read(cls, directory: Path) -> Self:
        """The manifest of the snapshot in `directory`; raises `SnapshotError` when it is damaged."""
        path = directory / MANIFEST
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise SnapshotError(
                "không đọc được bản kê của chỉ mục", where=str(path), mend=_REBUILD
            ) from error
        try:
            manifest = cls.model_validate_json(raw)
        except ValidationError as error:
            raise SnapshotError("bản kê của chỉ mục bị hỏng", where=str(path), mend=_REBUILD) from error
        if manifest.format != FORMAT:
            raise SnapshotError(
                f"chỉ mục có định dạng {manifest.format}, chương trình này đọc định dạng {FORMAT}",
                where=str(directory),
                mend=_REBUILD,
            )
        if manifest.id != directory.name or not manifest.id.endswith(manifest.digest()):
            raise SnapshotError("bản kê của chỉ mục đã bị sửa đổi", where=str(path), mend=_REBUILD)
        return manifest

    def verify(self, directory: Path, *, thorough: bool = True) -> None:
        """Compare every file with its checksum (or only its size); raises `SnapshotError` naming the file."""
        for name, entry in self.files.items():
            path = directory / name
            try:
                same = path.stat().st_size == entry.bytes and (not thorough or sha256(path) == entry.sha256)
            except OSError as error:
                raise SnapshotError("thiếu tệp của chỉ mục", where=str(path), mend=_REBUILD) from error
            if not same:
                raise SnapshotError("tệp của chỉ mục bị hỏng", where=str(path), mend=_REBUILD)


def sha256(path: Path) -> str:
    """Checksum of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(directory: Path) -> dict[str, FileEntry]:
    """Checksum and size of every file under `directory` except the manifest, by relative name."""
    return {
        path.relative_to(directory).as_posix(): FileEntry(sha256=sha256(path), bytes=path.stat().st_size)
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
