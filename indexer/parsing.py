"""From one file to documents with passages: reader, outline and chunking joined, their errors collected."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import indexer
import knowledge
from indexer.readers.base import Limits, Problem, RawDocument, Reader
from knowledge.errors import SourceError
from knowledge.manifest import FileProblem
from knowledge.model import Document, Passage
from knowledge.office import Overrides, load_overrides

_JOINTS = " :,#"
_log = logging.getLogger(__name__)

# What decides the passages of a file: when any of it changes, files are parsed again. A test compares these
# lists with what the code imports. Tables that only questions are read with are left out on purpose.
_PARSING_CODE = (
    (indexer, ("readers", "outline", "chunking.py", "parsing.py")),
    (
        knowledge,
        (
            "model.py",
            "money.py",
            "values.py",
            "procedures.py",
            "procedure_toml.py",
            "vietnamese/text.py",
            "vietnamese/legacy.py",
        ),
    ),
)
_PARSING_LIBRARIES = ("pypdfium2", "selectolax", "legacy-doc")
# What decides the retrieval index over the same passages and vectors.
_INDEXING_CODE = (
    (
        knowledge,
        (
            "retrieval/index.py",
            "retrieval/classifiers.py",
            "retrieval/plan_parts.py",
            "retrieval/intents.py",
            "retrieval/intent_training.py",
            "retrieval/lexical.py",
            "retrieval/shape.py",
            "retrieval/usage.py",
            "retrieval/vectors.py",
            "model.py",
        ),
    ),
    (knowledge, tuple(f"vietnamese/{name}.py" for name in ("text", "abbreviations", "phrases", "places"))),
    (
        knowledge,
        tuple(f"vietnamese/data/{name}.tsv" for name in ("abbreviations", "chat", "places", "plan_parts")),
    ),
    (knowledge, ("builtin/cach-hoi.toml",)),
)


class Structure(Protocol):
    """Finds metadata and outline of what a reader read."""

    def __call__(self, raw: RawDocument, *, document_id: str, source: str) -> Document:
        """The document; raises `SourceError` when it must not be published."""
        ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document cut into passages; `place` says where in its file it starts."""

    document: Document
    passages: list[Passage]
    place: str = ""


@dataclass(frozen=True)
class Parser:
    """The parts that turn a file into documents, and the fingerprint of their code."""

    reader_for: Callable[[Path], Reader]
    structure: Structure
    passages: Callable[[Document], list[Passage]]
    fingerprint: str
    limits: Limits = field(default_factory=Limits)
    office: Overrides | None = None  # what the office says of procedures

    def supports(self, path: Path) -> bool:
        """Whether there is a reader for files named like `path`."""
        try:
            self.reader_for(path)
        except SourceError:
            return False
        return True

    def parse(self, path: Path, *, name: str, document_id: str) -> Iterator[Parsed | FileProblem]:
        """The documents of a file and what could not be used of it; never raises for a bad file.

        `document_id` is for a document whose file names none.
        """
        try:
            unnamed = 0
            for item in self.reader_for(path).read(path, self.limits):
                if isinstance(item, Problem):
                    yield FileProblem(
                        file=name, place=_place(item.where, path, name), problem=item.problem, mend=item.mend
                    )
                    continue
                identity = item.id
                if identity is None:
                    unnamed += 1
                    identity = document_id if unnamed == 1 else f"{document_id}-{unnamed}"
                yield self._document(item, identity, name)
        except SourceError as error:
            yield _problem(name, error, _place(error.where, path, name))
        except OSError as error:
            yield FileProblem(
                file=name,
                problem=f"không đọc được tệp ({error.strerror or error.__class__.__name__})",
                mend="kiểm tra tệp còn đó và quyền đọc của tệp",
            )
        except Exception as error:
            # A slip of ours on one odd file must not cost the office all the others.
            _log.exception("Lỗi ngoài dự kiến khi đọc tệp")
            yield _unexpected(name, error)

    def _document(self, raw: RawDocument, identity: str, name: str) -> Parsed | FileProblem:
        place = f"dòng {raw.line}" if raw.line else ""
        try:
            if raw.procedure is not None and self.office is not None:
                raw = replace(raw, procedure=self.office.apply(raw.procedure))
            document = self.structure(raw, document_id=identity, source=name)
            passages = self.passages(document)
        except SourceError as error:
            return _problem(name, error, place or error.where.removeprefix(name).strip(_JOINTS))
        except Exception as error:
            _log.exception("Lỗi ngoài dự kiến khi phân tích một văn bản")
            return _unexpected(name, error, place)
        if not passages:
            return FileProblem(
                file=name,
                place=place,
                problem="văn bản không có nội dung để lập chỉ mục",
                mend="kiểm tra nội dung tệp, hoặc bỏ tệp khỏi thư mục",
            )
        return Parsed(document, passages, place)


def standard_parser(overrides: Path | None = None) -> Parser:
    """The parser made of all readers, the outline and the chunking of this program.

    `overrides` is the office's file on procedures; raises `SourceError` when it is missing or wrong.
    """
    # Imported here: the readers pull in the libraries of every format, which `search` does not need.
    from indexer.chunking import passages  # noqa: PLC0415
    from indexer.outline import structure  # noqa: PLC0415
    from indexer.readers.registry import reader_for  # noqa: PLC0415

    office = None if overrides is None else load_overrides(overrides)
    return Parser(reader_for, structure, passages, parsing_fingerprint(office), office=office)


def parsing_fingerprint(office: Overrides | None = None) -> str:
    """Changes whenever the code or a library that reads files changes, or what the `office` says."""
    return _fingerprint(code_files(), _PARSING_LIBRARIES) + (f"-{office.fingerprint}" if office else "")


def indexing_fingerprint() -> str:
    """Changes whenever the code that builds the retrieval index changes."""
    return _fingerprint(code_files(indexing=True), ("faiss-cpu",))


def code_files(*, indexing: bool = False) -> list[Path]:
    """The files whose contents make up the parsing fingerprint, or the indexing one."""
    found: list[Path] = []
    for package, parts in _INDEXING_CODE if indexing else _PARSING_CODE:
        for part in parts:
            place = Path(package.__path__[0]) / part
            found += [place] if place.is_file() else sorted(place.rglob("*.py"))
    return found


def _fingerprint(files: list[Path], libraries: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.parent.name}/{file.name}\n".encode())
        digest.update(file.read_bytes())
    for library in libraries:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()[:16]


def _place(where: str, path: Path, name: str) -> str:
    """Where in the file, without the file's own name."""
    return where.removeprefix(str(path)).removeprefix(name).strip(_JOINTS)


def _problem(name: str, error: SourceError, place: str) -> FileProblem:
    return FileProblem(file=name, place=place, problem=error.problem, mend=error.mend)


def _unexpected(name: str, error: Exception, place: str = "") -> FileProblem:
    return FileProblem(
        file=name,
        place=place,
        problem=f"lỗi ngoài dự kiến khi đọc tệp ({error.__class__.__name__})",
        mend="lưu lại tệp ở định dạng khác (.docx, .txt) và báo cho người phát triển",
    )
