"""Reads which news a person wants: "phường La Khê về đất đai", "Đất đai", "tất cả"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.dialogue.phrasing import alike, syllables
from bot.dialogue.places import Places
from bot.dialogue.topics import Topic, Topics
from bot.messages import Messages
from knowledge.vietnamese.text import fold

_MARKS = ":;,"
_PROCEDURE = re.compile(r"(?:thu tuc |tthc )?(\d\.\d{6})")
_BETWEEN_TOPICS = "; "


@dataclass(frozen=True, slots=True)
class Wanted:
    """Places that may be meant (one, or namesakes to choose from), and topics; or a procedure by its code."""

    places: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    procedure: str = ""


class WantedReader:
    """Understands what is said after "nhận tin"."""

    def __init__(self, topics: Topics, places: Places) -> None:
        self._topics = topics
        self._places = places
        self._between = sorted(topics.between, key=len, reverse=True)

    def read(self, text: str) -> Wanted | None:
        """What `text` says, wholly understood; None otherwise."""
        if found := self._one(text):
            return found
        for left, right in self._cuts(text):
            first = self._one(left)
            second = self.read(right) if first else None
            if first and second and (first.procedure or second.procedure):
                continue  # a procedure is followed by itself
            if first and second and not (first.places and second.places):
                topics = self._topics.of({topic.id for topic in (*first.topics, *second.topics)})
                return Wanted(first.places or second.places, topics)
        return None

    def written(self, place: str, topics: Sequence[Topic], words: Messages) -> str:
        """A place and topics (either may be empty) as an argument that reads back as the same."""
        if len(topics) == len(self._topics):
            named = words.text("subscribe-all")
        else:
            named = _BETWEEN_TOPICS.join(topic.called(words.language) for topic in topics)
        return ": ".join(part for part in (place, named) if part)

    def _one(self, text: str) -> Wanted | None:
        """One procedure, one place, one topic, or all topics."""
        if found := _PROCEDURE.fullmatch(fold(text).strip()):
            return Wanted(procedure=found[1])
        # As it stands first: a place may begin like a word that leads to one.
        for part in dict.fromkeys([text, self._bare(text)]):
            typed = syllables(part)
            if any(alike(typed, phrase) for phrase in self._topics.everything):
                return Wanted(topics=tuple(self._topics))
            if topic := self._topics.named(part):
                return Wanted(topics=(topic,))
            if places := self._places.find(part):
                return Wanted(places=places)
        return None

    def _bare(self, text: str) -> str:
        """`text` without the words that lead to a place or a topic."""
        typed = syllables(text)
        begin = 0
        while size := next((len(p) for p in self._between if alike(typed[begin : begin + len(p)], p)), 0):
            begin += size
        # "chủ đề" is left when nothing follows: that is for nobody to understand.
        return text[typed[begin].start :].strip() if begin < len(typed) else ""

    def _cuts(self, text: str) -> Iterable[tuple[str, str]]:
        typed = syllables(text)
        for at in range(1, len(typed)):
            gap = text[typed[at - 1].end : typed[at].start]
            joined = any(alike(typed[at : at + len(p)], p) for p in self._between)
            if joined or any(mark in gap for mark in _MARKS):
                yield text[: typed[at - 1].end], text[typed[at].start :]
