"""People's rights over what is kept about them: to see it, to have it erased."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.channels.base import Outgoing
from bot.dialogue.news import News
from bot.dialogue.visit import NoArgument, Visit, button, said
from bot.messages import Messages
from bot.state.contacts import Contact, Person
from bot.state.erasing import Eraser
from bot.state.holding import Held
from knowledge.answering.model import Outcome
from knowledge.clock import VIETNAM


class Stored(NoArgument):
    """What is kept about the person who asks, in plain words."""

    def __init__(
        self,
        news: News,
        held: Callable[[Person], Awaitable[Held]],
        *,
        message_days: int,
        talk_minutes: int,
    ) -> None:
        """Texts are kept for `message_days`, the subject of a talk for `talk_minutes`; `held` looks."""
        self._news = news
        self._held = held
        self._message_days = message_days
        self._talk_minutes = talk_minutes

    async def reply(self, visit: Visit) -> Outgoing:
        """The list, and the ways to end it."""
        words = visit.words
        contact = await self._news.contacts.find(visit.person)
        held = await self._held(visit.person)
        lines = [
            words.text("stored-intro"),
            *self._messages(words, held),
            *_beside(words, held),
            "- " + words.text("stored-talk", minutes=self._talk_minutes),
            *self._contact(words, contact),
            words.text("stored-use"),
        ]
        buttons = [button(words, "stored-erase")]
        if contact is not None:
            buttons.append(button(words, "stored-stop"))
        return said(lines, buttons)

    def _messages(self, words: Messages, held: Held) -> list[str]:
        if held.since is None:
            return []
        since = _day(held.since)
        return [
            "- "
            + words.text(
                "stored-messages",
                messages=held.messages,
                replies=held.replies,
                since=since,
                days=self._message_days,
            ),
            "- " + words.text("stored-address"),
        ]

    def _contact(self, words: Messages, contact: Contact | None) -> list[str]:
        if contact is None or contact.consent is None:
            return [words.text("stored-no-contact")]
        chosen = self._news.listed(contact.subscriptions, words)
        return [
            words.text(
                "stored-consent",
                date=_day(contact.consent.given_at),
                version=contact.consent.text_version,
            ),
            *(chosen or ["- " + words.text("stored-nothing-chosen")]),
        ]


def _beside(words: Messages, held: Held) -> list[str]:
    """What is kept beside messages, consent and choices."""
    lines = []
    if held.interacted is not None:
        lines.append(words.text("stored-interaction", date=_day(held.interacted)))
    if held.announcements or held.reactions:
        lines.append(words.text("stored-announcements", sent=held.announcements, reactions=held.reactions))
    if held.official:
        lines.append(words.text("stored-official", name=held.official))
    return [f"- {line}" for line in lines]


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"


class Erase(NoArgument):
    """Erase everything about the person who asks, once they confirm."""

    def __init__(self, eraser: Eraser, forget: Callable[[Person], None]) -> None:
        """`forget` deletes what is in memory of a person."""
        self._eraser = eraser
        self._forget = forget

    async def reply(self, visit: Visit) -> Outgoing:
        """Ask back; erase and give a receipt; or leave everything as it is."""
        words = visit.words
        if visit.argument == "no":
            return said([words.text("erase-kept")])
        if visit.argument != "yes":
            return said(
                [words.text("erase-ask")],
                [button(words, "erase-yes", means="yes"), button(words, "erase-no", means="no")],
                Outcome.CLARIFY,
            )
        receipt = await self._eraser.erase(visit.person)
        self._forget(visit.person)
        lines = [words.text("erase-done", receipt=receipt)]
        if visit.announces:
            lines.append(words.text("erase-app"))
        return said(lines)
