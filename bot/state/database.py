"""The database, opened for the desk: reads, and writes that share transactions (group commit).

Many small durable writes a second are cheap because callers that wait are served by one transaction and
one sync to disk: a hot write is given as a *batch operation*, one function that takes what all waiting
callers brought, in few statements. A whole transaction runs in a thread beside the event loop; SQLAlchemy's
async engine would change threads several times a statement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

Item = TypeVar("Item")
Result = TypeVar("Result")

Batch = Callable[[Connection, Sequence[Item]], Sequence[Result]]
"""Writes what several callers brought; returns one result for each, in their order."""

BUSY_SECONDS = 10  # wait for another process, such as a command of the admin, that is writing
READERS = 3  # reads beside each other
MAX_BATCH = 500  # items of one transaction: so many rows are written within some milliseconds
APART_SECONDS = 0.01  # between the beginnings of two transactions: who comes meanwhile shares the second


class Mode(Enum):
    """What a connection is for, where it is not for writing."""

    READ = auto()
    GLANCE = auto()


class Database:
    """One SQLite file, opened by this process."""

    def __init__(
        self, engine: Engine, writer: Connection, writing: ThreadPoolExecutor, glancing: Connection
    ) -> None:
        """Use `Database.open`."""
        self._engine = engine
        self._glancing = glancing
        self._reading = engine.execution_options(mode=Mode.READ)
        self._writer = writer
        self._writing_thread = writing
        self._reading_threads = ThreadPoolExecutor(READERS, "database-read")
        self._waiting: dict[Batch[Any, Any], list[tuple[Any, asyncio.Future[Any]]]] = {}
        self._committing: asyncio.Task[None] | None = None
        self._began = 0.0  # the last transaction, by the clock of the event loop

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file at `path`, whose schema is already that of this program."""
        engine = create_engine(
            url_of(path),
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=READERS + 2,  # the writer and the one for glances
            connect_args={"check_same_thread": False},  # one thread at a time uses a connection
        )
        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", begin)
        writing = ThreadPoolExecutor(1, "database-write")
        try:
            writer = await asyncio.get_running_loop().run_in_executor(writing, engine.connect)
        except BaseException:
            writing.shutdown(wait=False)
            raise
        return cls(engine, writer, writing, engine.connect().execution_options(mode=Mode.GLANCE))

    async def write(self, batch: Batch[Item, Result], item: Item) -> Result:
        """Run `batch` with `item` and with those of all who wait for the same; durable when it returns.

        `batch` may be run again when a transaction failed because of somebody else's item, then alone with
        `item`; it must change nothing but the database. Raises what `batch` raises for `item` alone.
        """
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(batch, []).append((item, result))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all())
        return await result

    async def transact(self, operation: Callable[[Connection], Result]) -> Result:
        """Run `operation` in a transaction, perhaps one that others share; durable when it returns."""

        def batch(connection: Connection, items: Sequence[None]) -> Sequence[Result]:
            return [operation(connection) for _ in items]

        return await self.write(batch, None)

    async def read(self, query: Callable[[Connection], Result]) -> Result:
        """Run `query` beside the writes: it sees everything that was durable when it began."""

        def run() -> Result:
            with self._reading.connect() as connection:
                return query(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reading_threads, run)

    def glance(self, query: Callable[[Connection], Result]) -> Result:
        """Run `query` here and now, in the event loop.

        For a few rows found by an index: changing threads for them takes longer, and readers of a write-ahead
        log wait for nobody. Every statement sees what is durable when it begins; read its rows to the end.
        """
        return query(self._glancing)

    async def tidy(self) -> bool:
        """Bring what the write-ahead log holds into the file and empty the log; False while somebody reads.

        Erased data is overwritten in the file at once, but older states of it may stand in the log.
        """

        def checkpoint() -> bool:
            if self._engine.dialect.name != "sqlite":
                return True
            connection = self._engine.raw_connection()
            try:
                busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return bool(busy == 0)
            finally:
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._reading_threads, checkpoint)

    async def close(self) -> None:
        """Wait for the writes under way and let go of the file."""
        while self._committing is not None:
            await asyncio.wait([self._committing])
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writing_thread, self._writer.close)
        self._glancing.close()
        for threads in (self._reading_threads, self._writing_thread):
            await asyncio.to_thread(threads.shutdown)
        self._engine.dispose()

    async def _commit_all(self) -> None:
        # What arrives while one transaction is written to disk makes up the next one.
        clock = asyncio.get_running_loop().time
        try:
            while self._waiting:
                await asyncio.sleep(max(0.0, self._began + APART_SECONDS - clock()))
                self._began = clock()
                await self._commit(self._take())
        finally:
            self._committing = None

    def _take(self) -> dict[Batch[Any, Any], list[tuple[Any, asyncio.Future[Any]]]]:
        taken = {batch: entries[:MAX_BATCH] for batch, entries in self._waiting.items()}
        self._waiting = {
            batch: entries[MAX_BATCH:] for batch, entries in self._waiting.items() if len(entries) > MAX_BATCH
        }
        return taken

    async def _commit(self, taken: dict[Batch[Any, Any], list[tuple[Any, asyncio.Future[Any]]]]) -> None:
        work = [(batch, [item for item, _ in entries]) for batch, entries in taken.items()]
        try:
            results = await self._in_transaction(work)
        except Exception as error:  # told to whoever brought it
            alone = [(batch, entry) for batch, entries in taken.items() for entry in entries]
            if len(alone) == 1:
                _fail(alone[0][1][1], error)
                return
            for batch, (item, future) in alone:
                await self._commit({batch: [(item, future)]})
            return
        for entries, made in zip(taken.values(), results, strict=True):
            for (_, future), result in zip(entries, made, strict=True):
                if not future.done():  # whoever waited may have gone away
                    future.set_result(result)

    async def _in_transaction(self, work: list[tuple[Batch[Any, Any], list[Any]]]) -> list[Sequence[Any]]:
        def run() -> list[Sequence[Any]]:
            with self._writer.begin():
                return [batch(self._writer, items) for batch, items in work]

        return await asyncio.get_running_loop().run_in_executor(self._writing_thread, run)


def url_of(path: Path) -> str:
    """The SQLAlchemy URL of the file at `path`."""
    return f"sqlite:///{path}"


def prepare(connection: Any, _record: object) -> None:
    """Set up a new SQLite connection: a write-ahead log, synced at every commit; references are checked."""
    connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin(connection: Connection) -> None:
    """Begin a transaction of a connection that `prepare` has set up."""
    match connection.get_execution_options().get("mode"):
        case Mode.GLANCE:
            return  # each statement is a transaction of its own
        case Mode.READ:
            connection.exec_driver_sql("BEGIN")
        case _:
            # One that reads and then writes could not be upgraded after somebody else has written.
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
