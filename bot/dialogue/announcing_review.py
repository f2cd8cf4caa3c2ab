"""The review of an announcement: each step is taken, and those whom it concerns hear of it in their chats.

It is the same whether a step is taken in a chat or by a command: approvers get the request with its buttons,
the author hears what became of it. Whoever takes a step is told who heard of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.campaigns.auditing import Actor
from bot.campaigns.life import Life
from bot.campaigns.linking import Accounts
from bot.campaigns.model import Campaign, Status
from bot.campaigns.officials import Official, Officials, Role
from bot.campaigns.records import approvals_of, authors
from bot.channels.base import Outgoing
from bot.delivery.posting import Post
from bot.dialogue.announcing_views import Views
from bot.dialogue.visit import said


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A campaign after a step of its review: what to say to whoever took it, and who else was told."""

    campaign: Campaign
    lines: Sequence[str]
    told: Sequence[Official]


@dataclass(frozen=True, slots=True)
class Review:
    """Takes the steps of a review. Where `Life` refuses one (`RefusedError`), nobody is told anything."""

    life: Life
    officials: Officials
    accounts: Accounts
    post: Post
    views: Views

    async def submit(self, actor: Actor, number: int, version: int) -> Reviewed:
        """Ask for approval: everybody who may give it gets the announcement with the buttons."""
        campaign = await self.life.submit(actor, number, version)
        author = await self.officials.get(campaign.author)
        asked = await self._ask(campaign, "asked", author.display)
        return self._reviewed("submitted" if asked else "nobody-approves", campaign, asked)

    async def approve(self, actor: Actor, number: int, version: int) -> Reviewed:
        """Say yes. The author hears of it; where one yes is not enough, the others are asked anew."""
        campaign = await self.life.approve(actor, number, version)
        name, schedule = await self._name(actor), campaign.definition.schedule
        if campaign.status is not Status.APPROVED:
            # The buttons that they have are those of the version before.
            asked = await self._ask(campaign, "asked-again", name)
            return self._reviewed("one-more" if asked else "one-more-nobody", campaign, asked)
        lines = [self._words("approved", campaign, name=name), self.views.when(campaign)]
        verbs = ("hen", "phat") if schedule.at or schedule.recurrence else ("phat",)
        told = await self._tell_author(campaign, lines, verbs)
        given = await self.views.database.read(lambda connection: approvals_of(connection, campaign))
        own = [self._words("own", campaign)] if any(approval.own for approval in given) else []
        return self._reviewed("approved-done", campaign, told, self._heard(told), *own)

    async def send_back(self, actor: Actor, number: int, version: int, reason: str) -> Reviewed:
        """Return it to its author with what is to be mended."""
        campaign = await self.life.send_back(actor, number, version, reason)
        lines = [
            self._words("returned", campaign, name=await self._name(actor)),
            self._words("reason", campaign, reason=campaign.note),
        ]
        told = await self._tell_author(campaign, lines, ("sua", "xem"))
        return self._reviewed("returned-done", campaign, told, self._heard(told))

    async def _ask(self, campaign: Campaign, key: str, name: str) -> list[Official]:
        """Ask everybody who may approve it and has not done so; returns who can be reached."""
        views = self.views
        request = views.preview(
            campaign,
            self._words(key, campaign, name=name),
            [await views.people(campaign), views.when(campaign)],
            [views.button(verb, campaign) for verb in ("duyet", "tralai")],
        )
        wrote, given = await views.database.read(
            lambda connection: (authors(connection, campaign), approvals_of(connection, campaign))
        )
        done = {approval.official for approval in given} | (set() if self.life.self_approval else wrote)
        return [
            official
            for official in await self.officials.all()
            if official.may(Role.APPROVER) and official.id not in done
            if await self._tell(official, request)
        ]

    async def _tell_author(
        self, campaign: Campaign, lines: Sequence[str], verbs: Sequence[str]
    ) -> list[Official]:
        author = await self.officials.get(campaign.author)
        message = said(lines, [self.views.button(verb, campaign) for verb in verbs])
        return [author] if await self._tell(author, message) else []

    async def _tell(self, official: Official, message: Outgoing) -> bool:
        """Write to all chat accounts of an official; False where none can be reached."""
        told = False
        for person in await self.accounts.of_official(official.id):
            if not self.post.reaches(person.channel):
                continue
            try:
                await self.post.send(person, message)
                told = True
            except Exception as error:  # the step is taken: the announcement stands in the list all the same
                structlog.get_logger().error("official not told", error=type(error).__name__)
        return told

    async def _name(self, actor: Actor) -> str:
        return (await self.officials.get(actor.official)).display if actor.official else ""

    def _heard(self, told: Sequence[Official]) -> str:
        return self.views.words.text("announce-author-told" if told else "announce-author-not-told")

    def _reviewed(self, key: str, campaign: Campaign, told: Sequence[Official], *more: str) -> Reviewed:
        names = ", ".join(official.display for official in told)
        return Reviewed(campaign, [self._words(key, campaign, names=names), *more], told)

    def _words(self, key: str, campaign: Campaign, **arguments: str) -> str:
        return self.views.words.text(f"announce-{key}", title=self.views.title(campaign), **arguments)
