"""Tells officials what they must know at once: a campaign was stopped, a moment was missed."""

from __future__ import annotations

import structlog
from sqlalchemy import Connection, or_, select

from bot.campaigns.model import Campaign
from bot.campaigns.officials import Role
from bot.campaigns.reasons import reason_text
from bot.campaigns.records import of
from bot.campaigns.tables import official_accounts, officials
from bot.channels.base import Outgoing, Paragraph
from bot.delivery.posting import Tell
from bot.messages import DEFAULT_LANGUAGE, Catalogue
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.sealing import Sealer


class Alarms:
    """Writes to the author and the admins, on their linked chat accounts; the log has it in any case."""

    def __init__(self, database: Database, sealer: Sealer, catalogue: Catalogue, tell: Tell | None) -> None:
        """Without `tell` nobody is written to."""
        self._database = database
        self._sealer = sealer
        self._words = catalogue.of(DEFAULT_LANGUAGE)
        self._tell = tell

    def worded(self, alarm: str, **arguments: str | int) -> str:
        """The words of an alarm; a `reason` is given as its code."""
        if "reason" in arguments:
            arguments["reason"] = reason_text(str(arguments["reason"]), self._words)
        return self._words.text(f"campaign-alarm-{alarm}", **arguments)

    async def sound(self, campaign: int, alarm: str, **arguments: str | int) -> None:
        """Tell the author of `campaign` and the admins; never raises because of one of them."""
        log = structlog.get_logger()
        log.error("campaign needs an official", campaign=campaign, alarm=alarm)
        found, accounts = await self._database.read(lambda connection: _concerned(connection, campaign))
        if self._tell is None:
            return
        lines = [
            self.worded("title", number=campaign, title=found.definition.content.title),
            self.worded(alarm, **arguments),
        ]
        said = Outgoing(tuple(Paragraph(line) for line in lines))
        for channel, who in accounts:
            try:
                await self._tell(Person(channel, *self._sealer.open(who)), said)
            except Exception as error:
                log.error("official not told", campaign=campaign, error=type(error).__name__)


def _concerned(connection: Connection, number: int) -> tuple[Campaign, list[tuple[str, str]]]:
    campaign = of(connection, number)
    rows = connection.execute(
        select(official_accounts.c.channel, official_accounts.c.who, officials.c.id, officials.c.roles)
        .join_from(official_accounts, officials)
        .where(
            officials.c.disabled_at.is_(None),
            or_(officials.c.id == campaign.author, officials.c.roles.contains(Role.ADMIN)),
        )
    )
    return campaign, [(row.channel, row.who) for row in rows]
