"""Reads an announcement like a careful colleague: what is missing, what people will not understand."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from bot.campaigns.findings import Finding, notice, wrong
from bot.campaigns.markup import leftovers, line_of, links_of
from bot.campaigns.model import Audience, ButtonKind, Content, Definition, Schedule
from bot.campaigns.recurrence import next_after
from knowledge.vietnamese.abbreviations import Abbreviations
from knowledge.vietnamese.personal_data import mask
from knowledge.vietnamese.text import fold

_SHORT = re.compile(r"(?<![\w/])[^\W\d_]{2,9}(?![\w/])")
_TONES = frozenset(map(chr, (0x300, 0x301, 0x303, 0x309, 0x323)))  # no abbreviation has one
_WORD = re.compile(r"[^\W\d_]+")


class Library(Protocol):
    """What the office's index knows: documents that may be cited, procedures whose card may open."""

    def knows_document(self, document_id: str) -> bool:
        """Whether there is such a document."""
        ...

    def knows_procedure(self, code: str) -> bool:
        """Whether there is a procedure with this code."""
        ...


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    known: frozenset[str]  # abbreviations that need no explanation
    capitals: int  # words in capitals one after the other
    long: int  # characters of a body


@dataclass(frozen=True)
class Linter:
    """Finds what should be mended; `topics` are the ids on offer, `allowed` the office's own numbers."""

    topics: Collection[str]
    allowed: tuple[str, ...] = ()
    library: Library | None = None  # None: targets and sources are not looked up

    def findings(self, definition: Definition, now: datetime) -> list[Finding]:
        """Everything found in `definition` at the moment `now`, the worst first."""
        content = definition.content
        found = [
            *_time(definition.schedule, now),
            *self._source(content),
            *self._topic(content, definition.audience),
            *self._buttons(content),
            *_files(content),
            *self._text(content),
        ]
        return sorted(found, key=lambda finding: finding.level, reverse=True)

    def _source(self, content: Content) -> Iterator[Finding]:
        if not content.source:
            yield notice("source-missing")
        elif self.library is not None and not self.library.knows_document(content.source):
            yield wrong("source-unknown", source=content.source)

    def _topic(self, content: Content, audience: Audience) -> Iterator[Finding]:
        if not content.topic:
            yield notice("topic-missing")
        elif content.topic not in self.topics:
            yield wrong("topic-unknown", topic=content.topic)
        elif not audience.any_of or any(
            content.topic not in group.topics and not group.procedures for group in audience.any_of
        ):
            yield notice("topic-not-asked", topic=content.topic)
        for topic in {topic for group in (*audience.any_of, *audience.but_not) for topic in group.topics}:
            if topic not in self.topics:
                yield wrong("topic-unknown", topic=topic)

    def _buttons(self, content: Content) -> Iterator[Finding]:
        for number, button in enumerate(content.buttons, 1):
            match button.kind:
                case ButtonKind.LINK if not button.target.startswith("https://"):
                    yield wrong("button-link", number=number)
                case ButtonKind.SUBSCRIBE if button.target not in self.topics:
                    yield wrong("topic-unknown", topic=button.target)
                case ButtonKind.PROCEDURE if self.library and not self.library.knows_procedure(button.target):
                    yield wrong("procedure-unknown", code=button.target)
                case _:
                    continue

    def _text(self, content: Content) -> Iterator[Finding]:
        lines = [content.title, *(line_of(raw).text for raw in content.body.splitlines())]
        labels = [button.label for button in content.buttons]
        text = "\n".join([*lines, *labels])
        for kind in mask(text, allowed=self.allowed).kinds:
            yield wrong("personal-data", kind=str(kind))
        for mark in leftovers(content.body):
            yield notice("markup", mark=mark)
        for link in links_of(content.body):
            if not link.url.startswith("https://"):
                yield notice("link-plain", url=link.url)
        shouted = [run for line in [*lines, *labels] for run in _capitals(line, self._rules.capitals)]
        for run in shouted:
            yield notice("capitals", words=run)
        calm = text
        for run in shouted:
            calm = calm.replace(run, " ")
        yield from self._abbreviations(calm, text)
        if len(content.body) > self._rules.long:
            yield notice("long", count=len(content.body))

    def _abbreviations(self, text: str, whole: str) -> Iterator[Finding]:
        folded = fold(whole)
        for short in dict.fromkeys(found.group() for found in _SHORT.finditer(text)):
            if not short.isupper() or _TONES & set(unicodedata.normalize("NFD", short)):
                continue
            if short in self._rules.known or f"({short})" in whole:
                continue
            meanings = self._table.expansions(short)
            if any(fold(meaning) in folded for meaning in meanings):
                continue
            if meanings:
                yield notice("abbreviation", short=short, meaning=meanings[0])
            else:
                yield notice("abbreviation-unknown", short=short)

    @cached_property
    def _table(self) -> Abbreviations:
        return Abbreviations.load()

    @cached_property
    def _rules(self) -> _Rules:
        text = files("bot.campaigns").joinpath("data", "lint.toml").read_text(encoding="utf-8")
        return _Rules.model_validate(tomllib.loads(text))


def _capitals(line: str, least: int) -> Iterator[str]:
    """Runs of at least `least` words in capitals; one letter alone is no word."""
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(line), None]:
        if word is not None and word.group().isupper():
            run.append(word)
            continue
        if sum(len(found.group()) > 1 for found in run) >= least:
            yield line[run[0].start() : run[-1].end()]
        run = []


def _time(schedule: Schedule, now: datetime) -> Iterator[Finding]:
    if (schedule.at or schedule.recurrence) and next_after(schedule, now) is None:
        yield wrong("schedule-over")


def _files(content: Content) -> Iterator[Finding]:
    for source in (content.picture, content.file):
        if source and not source.startswith("https://") and not Path(source).is_file():
            yield wrong("file-missing", file=source)
