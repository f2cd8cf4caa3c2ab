"""The commands of the desk, and the words that mean them where a channel has no commands.

Every command is one entry of `data/commands.toml`. A message is a command when it consists of a command's
words and nothing else but politeness: "hủy đăng ký thường trú" stays a question.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

from bot.dialogue.phrasing import ChatSpelling, Syllable, alike
from knowledge.vietnamese.text import fold, one_line

MOST_SYLLABLES = 60  # a longer message is no command

Phrase = tuple[Syllable, ...]
"""Syllables in order."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the table."""

    name: str
    dialogue: str
    say: Mapping[str, str]  # by language: how to ask people to type it
    description: Mapping[str, str]  # by language; empty when it is in no menu
    always: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """A command that a message gives, and what it says beside."""

    command: Command
    argument: str = ""


Understands = Callable[[Command, str], bool]
"""Whether the dialogue of a command knows what to do with an argument."""


class CommandTable:
    """All commands, and the words that mean them."""

    def __init__(self, data: Mapping[str, Any], spelling: ChatSpelling) -> None:
        """Take the parsed commands.toml."""
        self._spelling = spelling
        self._before = self._longest_first(data["polite_before"])
        self._after = self._longest_first(data["polite_after"])
        self.commands: tuple[Command, ...] = ()
        self._by_name: dict[str, Command] = {}
        self._whole: dict[tuple[str, ...], list[tuple[Phrase, Called]]] = {}
        leads: list[tuple[Phrase, Command]] = []
        for entry in data["command"]:
            command = Command(
                name=entry["name"],
                dialogue=entry["dialogue"],
                say=entry["say"],
                description=entry.get("description", {}),
                always=entry.get("always", False),
                private=entry.get("private", False),
            )
            self.commands += (command,)
            self._by_name[command.name] = command
            for words in [command.name, *entry["words"]]:
                self._add(words, Called(command))
            for words, argument in entry.get("shortcuts", {}).items():
                self._add(words, Called(command, argument))
            leads += [(spelling.read(words), command) for words in entry.get("leads", [])]
        self._meaning = {
            means: tuple(spelling.read(words) for words in data["answers"][means]) for means in ("yes", "no")
        }
        self._leads = sorted(leads, key=lambda lead: len(lead[0]), reverse=True)

    @classmethod
    def load(cls) -> Self:
        """The shipped table."""
        text = files("bot.dialogue").joinpath("data", "commands.toml").read_text(encoding="utf-8")
        return cls(tomllib.loads(text), ChatSpelling.load())

    def menu(self, language: str) -> list[tuple[str, str]]:
        """Names and descriptions for the menu of a channel that has one, in `language`."""
        return [
            (command.name, command.description[language]) for command in self.commands if command.description
        ]

    def named(self, name: str, argument: str = "") -> Called | None:
        """The command given as such, without its slash; None when there is none of that name."""
        command = self._by_name.get(fold(name))
        if command is not None:
            return Called(command, argument.strip())
        return self._wholly(self._spelling.read(name))

    def read(self, text: str, understands: Understands) -> Called | None:
        """The command that `text` gives; None when it is something else.

        Words that only begin like a command are one when `understands` the rest, or after a colon.
        """
        text = one_line(text)
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            if called := self.named(name.partition("@")[0], argument):
                return called
        readings = self.readings(text)
        for part in readings:
            if called := self._wholly(part):
                return called
        for part in readings:
            if called := self._led(part, text, understands):
                return called
        return None

    def readings(self, text: str) -> tuple[Phrase, ...]:
        """The syllables of a short message, and what is left of them without politeness around."""
        typed = self.syllables(one_line(text))
        if not typed or len(typed) > MOST_SYLLABLES:
            return ()
        # "giúp" may be polite or the word itself: the less is left out, the sooner it is tried.
        parts = {
            typed[begin:end]
            for begin in self._after_politeness(typed)
            for end in self._before_politeness(typed)
            if begin < end
        }
        return tuple(sorted(parts, key=len, reverse=True))

    def meaning(self, means: str) -> tuple[Phrase, ...]:
        """The words that mean "yes" or "no"; none for ""."""
        return self._meaning.get(means, ())

    def syllables(self, text: str) -> Phrase:
        """The syllables of `text`, short forms of chats in full."""
        return self._spelling.read(text)

    def _wholly(self, typed: Phrase) -> Called | None:
        key = tuple(syllable.plain for syllable in typed)
        return next((called for phrase, called in self._whole.get(key, ()) if alike(typed, phrase)), None)

    def _led(self, typed: Phrase, text: str, understands: Understands) -> Called | None:
        for phrase, command in self._leads:
            if len(typed) > len(phrase) and alike(typed[: len(phrase)], phrase):
                begin = typed[len(phrase)].start
                argument = text[begin : typed[-1].end]
                stated = ":" in text[typed[len(phrase) - 1].end : begin]
                if stated or understands(command, argument):
                    return Called(command, argument)
        return None

    def _after_politeness(self, typed: Phrase) -> list[int]:
        """Where the message may begin, when the polite words before are left out one by one."""
        begins = [0]
        while size := next(
            (len(p) for p in self._before if alike(typed[begins[-1] : begins[-1] + len(p)], p)), 0
        ):
            begins.append(begins[-1] + size)
        return begins

    def _before_politeness(self, typed: Phrase) -> list[int]:
        """Where it may end, likewise."""
        ends = [len(typed)]
        while size := next((len(p) for p in self._after if alike(typed[: ends[-1]][-len(p) :], p)), 0):
            ends.append(ends[-1] - size)
        return ends

    def _add(self, words: str, called: Called) -> None:
        phrase = self._spelling.read(words)
        self._whole.setdefault(tuple(syllable.plain for syllable in phrase), []).append((phrase, called))

    def _longest_first(self, phrases: list[str]) -> list[Phrase]:
        return sorted(map(self._spelling.read, phrases), key=len, reverse=True)
