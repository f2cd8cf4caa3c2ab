"""The front desk of every channel: commands to their dialogues, everything else to the desk that answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.channels.base import Button, Incoming, IncomingKind, Outgoing
from bot.delivery.replying import Excuse
from bot.dialogue.ask import Desk
from bot.dialogue.commands import Called, Command, CommandTable, Phrase
from bot.dialogue.floods import Floods, Verdict
from bot.dialogue.following import Following
from bot.dialogue.meeting import Unreadable
from bot.dialogue.news import NO_TOPICS, News
from bot.dialogue.phrasing import alike
from bot.dialogue.talks import Talk, Talks
from bot.dialogue.visit import Dialogue, Visit, person_of, said
from bot.dialogue.wanted import Wanted
from bot.dialogue.welcome import Help, Welcome, asked_by_link
from bot.messages import DEFAULT_LANGUAGE, LANGUAGES, Catalogue
from bot.state.contacts import Contacts, Person, Presence


@dataclass(frozen=True, slots=True)
class Staff:
    """Who the reception turns to."""

    desk: Desk  # for questions
    dialogues: Mapping[str, Dialogue]  # for commands, by the name in the table
    welcome: Welcome
    help: Help
    unreadable: Unreadable
    news: News


class Reception:
    """The handler of all channels."""

    def __init__(
        self,
        staff: Staff,
        table: CommandTable,
        catalogue: Catalogue,
        contacts: Contacts,
        *,
        talks: Talks,
        floods: Floods,
        announcing: Collection[str],
    ) -> None:
        """`announcing` are the channels that can write to people on their own."""
        self._desk = staff.desk
        self._dialogues = staff.dialogues
        self._welcome = staff.welcome
        self._help = staff.help
        self._unreadable = staff.unreadable
        self._news = staff.news
        self._following = Following(staff.news)
        self._table = table
        self._catalogue = catalogue
        self._contacts = contacts
        self._talks = talks
        self._floods = floods
        self._announcing = frozenset(announcing)
        self._log = structlog.get_logger()

    async def handle(self, incoming: Incoming) -> Outgoing | None:
        """The reply to a message of any channel; None where nothing is to be said."""
        person = person_of(incoming)
        if incoming.kind is IncomingKind.LEFT:
            await self._contacts.left(person)
            self._talks.of(person).known = False
            return None
        if incoming.kind is IncomingKind.MOVED:
            await self._contacts.moved(person, incoming.text)
            return None
        talk = await self._talk(person)
        if talk.replied is not None and talk.replied[0] == incoming.message_id:
            return talk.replied[1]  # it was done, but the reply could not be recorded
        visit = self._visit(incoming, talk)
        if incoming.kind is not IncomingKind.JOINED:  # whoever joins is greeted by what they had
            await self._note_return(visit, talk)
        incoming = self._as_asked(incoming, talk)
        called = self._called(incoming)
        verdict = self._judge(incoming, always=called is not None and called.command.always)
        if verdict is not Verdict.ANSWER:
            return self._slowed(verdict, visit)
        reply = await self._reply(incoming, visit, talk, called)
        return reply and replace(reply, menu_hint=visit.words.text("menu-hint"))

    async def excuse(self, incoming: Incoming, words: Excuse) -> Outgoing | None:
        """What `words` says to a message that asks nothing of the desk; floods of them are floods, too."""
        talk = await self._talk(person_of(incoming))
        visit = self._visit(incoming, talk)
        await self._note_return(visit, talk)
        verdict = self._judge(incoming)
        return await words(incoming) if verdict is Verdict.ANSWER else self._slowed(verdict, visit)

    def _judge(self, incoming: Incoming, *, always: bool = False) -> Verdict:
        if incoming.channel not in self._announcing:  # the page has limits of its own
            return Verdict.ANSWER
        return self._floods.judge(incoming, always=always)

    def _slowed(self, verdict: Verdict, visit: Visit) -> Outgoing | None:
        if verdict is Verdict.SILENCE:
            self._log.info("flood met with silence", channel=visit.incoming.channel)
            return None
        told = said([visit.words.text("refusal-slow_down", seconds=self._floods.pause_seconds)])
        return replace(told, aside=True)

    async def _note_return(self, visit: Visit, talk: Talk) -> None:
        """Whoever writes in their own chat can be written to, whatever was noted before."""
        if talk.left and not visit.in_group:
            await self._contacts.returned(visit.person)
            talk.left = False

    async def language_of(self, incoming: Incoming) -> str:
        """The language in which the sender is answered."""
        return self._visit(incoming, await self._talk(person_of(incoming))).words.language

    async def _reply(
        self, incoming: Incoming, visit: Visit, talk: Talk, called: Called | None
    ) -> Outgoing | None:
        match incoming.kind:
            case IncomingKind.JOINED:
                return await self._joined(visit, talk)
            case IncomingKind.UNSUPPORTED:
                return self._unreadable.told(visit, incoming.text)
            case IncomingKind.COMMAND if called is None:
                return self._help.tell(visit, visit.words.text("command-unknown"))
        if called is not None:
            return await self._open(called, visit, talk)
        if wanted := self._awaited(talk, incoming.text):
            return self._noted(visit, talk, await self._news.go_on(visit, wanted))
        return await self._ask(visit, talk, incoming.text)

    async def _ask(self, visit: Visit, talk: Talk, question: str) -> Outgoing:
        """A question: for the desk."""
        talk.labels, talk.replied = [], None
        answer = await self._desk.handle(
            replace(visit.incoming, kind=IncomingKind.TEXT, text=question, language=visit.words.language)
        )
        offer = await self._following.offer(visit, answer)
        if offer is None:
            return answer
        talk.labels = self._typed([offer])
        return replace(answer, buttons=(*answer.buttons, offer))

    async def _open(self, called: Called, visit: Visit, talk: Talk) -> Outgoing:
        """Have the dialogue of a command reply."""
        command, incoming = called.command, visit.incoming
        if command.private and visit.in_group:
            return said([visit.words.text("command-private")])
        if command.dialogue == "welcome":
            if code := asked_by_link(called.argument):
                return await self._ask(visit, talk, code)
            if not called.argument and talk.is_welcomed(incoming.at):
                return self._noted(visit, talk, self._welcome.greet_again(visit))
            talk.welcomed = incoming.at
        outgoing = await self._dialogues[command.dialogue].reply(replace(visit, argument=called.argument))
        self._log.info("dialogue", channel=incoming.channel, dialogue=command.dialogue)
        return self._noted(visit, talk, outgoing)

    async def _joined(self, visit: Visit, talk: Talk) -> Outgoing | None:
        """Welcome; or go on where somebody had left."""
        incoming, words = visit.incoming, visit.words
        contact = await self._contacts.find(visit.person)
        if contact is not None and contact.presence is Presence.LEFT:
            await self._contacts.returned(visit.person)
            if contact.subscriptions:
                if not self._news.agreed(contact, words):
                    return self._noted(visit, talk, self._news.ask_consent(words, Wanted(), again=True))
                return self._noted(visit, talk, self._news.overview(visit, contact, "welcome-resumed"))
        if talk.is_welcomed(incoming.at):
            return None
        talk.welcomed = incoming.at
        return self._noted(visit, talk, self._welcome.greet(visit))

    def _called(self, incoming: Incoming) -> Called | None:
        """The command that `incoming` gives, in whatever way."""
        match incoming.kind:
            case IncomingKind.COMMAND:
                return self._table.named(incoming.text, incoming.argument)
            case IncomingKind.TEXT | IncomingKind.BUTTON:
                return self._table.read(incoming.text, self._understands)
        return None

    def _understands(self, command: Command, argument: str) -> bool:
        return self._dialogues[command.dialogue].understands(argument)

    def _as_asked(self, incoming: Incoming, talk: Talk) -> Incoming:
        """`incoming` with the question it stands for, where it is the label of a button, typed."""
        if incoming.kind is IncomingKind.TEXT and talk.labels:
            for typed in self._table.readings(incoming.text):
                for label, question in talk.labels:
                    if alike(typed, label):
                        return replace(incoming, text=question)
        return incoming

    def _awaited(self, talk: Talk, text: str) -> Wanted | None:
        """What is wanted, when `text` is the place that the talk waits for."""
        places = self._news.places.find(text) if talk.awaiting else ()
        if not places:
            return None
        before = self._news.reader.read(talk.awaiting) if talk.awaiting != NO_TOPICS else None
        return Wanted(places=places, topics=before.topics if before else ())

    def _noted(self, visit: Visit, talk: Talk, outgoing: Outgoing) -> Outgoing:
        """`outgoing`; its labels may be typed, and what is known of the contact is read anew."""
        talk.replied = (visit.incoming.message_id, outgoing)
        talk.labels = self._typed(outgoing.buttons)
        talk.known = False
        return outgoing

    def _typed(self, buttons: Sequence[Button]) -> list[tuple[Phrase, str]]:
        """The labels of `buttons` as they may be typed, and what each asks."""
        return [
            (phrase, item.question)
            for item in buttons
            if item.question
            for phrase in (self._table.syllables(item.label), *self._table.meaning(item.means))
        ]

    async def _talk(self, person: Person) -> Talk:
        talk = self._talks.of(person)
        if not talk.known and person.channel in self._announcing:
            contact = await self._contacts.find(person)
            if contact is not None:
                talk.language = contact.language
            talk.awaiting = contact.awaiting if contact else ""
            talk.left = contact is not None and contact.presence is Presence.LEFT
        talk.known = True
        return talk

    def _visit(self, incoming: Incoming, talk: Talk) -> Visit:
        language = talk.language or (
            incoming.language if incoming.language in LANGUAGES else DEFAULT_LANGUAGE
        )
        return Visit(incoming, "", self._catalogue.of(language), incoming.channel in self._announcing)
