"""How an admin grants the desk the right to speak for the Official Account: link, code, tokens, check."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.channels.errors import DeliveryError, Failure
from bot.channels.zalo_oa.api import OaApi
from bot.channels.zalo_oa.oauth import (
    WRONG_APP,
    OAuth,
    RefusedError,
    UnansweredError,
    UnreachableError,
    consent_link,
    new_verifier,
)
from bot.channels.zalo_oa.saving import save_patiently
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.tokens import LOCK_MARGIN, LOCK_STEP
from bot.state.zalo_tokens import Pair, ZaloTokens
from knowledge.clock import Clock

Account = Mapping[str, Any]
"""What Zalo says of an account."""


class GrantError(Exception):
    """Consent did not come about; `reason` is the end of the key of its message, `code` Zalo's own."""

    def __init__(self, reason: str, code: int | str = 0) -> None:
        super().__init__(f"{reason} ({code})" if code else reason)
        self.reason = reason
        self.code = code


class Granting:
    """One walk through the consent."""

    def __init__(
        self, settings: ZaloOaSettings, store: ZaloTokens, session: aiohttp.ClientSession, clock: Clock
    ) -> None:
        """`session` is closed by whoever opened it."""
        self._settings = settings
        self._store = store
        self._clock = clock
        self._session = session
        self._oauth = OAuth(settings, session, clock)
        self._verifier = settings.code_verifier.get_secret_value() or new_verifier()
        self._state = secrets.token_urlsafe(16)
        self._vouched = False  # the consent itself says that it is that of the account of the settings

    @property
    def link(self) -> str:
        """What an admin of the Official Account opens in a browser."""
        return consent_link(self._settings, self._verifier, self._state)

    def code_of(self, pasted: str) -> str:
        """The code in what the admin pasted: the address the browser was sent to, or the code alone.

        Raises `GrantError`: "no-code", "other-link" for an address from another walk, "other-oa".
        """
        pasted = pasted.strip()
        if "?" not in pasted and "=" not in pasted:
            if not pasted:
                raise GrantError("no-code")
            return pasted
        given = {name: values[-1] for name, values in parse_qs(urlsplit(pasted).query).items()}
        if not given.get("code"):
            raise GrantError("no-code")
        state, oa_id = given.get("state"), given.get("oa_id")
        if state is not None and not hmac.compare_digest(state.encode(), self._state.encode()):
            raise GrantError("other-link")
        if oa_id and oa_id != self._settings.oa_id:
            raise GrantError("other-oa")
        self._vouched = bool(state and oa_id)
        return given["code"]

    async def by_code(self, code: str) -> Account | None:
        """Exchange the code for the first pair and store it. Returns and raises what `resume` does."""
        return await self._grant(lambda: self._oauth.exchange(code, self._verifier))

    async def by_refresh_token(self, refresh_token: str) -> Account | None:
        """Exchange a refresh token of the developer console. Returns and raises what `resume` does."""
        return await self._grant(lambda: self._oauth.refresh(refresh_token.strip()))

    async def resume(self) -> Account | None:
        """Take into use the pair that an earlier walk got and could not check, where Zalo tells whose it is.

        Returns what Zalo says of the account; None where there is no such pair or Zalo does not say. Raises
        `GrantError`: "other-oa" when it is another one, and the pair in use stays; "locked", "unsaved".
        """
        if await self._store.aside() is None:
            return None
        async with self._locked() as owner:
            pair = await self._store.aside()
            if pair is None:
                return None
            try:
                account = await self._account_of(pair)
            except DeliveryError:
                return None
            await self._settle(owner, pair, account, unsettled=(await self._store.read()).unsettled)
            return account

    async def _grant(self, ask: Callable[[], Awaitable[Pair]]) -> Account | None:
        async with self._locked() as owner:
            unsettled = (await self._store.read()).unsettled
            # Zalo may put an end to the pair in use when it makes another: should that one get lost on its
            # way, this note makes the desk find out and raise the alarm.
            await self._store.attempt(owner)
            try:
                pair = await self._asked(ask())
            except GrantError as error:
                if error.reason != "unanswered":
                    await self._store.release(owner, unsettled=unsettled)
                raise
            # It can never be had again, so it is stored before anything else is done.
            await self._stored(lambda: self._store.put_aside(owner, pair))
            try:
                account: Account | None = await self._account_of(pair)
            except DeliveryError as error:
                if not self._vouched:
                    raise GrantError("aside", error.code or str(error.failure)) from None
                account = None
            await self._settle(owner, pair, account, unsettled=unsettled)
            return account

    async def _settle(self, owner: str, pair: Pair, account: Account | None, *, unsettled: bool) -> None:
        """Take `pair` into use if it is that of the account of the settings; drop it otherwise."""
        if account is not None and _id_of(account) != self._settings.oa_id:
            await self._store.drop_aside(owner)
            await self._store.release(owner, unsettled=unsettled)
            raise GrantError("other-oa")
        await self._stored(lambda: self._store.save(owner, pair))

    async def _account_of(self, pair: Pair) -> Account:
        account = await OaApi(self._settings, self._session, _Given(pair.access), self._clock).oa()
        if not _id_of(account):
            raise DeliveryError(Failure.MISCONFIGURED, "oaid")
        return account

    async def _asked(self, answer: Awaitable[Pair]) -> Pair:
        try:
            return await answer
        except UnreachableError:
            raise GrantError("unreachable") from None
        except UnansweredError:
            raise GrantError("unanswered") from None
        except RefusedError as error:
            raise GrantError("wrong-app" if error.code in WRONG_APP else "refused", error.code) from None

    async def _stored(self, save: Callable[[], Awaitable[object]]) -> None:
        try:
            await save_patiently(save)
        except LookupError:
            raise GrantError("locked") from None
        except Exception as error:
            raise GrantError("unsaved", type(error).__name__) from error

    @contextlib.asynccontextmanager
    async def _locked(self) -> AsyncIterator[str]:
        owner = secrets.token_hex(8)
        longest = 2 * self._settings.timeout_seconds + LOCK_MARGIN
        give_up = time.monotonic() + longest + 1  # a running desk may hold it for a refresh
        while not await self._store.lock(owner, longest):
            if time.monotonic() > give_up:
                raise GrantError("locked")
            await asyncio.sleep(LOCK_STEP)
        try:
            yield owner
        finally:
            with contextlib.suppress(Exception):  # lost, given back, or the store is down: it ends by itself
                await self._store.release(owner)


class _Given:
    """One token, and no other in its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access(self) -> str:
        return self._token

    async def replace(self, refused: str) -> str:  # noqa: ARG002 - there is none
        raise DeliveryError(Failure.MISCONFIGURED, "token")


def _id_of(account: Account) -> str:
    return str(account.get("oaid") or account.get("oa_id") or "")
