"""The steps of an announcement made in the chat, and what each replies; the services decide what may be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from bot.campaigns.auditing import Actor
from bot.campaigns.findings import worded
from bot.campaigns.life import Life
from bot.campaigns.lint import Linter
from bot.campaigns.model import Audience, Campaign, Content, Definition, Group, Schedule, Status
from bot.campaigns.moments import moment_in
from bot.campaigns.records import of
from bot.campaigns.recurrence import Recurrence
from bot.campaigns.refusing import Refusal, RefusedError
from bot.channels.base import Outgoing
from bot.dialogue.announcing_questions import NONE, Questions
from bot.dialogue.announcing_review import Review
from bot.dialogue.announcing_views import Views
from bot.dialogue.visit import said
from bot.messages import Messages
from knowledge.clock import VIETNAM

TEXTS = frozenset({"sua", "nguon", "lich", "tralai"})  # the steps that need a text of the official's own
_MOST_FINDINGS = 5
_MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Steps:
    """Every step takes the version that the official saw; a newer one refuses it."""

    review: Review
    questions: Questions
    linter: Linter
    sources: Callable[[str], tuple[str, str] | None]  # id and line of a document as people call it

    @property
    def words(self) -> Messages:
        """The words of officials."""
        return self._views.words

    @property
    def _life(self) -> Life:
        return self.review.life

    @property
    def _views(self) -> Views:
        return self.review.views

    async def write(self, actor: Actor, text: str) -> Outgoing:
        """A new draft: the first line is the title. Raises `RefusedError`, `ValidationError`."""
        content = _content(Content(title="-", body="-"), text)
        return self.questions.topic(await self._life.create(actor, Definition(content=content)))

    async def do(self, actor: Actor, verb: str, number: int, version: int, rest: str) -> Outgoing:
        """Take the step `verb` with campaign `number`. Raises `RefusedError`, `CampaignError`."""
        step = getattr(self, f"_do_{verb}", None)
        if step is None:
            return said([self.words.text("announce-how")])
        reply: Outgoing = await step(actor, number, version, rest)
        return reply

    async def _do_sua(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:
        campaign = await self._get(number)
        content = _content(campaign.definition.content, rest)
        return await self._overview(await self._edit(actor, campaign, version, content=content))

    async def _do_chude(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:
        campaign = await self._get(number)
        topic = "" if rest == NONE else rest
        groups = _groups(campaign.definition.audience, topics=(topic,) if topic else ())
        content = campaign.definition.content.model_copy(update={"topic": topic})
        edited = await self._edit(actor, campaign, version, content=content, audience=groups)
        return self.questions.place(edited)

    async def _do_noi(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:
        campaign = await self._get(number)
        groups = _groups(campaign.definition.audience, places=() if rest == NONE else (rest,))
        return self.questions.source(await self._edit(actor, campaign, version, audience=groups))

    async def _do_nguon(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:
        campaign = await self._get(number)
        found = None if rest == NONE else await asyncio.to_thread(self.sources, rest)
        known = rest == NONE or found is not None
        if rest == NONE:
            source, line = "", ""
        else:
            source, line = found or (rest, self.words.text("announce-source-line", source=rest))
        content = campaign.definition.content.model_copy(update={"source": source, "source_line": line})
        edited = await self._edit(actor, campaign, version, content=content)
        return self.questions.time(edited, *([] if known else [self.words.text("announce-source-unknown")]))

    async def _do_lich(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:
        campaign = await self._get(number)
        if rest == NONE:
            schedule = Schedule()
        elif rest == "mai":
            tomorrow = self._views.clock.now().astimezone(VIETNAM).date() + timedelta(days=1)
            schedule = Schedule(at=datetime.combine(tomorrow, _MORNING, VIETNAM))
        elif (moment := moment_in(rest, self._views.clock.now())) is not None:
            schedule = Schedule(at=moment)
        else:
            Recurrence.parse(rest)
            schedule = Schedule(recurrence=rest)
        return await self._overview(await self._edit(actor, campaign, version, schedule=schedule))

    async def _do_xem(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:  # noqa: ARG002
        return await self._overview(await self._get(number))

    async def _do_gui(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:  # noqa: ARG002
        return said((await self.review.submit(actor, number, version)).lines)

    async def _do_duyet(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:  # noqa: ARG002
        return said((await self.review.approve(actor, number, version)).lines)

    async def _do_tralai(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:
        return said((await self.review.send_back(actor, number, version, rest)).lines)

    async def _do_phat(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:  # noqa: ARG002
        return self._told("announce-running", await self._life.run(actor, number, version))

    async def _do_hen(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:  # noqa: ARG002
        campaign = await self._life.schedule(actor, number, version)
        return self._told("announce-scheduled", campaign, self._views.when(campaign))

    async def _do_bo(self, actor: Actor, number: int, version: int, rest: str) -> Outgoing:  # noqa: ARG002
        campaign = await self._life.cancel(actor, number, self.words.text("announce-dropped-note"))
        return self._told("announce-dropped", campaign)

    async def _edit(self, actor: Actor, campaign: Campaign, version: int, **changes: Any) -> Campaign:
        definition = campaign.definition.model_copy(update=changes)
        checked = Definition.model_validate(definition.model_dump())
        return await self._life.edit(actor, campaign.id, version, checked)

    async def _overview(self, campaign: Campaign) -> Outgoing:
        """The message as people will read it, who gets it, what is to be mended, and what may be done."""
        now = self._views.clock.now()
        found = self.linter.findings(campaign.definition, now)[:_MOST_FINDINGS]
        last = [
            await self._views.people(campaign),
            self._views.when(campaign),
            *(f"- {worded(finding, self.words)}" for finding in found),
        ]
        verbs = ("gui", "sua", "bo") if campaign.status is Status.DRAFT else ("sua", "bo")
        buttons = [self._views.button(verb, campaign) for verb in verbs]
        return self._views.preview(campaign, self.words.text("announce-preview"), last, buttons)

    async def _get(self, number: int) -> Campaign:
        return await self._views.database.read(lambda connection: of(connection, number))

    def _told(self, key: str, campaign: Campaign, *more: str) -> Outgoing:
        return said([self.words.text(key, title=self._views.title(campaign)), *more])


def _content(before: Content, text: str) -> Content:
    """`before` with another title (the first line of `text`) and body (the rest)."""
    title, _, body = text.strip().partition("\n")
    if not body.strip():
        raise RefusedError(Refusal.TEXT)
    return Content.model_validate({**before.model_dump(), "title": title.strip(), "body": body.strip()})


def _groups(audience: Audience, **changes: Any) -> Audience:
    """`audience` with its one group changed."""
    group = audience.any_of[0] if audience.any_of else Group()
    changed = group.model_copy(update=changes)
    return Audience(any_of=() if changed == Group() else (changed,), but_not=audience.but_not)
