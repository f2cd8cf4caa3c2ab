"""Tells the admins of the office when a channel is dead or the clock is wrong, by a channel that is alive."""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog
from sqlalchemy import Connection, select

from bot.campaigns.officials import Role
from bot.campaigns.tables import official_accounts, officials
from bot.channels.base import Outgoing, Paragraph
from bot.delivery.posting import Tell
from bot.delivery.watch import CLOCK, Concern
from bot.messages import DEFAULT_LANGUAGE, Catalogue
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.sealing import Sealer


class DeskAlarms:
    """Writes to the linked chat accounts of admins; the log has it in any case."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        catalogue: Catalogue,
        tell: Tell,
        unwell: Callable[[], Collection[str]],
    ) -> None:
        """`unwell` are the channels by which nobody can be told."""
        self._database = database
        self._sealer = sealer
        self._words = catalogue.of(DEFAULT_LANGUAGE)
        self._tell = tell
        self._unwell = unwell

    async def sound(self, subject: str, concern: Concern | None) -> None:
        """Tell the admins of `concern` about `subject`; None: all is well again."""
        log = structlog.get_logger().bind(subject=subject)
        said = Outgoing(tuple(Paragraph(line) for line in self.worded(subject, concern)))
        dead = set(self._unwell())
        told = 0
        for channel, who in await self._database.read(_admins):
            if channel in dead:
                continue
            try:
                await self._tell(Person(channel, *self._sealer.open(who)), said)
            except Exception as error:
                log.error("admin not told", error=type(error).__name__)
            else:
                told += 1
        if concern is None:
            log.info("well again", told=told)
        else:
            log.error("an admin must act", why=concern.why, code=concern.code, told=told)

    def worded(self, subject: str, concern: Concern | None) -> list[str]:
        """The lines of an alarm."""
        words = self._words
        if subject == CLOCK:
            if concern is None:
                return [words.text("alarm-clock-well")]
            return [words.text("alarm-clock", minutes=concern.code), words.text("alarm-clock-mend")]
        channel = words.text(f"dev-platform-{subject}") if f"dev-platform-{subject}" in words else subject
        if concern is None:
            return [words.text("alarm-channel-well", channel=channel)]
        key = f"alarm-why-{concern.why}"
        known = key in words
        why = words.text(key if known else "alarm-why-other", code=concern.code or concern.why)
        return [
            words.text("alarm-channel", channel=channel, why=why),
            words.text(f"{key}-mend" if known else "alarm-why-other-mend"),
            words.text("alarm-channel-waits"),
        ]


def _admins(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(
        select(official_accounts.c.channel, official_accounts.c.who)
        .join_from(official_accounts, officials)
        .where(officials.c.disabled_at.is_(None), officials.c.roles.contains(Role.ADMIN))
        .order_by(official_accounts.c.linked_at)
    )
    return [(row.channel, row.who) for row in rows]
