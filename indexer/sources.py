"""Which files are to be indexed: the given files, and the folders walked; and what each is called."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.manifest import FileProblem
from knowledge.vietnamese.text import fold

BUILTIN_FOLDER = "tri thức có sẵn"
_SLUG_LENGTH = 80


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index. `name` is how the admin named it (or the folder it was found in)."""

    path: Path
    name: str
    size: int
    builtin: bool = False

    @property
    def catalogue(self) -> bool:
        """Whether it is an export of many records rather than a file written for this desk."""
        return self.path.name.lower().removesuffix(".zst").endswith(".jsonl")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is left out on purpose, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found, in the order in which it is indexed: the first document of an id is kept.

    The office's own files come first, by name, then ours; catalogues after ours where ours are preferred.
    """

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[FileProblem, ...] = ()


def find_sources(
    paths: Iterable[Path],
    *,
    builtin: Iterable[Path] = (),
    supported: Callable[[Path], bool],
    max_bytes: int,
    exclude: Collection[Path] = (),
    prefer_builtin: bool = False,
) -> Sources:
    """Walk `paths` (files and folders); raises `SourceError` when one of them does not exist.

    Hidden files are passed over, a file reached on two ways counts once, and loops of links end.
    `supported` tells which files have a reader; `exclude` are folders not to enter. With
    `prefer_builtin` the built-in procedures are kept rather than those of catalogues (.jsonl).
    """
    search = _Search(supported, max_bytes, {path.resolve() for path in exclude})
    for path in paths:
        if not path.exists():
            raise SourceError(
                "không tìm thấy nguồn tài liệu", where=shown(path), mend="kiểm tra lại đường dẫn đã cho"
            )
        if path.is_dir():
            search.folder(path)
        else:
            search.file(path, asked_for=True)
    own = sorted(search.files, key=lambda file: file.name)
    ours = [
        SourceFile(path, f"{BUILTIN_FOLDER}/{path.name}", path.stat().st_size, builtin=True)
        for path in sorted(builtin)
        if path.resolve() not in search.seen
    ]
    late = [file for file in own if ours and prefer_builtin and file.catalogue]
    early = [file for file in own if file not in late]
    return Sources((*early, *ours, *late), tuple(search.skipped), tuple(search.problems))


def shown(path: Path) -> str:
    """The path as text that can be stored and printed, whatever bytes and accents the file system gave it."""
    return unicodedata.normalize("NFC", os.fsencode(path).decode("utf-8", "replace"))


def slug(path: Path) -> str:
    """An id made of the file's name: "Kế hoạch CCHC 2025.docx" → "ke-hoach-cchc-2025"."""
    name = path.name.lower().removesuffix(".zst")
    stem = name.rsplit(".", 1)[0] or name
    return re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:_SLUG_LENGTH].rstrip("-") or "tai-lieu"


class _Search:
    def __init__(self, supported: Callable[[Path], bool], max_bytes: int, exclude: set[Path]) -> None:
        self._supported = supported
        self._max_bytes = max_bytes
        self._entered: set[Path] = set(exclude)
        self.seen: set[Path] = set()
        self.files: list[SourceFile] = []
        self.skipped: list[Skipped] = []
        self.problems: list[FileProblem] = []

    def folder(self, folder: Path) -> None:
        """Take every file under `folder`, entering each real folder once."""
        real = folder.resolve()
        if real in self._entered:
            return
        self._entered.add(real)
        for entry in self._entries(folder):
            if entry.name.startswith((".", "~$")):  # ~$: lock files that word processors leave behind
                continue
            if entry.is_dir():
                self.folder(entry)
            else:
                self.file(entry, asked_for=False)

    def file(self, path: Path, *, asked_for: bool) -> None:
        """Take one file, or note why not; `asked_for` makes an unknown format a problem."""
        try:
            real = path.resolve(strict=True)
            status = real.stat()
        except (OSError, RuntimeError):  # RuntimeError: a link that leads to itself
            self._problem(path, "liên kết trỏ tới tệp không tồn tại", "xóa liên kết hoặc chép tệp thật vào")
            return
        if real in self.seen:
            return
        self.seen.add(real)
        if not stat.S_ISREG(status.st_mode):
            self.skipped.append(Skipped(shown(path), "không phải tệp thường"))
        elif not self._supported(path):
            if asked_for:
                self._problem(
                    path,
                    f"chưa đọc được định dạng “{path.suffix or path.name}”",
                    "chuyển tệp sang .docx, .pdf, .html, .md hoặc .txt",
                )
            else:
                self.skipped.append(Skipped(shown(path), "định dạng không hỗ trợ"))
        elif status.st_size > self._max_bytes:
            self._problem(
                path,
                f"tệp quá lớn ({status.st_size / 1e6:.0f} MB)",
                f"tách thành các tệp không quá {self._max_bytes / 1e6:.0f} MB",
            )
        else:
            self.files.append(SourceFile(path, shown(path), status.st_size))

    def _entries(self, folder: Path) -> Iterator[Path]:
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            self._problem(
                folder, f"không mở được thư mục ({error.strerror})", "kiểm tra quyền đọc của thư mục"
            )
            return
        yield from entries

    def _problem(self, path: Path, problem: str, mend: str) -> None:
        self.problems.append(FileProblem(file=shown(path), problem=problem, mend=mend))
