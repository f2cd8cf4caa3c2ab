"""Questions with what a right answer holds, as JSON lines; one that expects nothing must be refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge.errors import SourceError
from knowledge.vietnamese.text import one_line

Strings = tuple[str, ...]

QUESTIONS = Path(__file__).parent / "questions"
"""Our own questions on the built-in knowledge, and what must be refused whatever the office has."""


class Case(BaseModel):
    """One question.

    A right answer names one of `codes` (procedures), cites one of `docs` first, cites first a passage with
    one of the phrases `gold`, matches every regular expression of `facts` and none of `wrong`; what is empty
    is not asked for. Expressions look at the sentences of the answer and at its remarks: the key of a remark
    (`unknown-penalty`) and what is filled in.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")  # notes of those who wrote the question

    id: str
    question: str = Field(min_length=1)
    variants: Strings = ()
    codes: Strings = ()
    docs: Strings = ()
    gold: Strings = ()
    facts: Strings = ()
    wrong: Strings = ()

    @field_validator("facts", "wrong")
    @classmethod
    def _expressions(cls, values: Strings) -> Strings:
        for value in values:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"{value!r}: {error}") from error
        return values

    @property
    def must_be_refused(self) -> bool:
        """True when nothing is expected of an answer."""
        return not (self.codes or self.docs or self.gold or self.facts)

    @property
    def wordings(self) -> Strings:
        """The question and its variants, as they were written."""
        return (self.question, *self.variants)

    @cached_property
    def relevant(self) -> frozenset[str]:
        """Ids of documents that answer; empty when only the phrases of `gold` tell."""
        return frozenset((*self.codes, *self.docs))

    @cached_property
    def phrases(self) -> Strings:
        """`gold` as it is compared: normalised, lower case, on one line."""
        return tuple(one_line(phrase).lower() for phrase in self.gold)

    def answered_by(self, document: str, text: str) -> bool:
        """True when a passage `text` of `document` is what the question looks for."""
        if self.phrases:
            read = one_line(text).lower()
            return any(phrase in read for phrase in self.phrases)
        return document in self.relevant

    def agrees_with(self, said: str) -> bool:
        """True when `said` matches all of `facts` and none of `wrong`."""
        found = [re.search(fact, said, re.IGNORECASE) for fact in self.facts]
        return all(found) and not any(re.search(wrong, said, re.IGNORECASE) for wrong in self.wrong)


@dataclass(frozen=True, slots=True)
class CaseSet:
    """The questions of one file."""

    name: str
    path: Path
    sha256: str
    cases: tuple[Case, ...]


def read_sets(paths: Iterable[Path]) -> tuple[CaseSet, ...]:
    """The sets in the files and folders `paths`; raises `SourceError` naming file, line and field."""
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    if not files:
        raise SourceError(
            "không có bộ câu hỏi nào",
            where=", ".join(str(path) for path in paths) or "--questions",
            mend="chỉ tới tệp .jsonl, hoặc thư mục có tệp .jsonl",
        )
    stems = [file.stem for file in files]
    return tuple(
        # Sets of the same name in different folders stay apart in a report.
        _read(file, file.stem if stems.count(file.stem) == 1 else f"{file.parent.name}/{file.stem}")
        for file in files
    )


def _read(path: Path, name: str) -> CaseSet:
    try:
        body = path.read_bytes()
        lines = body.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "không đọc được tệp", where=str(path), mend="kiểm tra đường dẫn; tệp phải là JSON lines UTF-8"
        ) from error
    cases = tuple(_case(path, number, line) for number, line in enumerate(lines, start=1) if line.strip())
    return CaseSet(name, path, hashlib.sha256(body).hexdigest(), cases)


def _case(path: Path, number: int, line: str) -> Case:
    try:
        return Case.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SourceError(
            f"{field}: {first['msg']}" if field else "dòng không phải là một đối tượng JSON",
            where=f"{path}, dòng {number}",
            mend="mỗi dòng là một đối tượng JSON có id, question và điều câu trả lời đúng phải có",
        ) from error


def described(sets: Sequence[CaseSet]) -> list[dict[str, Any]]:
    """The sets as a report and the file beside it name them."""
    return [
        {"name": one.name, "path": str(one.path), "sha256": one.sha256, "questions": len(one.cases)}
        for one in sets
    ]
