"""Builds a snapshot: finds what changed, parses and embeds only that, publishes the whole.

sources -> identities -> documents and passages (kept or parsed) -> vectors (kept or embedded)
        -> retrieval index -> publish
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.collecting import Base, Collector
from indexer.identity import Identified, Identities, identify
from indexer.parsing import Parser, indexing_fingerprint
from indexer.settings import IndexSettings
from indexer.sources import Skipped, Sources, find_sources, shown
from knowledge.builtin import builtin_files
from knowledge.clock import Clock, SystemClock
from knowledge.errors import SourceError
from knowledge.manifest import Counts, FileProblem, Manifest, SourceEntry, checksums
from knowledge.model import Metadata, Passage
from knowledge.retrieval.index import Report, RetrievalIndex, searchable
from knowledge.retrieval.protocols import Embedder
from knowledge.shelf import Shelf
from knowledge.snapshot import RETRIEVAL, STORE, VECTORS
from knowledge.store import PassageStore, StoreWriter

_EMBED_BATCH = 512


@dataclass(frozen=True)
class BuildRequest:
    """What to build: the sources, the index directory and how."""

    sources: tuple[Path, ...]
    directory: Path
    builtin: tuple[Path, ...] = ()
    full: bool = False  # parse and embed everything again
    keep: int = 3
    prefer_builtin: bool = False  # over catalogues that name the same procedure


def configured(
    settings: IndexSettings,
    *,
    sources: Sequence[Path] = (),
    directory: Path | None = None,
    builtin: bool = False,
    full: bool = False,
) -> BuildRequest:
    """The request for exactly `sources`, or for those of the settings when there are none."""
    add_builtin = builtin or (not sources and settings.builtin)
    return BuildRequest(
        sources=tuple(sources) or settings.sources,
        directory=directory or settings.directory,
        builtin=tuple(builtin_files()) if add_builtin else (),
        full=full,
        keep=settings.keep,
        prefer_builtin=settings.prefer == "builtin",
    )


Gate = Callable[[Path, Manifest], None]
"""Judges what was built, in its directory, before it is published; raises `SnapshotError` to refuse it."""


@dataclass(frozen=True)
class BuildReport:
    """How a build ended. `snapshot` is the one now served; nothing is published when nothing changed."""

    snapshot: str
    unchanged: bool
    files: int
    counts: Counts
    reused: int  # documents kept from the previous snapshot
    skipped: tuple[Skipped, ...]
    problems: tuple[FileProblem, ...]
    seconds: float

    @property
    def exit_code(self) -> int:
        """0 when everything given is served, 1 when some files are not."""
        return 1 if self.problems else 0


def build(
    request: BuildRequest,
    *,
    parser: Parser,
    embedder: Embedder,
    gate: Gate | None = None,
    report: Report = lambda _stage, _done, _total: None,
    clock: Clock | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> BuildReport:
    """Bring the index up to date with the sources.

    Raises `SourceError` when a source is missing or nothing in them can be indexed, `SnapshotError` when the
    index directory cannot be written, another build is running or `gate` refuses what was built. Then the old
    snapshot goes on being served.
    """
    started = timer()
    shelf = Shelf(request.directory, clock or SystemClock())
    sources = find_sources(
        request.sources,
        builtin=request.builtin,
        supported=parser.supports,
        max_bytes=parser.limits.max_file_bytes,
        exclude=(request.directory,),
        prefer_builtin=request.prefer_builtin,
    )
    with shelf.lock():
        base = Base.open(shelf)
        try:
            found = identify(sources.files, base.manifest if base else None, report=report)
            work = _Work(request, parser, embedder, report, None if request.full else base)
            done = work.nothing_to_do(found.files, shelf)
            if done is None:
                with shelf.building() as directory:
                    done = work.write(directory, found.files, clock or SystemClock())
                    if gate is not None:
                        gate(directory, done.manifest)
                    done = replace(done, manifest=shelf.publish(directory, done.manifest))
                shelf.prune(request.keep)
        finally:
            if base is not None:
                base.store.close()
    return _summary(sources, found, done, round(timer() - started, 3))


@dataclass(frozen=True)
class _Done:
    """What is served after the build, and how it came about."""

    manifest: Manifest
    reused: int
    unchanged: bool = False
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[FileProblem, ...] = ()  # of the build as a whole


@dataclass(frozen=True)
class _Work:
    request: BuildRequest
    parser: Parser
    embedder: Embedder
    report: Report
    base: Base | None  # to take unchanged parts from

    def nothing_to_do(self, files: Sequence[Identified], shelf: Shelf) -> _Done | None:
        """What is served already, when building again would give the same; else None."""
        if self.base is None:
            return None
        manifest = self.base.manifest
        same = (
            manifest.id == shelf.current()
            and manifest.parsing == self.parser.fingerprint
            and manifest.indexing == indexing_fingerprint()
            and manifest.embedder == self.embedder.fingerprint
            and [(entry.path, entry.sha256) for entry in manifest.sources]
            == [(file.source.name, file.sha256) for file in files]
        )
        if not same:
            return None
        unknown = self._unknown(self.base.store.document_ids())
        return _Done(manifest, manifest.counts.documents, unchanged=True, problems=unknown)

    def write(self, directory: Path, files: Sequence[Identified], clock: Clock) -> _Done:
        """Write all files of a snapshot into `directory`."""
        path = directory / STORE
        with StoreWriter(path) as writer:
            collector = Collector(writer, self.parser, self.base, self.report)
            for file in files:
                collector.add(file)
            writer.finish()
        if not writer.passages:
            raise self._empty(collector.entries)
        store = PassageStore(path)
        try:
            vectors = self._vectors(store, collector.kept)
            np.save(directory / VECTORS, vectors, allow_pickle=False)
            index = RetrievalIndex.build(_described(store), vectors.astype(np.float32), report=self.report)
            self.report("write", 0, 0)
            (directory / RETRIEVAL).mkdir()
            index.save(directory / RETRIEVAL)
            unknown = self._unknown(store.document_ids())
            counts = Counts(
                documents=store.document_count, sections=store.section_count(), passages=store.passage_count
            )
        finally:
            store.close()
        manifest = Manifest(
            created=clock.now(),
            embedder=self.embedder.fingerprint,
            dimension=self.embedder.dimension,
            parsing=self.parser.fingerprint,
            indexing=indexing_fingerprint(),
            counts=counts,
            sources=tuple(collector.entries),
            files=checksums(directory),
        )
        return _Done(manifest, collector.reused, skipped=tuple(collector.skipped), problems=unknown)

    def _unknown(self, ids: Iterable[str]) -> tuple[FileProblem, ...]:
        """A problem for every procedure that the office speaks of and no source holds."""
        office = self.parser.office
        if office is None:
            return ()
        known = set(ids)
        return tuple(
            FileProblem(
                file=office.file,
                place=f"[[procedure]] {code}",
                problem=f"mã thủ tục “{code}” không có trong tài liệu nào",
                mend="sửa lại mã, hoặc thêm tài liệu có thủ tục này",
            )
            for code in office.by_code
            if code not in known
        )

    def _vectors(self, store: PassageStore, kept: Sequence[tuple[int, range]]) -> NDArray[np.float16]:
        """A vector for every passage: those of `kept` passages from the base, the others embedded."""
        vectors = np.zeros((store.passage_count, self.embedder.dimension), dtype=np.float16)
        missing = np.ones(store.passage_count, dtype=np.bool_)
        if self.base is not None and self.base.manifest.embedder == self.embedder.fingerprint:
            old = np.load(self.base.directory / VECTORS, mmap_mode="r", allow_pickle=False)
            for first, rows in kept:
                vectors[first : first + len(rows)] = old[rows.start : rows.stop]
                missing[first : first + len(rows)] = False
        total, done = int(missing.sum()), 0
        places = np.flatnonzero(missing)
        pending = (searchable(passage) for row, (_, passage) in enumerate(store.scan()) if missing[row])
        while done < total:
            batch = list(islice(pending, _EMBED_BATCH))
            vectors[places[done : done + len(batch)]] = self.embedder.embed(batch)
            done += len(batch)
            self.report("embed", done, total)
        pending.close()
        return vectors

    def _empty(self, entries: Sequence[SourceEntry]) -> SourceError:
        problems = [problem for entry in entries for problem in entry.problems]
        if not problems:
            where = ", ".join(shown(path) for path in self.request.sources)
            return SourceError(
                "không có văn bản nào để lập chỉ mục",
                where=where,
                mend="chỉ tới thư mục có tệp .docx, .pdf, .html, .md, .txt hoặc .jsonl",
            )
        first = problems[0]
        return SourceError(
            f"không tệp nào lập chỉ mục được; tệp đầu tiên: {first.problem}",
            where=f"{first.file} {first.place}".strip(),
            mend=first.mend,
        )


def _described(store: PassageStore) -> Iterator[tuple[Metadata, Passage]]:
    for document_row, passage in store.scan():
        yield store.metadata(document_row), passage


def _summary(sources: Sources, found: Identities, done: _Done, seconds: float) -> BuildReport:
    entries = {entry.path: entry for entry in done.manifest.sources}
    skipped = [*sources.skipped, *done.skipped]
    problems = [*sources.problems, *found.problems, *done.problems]
    problems += [problem for entry in entries.values() for problem in entry.problems]
    for copy, original in found.copies:
        entry = entries[original.name]
        if entry.documents:
            skipped.append(Skipped(copy.name, f"trùng nội dung với {original.name}"))
        else:
            problems += [problem.model_copy(update={"file": copy.name}) for problem in entry.problems]
    return BuildReport(
        snapshot=done.manifest.id,
        unchanged=done.unchanged,
        files=len(found.files),
        counts=done.manifest.counts,
        reused=done.reused,
        skipped=tuple(skipped),
        problems=tuple(problems),
        seconds=seconds,
    )
