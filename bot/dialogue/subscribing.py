"""The dialogues on news: subscribe, agree, choose, stop."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.base import Outgoing
from bot.dialogue.news import News, places_of, procedures_of
from bot.dialogue.visit import Visit, said
from bot.dialogue.wanted import Wanted
from bot.state.contacts import Contact, Person
from bot.state.subscriptions import INTEREST
from knowledge.answering.model import Outcome

_VERSION = re.compile(r"^\W*\w+\s+(?P<version>[\w.-]+?)\s*(?:[:,]\s*(?P<about>.*))?$", re.DOTALL)


class _OnNews:
    """A dialogue on news, whose arguments are places and topics."""

    def __init__(self, news: News) -> None:
        self._news = news

    def understands(self, argument: str) -> bool:
        """True for places and topics."""
        return self._news.reader.read(argument) is not None

    async def reply(self, visit: Visit) -> Outgoing:
        """The reply, where this channel can send news at all."""
        if not visit.announces:
            return said([visit.words.text("subscribe-not-here")])
        return await self._reply(visit, await self._news.contacts.find(visit.person))

    async def _reply(self, visit: Visit, contact: Contact | None) -> Outgoing:
        raise NotImplementedError


class Subscribe(_OnNews):
    """Subscribe: to be asked for consent first, then for a place and topics."""

    async def _reply(self, visit: Visit, contact: Contact | None) -> Outgoing:
        news, words = self._news, visit.words
        wanted = news.reader.read(visit.argument)
        if not news.agreed(contact, words):
            return news.ask_consent(words, wanted or Wanted(), again=contact is not None)
        reply = await news.go_on(visit, wanted or Wanted())
        if wanted is None and visit.argument:
            unknown = said([words.text("subscribe-unknown")])
            return said([unknown.text, *reply.text.split("\n")], reply.buttons, Outcome.CLARIFY)
        return reply


class Agree(_OnNews):
    """The consent is given, to the version of the text that was shown."""

    def understands(self, argument: str) -> bool:
        """True for "bản 1" and what was wanted."""
        return _VERSION.match(argument) is not None

    async def _reply(self, visit: Visit, contact: Contact | None) -> Outgoing:
        news, words = self._news, visit.words
        found = _VERSION.match(visit.argument)
        wanted = news.reader.read(found["about"] or "") if found else None
        if found is None or found["version"] != words.text("consent-version"):
            return news.ask_consent(words, wanted or Wanted(), again=contact is not None)
        await news.contacts.agree(visit.person, found["version"], words.language)
        return await news.go_on(visit, wanted or Wanted())


class Elsewhere(_OnNews):
    """News of a place that is not offered: to be typed."""

    async def _reply(self, visit: Visit, contact: Contact | None) -> Outgoing:
        news = self._news
        wanted = news.reader.read(visit.argument) or Wanted()
        if not news.agreed(contact, visit.words):
            return news.ask_consent(visit.words, wanted, again=contact is not None)
        if wanted.places:
            return await news.go_on(visit, wanted)
        return await news.ask_to_type(visit, wanted.topics)


class Chosen(_OnNews):
    """Done with choosing: what was chosen."""

    async def _reply(self, visit: Visit, contact: Contact | None) -> Outgoing:
        if contact is None or not contact.subscriptions:
            return said([visit.words.text("subscribe-nothing")])
        return self._news.overview(visit, contact, "subscribe-finished")


class ChangeTopics(_OnNews):
    """See, add and remove topics."""

    async def _reply(self, visit: Visit, contact: Contact | None) -> Outgoing:
        news, words = self._news, visit.words
        if contact is None or not news.agreed(contact, words):
            return news.ask_consent(words, Wanted(), again=contact is not None)
        places = places_of(contact.subscriptions)
        if len(places) > 1 or procedures_of(contact.subscriptions):
            return news.overview(visit, contact, "subscribe-now")
        return await news.go_on(visit, Wanted(places=tuple(places)))


class Stop(_OnNews):
    """No more news, at once; or less of it, where a place or a topic is named."""

    def __init__(self, news: News, forget: Callable[[Person], Awaitable[None]]) -> None:
        """`forget` deletes what is kept of a person only to send them news."""
        super().__init__(news)
        self._forget = forget

    async def reply(self, visit: Visit) -> Outgoing:
        """Stop on every channel: there is nothing to stop where no news can be sent."""
        news, words = self._news, visit.words
        wanted = news.reader.read(visit.argument)
        if wanted is None:
            stopped = await news.contacts.stop(visit.person)
            await self._forget(visit.person)
            return said([words.text("stop-done" if stopped else "stop-nothing")])
        if wanted.procedure:
            await news.contacts.unsubscribe(visit.person, topic=INTEREST + wanted.procedure)
            return self._left_over(visit, await news.contacts.find(visit.person), ())
        for topic in wanted.topics or (None,):
            await news.contacts.unsubscribe(
                visit.person, place="".join(wanted.places[:1]), topic=topic.id if topic else ""
            )
        return self._left_over(visit, await news.contacts.find(visit.person), wanted.places)

    def _left_over(self, visit: Visit, contact: Contact | None, places: Sequence[str]) -> Outgoing:
        if contact is None:
            return said([visit.words.text("stop-nothing")])
        if places:
            return self._news.ask_topics(visit.words, places[0], contact.subscriptions)
        if not contact.subscriptions:
            return said([visit.words.text("subscribe-ended")])
        return self._news.overview(visit, contact, "subscribe-now")
