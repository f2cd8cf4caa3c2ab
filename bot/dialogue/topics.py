"""Topics of announcements that people may choose from: those shipped, and the office's own."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.dialogue.phrasing import Syllable, alike, syllables
from bot.messages import DEFAULT_LANGUAGE, Messages
from knowledge.errors import SettingsError

_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Name = Annotated[str, Field(min_length=1, max_length=40)]


class Topic(BaseModel):
    """One topic. `id` is kept in subscriptions and stands in links: it stays when the name changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    name: Mapping[str, _Name]
    about: Mapping[str, _Text]
    words: tuple[_Name, ...] = ()

    def called(self, language: str) -> str:
        """Its name in `language`, or in Vietnamese."""
        return self.name.get(language) or self.name[DEFAULT_LANGUAGE]

    def told(self, language: str) -> str:
        """What it is about in `language`, or in Vietnamese."""
        return self.about.get(language) or self.about[DEFAULT_LANGUAGE]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    only: bool = False  # leave the shipped ones out
    topic: tuple[Topic, ...] = ()
    between: tuple[str, ...] = ()
    everything: tuple[str, ...] = ()


class Topics:
    """All topics on offer, in their order."""

    def __init__(
        self, topics: Iterable[Topic], *, between: Iterable[str] = (), everything: Iterable[str] = ()
    ) -> None:
        """`between` are words that lead from a place to a topic, `everything` those that mean all topics."""
        topics = tuple(topics)
        self.between = tuple(map(syllables, between))
        self.everything = tuple(map(syllables, everything))
        self._topics = {topic.id: topic for topic in topics}
        self._phrases: dict[tuple[str, ...], list[tuple[tuple[Syllable, ...], Topic]]] = {}
        for topic in topics:
            for phrase in map(syllables, [topic.id, *topic.name.values(), *topic.words]):
                self._phrases.setdefault(tuple(s.plain for s in phrase), []).append((phrase, topic))

    @classmethod
    def load(cls, own: Path | None, words: Messages) -> Self:
        """The shipped topics, changed and added to by the office's file `own`.

        Raises `SettingsError` when that file cannot be read or is wrong.
        """
        shipped = files("bot.dialogue").joinpath("data", "topics.toml").read_text(encoding="utf-8")
        base = _File.model_validate(tomllib.loads(shipped))
        topics = {topic.id: topic for topic in base.topic}
        if own is not None:
            file = _read(own, words)
            topics = ({} if file.only else topics) | {topic.id: topic for topic in file.topic}
        return cls(topics.values(), between=base.between, everything=base.everything)

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._topics.values())

    def __len__(self) -> int:
        return len(self._topics)

    def names(self, language: str) -> dict[str, str]:
        """Their names in `language` by their ids."""
        return {topic.id: topic.called(language) for topic in self}

    def of(self, ids: Collection[str]) -> tuple[Topic, ...]:
        """The topics of these ids, in the order of the list; ids that are no more are left out."""
        return tuple(topic for topic in self if topic.id in ids)

    def named(self, text: str) -> Topic | None:
        """The topic that `text` wholly names, however its accents are typed."""
        typed = syllables(text)
        found = self._phrases.get(tuple(s.plain for s in typed), ())
        return next((topic for phrase, topic in found if alike(typed, phrase)), None)


def _read(path: Path, words: Messages) -> _File:
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        wrong = next((topic.id for topic in file.topic if DEFAULT_LANGUAGE not in topic.name), "")
        wrong = wrong or next((topic.id for topic in file.topic if DEFAULT_LANGUAGE not in topic.about), "")
    except OSError as error:
        raise _error(path, words, error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error(path, words, str(error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _error(path, words, f"{place}: {first['msg']}") from error
    if wrong or (file.only and not file.topic):
        raise _error(path, words, wrong or "topic")
    return file


def _error(path: Path, words: Messages, detail: str) -> SettingsError:
    return SettingsError(
        words.text("topics-bad-file", detail=detail),
        where=str(path),
        mend=words.text("topics-bad-file-mend"),
    )
