"""Links officials with their chat accounts: an account that sends a code told to its official is theirs."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from bot.campaigns.auditing import Actor, note
from bot.campaigns.officials import Official, Role, id_of, official_of, require
from bot.campaigns.refusing import Refusal, RefusedError
from bot.campaigns.tables import link_codes, official_accounts, officials
from bot.state.contacts import Person
from bot.state.database import Database
from bot.state.sealing import Sealer
from knowledge.clock import Clock

CODE_MINUTES = 15
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
_CODE_LENGTH = 8  # 40 bits: within 15 minutes nobody finds one by trying


class Accounts:
    """The chat accounts of officials."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def link_code(self, actor: Actor, name: str) -> str:
        """A code that links the chat account which sends it to this official; once, within `CODE_MINUTES`."""
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        now = self._clock.now()

        def operation(connection: Connection) -> None:
            number = id_of(connection, name)
            if number != actor.official:
                require(connection, actor, Role.ADMIN)
            if official_of(connection, number).disabled:
                raise RefusedError(Refusal.NOT_FOUND)
            connection.execute(delete(link_codes).where(link_codes.c.official_id == number))
            expires = now + timedelta(minutes=CODE_MINUTES)
            connection.execute(
                insert(link_codes).values(
                    code_key=self._code_key(code), official_id=number, expires_at=expires
                )
            )
            note(connection, now, actor, "official-link-code", name=name)

        await self._database.transact(operation)
        return f"{code[:4]}-{code[4:]}"

    async def link(self, person: Person, code: str) -> Official:
        """`person` typed `code`: from now on the account is the official's. Raises `RefusedError`."""
        key, now = self._sealer.key_of(person.channel, person.sender), self._clock.now()
        code_key = self._code_key(code)

        def operation(connection: Connection) -> Official:
            row = connection.execute(select(link_codes).where(link_codes.c.code_key == code_key)).first()
            if row is None or row.expires_at <= now:
                raise RefusedError(Refusal.CODE)
            owner = connection.scalar(
                select(official_accounts.c.official_id).where(official_accounts.c.person_key == key)
            )
            if owner is not None and owner != row.official_id:
                raise RefusedError(Refusal.LINKED)
            connection.execute(delete(link_codes).where(link_codes.c.code_key == code_key))
            connection.execute(delete(official_accounts).where(official_accounts.c.person_key == key))
            who = self._sealer.seal([person.sender, person.address])
            connection.execute(
                insert(official_accounts).values(
                    person_key=key,
                    official_id=row.official_id,
                    channel=person.channel,
                    who=who,
                    linked_at=now,
                )
            )
            note(connection, now, Actor(row.official_id, person.channel), "official-linked")
            return official_of(connection, row.official_id)

        return await self._database.transact(operation)

    async def of_person(self, person: Person) -> Official | None:
        """The official whose account this is; None for everybody else."""
        key = self._sealer.key_of(person.channel, person.sender)

        def query(connection: Connection) -> Official | None:
            number = connection.scalar(
                select(official_accounts.c.official_id).where(official_accounts.c.person_key == key)
            )
            found = official_of(connection, number) if number is not None else None
            return None if found is None or found.disabled else found

        return await self._database.read(query)

    async def of_official(self, number: int) -> list[Person]:
        """The chat accounts of an official, the newest first; none while they are switched off."""
        query = (
            select(official_accounts.c.channel, official_accounts.c.who)
            .join(officials, officials.c.id == official_accounts.c.official_id)
            .where(official_accounts.c.official_id == number, officials.c.disabled_at.is_(None))
            .order_by(official_accounts.c.linked_at.desc())
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [Person(row.channel, *self._sealer.open(row.who)) for row in rows]

    def _code_key(self, code: str) -> str:
        plain = "".join(letter for letter in code.upper() if letter in _CODE_LETTERS)
        return self._sealer.key_of("link code", plain)
