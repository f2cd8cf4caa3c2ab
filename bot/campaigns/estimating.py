"""What a campaign would do if it ran now: whom it reaches, by which way, how long it takes, what it costs.

Nothing is written; the database counts, so that a million contacts take seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Select, and_, case, distinct, func, not_, null, or_, select, text

from bot.campaigns.audience import belongs, select_contacts
from bot.campaigns.hours import Hours
from bot.campaigns.model import Definition
from bot.campaigns.planning import Ways, open_windows
from bot.campaigns.settings import CampaignSettings
from bot.campaigns.tables import deliveries
from bot.state.consents import Withdrawal, consents
from bot.state.contacts import Presence, contacts
from bot.state.database import Database
from bot.state.subscriptions import subscriptions
from bot.state.zalo_windows import FREE, PAID, zalo_interactions
from knowledge.clock import Clock

OPTED_OUT_DAYS = 30


class Way(StrEnum):
    """What becomes of a contact of the audience; the words stand under `campaign-way-…`."""

    MESSAGE = "message"
    PAID = "paid"  # Zalo takes a message from an office that pays for it
    TEMPLATE = "template"
    ARTICLE = "article"
    CLOSED = "closed"  # Zalo's window has passed, and there is neither template nor article
    CAPPED = "capped"
    BLOCKED = "blocked"
    OFF = "off"  # the channel is not switched on


REACHED = frozenset({Way.MESSAGE, Way.PAID, Way.TEMPLATE, Way.ARTICLE})


@dataclass(frozen=True, slots=True)
class Share:
    """So many people on a channel, and what becomes of them; `cost` in đồng, None where no price is set."""

    channel: str
    way: Way
    people: int
    cost: int | None = None

    @property
    def reached(self) -> bool:
        """Whether they would get it."""
        return self.way in REACHED


@dataclass(frozen=True, slots=True)
class Estimate:
    """The plan before sending."""

    shares: tuple[Share, ...]
    begins: datetime  # quiet hours and days of rest heeded
    duration: timedelta
    cost: int  # đồng, of what has a price
    unpriced: int  # people for whom no price is set
    prices_as_of: str
    opted_out: Mapping[str, int] = field(
        default_factory=dict
    )  # by channel, in the last `OPTED_OUT_DAYS` days
    topic_left_out: int = 0  # follow the topic, and are not in the audience

    @property
    def audience(self) -> int:
        """Everybody the campaign is for."""
        return sum(share.people for share in self.shares)

    @property
    def reached(self) -> int:
        """Those who would get it."""
        return sum(share.people for share in self.shares if share.reached)


class Estimator:
    """Counts what a definition would do."""

    def __init__(
        self, database: Database, clock: Clock, settings: CampaignSettings, ways: Ways, hours: Hours
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._ways = ways
        self._hours = hours

    async def estimate(
        self, definition: Definition, parts: Mapping[str, int] | None = None, at: datetime | None = None
    ) -> Estimate:
        """The plan of `definition` for the moment `at` (now, if not given).

        `parts` is how many messages the announcement is on each channel (1 where not given).
        """
        now, settings = self._clock.now(), self._settings
        since = now - timedelta(days=OPTED_OUT_DAYS)
        rows, opted_out, left_out = await self._database.read(
            lambda connection: (
                connection.execute(self._counts(definition, now)).all(),
                {row.channel: row.people for row in connection.execute(_opted_out(since))},
                _left_out(connection, definition),
            )
        )
        shares = []
        for row in rows:
            way, messages = Way(row.way), (parts or {}).get(row.channel, 1)
            shares.append(
                Share(row.channel, way, row.people, self._cost(row.channel, way, row.people, messages))
            )
        paced: dict[str, float] = {}
        for share in shares:
            if share.reached and share.way is not Way.ARTICLE:
                seconds = share.people * (parts or {}).get(share.channel, 1) / settings.rate_of(share.channel)
                paced[share.channel] = paced.get(share.channel, 0.0) + seconds
        reached = [share for share in shares if share.reached]
        return Estimate(
            shares=tuple(sorted(shares, key=lambda share: (share.channel, list(Way).index(share.way)))),
            begins=self._hours.opens(max(at or now, now), definition.policy),
            duration=timedelta(seconds=round(max(paced.values(), default=0.0))),
            cost=sum(share.cost or 0 for share in reached),
            unpriced=sum(share.people for share in reached if share.cost is None),
            prices_as_of=settings.prices_as_of,
            opted_out=opted_out,
            topic_left_out=left_out,
        )

    def opens(self, definition: Definition) -> datetime:
        """From when `definition` may be sent, if it is run now."""
        return self._hours.opens(self._clock.now(), definition.policy)

    def _cost(self, channel: str, way: Way, people: int, messages: int) -> int | None:
        if way not in REACHED:
            return None
        name = channel if way is Way.MESSAGE else f"{channel}-{way}"
        price = self._settings.prices.get(name)
        if price is None:
            return None
        times = {Way.TEMPLATE: people, Way.ARTICLE: 1}.get(way, people * messages)
        return price * times

    def _counts(self, definition: Definition, now: datetime) -> Select[tuple[str, str, int]]:
        ways, content = self._ways, definition.content
        chosen = select_contacts(definition.audience).subquery("chosen")
        window = zalo_interactions
        joined = chosen.outerjoin(
            window, and_(window.c.sender_key == chosen.c.person_key, open_windows(now - PAID))
        )
        windowed = chosen.c.channel.in_(ways.windowed)
        closed = and_(windowed, window.c.sender_key.is_(null()))
        cases = [
            (chosen.c.presence == Presence.LEFT, Way.BLOCKED),
            (not_(chosen.c.channel.in_(ways.channels)), Way.OFF),
        ]
        if self._settings.per_person and not definition.policy.urgent:
            capped = self._capped(now).subquery("capped")
            joined = joined.outerjoin(capped, capped.c.contact_id == chosen.c.id)
            cases.append((capped.c.contact_id.is_not(null()), Way.CAPPED))
        if content.template:
            cases.append((and_(closed, chosen.c.channel.in_(ways.templates)), Way.TEMPLATE))
        if content.article:
            cases.append((and_(closed, chosen.c.channel.in_(ways.articles)), Way.ARTICLE))
        cases += [(closed, Way.CLOSED), (and_(windowed, window.c.last_at < now - FREE), Way.PAID)]
        way = case(*cases, else_=Way.MESSAGE).label("way")
        return (
            select(chosen.c.channel, way, func.count().label("people"))
            .select_from(joined)
            .group_by(chosen.c.channel, way)
        )

    def _capped(self, now: datetime) -> Select[tuple[int]]:
        """Contacts who had as many announcements as the office allows; as the engine counts."""
        since = now - timedelta(days=self._settings.per_person_days)
        columns = deliveries.c
        return (
            select(columns.contact_id)
            .where(
                text("deliveries.state IN ('attempting', 'sent', 'unknown')"),
                or_(columns.finished_at.is_(null()), columns.finished_at > since),
            )
            .group_by(columns.contact_id)
            .having(func.count() >= self._settings.per_person)
        )


def _opted_out(since: datetime) -> Select[tuple[str, int]]:
    return (
        select(consents.c.channel, func.count().label("people"))
        .where(consents.c.withdrawal == Withdrawal.STOPPED, consents.c.withdrawn_at >= since)
        .group_by(consents.c.channel)
    )


def _left_out(connection: Connection, definition: Definition) -> int:
    topic = definition.content.topic
    if not topic:
        return 0
    query = (
        select(func.count(distinct(contacts.c.id)))
        .join(subscriptions, subscriptions.c.contact_id == contacts.c.id)
        .where(subscriptions.c.topic == topic, not_(belongs(definition.audience)))
    )
    return connection.scalar(query) or 0
