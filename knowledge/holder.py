"""Keeps the newest snapshot ready: swaps it in while questions run, closes the old one after the last."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from knowledge.errors import MotcuaError
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot

Served = TypeVar("Served")

_log = logging.getLogger(__name__)


@dataclass
class _Lease(Generic[Served]):
    snapshot: Snapshot
    served: Served
    users: int = 0
    retired: bool = False


class SnapshotHolder(Generic[Served]):
    """Serves what `prepare` makes of a snapshot (a retriever, an answerer) and follows CURRENT.

    Safe to use from several threads.
    """

    def __init__(
        self, index_directory: Path, prepare: Callable[[Snapshot], Served], *, embedder: str | None = None
    ) -> None:
        """Load the served snapshot; raises `SnapshotError` or `EmbedderError` as `Snapshot.load` does."""
        self._shelf = Shelf(index_directory)
        self._prepare = prepare
        self._embedder = embedder
        self._swap = threading.Lock()
        self._loading = threading.Lock()
        self._seen = self._shelf.current()
        self._lease = self._load()

    @property
    def snapshot_id(self) -> str:
        """Name of the snapshot that new questions are answered from."""
        return self._lease.snapshot.id

    @contextmanager
    def use(self) -> Iterator[Served]:
        """What is served now; it stays open until the block ends, also when a newer one comes in."""
        with self._swap:
            lease = self._lease
            lease.users += 1
        try:
            yield lease.served
        finally:
            with self._swap:
                lease.users -= 1
                unused = lease.retired and lease.users == 0
            if unused:
                lease.snapshot.close()

    def refresh(self) -> bool:
        """Load the snapshot CURRENT points to if that changed; returns whether another one is served now.

        What cannot be loaded is logged once, and the one in service stays.
        """
        with self._loading:
            current = self._shelf.current()
            if current == self._seen:
                return False
            self._seen = current
            try:
                fresh = self._load()
            except (MotcuaError, OSError) as error:
                _log.error("Giữ bản chỉ mục %s, không nạp được bản mới: %s", self.snapshot_id, error)
                return False
            with self._swap:
                old, same = self._lease, fresh.snapshot.id == self._lease.snapshot.id
                if not same:
                    self._lease = fresh
                    old.retired = True
                unused = old.retired and old.users == 0
            if same:
                fresh.snapshot.close()
            elif unused:
                old.snapshot.close()
            return not same

    async def watch(
        self, *, interval: float = 0.5, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Follow CURRENT until cancelled; loading happens in a thread, so questions go on meanwhile."""
        while True:
            await sleep(interval)
            if await asyncio.to_thread(self.refresh):
                _log.info("Đã chuyển sang bản chỉ mục %s", self.snapshot_id)

    def close(self) -> None:
        """Stop serving; the snapshot is closed when the last question on it ends."""
        with self._swap:
            self._lease.retired = True
            unused = self._lease.users == 0
        if unused:
            self._lease.snapshot.close()

    def _load(self) -> _Lease[Served]:
        snapshot = Snapshot.load(self._shelf.directory, embedder=self._embedder)
        return _Lease(snapshot, self._prepare(snapshot))
