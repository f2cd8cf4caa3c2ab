"""Talking to a person instead, choosing the language, and what the desk cannot read."""

from __future__ import annotations

from bot.channels.base import Outgoing
from bot.dialogue.ask import outgoing_of
from bot.dialogue.commands import Command, CommandTable
from bot.dialogue.render import Renderer
from bot.dialogue.talks import Talks
from bot.dialogue.visit import NoArgument, Visit, button, said
from bot.messages import LANGUAGES, Catalogue
from bot.state.contacts import Contacts
from knowledge.answering.model import Outcome, Resolution

PROTECTED = "protected"  # the platform keeps what the person sends to itself


class ToPerson(NoArgument):
    """Handed over to an official, with hours and hotline."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    async def reply(self, visit: Visit) -> Outgoing:
        """Where and when an official is reached."""
        return self.told(visit.words.language)

    def told(self, language: str) -> Outgoing:
        """The same, in `language`."""
        handed_over = Resolution(question="", outcome=Outcome.HAND_OVER)
        return outgoing_of(self._renderer.render(handed_over, language))


class Language:
    """The language of the desk's own words; kept with the contact, else for the length of the talk."""

    def __init__(self, table: CommandTable, catalogue: Catalogue, contacts: Contacts, talks: Talks) -> None:
        self._table = table
        self._catalogue = catalogue
        self._contacts = contacts
        self._talks = talks

    def understands(self, argument: str) -> bool:
        """True for a language the desk speaks."""
        return bool(self._read(argument))

    async def reply(self, visit: Visit) -> Outgoing:
        """Confirm in the language that was chosen, or ask which one."""
        if not visit.announces:
            return said([visit.words.text("language-page")])
        language = self._read(visit.argument)
        if not language:
            buttons = [button(visit.words, f"language-{code}") for code in LANGUAGES]
            return said([visit.words.text("language-ask")], buttons, Outcome.CLARIFY)
        self._talks.of(visit.person).language = language
        await self._contacts.speak(visit.person, language)
        return said([self._catalogue.of(language).text("language-set")])

    def _read(self, argument: str) -> str:
        """The language that `argument` names; "" for none."""
        if argument.strip().lower() in LANGUAGES:
            return argument.strip().lower()
        called = self._table.read(argument, _nothing) if argument else None
        return called.argument if called and called.argument in LANGUAGES else ""


class Unreadable:
    """Stickers, voices, pictures …: a line that says what to do instead."""

    def __init__(self, to_person: ToPerson) -> None:
        self._to_person = to_person

    def told(self, visit: Visit, kind: str) -> Outgoing:
        """The line for something of that `kind`."""
        words = visit.words
        key = f"unsupported-{kind}"
        if kind == PROTECTED:
            contacts = self._to_person.told(words.language)
            return said([words.text(key), *contacts.text.split("\n")], outcome=Outcome.HAND_OVER)
        return said([words.text(key if key in words else "refusal-unsupported")], outcome=Outcome.CLARIFY)


def _nothing(_command: Command, _argument: str) -> bool:
    return False
