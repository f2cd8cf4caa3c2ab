"""A campaign as a TOML file that officials write, and back; what they name is looked up and put in full."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from bot.campaigns.library import IndexLibrary
from bot.campaigns.model import ButtonKind, Content, Definition, Group
from bot.campaigns.recurrence import Recurrence
from bot.dialogue.places import Places
from bot.dialogue.topics import Topics
from bot.messages import Messages
from knowledge.clock import VIETNAM
from knowledge.errors import CampaignError

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\s-]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


@dataclass(frozen=True, slots=True)
class Drafter:
    """Reads definitions; places, topics and sources are named as people name them."""

    topics: Topics
    places: Places
    library: IndexLibrary | None
    words: Messages

    def read(self, text: str, where: str) -> Definition:
        """The definition in `text`, the content of the file `where`.

        Raises `CampaignError` that names file, line and field.
        """
        try:
            values = _in_zone(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise self._error("toml", where, detail=str(error)) from error
        try:
            definition = Definition.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"]) or "?"
            line = line_of(text, first["loc"])
            kind = {"missing": "missing", "extra_forbidden": "unknown"}.get(first["type"], "value")
            place = f"{where}:{line}" if line else where
            raise self._error(kind, place, field=field, detail=first["msg"]) from error
        return self.resolved(definition, where, text)

    def resolved(self, definition: Definition, where: str, text: str = "") -> Definition:
        """`definition` with ids and full names; raises `CampaignError` for what is not known."""
        if definition.schedule.recurrence:
            Recurrence.parse(definition.schedule.recurrence)
        audience = definition.audience
        groups = {
            kind: [
                self._group(group, f"{where}:{line_of(text, ('audience', kind, number)) or 1}")
                for number, group in enumerate(found)
            ]
            for kind, found in (("any_of", audience.any_of), ("but_not", audience.but_not))
        }
        place = f"{where}:{line_of(text, ('content',)) or 1}"
        return definition.model_copy(
            update={
                "content": self._content(definition.content, place),
                "audience": audience.model_copy(update={k: tuple(v) for k, v in groups.items()}),
            }
        )

    def _content(self, content: Content, where: str) -> Content:
        source, line = content.source, content.source_line
        meta = self.library.find(source) if source and self.library is not None else None
        if meta is not None and self.library is not None:
            source, line = meta.id, self.library.cited(meta, self.words)
        topic = self._topic(content.topic, where) if content.topic else ""
        buttons = tuple(
            button.model_copy(update={"target": self._topic(button.target, where)})
            if button.kind is ButtonKind.SUBSCRIBE
            else button
            for button in content.buttons
        )
        return content.model_copy(
            update={"source": source, "source_line": line, "topic": topic, "buttons": buttons}
        )

    def _group(self, group: Group, where: str) -> Group:
        topics = tuple(dict.fromkeys(self._topic(topic, where) for topic in group.topics))
        places = tuple(dict.fromkeys(self._place(place, where) for place in group.places))
        return group.model_copy(update={"topics": topics, "places": places})

    def _topic(self, named: str, where: str) -> str:
        found = self.topics.of([named]) or tuple(filter(None, [self.topics.named(named)]))
        if not found:
            offered = ", ".join(topic.id for topic in self.topics)
            raise self._error("topic", where, named=named, offered=offered)
        return found[0].id

    def _place(self, named: str, where: str) -> str:
        found = self.places.find(named)
        if len(found) != 1:
            raise self._error("places" if found else "place", where, named=named, offered="; ".join(found))
        return found[0]

    def _error(self, key: str, where: str, **arguments: str) -> CampaignError:
        return CampaignError(
            self.words.text(f"campaign-file-{key}", **arguments),
            where=where,
            mend=self.words.text(f"campaign-file-{key}-mend", **arguments),
        )


def example() -> str:
    """A file to begin with: every field, explained."""
    return files("bot.campaigns").joinpath("data", "example.toml").read_text(encoding="utf-8")


def written(definition: Definition, head: str) -> str:
    """`definition` as the TOML that `Drafter.read` reads; `head` are lines of explanation."""
    values = definition.model_dump(mode="python", exclude_defaults=True)
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    return "\n".join([*lines, *_tables(values, "")]) + "\n"


def line_of(text: str, loc: Sequence[int | str]) -> int:
    """The number of the line of `text` where the field `loc` stands, or its nearest table; 0: nowhere."""
    wanted = [part for part in loc if isinstance(part, str)]
    numbers = [part for part in loc if isinstance(part, int)]
    table: list[str] = []
    seen: dict[str, int] = {}
    best, depth = 0, 0
    for number, raw in enumerate(text.splitlines(), 1):
        if (header := _HEADER.fullmatch(raw)) and "=" not in raw:
            table = [part.strip() for part in header[1].split(".")]
            name = ".".join(table)
            seen[name] = seen.get(name, -1) + 1
            path = table
        elif key := _KEY.match(raw):
            path = [*table, key[1]]
        else:
            continue
        same = 0
        while same < min(len(path), len(wanted)) and path[same] == wanted[same]:
            same += 1
        listed = seen.get(".".join(table), 0)
        fits = not numbers or len(table) < 2 or listed == numbers[0]
        if same > depth and same == len(path) and fits:
            best, depth = number, same
    return best


def _in_zone(values: Any) -> Any:
    """Moments without a zone are the office's."""
    if isinstance(values, dict):
        return {name: _in_zone(value) for name, value in values.items()}
    if isinstance(values, list):
        return [_in_zone(value) for value in values]
    if isinstance(values, datetime) and values.tzinfo is None:
        return values.replace(tzinfo=VIETNAM)
    return values


def _tables(values: Mapping[str, Any], name: str) -> Iterator[str]:
    plain = {key: value for key, value in values.items() if not _is_table(value)}
    if plain and name:
        yield f"\n[{name}]"
    for key, value in plain.items():
        yield f"{key} = {_value(value)}"
    for key, value in values.items():
        inner = f"{name}.{key}" if name else key
        if isinstance(value, Mapping):
            yield from _tables(value, inner)
        elif _is_table(value):
            for item in value:
                yield f"\n[[{inner}]]"
                yield from (line for line in _tables(item, "") if line)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)
    )


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str) and "\n" in value:
        escaped = value.replace("\\", "\\\\").replace('"""', '""\\"').replace("\r", "\\r")
        return '"""\n' + escaped + '"""'
    return json.dumps(value, ensure_ascii=False)
