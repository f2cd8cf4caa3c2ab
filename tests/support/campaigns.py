"""An office with officials and campaigns over a real database, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher

from bot.campaigns.auditing import Actor
from bot.campaigns.life import Life
from bot.campaigns.linking import Accounts
from bot.campaigns.model import Campaign, Content, Definition
from bot.campaigns.officials import Officials, Role
from bot.state.database import Database
from bot.state.sealing import Sealer
from knowledge.clock import VIETNAM, FixedClock
from tests.support.state import migrated

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)
PASSWORD = "mot cau de nho"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MACHINE = Actor(None, "cli")
SEALER = Sealer("s" * 32)


@dataclass
class Bureau:
    """Officials lan (author), minh and hoa (approvers), sep (admin); their actors by name."""

    path: Path
    database: Database
    clock: FixedClock
    officials: Officials
    accounts: Accounts
    life: Life
    lan: Actor
    minh: Actor
    hoa: Actor
    sep: Actor

    async def draft(self, definition: Definition | None = None) -> Campaign:
        """A new draft of Lan's."""
        return await self.life.create(self.lan, definition or definition_of())

    async def approved(self, definition: Definition | None = None) -> Campaign:
        """A campaign that Minh, and Hoa where it is urgent, approved."""
        campaign = await self.draft(definition)
        campaign = await self.life.submit(self.lan, campaign.id, campaign.version)
        campaign = await self.life.approve(self.minh, campaign.id, campaign.version)
        if campaign.definition.policy.urgent:
            campaign = await self.life.approve(self.hoa, campaign.id, campaign.version)
        return campaign


@asynccontextmanager
async def bureau_at(folder: Path, *, self_approval: bool = False) -> AsyncIterator[Bureau]:
    """A bureau over a new database in `folder`; the clock stands at `NOW`."""
    clock = FixedClock(NOW)
    async with migrated(folder / "desk.sqlite") as database:
        officials = Officials(database, clock, QUICK)

        async def add(actor: Actor, name: str, roles: Collection[Role]) -> Actor:
            made = await officials.add(actor, name, name.title(), PASSWORD, roles)
            return Actor(made.id, "cli")

        sep = await add(MACHINE, "sep", {Role.ADMIN})
        yield Bureau(
            folder / "desk.sqlite",
            database,
            clock,
            officials,
            Accounts(database, SEALER, clock),
            Life(database, clock, self_approval=self_approval),
            lan=await add(sep, "lan", {Role.AUTHOR, Role.APPROVER}),
            minh=await add(sep, "minh", {Role.APPROVER}),
            hoa=await add(sep, "hoa", {Role.APPROVER}),
            sep=sep,
        )


def definition_of(title: str = "Lịch tiêm chủng tháng 12", **parts: object) -> Definition:
    """A small definition; `parts` are those of `Definition` beside the content."""
    content = Content(title=title, body="Trạm y tế tiêm **miễn phí** cho trẻ dưới 5 tuổi.", topic="y-te")
    return Definition.model_validate({"content": content, **parts})
