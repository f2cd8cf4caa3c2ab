"""One `run` process on one database: a lock on a file beside it, which ends with its process in any case."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.messages import Messages
from knowledge.errors import StateError


@contextmanager
def sole_use(path: Path, words: Messages) -> Iterator[None]:
    """Hold the database at `path` for this process.

    Raises `StateError` when another process holds it or the lock cannot be written.
    """
    descriptor = _open(path, words)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise StateError(
                words.text("state-in-use", process=holder or "?"),
                where=str(path),
                mend=words.text("state-in-use-mend"),
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path, words: Messages) -> bool:
    """Whether another process holds the database at `path` now.

    Raises `StateError` when the lock cannot be written.
    """
    descriptor = _open(path, words)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _open(path: Path, words: Messages) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateError(
            words.text("state-unusable", reason=error.strerror or ""),
            where=str(path),
            mend=words.text("state-unusable-mend"),
        ) from error
