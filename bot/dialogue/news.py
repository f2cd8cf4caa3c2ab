"""What is said about news to subscribe to: consent, then a place, then topics. Buttons carry every step.

Each button asks a whole sentence ("Đăng ký nhận tin: phường La Khê: Đất đai"): a restart loses nothing, and
any other question may come in between. Only a place that people type themselves is waited for, and that is
kept with the contact.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.base import Button, Outgoing
from bot.dialogue.places import Places
from bot.dialogue.topics import Topic, Topics
from bot.dialogue.visit import Visit, button, said
from bot.dialogue.wanted import Wanted, WantedReader
from bot.messages import Messages
from bot.state.contacts import Contact, Contacts
from bot.state.subscriptions import INTEREST, Subscription
from knowledge.answering.model import Outcome

NO_TOPICS = "-"  # a place is waited for, no topics are chosen yet


class News:
    """What the dialogues on news share: its words, its buttons and the contacts."""

    def __init__(
        self, contacts: Contacts, topics: Topics, places: Places, *, office: str, lapse_days: int
    ) -> None:
        """`office` is the office's name ("" when not set); contacts that left lapse after `lapse_days`."""
        self.contacts = contacts
        self.topics = topics
        self.places = places
        self.reader = WantedReader(topics, places)
        self._office = office
        self._lapse_days = lapse_days

    def agreed(self, contact: Contact | None, words: Messages) -> bool:
        """True when there is a consent to the text as it is now."""
        consent = contact.consent if contact else None
        return consent is not None and consent.text_version == words.text("consent-version")

    def ask_consent(self, words: Messages, wanted: Wanted, *, again: bool) -> Outgoing:
        """The text of the consent, and the two answers to it; what was wanted is carried along."""
        version = words.text("consent-version")
        office = self._office or words.text("office-default")
        about = wanted.procedure or self.reader.written("".join(wanted.places[:1]), wanted.topics, words)
        yes = (
            words.text("consent-yes-about-question", version=version, about=about)
            if about
            else words.text("consent-yes-question", version=version)
        )
        lines = [
            *([words.text("consent-changed")] if again else []),
            words.text("consent-intro", office=office),
            *(f"- {words.text(f'consent-{what}')}" for what in ("address", "choice", "proof")),
            words.text("consent-use", days=self._lapse_days),
            words.text("consent-rights", version=version),
        ]
        return said(
            lines,
            [Button(words.text("consent-yes"), yes, means="yes"), button(words, "consent-no", means="no")],
            Outcome.CLARIFY,
        )

    def listed(self, subscriptions: Sequence[Subscription], words: Messages) -> list[str]:
        """The subscriptions as items of a list, one for each place and each procedure."""
        places = [
            words.text("subscribe-item", place=place, topics=self._named(subscriptions, place, words))
            for place in places_of(subscriptions)
        ]
        procedures = [words.text("subscribe-procedure", code=code) for code in procedures_of(subscriptions)]
        return [f"- {item}" for item in (*places, *procedures)]

    def overview(self, visit: Visit, contact: Contact, first: str) -> Outgoing:
        """All subscriptions under the line `first`, and how to change them."""
        words = visit.words
        places = places_of(contact.subscriptions)
        lines = [words.text(first), *self.listed(contact.subscriptions, words)]
        change = [
            Button(words.text("subscribe-change", place=place), self.question(words, place))
            for place in places
        ]
        change += [
            Button(
                words.text("subscribe-procedure-remove", code=code),
                words.text("subscribe-remove-question", about=code),
            )
            for code in procedures_of(contact.subscriptions)
        ]
        add = Button(words.text("subscribe-add-place"), words.text("subscribe-elsewhere-question"))
        return said([*lines, words.text("subscribe-how-to-stop")], [*change, add])

    def question(self, words: Messages, place: str, topics: Sequence[Topic] = ()) -> str:
        """The sentence that subscribes to `topics` of `place`, or leads to choosing them."""
        return words.text("subscribe-question", about=self.reader.written(place, topics, words))

    async def go_on(self, visit: Visit, wanted: Wanted) -> Outgoing:
        """The next step of somebody who agreed: which place, then which topics."""
        words = visit.words
        if wanted.procedure:
            await self.contacts.subscribe(visit.person, [Subscription("", INTEREST + wanted.procedure)])
            contact = await self.contacts.find(visit.person)
            return self.overview(visit, contact, "subscribe-now") if contact else said([])
        if len(wanted.places) != 1:
            return await self._ask_place(visit, wanted)
        [place] = wanted.places
        chosen = [Subscription(place, topic.id) for topic in wanted.topics]
        await self.contacts.subscribe(visit.person, chosen)
        contact = await self.contacts.find(visit.person)
        return self.ask_topics(words, place, contact.subscriptions if contact else ())

    def ask_topics(self, words: Messages, place: str, subscriptions: Sequence[Subscription]) -> Outgoing:
        """The topics of `place`, those chosen to be removed, the others to be added."""
        mine = {item.topic for item in subscriptions if item.place == place}
        key = "subscribe-noted" if mine else "subscribe-topics"
        line = words.text(key, place=place, topics=self._named(subscriptions, place, words))
        buttons = [self._topic_button(words, place, topic, chosen=topic.id in mine) for topic in self.topics]
        if any(topic.id not in mine for topic in self.topics):
            buttons.append(
                Button(words.text("subscribe-all"), self.question(words, place, tuple(self.topics)))
            )
        return said([line], [*buttons, button(words, "subscribe-done")], Outcome.CLARIFY)

    async def _ask_place(self, visit: Visit, wanted: Wanted) -> Outgoing:
        words = visit.words
        offered = wanted.places or self.places.own
        if not offered:
            return await self.ask_to_type(visit, wanted.topics)
        buttons = [Button(place, self.question(words, place, wanted.topics)) for place in offered]
        buttons.append(Button(words.text("subscribe-elsewhere"), self._elsewhere(words, wanted.topics)))
        line = words.text("subscribe-which-place" if wanted.places else "subscribe-where")
        return said([line], buttons, Outcome.CLARIFY)

    async def ask_to_type(self, visit: Visit, topics: Sequence[Topic]) -> Outgoing:
        """Ask for the name of a place; the next message that is one counts."""
        waiting = self.reader.written("", topics, visit.words) or NO_TOPICS
        await self.contacts.await_place(visit.person, waiting)
        return said([visit.words.text("subscribe-type-place")], outcome=Outcome.CLARIFY)

    def _elsewhere(self, words: Messages, topics: Sequence[Topic]) -> str:
        if not topics:
            return words.text("subscribe-elsewhere-question")
        about = self.reader.written("", topics, words)
        return words.text("subscribe-elsewhere-about-question", about=about)

    def _topic_button(self, words: Messages, place: str, topic: Topic, *, chosen: bool) -> Button:
        name = topic.called(words.language)
        if not chosen:
            return Button(name, self.question(words, place, [topic]))
        about = self.reader.written(place, [topic], words)
        return Button(
            words.text("subscribe-remove", topic=name), words.text("subscribe-remove-question", about=about)
        )

    def _named(self, subscriptions: Sequence[Subscription], place: str, words: Messages) -> str:
        mine = [item.topic for item in subscriptions if item.place == place]
        return "; ".join(topic.called(words.language) for topic in self.topics.of(mine))


def places_of(subscriptions: Sequence[Subscription]) -> list[str]:
    """The places of `subscriptions`, each once, in their order."""
    return list(dict.fromkeys(item.place for item in subscriptions if item.place))


def procedures_of(subscriptions: Sequence[Subscription]) -> list[str]:
    """The codes of the procedures among `subscriptions`."""
    return [item.topic.removeprefix(INTEREST) for item in subscriptions if item.topic.startswith(INTEREST)]
