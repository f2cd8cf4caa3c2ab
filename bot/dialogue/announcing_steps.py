"""The steps of an announcement made in the chat, and what each replies; the services decide what may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.campaigns.audience import select_contacts
from bot.campaigns.auditing import Actor
from bot.campaigns.findings import worded
from bot.campaigns.life import Life
from bot.campaigns.lint import Linter
from bot.campaigns.model import Audience, Campaign, Content, Definition, Group, Schedule, Status
from bot.campaigns.officials import Official, Officials, Role
from bot.campaigns.records import approvals_of, authors, of
from bot.campaigns.recurrence import Recurrence, next_after
from bot.campaigns.refusing import Refusal, RefusedError
from bot.campaigns.rendering import outgoing_of
from bot.channels.base import Block, Bullets, Button, Outgoing, Paragraph
from bot.dialogue.places import Places
from bot.dialogue.topics import Topics
from bot.dialogue.visit import said
from bot.messages import Messages
from bot.state.database import Database
from knowledge.clock import VIETNAM, Clock

_NONE = "-"
_MOST_FINDINGS = 5
_MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Done:
    """What is replied, and what other officials are told (by their number)."""

    reply: Outgoing
    others: Sequence[tuple[int, Outgoing]] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Every step takes the version that the official saw; a newer one refuses it."""

    life: Life
    officials: Officials
    linter: Linter
    topics: Topics
    places: Places
    database: Database
    clock: Clock
    words: Messages

    @property
    def texts(self) -> frozenset[str]:
        """The steps that need a text of the official's own."""
        return frozenset({"sua", "nguon", "lich", "tralai"})

    def ask_text(self) -> Outgoing:
        """Title and body are wanted."""
        return said([self.words.text("announce-ask-text"), *self._markup()])

    def ask(self, verb: str) -> Outgoing:
        """The text that the step `verb` needs is wanted."""
        return said([self.words.text(f"announce-ask-{verb}"), *(self._markup() if verb == "sua" else ())])

    async def write(self, actor: Actor, text: str) -> Campaign:
        """A new draft: the first line is the title. Raises `RefusedError`, `ValidationError`."""
        return await self.life.create(actor, Definition(content=_content(Content(title="-", body="-"), text)))

    async def do(self, actor: Actor, verb: str, number: int, version: int, rest: str) -> Done:
        """Take the step `verb` with campaign `number`. Raises `RefusedError`, `CampaignError`."""
        step = getattr(self, f"_do_{verb}", None)
        if step is None:
            return Done(said([self.words.text("announce-how")]))
        done: Done = await step(actor, number, version, rest)
        return done

    async def _do_sua(self, actor: Actor, number: int, version: int, rest: str) -> Done:
        campaign = await self._get(number)
        content = _content(campaign.definition.content, rest)
        return await self._edited(actor, campaign, version, content=content)

    async def _do_chude(self, actor: Actor, number: int, version: int, rest: str) -> Done:
        campaign = await self._get(number)
        topic = "" if rest == _NONE else rest
        groups = _groups(campaign.definition.audience, topics=(topic,) if topic else ())
        content = campaign.definition.content.model_copy(update={"topic": topic})
        edited = await self._edit(actor, campaign, version, content=content, audience=groups)
        return Done(self._ask_place(edited))

    async def _do_noi(self, actor: Actor, number: int, version: int, rest: str) -> Done:
        campaign = await self._get(number)
        groups = _groups(campaign.definition.audience, places=() if rest == _NONE else (rest,))
        edited = await self._edit(actor, campaign, version, audience=groups)
        return Done(self._ask_source(edited))

    async def _do_nguon(self, actor: Actor, number: int, version: int, rest: str) -> Done:
        campaign = await self._get(number)
        source = "" if rest == _NONE else rest
        line = self.words.text("announce-source-line", source=source) if source else ""
        content = campaign.definition.content.model_copy(update={"source": source, "source_line": line})
        edited = await self._edit(actor, campaign, version, content=content)
        return Done(self._ask_time(edited))

    async def _do_lich(self, actor: Actor, number: int, version: int, rest: str) -> Done:
        campaign = await self._get(number)
        if rest == _NONE:
            schedule = Schedule()
        elif rest == "mai":
            tomorrow = self.clock.now().astimezone(VIETNAM).date() + timedelta(days=1)
            schedule = Schedule(at=datetime.combine(tomorrow, _MORNING, VIETNAM))
        else:
            Recurrence.parse(rest)
            schedule = Schedule(recurrence=rest)
        return await self._edited(actor, campaign, version, schedule=schedule)

    async def _do_xem(self, actor: Actor, number: int, version: int, rest: str) -> Done:  # noqa: ARG002
        return Done(await self._overview(await self._get(number)))

    async def _do_gui(self, actor: Actor, number: int, version: int, rest: str) -> Done:  # noqa: ARG002
        campaign = await self.life.submit(actor, number, version)
        asked = await self._approvers(campaign)
        author = await self.officials.get(campaign.author)
        people = await self._count(campaign)
        request = self._previewed(
            campaign,
            self.words.text("announce-asked", name=author.display, title=self._title(campaign)),
            [self.words.text("announce-people", people=people), self._when(campaign)],
            (self._button("duyet", campaign), self._button("tralai", campaign)),
        )
        key = "announce-submitted" if asked else "announce-nobody-approves"
        names = ", ".join(official.display for official in asked)
        reply = said([self.words.text(key, title=self._title(campaign), names=names)])
        return Done(reply, [(official.id, request) for official in asked])

    async def _do_duyet(self, actor: Actor, number: int, version: int, rest: str) -> Done:  # noqa: ARG002
        campaign = await self.life.approve(actor, number, version)
        if campaign.status is not Status.APPROVED:
            return Done(said([self.words.text("announce-one-more", title=self._title(campaign))]))
        name = (await self.officials.get(actor.official)).display if actor.official else ""
        timed = bool(campaign.definition.schedule.at or campaign.definition.schedule.recurrence)
        told = said(
            [
                self.words.text("announce-approved", name=name, title=self._title(campaign)),
                self._when(campaign),
            ],
            [*([self._button("hen", campaign)] if timed else []), self._button("phat", campaign)],
        )
        given = await self.database.read(lambda connection: approvals_of(connection, campaign))
        own = [self.words.text("announce-own")] if any(each.own for each in given) else []
        reply = said([self.words.text("announce-approved-done", title=self._title(campaign)), *own])
        return Done(reply, [(campaign.author, told)])

    async def _do_tralai(self, actor: Actor, number: int, version: int, rest: str) -> Done:
        campaign = await self.life.send_back(actor, number, version, rest)
        name = (await self.officials.get(actor.official)).display if actor.official else ""
        told = said(
            [
                self.words.text("announce-returned", name=name, title=self._title(campaign)),
                self.words.text("announce-reason", reason=rest),
            ],
            (self._button("sua", campaign), self._button("xem", campaign)),
        )
        reply = said([self.words.text("announce-returned-done", title=self._title(campaign))])
        return Done(reply, [(campaign.author, told)])

    async def _do_phat(self, actor: Actor, number: int, version: int, rest: str) -> Done:  # noqa: ARG002
        campaign = await self.life.run(actor, number, version)
        return Done(said([self.words.text("announce-running", title=self._title(campaign))]))

    async def _do_hen(self, actor: Actor, number: int, version: int, rest: str) -> Done:  # noqa: ARG002
        campaign = await self.life.schedule(actor, number, version)
        return Done(
            said(
                [
                    self.words.text("announce-scheduled", title=self._title(campaign)),
                    self._when(campaign),
                ]
            )
        )

    async def _do_bo(self, actor: Actor, number: int, version: int, rest: str) -> Done:  # noqa: ARG002
        campaign = await self.life.cancel(actor, number, self.words.text("announce-dropped-note"))
        return Done(said([self.words.text("announce-dropped", title=self._title(campaign))]))

    async def _edited(self, actor: Actor, campaign: Campaign, version: int, **changes: Any) -> Done:
        return Done(await self._overview(await self._edit(actor, campaign, version, **changes)))

    async def _edit(self, actor: Actor, campaign: Campaign, version: int, **changes: Any) -> Campaign:
        definition = campaign.definition.model_copy(update=changes)
        checked = Definition.model_validate(definition.model_dump())
        return await self.life.edit(actor, campaign.id, version, checked)

    def ask_topic(self, campaign: Campaign) -> Outgoing:
        """Which topic it is about: the people who follow it get it."""
        language = self.words.language
        buttons = [
            Button(topic.called(language), _order("chude", campaign, topic.id)) for topic in self.topics
        ]
        buttons.append(Button(self.words.text("announce-all-topics"), _order("chude", campaign, _NONE)))
        return said([self.words.text("announce-ask-topic", title=self._title(campaign))], buttons)

    def _ask_place(self, campaign: Campaign) -> Outgoing:
        buttons = [Button(place, _order("noi", campaign, place)) for place in self.places.own]
        buttons.append(Button(self.words.text("announce-all-places"), _order("noi", campaign, _NONE)))
        return said([self.words.text("announce-ask-place")], buttons)

    def _ask_source(self, campaign: Campaign) -> Outgoing:
        return said(
            [self.words.text("announce-choose-source")],
            [
                self._button("nguon", campaign),
                Button(self.words.text("announce-no-source"), _order("nguon", campaign, _NONE)),
            ],
        )

    def _ask_time(self, campaign: Campaign) -> Outgoing:
        return said(
            [self.words.text("announce-choose-time")],
            [
                Button(self.words.text("announce-time-self"), _order("lich", campaign, _NONE)),
                Button(self.words.text("announce-time-tomorrow"), _order("lich", campaign, "mai")),
                self._button("lich", campaign),
            ],
        )

    async def _overview(self, campaign: Campaign) -> Outgoing:
        """The message as people will read it, who gets it, what is to be mended, and what may be done."""
        found = self.linter.findings(campaign.definition)[:_MOST_FINDINGS]
        last: list[str] = [
            self.words.text("announce-people", people=await self._count(campaign)),
            self._when(campaign),
            *(f"- {worded(finding, self.words)}" for finding in found),
        ]
        verbs = ("gui", "sua", "bo") if campaign.status is Status.DRAFT else ("sua", "bo")
        buttons = [self._button(verb, campaign) for verb in verbs]
        return self._previewed(campaign, self.words.text("announce-preview"), last, buttons)

    def _previewed(
        self, campaign: Campaign, first: str, last: Sequence[str], buttons: Sequence[Button]
    ) -> Outgoing:
        shown = outgoing_of(campaign.definition.content, self.words)
        items = tuple(line.removeprefix("- ") for line in last if line.startswith("- "))
        after: list[Block] = [
            Paragraph(line) for line in (*shown.source_line.split("\n"), self.words.text("announce-rule"))
        ]
        after += [Paragraph(line) for line in last if line and not line.startswith("- ")]
        if items:
            after.append(Bullets(items))
        return replace(
            shown,
            blocks=(Paragraph(first), *shown.blocks, *after),
            source_line="",
            buttons=tuple(buttons),
            picture=None,
            file="",
        )

    async def _approvers(self, campaign: Campaign) -> list[Official]:
        wrote = await self.database.read(lambda connection: authors(connection, campaign))
        return [
            official
            for official in await self.officials.all()
            if official.may(Role.APPROVER)
            and official.channels
            and (self.life.self_approval or official.id not in wrote)
        ]

    async def _count(self, campaign: Campaign) -> int:
        chosen = select_contacts(campaign.definition.audience).subquery()
        query = select(func.count()).select_from(chosen)
        return await self.database.read(lambda connection: connection.scalar(query)) or 0

    async def _get(self, number: int) -> Campaign:
        return await self.database.read(lambda connection: of(connection, number))

    def _when(self, campaign: Campaign) -> str:
        schedule = campaign.definition.schedule
        moment = next_after(schedule, self.clock.now())
        if moment is None:
            return self.words.text("announce-when-self")
        when = f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        if schedule.recurrence:
            return self.words.text("announce-when-again", recurrence=schedule.recurrence, when=when)
        return self.words.text("announce-when-once", when=when)

    def _title(self, campaign: Campaign) -> str:
        title = campaign.definition.content.title
        return self.words.text("announce-name", number=campaign.id, title=title)

    def _button(self, verb: str, campaign: Campaign) -> Button:
        return Button(self.words.text(f"announce-do-{verb}"), _order(verb, campaign))

    def _markup(self) -> list[str]:
        return [self.words.text("announce-markup")]


def _order(verb: str, campaign: Campaign, rest: str = "") -> str:
    """The command of a button, for the version of the campaign as it is now."""
    return f"/thongbao {verb} {campaign.id} {campaign.version} {rest}".rstrip()


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
