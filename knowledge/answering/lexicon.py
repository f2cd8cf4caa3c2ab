"""The word lists that the answering steps read: topics, small talk, aspects and kinds of answers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, Self

from knowledge.answering.model import Outcome
from knowledge.answering.sayings import Sayings, SmallTalk
from knowledge.answering.slips import AskingSpeller, all_phrases
from knowledge.model import Aspect, Channel
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import folded_words


class AnswerKind(StrEnum):
    """What sort of words the answering sentence must hold."""

    MONEY = "money"
    DOCUMENT = "document"  # the number of a document
    DATE = "date"
    FIGURE = "figure"
    PHONE = "phone"
    WHO = "who"
    WHERE = "where"
    OPEN = "open"  # anything that tells about the subject


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject the desk does not answer."""

    reason: str
    outcome: Outcome
    phrases: PhraseTable[str]
    unless: PhraseTable[str]
    always: bool  # also when the question calls a procedure by its name

    def fits(self, text: str) -> bool:
        """True when `text` is about it."""
        return bool(self.phrases.find(text)) and not self.unless.find(text)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Words under which several procedures may be meant."""

    phrases: PhraseTable[str]
    unless: PhraseTable[str]
    choices: tuple[str, ...]  # codes
    codes: tuple[str, ...] = ()  # into which those of the choices were merged

    def fits(self, text: str, asking: PhraseTable[Any]) -> bool:
        """True when `text` has such words, and does not tell which is meant."""
        return bool(self.phrases.find(text)) and not self.told(text, asking)

    def told(self, text: str, asking: PhraseTable[Any]) -> bool:
        """True when `text` tells which is meant.

        The word that begins a phrase of `asking` tells nothing: in "khai sinh mất bao lâu" nothing is lost.
        """
        begins = {each.start for each in asking.find(text) if each.length > 1}
        return any(each.length > 1 or each.start not in begins for each in self.unless.find(text))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists, read once."""

    topics: tuple[Topic, ...]
    small_talk: tuple[SmallTalk, ...]
    polite: frozenset[str]  # folded syllables that make small talk no question
    around: frozenset[str]  # the same, and others that stand around small talk only
    aspects: PhraseTable[Aspect]
    hints: PhraseTable[Aspect]  # ways of asking that may mean an aspect
    paid_out: PhraseTable[Aspect]
    things: PhraseTable[str]  # what looks like asking, and is a name
    asking: AskingSpeller  # mends slips in the words for asking
    kinds: tuple[tuple[AnswerKind, PhraseTable[str]], ...]
    ordinals: PhraseTable[int]  # choosing from what was offered
    none: PhraseTable[str]  # none of what was offered
    instead: PhraseTable[str]  # another case, the same asked: "before" or "after" it
    everything: PhraseTable[str]  # the whole card
    carry_on: frozenset[str]  # folded syllables that carry a talk on
    doing: PhraseTable[str]  # what opens the name of a procedure
    ambiguous: tuple[Ambiguous, ...]
    channels: PhraseTable[Channel]
    foreign: PhraseTable[str]
    newborn: PhraseTable[str]
    overdue: PhraseTable[bool]  # after the day by which it had to be done, or before
    signed: PhraseTable[str]  # who signed
    units: PhraseTable[str]  # parts of an office, folded as documents name them
    documents: PhraseTable[str]  # words by which a question names a document of an office

    @classmethod
    def load(cls) -> Self:
        """The shipped lists."""
        kinds = read_list("answer_kinds.toml")
        documents = kinds.pop("documents")
        signed = kinds.pop("signed")
        units = kinds.pop("units")
        kinds = {name: entry for name, entry in kinds.items() if name in set(AnswerKind)}
        talk = read_list("conversation.toml")
        cases = read_list("cases.toml")
        small_talk = read_list("small_talk.toml")
        polite = small_talk.pop("polite")
        return cls(
            topics=tuple(
                Topic(
                    topic["reason"],
                    Outcome(topic["outcome"]),
                    phrase_table(topic["any"]),
                    phrase_table(topic.get("unless", [])),
                    topic.get("always", False),
                )
                for topic in read_list("topics.toml")["topic"]
            ),
            small_talk=tuple(
                SmallTalk(
                    Outcome(entry["outcome"]),
                    entry["key"],
                    frozenset(_folded(phrase) for phrase in entry.get("whole", [])),
                    phrase_table(entry.get("beside", [])),
                    Sayings.read(entry),
                    phrase_table(entry.get("unless", [])),
                )
                for entry in small_talk.values()
            ),
            polite=frozenset(_folded(word) for word in polite["words"]),
            around=frozenset(_folded(word) for word in [*polite["words"], *polite["after"]]),
            aspects=_aspects("phrases"),
            hints=_aspects("hints"),
            paid_out=_aspects("paid_out"),
            things=phrase_table(read_list("aspects.toml")["names"]["phrases"]),
            asking=AskingSpeller.of(all_phrases(read_list("aspects.toml"))),
            kinds=tuple((AnswerKind(name), phrase_table(entry["phrases"])) for name, entry in kinds.items()),
            ordinals=PhraseTable(
                (phrase, int(number)) for number, phrases in talk["ordinals"].items() for phrase in phrases
            ),
            none=phrase_table(talk["none"]["phrases"]),
            instead=PhraseTable(
                (phrase, end) for end, phrases in talk["instead"].items() for phrase in phrases
            ),
            everything=phrase_table(talk["everything"]["phrases"]),
            carry_on=frozenset(_folded(word) for word in talk["carry_on"]["words"]),
            doing=phrase_table(talk["doing"]["phrases"]),
            ambiguous=tuple(
                Ambiguous(
                    phrase_table(entry["any"]),
                    phrase_table(entry["unless"]),
                    tuple(entry["choices"]),
                    tuple(entry.get("codes", ())),
                )
                for entry in read_list("ambiguous.toml")["ambiguous"]
            ),
            channels=PhraseTable(
                (phrase, Channel(name)) for name, phrases in cases["channel"].items() for phrase in phrases
            ),
            foreign=_foreign(**cases["foreign"]),
            newborn=phrase_table(cases["newborn"]["phrases"]),
            overdue=PhraseTable(
                (phrase, when == "late") for when, phrases in cases["overdue"].items() for phrase in phrases
            ),
            documents=phrase_table(documents["phrases"]),
            units=PhraseTable(
                (phrase, _folded(unit)) for unit, phrases in units.items() for phrase in phrases
            ),
            signed=phrase_table(signed["phrases"]),
        )


def read_list(name: str) -> dict[str, Any]:
    """The data file `name` of the answering steps."""
    text = files("knowledge.answering").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _aspects(part: str) -> PhraseTable[Aspect]:
    lists = read_list("aspects.toml")[part]
    return PhraseTable((phrase, Aspect(name)) for name, phrases in lists.items() for phrase in phrases)


def _foreign(
    phrases: list[str], countries: list[str], peoples: list[str], before: list[str]
) -> PhraseTable[str]:
    called = [f"{word} {people}" for word in before for people in peoples]
    return phrase_table([*phrases, *countries, *called])


def phrase_table(phrases: list[str]) -> PhraseTable[str]:
    """Phrases that stand for themselves."""
    return PhraseTable((phrase, phrase) for phrase in phrases)


def _folded(phrase: str) -> str:
    return " ".join(folded_words(phrase))
