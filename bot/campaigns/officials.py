"""Officials: who may write, approve and send announcements; their roles and passwords."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from bot.campaigns.auditing import Actor, note
from bot.campaigns.refusing import Refusal, RefusedError
from bot.campaigns.tables import link_codes, official_accounts, officials
from bot.state.database import Database
from knowledge.clock import Clock

LEAST_PASSWORD = 10  # characters
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class Role(StrEnum):
    """What an official may do."""

    AUTHOR = "author"  # write, submit, schedule, run
    APPROVER = "approver"  # approve or return what others wrote
    ADMIN = "admin"  # manage officials; pause and cancel whatever runs


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody of the office."""

    id: int
    name: str  # what they sign in with
    display: str  # what others see
    roles: frozenset[Role]
    disabled: bool
    channels: tuple[str, ...] = ()  # of linked chat accounts

    def may(self, *roles: Role) -> bool:
        """Whether they have one of `roles`, and are not switched off."""
        return not self.disabled and bool(self.roles & set(roles))


class Officials:
    """Reads and changes officials; every change leaves a line in the audit log."""

    def __init__(self, database: Database, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        """`hasher` with lower costs is for tests."""
        self._database = database
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    async def add(
        self, actor: Actor, name: str, display: str, password: str, roles: Collection[Role]
    ) -> Official:
        """A new official. Anybody at the machine may add the first, who must be an admin."""
        if not _NAME.fullmatch(name):
            raise RefusedError(Refusal.NAME_BAD)
        hashed, now = await self._hashed(password), self._clock.now()

        def operation(connection: Connection) -> Official:
            first = not connection.scalar(select(func.count()).select_from(officials))
            if first and Role.ADMIN not in roles:
                raise RefusedError(Refusal.FIRST_ADMIN)
            if not first:
                require(connection, actor, Role.ADMIN)
            if connection.scalar(select(officials.c.id).where(officials.c.name == name)) is not None:
                raise RefusedError(Refusal.NAME_TAKEN)
            values = {"name": name, "display": display or name, "password": hashed, "roles": _joined(roles)}
            made = connection.execute(insert(officials).values(created_at=now, **values))
            number = int(made.inserted_primary_key[0])  # type: ignore[index]
            note(connection, now, actor, "official-added", name=name, roles=_joined(roles))
            return official_of(connection, number)

        return await self._database.transact(operation)

    async def sign_in(self, name: str, password: str) -> Official:
        """The official with this name and password. Raises `RefusedError` SIGN_IN, whatever is wrong."""
        row = await self._database.read(
            lambda connection: connection.execute(select(officials).where(officials.c.name == name)).first()
        )
        # The same work for a name that does not exist: how long it takes tells nobody which names do.
        hashed = row.password if row is not None else _nobody(self._hasher)
        try:
            await asyncio.to_thread(self._hasher.verify, hashed, password)
        except VerificationError:
            raise RefusedError(Refusal.SIGN_IN) from None
        if row is None or row.disabled_at is not None:
            raise RefusedError(Refusal.SIGN_IN)
        return await self.get(row.id)

    async def set_password(self, actor: Actor, name: str, password: str) -> None:
        """A new password; for oneself, or by an admin."""
        hashed = await self._hashed(password)
        await self._change(actor, name, "official-password", own=True, password=hashed)

    async def set_roles(self, actor: Actor, name: str, roles: Collection[Role]) -> Official:
        """Other roles."""
        return await self._change(actor, name, "official-roles", roles=_joined(roles))

    async def disable(self, actor: Actor, name: str) -> Official:
        """Switch an official off: they can do nothing more, and their chat accounts are unlinked."""
        return await self._change(actor, name, "official-disabled", disabled_at=self._clock.now())

    async def enable(self, actor: Actor, name: str) -> Official:
        """Switch an official on again."""
        return await self._change(actor, name, "official-enabled", disabled_at=None)

    async def get(self, number: int) -> Official:
        """The official with this number. Raises `RefusedError` NOT_FOUND."""
        return await self._database.read(lambda connection: official_of(connection, number))

    async def named(self, name: str) -> Official:
        """The official with this name. Raises `RefusedError` NOT_FOUND."""
        return await self._database.read(lambda connection: official_of(connection, id_of(connection, name)))

    async def all(self) -> list[Official]:
        """Everybody, by name."""

        def query(connection: Connection) -> list[Official]:
            numbers = connection.scalars(select(officials.c.id).order_by(officials.c.name)).all()
            return [official_of(connection, number) for number in numbers]

        return await self._database.read(query)

    async def _change(
        self, actor: Actor, name: str, action: str, *, own: bool = False, **values: Any
    ) -> Official:
        now = self._clock.now()

        def operation(connection: Connection) -> Official:
            number = id_of(connection, name)
            if not (own and number == actor.official):
                require(connection, actor, Role.ADMIN)
            connection.execute(update(officials).where(officials.c.id == number).values(**values))
            if values.get("disabled_at") is not None:
                for table in (official_accounts, link_codes):
                    connection.execute(delete(table).where(table.c.official_id == number))
            if not _admins(connection):
                raise RefusedError(Refusal.LAST_ADMIN)
            told = {"roles": str(values["roles"])} if "roles" in values else {}
            note(connection, now, actor, action, name=name, **told)
            return official_of(connection, number)

        return await self._database.transact(operation)

    async def _hashed(self, password: str) -> str:
        if len(password) < LEAST_PASSWORD:
            raise RefusedError(Refusal.PASSWORD_SHORT, least=LEAST_PASSWORD)
        return await asyncio.to_thread(self._hasher.hash, password)


def require(connection: Connection, actor: Actor, *roles: Role) -> Official:
    """The official who acts. Raises `RefusedError` ROLE where they have none of `roles` or are off."""
    if actor.official is None:
        raise RefusedError(Refusal.ROLE, role=roles[0])
    official = official_of(connection, actor.official)
    if not official.may(*roles):
        raise RefusedError(Refusal.ROLE, role=roles[0])
    return official


def official_of(connection: Connection, number: int) -> Official:
    """The official with this number. Raises `RefusedError` NOT_FOUND."""
    row = connection.execute(select(officials).where(officials.c.id == number)).first()
    if row is None:
        raise RefusedError(Refusal.NOT_FOUND)
    channels = connection.scalars(
        select(official_accounts.c.channel).where(official_accounts.c.official_id == number).distinct()
    ).all()
    roles = frozenset(Role(role) for role in row.roles.split(",") if role)
    return Official(
        row.id, row.name, row.display, roles, row.disabled_at is not None, tuple(sorted(channels))
    )


def id_of(connection: Connection, name: str) -> int:
    """The number of the official with this name. Raises `RefusedError` NOT_FOUND."""
    number = connection.scalar(select(officials.c.id).where(officials.c.name == name))
    if number is None:
        raise RefusedError(Refusal.NOT_FOUND)
    return int(number)


def _admins(connection: Connection) -> bool:
    rows = connection.scalars(select(officials.c.roles).where(officials.c.disabled_at.is_(None)))
    return any(Role.ADMIN in row.split(",") for row in rows)


def _joined(roles: Collection[Role]) -> str:
    return ",".join(role for role in Role if role in roles)


@cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_urlsafe(16))
