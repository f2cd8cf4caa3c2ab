"""What people still believe though the rules have changed, and how it is put right."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from knowledge import builtin
from knowledge.errors import SourceError
from knowledge.model import Frozen
from knowledge.vietnamese.text import folded_words

_TOGETHER = " + "


class Stale(Frozen):
    """An assumption out of date.

    A question holds it when it holds one of `phrases`; the parts of a phrase joined by " + " may stand
    apart. One of `unless` in it shows that the new rule is known. `procedures` are the codes of what
    applies now.
    """

    id: str = Field(min_length=1)
    phrases: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    correction: str = Field(min_length=1)
    sources: tuple[str, ...] = ()
    effective_from: date
    procedures: tuple[str, ...] = ()

    def held_by(self, question: str) -> bool:
        """Whether `question` assumes the old rule; accents and case are passed over."""
        return self.held_in(_words(question))

    def held_in(self, words: str) -> bool:
        """The same of a question's folded syllables, a space at both ends."""
        if any(known in words for known in self._known):
            return False
        return any(all(part in words for part in parts) for parts in self._assumed)

    @cached_property
    def _known(self) -> tuple[str, ...]:
        return tuple(_words(phrase) for phrase in self.unless)

    @cached_property
    def _assumed(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(_words(part) for part in phrase.split(_TOGETHER)) for phrase in self.phrases)


class _File(Frozen):
    stale: tuple[Stale, ...] = Field(min_length=1)


def load_stale(path: Path | None = None) -> tuple[Stale, ...]:
    """The assumptions of the file at `path`, or of the built-in one.

    Raises `SourceError` when the file cannot be read or does not hold what it should.
    """
    file = path or Path(builtin.__path__[0]) / builtin.STALE_RULES
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return _File.model_validate(data).stale
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "không đọc được tệp", where=file.name, mend="kiểm tra tệp còn đó và là văn bản UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(
            f"sai cú pháp TOML ({error})", where=file.name, mend="sửa chỗ được nêu rồi chạy lại"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SourceError(
            f"“{place}” thiếu hoặc không đúng dạng",
            where=file.name,
            mend="mỗi bảng [[stale]] cần id, phrases, correction và effective_from",
        ) from error


def stale_in(question: str, rules: Iterable[Stale], today: date) -> tuple[Stale, ...]:
    """Those of `rules` whose change has come into force and whose old form `question` assumes."""
    words = _words(question)
    return tuple(rule for rule in rules if rule.effective_from <= today and rule.held_in(words))


def _words(text: str) -> str:
    """The folded syllables with a space at both ends, so that only whole syllables are found."""
    return f" {' '.join(folded_words(text))} "
