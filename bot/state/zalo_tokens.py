"""The pair of tokens of a Zalo Official Account, shared by all processes that speak for it.

The refresh token is used up by its first use, and the new pair exists only in the answer: whoever refreshes
holds the lock, notes beforehand that it tries, and stores the new pair before anybody uses it. A crash in
between leaves the note behind, so that the next process knows the pair may be lost.

A pair that an admin brings may be of another account: it is put aside, durably, until Zalo has said whose it
is, and only then takes the place of the pair in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    Text,
    Update,
    delete,
    false,
    insert,
    or_,
    select,
    update,
)

from bot.state.database import Database
from bot.state.schema import Moment, metadata
from bot.state.sealing import Sealer
from knowledge.clock import Clock

zalo_tokens = Table(
    "zalo_tokens",
    metadata,
    Column("account", String(70), primary_key=True),  # "<app id>/<OA id>"
    Column("sealed", Text, nullable=False, server_default=""),  # access and refresh token
    Column("generation", Integer, nullable=False, server_default="0"),  # counts the pairs stored so far
    Column("issued_at", Moment),
    Column("expires_at", Moment),
    Column("lock_owner", String(32), nullable=False, server_default=""),
    Column("lock_until", Moment),
    Column("attempted_at", Moment),
    Column("unsettled", Boolean, nullable=False, server_default=false()),
    Column("alarm", String(20), nullable=False, server_default=""),
    Column("alarm_at", Moment),
)

ASIDE = "/new"  # ends the name of the row that holds a pair nobody has checked yet
LONGER = timedelta(minutes=10)  # another program's time limits may be longer than this one's


class Alarm(StrEnum):
    """Why a person of the office must act."""

    LOST = "lost"  # a new pair was made and got lost: consent must be granted again
    REFUSED = "refused"  # the refresh token is not taken any more: consent must be granted again
    SETTINGS = "settings"  # the app's id or secret is not right
    KEY = "key"  # the stored pair was sealed with another key


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tokens as Zalo gave them."""

    access: str
    refresh: str
    issued_at: datetime
    expires_at: datetime  # of the access token

    def __repr__(self) -> str:
        # Tokens must not come into a log by way of somebody's f-string.
        return f"Pair(issued_at={self.issued_at!r}, expires_at={self.expires_at!r})"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of the tokens of an account."""

    pair: Pair | None = None
    generation: int = 0
    attempted_at: datetime | None = None  # when a refresh was last begun
    unsettled: bool = False  # a refresh was begun, and its outcome was never noted
    alarm: Alarm | None = None
    alarm_at: datetime | None = None


class ZaloTokens:
    """The stored pair of one account, with its lock and its alarm."""

    def __init__(self, database: Database, sealer: Sealer, account: str, clock: Clock) -> None:
        """`account` is "<app id>/<OA id>"."""
        self._database = database
        self._sealer = sealer
        self._account = account
        self._clock = clock

    async def read(self) -> Stored:
        """What is stored now; an empty `Stored` before the first consent."""
        return await self._database.read(self._read)

    async def lock(self, owner: str, seconds: float) -> bool:
        """Take the lock for `owner`, for `seconds` at most; False while somebody else holds it."""
        now = self._clock.now()

        def take(connection: Connection) -> bool:
            if connection.scalar(select(zalo_tokens.c.account).where(self._mine)) is None:
                connection.execute(insert(zalo_tokens).values(account=self._account))
            free = or_(
                zalo_tokens.c.lock_owner == "",
                zalo_tokens.c.lock_until < now,
                # Nobody locks for so long: the clock was set back since.
                zalo_tokens.c.lock_until > now + timedelta(seconds=seconds) + LONGER,
            )
            taken = connection.execute(
                update(zalo_tokens)
                .where(self._mine, free)
                .values(lock_owner=owner, lock_until=now + timedelta(seconds=seconds))
            )
            return taken.rowcount == 1

        return await self._database.transact(take)

    async def attempt(self, owner: str) -> None:
        """Note that the refresh token is about to be used. Raises `LookupError` when the lock was lost."""
        await self._as_owner(owner, attempted_at=self._clock.now(), unsettled=True)

    async def release(self, owner: str, *, unsettled: bool | None = None) -> None:
        """Give the lock back; `unsettled` tells how the attempt ended, None leaves what was noted."""
        noted = {} if unsettled is None else {"unsettled": unsettled}
        await self._as_owner(owner, lock_owner="", lock_until=None, **noted)

    async def save(self, owner: str, pair: Pair) -> Stored:
        """Store a new pair, end the attempt and the alarm, and give the lock back: all or nothing.

        What was put aside goes: it is this pair, or an older one. Raises `LookupError` when the lock was lost
        meanwhile: somebody else's pair is not overwritten.
        """
        values = {
            **self._columns(pair),
            "generation": zalo_tokens.c.generation + 1,
            "unsettled": False,
            "alarm": "",
            "alarm_at": None,
            "lock_owner": "",
            "lock_until": None,
        }

        def store(connection: Connection) -> Stored:
            _one(connection.execute(self._owned(owner).values(**values)).rowcount)
            connection.execute(delete(zalo_tokens).where(self._aside))
            return self._read(connection)

        return await self._database.transact(store)

    async def put_aside(self, owner: str, pair: Pair) -> None:
        """Store a pair that nobody has checked yet beside the one in use.

        Raises `LookupError` as `save` does.
        """
        values = self._columns(pair)

        def put(connection: Connection) -> None:
            self._drop_aside(connection, owner)
            connection.execute(insert(zalo_tokens).values(account=self._account + ASIDE, **values))

        await self._database.transact(put)

    async def aside(self) -> Pair | None:
        """The pair that was put aside and neither saved nor dropped since."""
        return (await self._database.read(lambda connection: self._read(connection, self._aside))).pair

    async def drop_aside(self, owner: str) -> None:
        """Delete what was put aside. Raises `LookupError` as `save` does."""
        await self._database.transact(lambda connection: self._drop_aside(connection, owner))

    async def raise_alarm(self, owner: str, alarm: Alarm) -> None:
        """Note that a person must act, end the attempt and give the lock back."""
        await self._as_owner(
            owner,
            alarm=str(alarm),
            alarm_at=self._clock.now(),
            unsettled=False,
            lock_owner="",
            lock_until=None,
        )

    @property
    def _mine(self) -> ColumnElement[bool]:
        return zalo_tokens.c.account == self._account

    @property
    def _aside(self) -> ColumnElement[bool]:
        return zalo_tokens.c.account == self._account + ASIDE

    def _columns(self, pair: Pair) -> dict[str, object]:
        return {
            "sealed": self._sealer.seal([pair.access, pair.refresh]),
            "issued_at": pair.issued_at,
            "expires_at": pair.expires_at,
        }

    def _drop_aside(self, connection: Connection, owner: str) -> None:
        held = select(zalo_tokens.c.account).where(self._mine, zalo_tokens.c.lock_owner == owner)
        _one(len(connection.execute(held).all()))
        connection.execute(delete(zalo_tokens).where(self._aside))

    def _owned(self, owner: str) -> Update:
        return update(zalo_tokens).where(self._mine, zalo_tokens.c.lock_owner == owner)

    async def _as_owner(self, owner: str, **values: object) -> None:
        def change(connection: Connection) -> None:
            _one(connection.execute(self._owned(owner).values(**values)).rowcount)

        await self._database.transact(change)

    def _read(self, connection: Connection, which: ColumnElement[bool] | None = None) -> Stored:
        where = self._mine if which is None else which
        row = connection.execute(select(zalo_tokens).where(where)).mappings().first()
        if row is None:
            return Stored()
        alarm = Alarm(row["alarm"]) if row["alarm"] else None
        pair = None
        if row["sealed"]:
            try:
                access, refresh = self._sealer.open(row["sealed"])
                pair = Pair(access, refresh, row["issued_at"], row["expires_at"])
            except ValueError:
                alarm = Alarm.KEY
        return Stored(
            pair,
            row["generation"],
            row["attempted_at"],
            row["unsettled"],
            alarm,
            row["alarm_at"],
        )


def _one(rows: int) -> None:
    if rows != 1:
        raise LookupError("the lock was lost")
