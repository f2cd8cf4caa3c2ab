"""What every dialogue is given, and how it replies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.channels.base import Button, Incoming, Outgoing, blocks_of
from bot.messages import Messages
from bot.state.contacts import Person
from knowledge.answering.model import Answer, Outcome, Suggestion


@dataclass(frozen=True, slots=True)
class Visit:
    """A message that begins or continues a dialogue."""

    incoming: Incoming
    argument: str  # of the command
    words: Messages  # in the person's language
    announces: bool  # the channel can write to people on its own

    @property
    def person(self) -> Person:
        """Who wrote, and where the reply goes."""
        return person_of(self.incoming)

    @property
    def in_group(self) -> bool:
        """Whether others read along. Groups are in apps only: each reply to the page has its own address."""
        return self.announces and self.incoming.reply_to != self.incoming.sender


class Dialogue(Protocol):
    """One conversation: its replies lead on by buttons whose questions come back as commands."""

    def understands(self, argument: str) -> bool:
        """True when `argument`, after words that only may be a command, shows that they are."""
        ...

    async def reply(self, visit: Visit) -> Outgoing:
        """The reply to `visit`; safe to be asked again with the same."""
        ...


class NoArgument:
    """A dialogue whose words stand alone."""

    def understands(self, argument: str) -> bool:  # noqa: ARG002
        """Nothing can follow."""
        return False


def person_of(incoming: Incoming) -> Person:
    """The sender of `incoming`, as contacts are kept."""
    return Person(incoming.channel, incoming.sender, incoming.reply_to)


def said(
    lines: Iterable[str], buttons: Sequence[Button] = (), outcome: Outcome = Outcome.GREETING
) -> Outgoing:
    """A reply of fixed words: one block a line, items of lists begin with "- "."""
    text = "\n".join(lines)
    asking = tuple(Suggestion(label=button.label, question=button.question) for button in buttons)
    return Outgoing(
        blocks=blocks_of(text),
        buttons=tuple(buttons),
        outcome=outcome,
        answer=Answer(question="", outcome=outcome, answer=text, suggestions=asking),
    )


def button(words: Messages, key: str, *, means: str = "", **arguments: str) -> Button:
    """The button with the label `key`, asking `key`-question; `means` as of `Button`."""
    return Button(words.text(key), words.text(f"{key}-question", **arguments), means=means)


def examples(words: Messages) -> tuple[Button, ...]:
    """Three questions that people ask often."""
    return tuple(button(words, f"example-{number}") for number in (1, 2, 3))
