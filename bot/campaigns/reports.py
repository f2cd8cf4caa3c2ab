"""What became of an announcement, in numbers: by run, without names, small groups not broken down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.campaigns.grouping import LEAST, Groups, grouped, shown
from bot.campaigns.model import ButtonKind, CampaignButton, Definition, DeliveryState, RunState
from bot.campaigns.reactions import Kind
from bot.campaigns.records import of
from bot.campaigns.tables import deliveries, reactions, runs
from bot.state.database import Database

WAITING = (DeliveryState.PLANNED, DeliveryState.ATTEMPTING)
ENDS = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """How it went on a channel, or on those too small to be told apart.

    `states` is None where a number of people in it is too small to be shown.
    """

    channels: tuple[str, ...]
    planned: int
    states: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Taps:
    """How many people tapped a button; None when fewer than five did, or when it is a link: nobody sees."""

    number: int
    label: str
    is_link: bool
    people: int | None


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run of a campaign. `planned` is the whole audience: the sum of the states."""

    run: int
    occurrence: datetime
    state: RunState
    started_at: datetime | None
    finished_at: datetime | None
    planned: int
    states: Mapping[str, int]  # every `DeliveryState` with its number, 0 too
    failed: Groups[str] = field(default_factory=Groups)  # by reason
    skipped: Groups[str] = field(default_factory=Groups)
    possible_duplicates: int = 0
    channels: tuple[ChannelLine, ...] = ()
    taps: tuple[Taps, ...] = ()
    questions: int | None = 0  # people who asked something within 48 hours; None: fewer than five
    opt_outs: int | None = 0

    @property
    def waiting(self) -> int:
        """Deliveries that are still to come."""
        return sum(self.states[state] for state in WAITING)


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """A campaign and its runs, the newest first."""

    campaign: int
    title: str
    status: str
    runs: tuple[RunReport, ...]


class Reports:
    """Reads reports from the books."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_campaign(self, number: int, *, most: int = 100) -> CampaignReport:
        """The report of a campaign with its newest `most` runs. Raises `RefusedError` NOT_FOUND."""

        def query(connection: Connection) -> CampaignReport:
            campaign = of(connection, number)
            found = connection.scalars(
                select(runs.c.id).where(runs.c.campaign_id == number).order_by(runs.c.id.desc()).limit(most)
            ).all()
            return CampaignReport(
                number,
                campaign.definition.content.title,
                str(campaign.status),
                tuple(report_of(connection, run) for run in found),
            )

        return await self._database.read(query)

    async def of_run(self, run: int) -> RunReport:
        """The report of one run."""
        return await self._database.read(lambda connection: report_of(connection, run))


def report_of(connection: Connection, run: int) -> RunReport:
    """The report of the run with this number."""
    row = connection.execute(select(runs).where(runs.c.id == run)).one()
    columns = deliveries.c
    counted = connection.execute(
        select(columns.channel, columns.state, columns.reason, columns.possible_duplicate, func.count())
        .where(columns.run_id == run)
        .group_by(columns.channel, columns.state, columns.reason, columns.possible_duplicate)
    ).all()
    states, by_channel = Counter[str](), dict[str, Counter[str]]()
    reasons = {DeliveryState.FAILED: Counter[str](), DeliveryState.SKIPPED: Counter[str]()}
    duplicates = 0
    for channel, state, reason, twice, count in counted:
        states[state] += count
        by_channel.setdefault(channel, Counter())[state] += count
        duplicates += count if twice else 0
        if state in reasons:
            reasons[DeliveryState(state)][reason] += count
    buttons = Definition.model_validate(row.definition).content.buttons
    people = _people(connection, run)
    return RunReport(
        run=run,
        occurrence=row.occurrence,
        state=RunState(row.state),
        started_at=row.started_at,
        finished_at=row.finished_at,
        planned=states.total(),
        states={str(state): states[state] for state in DeliveryState},
        failed=grouped(reasons[DeliveryState.FAILED]),
        skipped=grouped(reasons[DeliveryState.SKIPPED]),
        possible_duplicates=duplicates,
        channels=_channels(by_channel),
        taps=tuple(_taps(number, button, people) for number, button in enumerate(buttons, 1)),
        questions=shown(people[Kind.QUESTION, 0]),
        opt_outs=shown(people[Kind.OPT_OUT, 0]),
    )


def _people(connection: Connection, run: int) -> Counter[tuple[str, int]]:
    """People by what they did and on which button; each forgotten one counts as somebody else."""
    columns = reactions.c
    mine = select(
        columns.kind,
        columns.button,
        func.count(columns.contact_id.distinct()),
        func.count().filter(columns.contact_id.is_(None)),
    ).where(columns.run_id == run)
    found = connection.execute(mine.group_by(columns.kind, columns.button)).all()
    return Counter({(kind, button): known + gone for kind, button, known, gone in found})


def _taps(number: int, button: CampaignButton, people: Counter[tuple[str, int]]) -> Taps:
    is_link = button.kind is ButtonKind.LINK
    return Taps(number, button.label, is_link, None if is_link else shown(people[Kind.TAP, number]))


def _channels(by_channel: Mapping[str, Counter[str]]) -> tuple[ChannelLine, ...]:
    """A line for each channel with people enough; how it went there, where every number is large enough.

    Where one line must not say how it went, another must not either: the totals would tell it.
    """
    groups = grouped({channel: states.total() for channel, states in by_channel.items()})
    named: list[tuple[tuple[str, ...], Counter[str]]] = [
        ((channel,), by_channel[channel]) for channel, _ in groups.shown
    ]
    if groups.joined:
        together = sum((by_channel[channel] for channel in groups.joined), Counter[str]())
        named.append((tuple(sorted(groups.joined)), together))
    if len(named) < 2:
        return ()  # the whole is told already
    hidden = _hidden([states for _, states in named])
    return tuple(
        ChannelLine(channels, states.total(), None if number in hidden else dict(states))
        for number, (channels, states) in enumerate(named)
    )


def _hidden(lines: Sequence[Mapping[str, int]]) -> Collection[int]:
    """The lines that must not say how it went."""
    small = {number for number, line in enumerate(lines) if any(0 < n < LEAST for n in line.values())}
    if len(small) == 1:
        others = (number for number in range(len(lines)) if number not in small)
        small.add(min(others, key=lambda number: sum(lines[number].values())))
    return small


async def find_run(database: Database, campaign: int, run: int = 0) -> int | None:
    """The number of a run of a campaign: `run`, or its newest (0); None where it has no such run."""
    query = select(func.max(runs.c.id)).where(runs.c.campaign_id == campaign)
    if run:
        query = query.where(runs.c.id == run)
    return await database.read(lambda connection: connection.scalar(query))
