"""The index directory: finished snapshots side by side, and the pointer CURRENT to the one that is served.

    INDEX/CURRENT                      name of the served snapshot
    INDEX/snapshots/<name>/            finished, never changed again
    INDEX/snapshots/.building-…        being written; swept away by the next build when its builder died
    INDEX/snapshots/.removing-…        being deleted

A build becomes visible by one rename and served by one replacement of CURRENT, both after everything has
reached the disk. So whatever is killed at whatever moment, CURRENT names a whole snapshot.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from knowledge.clock import Clock, SystemClock
from knowledge.errors import SnapshotError
from knowledge.manifest import MANIFEST, NAME, Manifest

_BUILDING = ".building-"
_REMOVING = ".removing-"


class Shelf:
    """Publishes, lists, goes back to and prunes the snapshots of one index directory."""

    def __init__(self, directory: Path, clock: Clock | None = None) -> None:
        self.directory = directory
        self._snapshots = directory / "snapshots"
        self._pointer = directory / "CURRENT"
        self._clock = clock or SystemClock()

    def current(self) -> str | None:
        """Name of the snapshot that CURRENT points to; None when there is no usable pointer."""
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if NAME.fullmatch(name) else None

    def names(self) -> list[str]:
        """Names of all finished snapshots, oldest first."""
        try:
            return sorted(entry.name for entry in self._snapshots.iterdir() if NAME.fullmatch(entry.name))
        except FileNotFoundError:
            return []

    def path(self, name: str) -> Path:
        """Directory of the snapshot called `name`."""
        return self._snapshots / name

    def preferred(self) -> list[str]:
        """Names in the order in which they should be served: CURRENT, older ones, and newer ones last.

        A newer one than CURRENT was rolled back from, or its builder died just before publishing it.
        """
        names, current = self.names(), self.current()
        if current is None:
            return names[::-1]
        older = [name for name in names if name < current][::-1]
        newer = [name for name in names if name > current][::-1]
        return [current, *older, *newer]

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the index directory for writing; raises `SnapshotError` when another process holds it."""
        try:
            self._snapshots.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.directory / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise SnapshotError(
                f"không ghi được vào thư mục chỉ mục ({error.strerror})",
                where=str(self.directory),
                mend="kiểm tra quyền ghi, hoặc chọn thư mục khác bằng --index",
            ) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
                raise SnapshotError(
                    f"một lần lập chỉ mục khác đang chạy (tiến trình {holder or '?'})",
                    where=str(self.directory),
                    mend="chờ lần chạy đó xong rồi chạy lại",
                ) from error
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A fresh directory to build in, under `lock`; removed again unless it was published."""
        self._sweep()
        directory = self._snapshots / f"{_BUILDING}{os.getpid()}"
        directory.mkdir()
        try:
            yield directory
        finally:
            if directory.exists():
                shutil.rmtree(directory)

    def publish(self, building: Path, manifest: Manifest) -> Manifest:
        """Name what was built, put it on the shelf and serve it. Call it under `lock`.

        Returns the manifest with its id.
        """
        manifest = manifest.model_copy(update={"id": f"{self._timestamp()}-{manifest.digest()}"})
        (building / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
        _sync_tree(building)
        building.rename(self.path(manifest.id))
        _sync(self._snapshots)
        self._point_to(manifest.id)
        return manifest

    def rollback(self, name: str | None = None) -> str:
        """Serve the snapshot called `name`, or the newest undamaged one older than CURRENT; returns its name.

        Raises `SnapshotError` when there is no such snapshot or it is damaged.
        """
        with self.lock():
            current, names = self.current(), self.names()
            if name is not None:
                if name not in names:
                    raise SnapshotError(
                        f"không có bản chỉ mục “{name}”",
                        where=str(self.directory),
                        mend="xem các bản đang có: python -m indexer list",
                    )
                Manifest.read(self.path(name)).verify(self.path(name))
                self._point_to(name)
                return name
            for older in reversed(
                [candidate for candidate in names if current is None or candidate < current]
            ):
                try:
                    Manifest.read(self.path(older)).verify(self.path(older))
                except SnapshotError:
                    continue  # `list` shows it as damaged; an older whole one is what is wanted now
                self._point_to(older)
                return older
        raise SnapshotError(
            "không có bản chỉ mục cũ hơn để quay lại",
            where=str(self.directory),
            mend="xem các bản đang có: python -m indexer list",
        )

    def prune(self, keep: int) -> list[str]:
        """Delete the oldest snapshots beyond `keep`, never the served one; returns their names."""
        current = self.current()
        others = [name for name in self.names() if name != current]
        surplus = others[: max(0, len(others) - (keep - 1))]
        for name in surplus:
            hidden = self._snapshots / f"{_REMOVING}{name}"
            self.path(name).rename(hidden)
            shutil.rmtree(hidden)
        return surplus

    def _sweep(self) -> None:
        for entry in self._snapshots.iterdir():
            if entry.name.startswith((_BUILDING, _REMOVING)):
                shutil.rmtree(entry)

    def _point_to(self, name: str) -> None:
        fresh = self.directory / ".CURRENT.new"
        fresh.write_text(f"{name}\n", encoding="ascii")
        _sync(fresh)
        fresh.replace(self._pointer)
        _sync(self.directory)

    def _timestamp(self) -> str:
        """The time, moved on if need be so that names sort in the order of building."""
        moment = self._clock.now().astimezone(UTC)
        names = self.names()
        if names:
            newest = datetime.strptime(names[-1][:18], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
            moment = max(moment, newest + timedelta(milliseconds=1))
        return f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(directory: Path) -> None:
    for path in directory.rglob("*"):
        _sync(path)
    _sync(directory)
