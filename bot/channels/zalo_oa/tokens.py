"""Keeps an access token at hand: one refresh at a time, stored before it is used, an alarm when stuck."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from datetime import timedelta

import structlog

from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_oa.events import CHANNEL
from bot.channels.zalo_oa.oauth import WRONG_APP, OAuth, RefusedError, UnansweredError, UnreachableError
from bot.channels.zalo_oa.saving import save_patiently
from bot.state.zalo_tokens import Alarm, Pair, Stored, ZaloTokens
from knowledge.clock import Clock

USED_SHARE = 0.8  # of its life a token in use is renewed: at 20 of 25 hours
IDLE = timedelta(days=7)  # a token that nobody uses is renewed all the same: the refresh token lives 3 months
LOCK_MARGIN = 15.0  # seconds the lock outlives the two requests that are made under it
LOCK_STEP = 0.2  # seconds between two looks at a lock that another process holds
ALARM_PAUSE = timedelta(hours=1)  # so often an alarm is repeated, and the old token tried again
FAILED_PAUSE = 5.0  # seconds until the next try after one that said nothing
LOOK_SECONDS = 60.0  # between two looks of the background task
_log = structlog.get_logger()


class TokenKeeper:
    """The access token of one account, for all who send in this process."""

    def __init__(self, store: ZaloTokens, oauth: OAuth, clock: Clock, *, timeout_seconds: float) -> None:
        """`timeout_seconds` is that of one request of `oauth`: the lock lasts longer than two of them."""
        self._store = store
        self._oauth = oauth
        self._clock = clock
        self._lock_seconds = 2 * timeout_seconds + LOCK_MARGIN
        self._refreshing: asyncio.Task[Pair] | None = None
        self._stored = Stored()
        self._used = -1  # the generation that was last sent with
        self._cried_at = clock.now() - ALARM_PAUSE
        self._not_before = 0.0  # on the clock of the machine's uptime
        self._unsaved: tuple[int, Pair] | None = None  # not stored yet, and the generation it follows

    @property
    def stored(self) -> Stored:
        """What was last read or written: the state that health pages show."""
        return self._stored

    async def load(self) -> Stored:
        """Read the store anew."""
        self._stored = await self._store.read()
        return self._stored

    async def access(self) -> str:
        """A token to send with, renewed when its time has come.

        Raises `DeliveryError`: MISCONFIGURED when a person must grant consent, RETRY_LATER when Zalo does not
        answer.
        """
        pair = self._stored.pair or (await self.load()).pair
        if pair is None:
            raise self._no_token()
        self._used = self._stored.generation
        if self._clock.now() < pair.issued_at + USED_SHARE * (pair.expires_at - pair.issued_at):
            return pair.access
        return await self._renewed_or_old(pair)

    async def replace(self, refused: str) -> str:
        """A token in place of `refused`, which Zalo does not take: another process's, or a new one.

        Raises `DeliveryError` as `access` does.
        """
        stored = await self.load()
        if stored.pair is None:
            raise self._no_token()
        if stored.pair.access != refused:
            return stored.pair.access
        return (await self._refresh(stored.generation)).access

    async def keep(self) -> None:
        """Renew in time, until cancelled; a consent granted by another process is noticed."""
        while True:
            try:
                await self.look()
            except DeliveryError as error:
                _log.warning("tokens not renewed", channel=CHANNEL, failure=str(error.failure))
            except Exception as error:  # the store is down: later, then
                _log.error("tokens not read", channel=CHANNEL, error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Renew if it is time to. Raises `DeliveryError`."""
        stored = await self.load()
        if stored.alarm is not None and abs(self._clock.now() - self._cried_at) >= ALARM_PAUSE:
            self._cry(stored.alarm)
        if stored.pair is not None and self._due(stored, stored.pair):
            await self._refresh(stored.generation)

    def _due(self, stored: Stored, pair: Pair) -> bool:
        if self._unsaved is not None and self._unsaved[0] == stored.generation:
            return True
        if stored.unsettled:  # a crash in the middle of a refresh: find out at once what it left
            return True
        if self._used == stored.generation:
            return self._clock.now() >= pair.issued_at + USED_SHARE * (pair.expires_at - pair.issued_at)
        return self._clock.now() >= pair.issued_at + IDLE

    async def _renewed_or_old(self, pair: Pair) -> str:
        try:
            return (await self._refresh(self._stored.generation)).access
        except DeliveryError:
            if self._clock.now() < pair.expires_at:
                return pair.access
            raise

    async def close(self) -> None:
        """Wait for a refresh under way: broken off, it would lose the new pair."""
        if self._refreshing is not None:
            await asyncio.wait([self._refreshing])

    async def _refresh(self, generation: int) -> Pair:
        # One for all callers, and none of them can break it off by going away.
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(self._refresh_once(generation))
            self._refreshing.add_done_callback(self._refreshed)
        return await asyncio.shield(self._refreshing)

    def _refreshed(self, task: asyncio.Task[Pair]) -> None:
        self._refreshing = None
        if not task.cancelled():
            task.exception()  # seen, even where nobody waits any more

    async def _refresh_once(self, generation: int) -> Pair:
        stored = await self.load()
        if stored.generation != generation and stored.pair is not None:
            return stored.pair
        if time.monotonic() < self._not_before:
            raise DeliveryError(Failure.RETRY_LATER, "token")
        owner = secrets.token_hex(8)
        await self._take_lock(owner)
        try:
            return await self._refresh_locked(owner, generation)
        finally:
            # Whatever happened, nobody must wait for this lock; the note of an attempt stays.
            with contextlib.suppress(Exception):  # it ends by itself where the store is down
                await self._store.release(owner)

    async def _take_lock(self, owner: str) -> None:
        give_up = time.monotonic() + self._lock_seconds + LOCK_MARGIN
        while not await self._store.lock(owner, self._lock_seconds):
            if time.monotonic() > give_up:
                raise DeliveryError(Failure.RETRY_LATER, "token-lock")
            await asyncio.sleep(LOCK_STEP)

    async def _refresh_locked(self, owner: str, generation: int) -> Pair:
        stored = await self.load()
        if stored.pair is None:
            raise self._no_token()
        if stored.generation != generation:
            return stored.pair
        if self._unsaved is not None and self._unsaved[0] == generation:
            return await self._save(owner, self._unsaved[1])
        if stored.alarm is not None and not self._may_try_again(stored):
            raise self._no_token()
        await self._store.attempt(owner)
        try:
            pair = await self._ask(stored.pair.refresh)
        except (UnreachableError, UnansweredError) as error:
            self._not_before = time.monotonic() + FAILED_PAUSE
            # A request that never left changes nothing; one that did leaves the note of the attempt.
            left = isinstance(error, UnansweredError)
            await self._store.release(owner, unsettled=left or stored.unsettled)
            _log.error("no answer to the refresh of the tokens", channel=CHANNEL, left=left, error=str(error))
            raise DeliveryError(Failure.RETRY_LATER, "token") from None
        except _LostError as error:
            await self._give_up(owner, Alarm.LOST, error.code)
        except RefusedError as error:
            alarm = Alarm.LOST if stored.unsettled else Alarm.REFUSED
            await self._give_up(owner, Alarm.SETTINGS if error.code in WRONG_APP else alarm, error.code)
        else:
            self._unsaved = generation, pair
            return await self._save(owner, pair)
        raise self._no_token()

    async def _save(self, owner: str, pair: Pair) -> Pair:
        """Store `pair`, which stays in memory for the next try where that does not succeed."""
        try:
            self._stored = await save_patiently(lambda: self._store.save(owner, pair))
        except LookupError:  # it took so long that somebody else has the lock, who may bring a newer pair
            raise DeliveryError(Failure.RETRY_LATER, "token-lock") from None
        except Exception:
            self._not_before = time.monotonic() + FAILED_PAUSE
            self._cry(Alarm.LOST)
            with contextlib.suppress(Exception):  # the note of the attempt says it, too, to the next process
                await self._store.raise_alarm(owner, Alarm.LOST)
            raise DeliveryError(Failure.RETRY_LATER, "token-store") from None
        self._unsaved = None
        _log.info("tokens renewed", channel=CHANNEL, generation=self._stored.generation)
        return pair

    async def _ask(self, refresh_token: str) -> Pair:
        try:
            return await self._oauth.refresh(refresh_token)
        except UnansweredError:
            _log.warning("no answer to the refresh of the tokens, once more", channel=CHANNEL)
        try:
            return await self._oauth.refresh(refresh_token)
        except RefusedError as error:
            raise _LostError(error.code) from None
        except UnreachableError as error:
            raise UnansweredError(str(error)) from None  # the first request has left

    async def _give_up(self, owner: str, alarm: Alarm, code: int) -> None:
        await self._store.raise_alarm(owner, alarm)
        await self.load()
        self._cry(alarm, code)

    def _may_try_again(self, stored: Stored) -> bool:
        if stored.attempted_at is None:
            return True
        since = self._clock.now() - stored.attempted_at
        return since >= ALARM_PAUSE or since < timedelta(0)  # the clock was set back

    def _no_token(self) -> DeliveryError:
        alarm = self._stored.alarm
        return DeliveryError(Failure.MISCONFIGURED, f"consent-{alarm}" if alarm else "consent")

    def _cry(self, alarm: Alarm, code: int = 0) -> None:
        self._cried_at = self._clock.now()
        _log.error(
            "a person must grant consent again: python -m bot zalo login",
            channel=CHANNEL,
            reason=str(alarm),
            code=code,
        )


class _LostError(Exception):
    """The token was used up by a request whose answer never came."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code
