"""An announcement as officials see it in the chat: its name, a preview, when it goes out, the buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from bot.campaigns.audience import select_contacts
from bot.campaigns.describing import audience_text
from bot.campaigns.model import Campaign
from bot.campaigns.recurrence import next_after
from bot.campaigns.rendering import outgoing_of
from bot.channels.base import Block, Bullets, Button, Outgoing, Paragraph
from bot.dialogue.topics import Topics
from bot.messages import Messages
from bot.state.database import Database
from knowledge.clock import VIETNAM, Clock


@dataclass(frozen=True, slots=True)
class Views:
    """Puts campaigns into the words of officials."""

    database: Database
    clock: Clock
    words: Messages
    topics: Topics

    def title(self, campaign: Campaign) -> str:
        """Number and title, as they stand in a sentence."""
        title = campaign.definition.content.title
        return self.words.text("announce-name", number=campaign.id, title=title)

    def when(self, campaign: Campaign) -> str:
        """When it goes out next."""
        schedule = campaign.definition.schedule
        moment = next_after(schedule, self.clock.now())
        if moment is None:
            return self.words.text("announce-when-self")
        when = f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        if schedule.recurrence:
            return self.words.text("announce-when-again", recurrence=schedule.recurrence, when=when)
        return self.words.text("announce-when-once", when=when)

    async def people(self, campaign: Campaign) -> str:
        """How many people it is for."""
        chosen = select_contacts(campaign.definition.audience).subquery()
        query = select(func.count()).select_from(chosen)
        count = await self.database.read(lambda connection: connection.scalar(query))
        return self.words.text("announce-people", people=count or 0)

    def button(self, verb: str, campaign: Campaign) -> Button:
        """The button that takes the step `verb` with the campaign as it is now."""
        return Button(self.words.text(f"announce-do-{verb}"), order(verb, campaign))

    def preview(
        self, campaign: Campaign, first: str, last: Sequence[str], buttons: Sequence[Button]
    ) -> Outgoing:
        """What people will read, between the line `first` and, under a rule, the lines `last`."""
        shown = outgoing_of(campaign.definition.content, self.words)
        items = tuple(line.removeprefix("- ") for line in last if line.startswith("- "))
        after: list[Block] = [
            Paragraph(line) for line in (*shown.source_line.split("\n"), self.words.text("announce-rule"))
        ]
        after += [Paragraph(line) for line in (*self._beside(campaign), *last) if not line.startswith("- ")]
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

    def _beside(self, campaign: Campaign) -> list[str]:
        """What goes out beside the text, or is special about it: who approves must know."""
        definition, words = campaign.definition, self.words
        content = definition.content
        told = {
            "buttons": "; ".join(f"{button.label} → {button.target}" for button in content.buttons),
            "picture": content.picture,
            "file": content.file,
            "article": content.article,
        }
        return [
            *([words.text("announce-urgent")] if definition.policy.urgent else []),
            *(words.text(f"announce-{what}", **{what: value}) for what, value in told.items() if value),
            audience_text(definition.audience, self.topics.names(words.language), words),
        ]


def order(verb: str, campaign: Campaign, rest: str = "") -> str:
    """The command of a button, for the version of the campaign as it is now."""
    return f"/thongbao {verb} {campaign.id} {campaign.version} {rest}".rstrip()
