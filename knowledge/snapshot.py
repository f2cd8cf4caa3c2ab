"""A snapshot: one built index, verified against its checksums and opened for searching."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import EmbedderError, SnapshotError
from knowledge.manifest import Manifest
from knowledge.retrieval.index import RetrievalIndex
from knowledge.shelf import Shelf
from knowledge.store import PassageStore

STORE = "store.sqlite"
RETRIEVAL = "retrieval"
VECTORS = "vectors.npy"  # float16, kept for the next build: what FAISS holds may be more coarsely quantised

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot. It never changes; `close` it when nobody uses it any more."""

    directory: Path
    manifest: Manifest
    store: PassageStore
    index: RetrievalIndex

    @property
    def id(self) -> str:
        """Its name on the shelf."""
        return self.manifest.id

    @classmethod
    def load(cls, index_directory: Path, *, embedder: str | None = None) -> Snapshot:
        """Open the served snapshot of `index_directory`; a damaged one is logged and the previous one taken.

        `embedder` is the fingerprint of the embedder that will search; None leaves it unchecked.
        Raises `SnapshotError` when there is no usable snapshot, `EmbedderError` when it was built with
        another embedder.
        """
        shelf = Shelf(index_directory)
        tried: set[str] = set()
        first_error: SnapshotError | None = None
        # A build may publish and prune while we read: whatever appears meanwhile is tried as well.
        while names := [name for name in shelf.preferred() if name not in tried]:
            tried.add(names[0])
            try:
                snapshot = cls.open(shelf.path(names[0]))
            except SnapshotError as error:
                _log.error("Bản chỉ mục %s không dùng được: %s", names[0], error)
                first_error = first_error or error
                continue
            if embedder is not None:
                try:
                    snapshot.check_embedder(embedder)
                except EmbedderError:
                    snapshot.close()
                    raise
            return snapshot
        if first_error is not None:
            raise first_error
        raise SnapshotError(
            "chưa có chỉ mục nào", where=str(index_directory), mend="chạy: python -m indexer build"
        )

    @classmethod
    def open(cls, directory: Path) -> Snapshot:
        """Open the snapshot in `directory` after verifying every file; raises `SnapshotError` if damaged."""
        manifest = Manifest.read(directory)
        manifest.verify(directory)
        return cls.unpublished(directory, manifest)

    @classmethod
    def unpublished(cls, directory: Path, manifest: Manifest) -> Snapshot:
        """Open what a build has just written into `directory`, without verifying; raises `SnapshotError`."""
        try:
            return cls(
                directory,
                manifest,
                PassageStore(directory / STORE),
                RetrievalIndex.load(directory / RETRIEVAL),
            )
        except (OSError, ValueError, KeyError, RuntimeError, sqlite3.Error) as error:
            # The files are whole, so another version of the program wrote them.
            raise SnapshotError(
                f"phiên bản chương trình này không mở được chỉ mục ({error})",
                where=str(directory),
                mend="chạy: python -m indexer build --full",
            ) from error

    def check_embedder(self, fingerprint: str) -> None:
        """Raise `EmbedderError` unless the snapshot was built with the embedder of this fingerprint."""
        if self.manifest.embedder != fingerprint:
            raise EmbedderError(
                f"chỉ mục được lập bằng mô hình nhúng “{self.manifest.embedder}”, "
                f"cấu hình hiện dùng “{fingerprint}”",
                where=str(self.directory),
                mend="chạy: python -m indexer build (hoặc đặt lại embedding.model như cũ)",
            )

    def close(self) -> None:
        """Let go of the store; mapped arrays go with the last reference to them."""
        self.store.close()
