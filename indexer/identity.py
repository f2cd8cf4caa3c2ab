"""Which file is which: checksums, copies, and ids that stay the same when a file is edited or renamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.sources import SourceFile, slug
from knowledge.manifest import FileProblem, Manifest, SourceEntry, sha256
from knowledge.retrieval.index import Report


@dataclass(frozen=True, slots=True)
class Identified:
    """A file with its checksum, the id for a document it does not name itself, and its entry of last time."""

    source: SourceFile
    sha256: str
    document_id: str
    before: SourceEntry | None  # the same content in the previous snapshot


@dataclass(frozen=True, slots=True)
class Identities:
    """All files identified. `copies` pairs a file with the one of the same content that stands for it."""

    files: tuple[Identified, ...]
    copies: tuple[tuple[SourceFile, SourceFile], ...]
    problems: tuple[FileProblem, ...]


def identify(files: Sequence[SourceFile], previous: Manifest | None, *, report: Report) -> Identities:
    """Checksum `files` and give each its id: that of its path last time, or of its content, or its name."""
    hashed, copies, problems = _hash(files, report)
    entries = previous.sources if previous else ()
    by_path = {entry.path: entry for entry in entries}
    present = {file.name for file, _ in hashed}
    moved = {entry.sha256: entry for entry in entries if entry.path not in present}
    known = {
        file.name: entry.document_id
        for file, checksum in hashed
        if (entry := by_path.get(file.name) or moved.get(checksum)) is not None
    }
    used = set(known.values())
    identified = []
    for file, checksum in hashed:
        document_id = known.get(file.name)
        if document_id is None:
            document_id = _unused(slug(file.path), used)
            used.add(document_id)
        entry = by_path.get(file.name)
        before = entry if entry is not None and entry.sha256 == checksum else moved.get(checksum)
        identified.append(Identified(file, checksum, document_id, before))
    return Identities(tuple(identified), tuple(copies), tuple(problems))


def _hash(
    files: Sequence[SourceFile], report: Report
) -> tuple[list[tuple[SourceFile, str]], list[tuple[SourceFile, SourceFile]], list[FileProblem]]:
    hashed: list[tuple[SourceFile, str]] = []
    copies: list[tuple[SourceFile, SourceFile]] = []
    problems: list[FileProblem] = []
    seen: dict[tuple[str, str], SourceFile] = {}
    for number, file in enumerate(files):
        report("hash", number, len(files))
        try:
            checksum = sha256(file.path)
        except OSError as error:
            problems.append(
                FileProblem(
                    file=file.name,
                    problem=f"không đọc được tệp ({error.strerror})",
                    mend="kiểm tra tệp còn đó và quyền đọc của tệp",
                )
            )
            continue
        # The suffix decides how a file is read, so the same bytes under another suffix are not a copy.
        original = seen.setdefault((checksum, file.path.suffix.lower()), file)
        if original is file:
            hashed.append((file, checksum))
        else:
            copies.append((file, original))
    return hashed, copies, problems


def _unused(wanted: str, used: set[str]) -> str:
    candidate, number = wanted, 1
    while candidate in used:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate
