"""Puts the services of campaigns together from the settings, for commands, chats and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bot.campaigns.drafting import Drafter
from bot.campaigns.estimating import Estimator
from bot.campaigns.findings import Finding
from bot.campaigns.fitting import fitting
from bot.campaigns.hours import Hours
from bot.campaigns.layouts import layouts_of
from bot.campaigns.library import IndexLibrary
from bot.campaigns.life import Life
from bot.campaigns.linking import Accounts
from bot.campaigns.lint import Linter
from bot.campaigns.model import Campaign, Definition
from bot.campaigns.officials import Officials
from bot.campaigns.planning import Ways
from bot.campaigns.records import of
from bot.campaigns.rendering import outgoing_of
from bot.channels.base import LayOut, Part
from bot.delivery.posting import Post
from bot.dialogue.places import Places
from bot.dialogue.topics import Topics
from bot.messages import Catalogue, Messages
from bot.settings import Settings
from bot.state.database import Database
from bot.state.opening import State
from knowledge.calendar import WorkCalendar
from knowledge.clock import Clock

_OA = frozenset({"zalo-oa"})


@dataclass(frozen=True, slots=True)
class Bureau:
    """Everything officials do with announcements."""

    state: State
    clock: Clock
    settings: Settings
    catalogue: Catalogue
    officials: Officials
    accounts: Accounts
    life: Life
    drafter: Drafter
    linter: Linter
    estimator: Estimator
    post: Post
    layouts: Mapping[str, LayOut]
    library: IndexLibrary | None

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self.state.database

    async def campaign(self, number: int) -> Campaign:
        """The campaign with this number. Raises `RefusedError` NOT_FOUND."""
        return await self.database.read(lambda connection: of(connection, number))

    def findings(self, definition: Definition) -> list[Finding]:
        """What is found in `definition`, and what the channels cannot show of it."""
        content = definition.content
        found = self.linter.findings(definition, self.clock.now())
        return [*found, *fitting(content, self.catalogue.of(content.language), self.layouts)]

    def parts(self, definition: Definition) -> dict[str, list[Part]]:
        """The announcement as messages of each channel."""
        outgoing = outgoing_of(definition.content, self.catalogue.of(definition.content.language))
        return {name: lay_out(outgoing, "0") for name, lay_out in self.layouts.items()}


@contextmanager
def opened_bureau(
    settings: Settings, state: State, clock: Clock, catalogue: Catalogue, words: Messages
) -> Iterator[Bureau]:
    """The services over an open state; `words` are those of officials. Raises `SettingsError`."""
    database, sealer = state.database, state.sealer
    office, campaigns = settings.office, settings.campaigns
    topics = Topics.load(settings.news.topics, words)
    places = Places([office.commune, *settings.news.places], office.province)
    library = IndexLibrary.open(settings.index.directory)
    layouts = layouts_of(settings)
    on = frozenset(
        name
        for name, channel in (
            ("telegram", settings.telegram),
            ("zalo-oa", settings.zalo_oa),
            ("zalo-bot", settings.zalo_bot),
        )
        if channel.enabled
    )
    hours = Hours.of(campaigns.quiet_from, campaigns.quiet_to, WorkCalendar.load(office.holidays))
    try:
        yield Bureau(
            state=state,
            clock=clock,
            settings=settings,
            catalogue=catalogue,
            officials=Officials(database, clock),
            accounts=Accounts(database, sealer, clock),
            life=Life(database, clock, self_approval=campaigns.self_approval),
            drafter=Drafter(topics, places, library, words),
            linter=Linter(
                topics=tuple(topic.id for topic in topics),
                allowed=tuple(item for item in (office.hotline, office.email) if item),
                library=library,
            ),
            estimator=Estimator(database, clock, campaigns, Ways(on, _OA, _OA, _OA), hours),
            post=Post(
                database,
                sealer,
                clock,
                card_hours=settings.delivery.card_hours,
                layouts={name: layouts[name] for name in on},
            ),
            layouts=layouts,
            library=library,
        )
    finally:
        if library is not None:
            library.close()
