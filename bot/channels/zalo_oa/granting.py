"""How an admin grants the desk the right to speak for the Official Account: link, code, tokens, check."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from collections.abc import Awaitable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

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
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.tokens import LOCK_MARGIN, LOCK_STEP, TokenKeeper
from bot.state.zalo_tokens import Pair, ZaloTokens
from knowledge.clock import Clock


class GrantError(Exception):
    """Consent did not come about; `reason` is the end of the key of its message, `code` Zalo's own."""

    def __init__(self, reason: str, code: int = 0) -> None:
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
        return given["code"]

    async def by_code(self, code: str) -> None:
        """Exchange the code for the first pair and store it. Raises `GrantError`."""
        await self._store_pair(self._oauth.exchange(code, self._verifier))

    async def by_refresh_token(self, refresh_token: str) -> None:
        """Exchange a refresh token of the developer console for a pair and store it. Raises `GrantError`."""
        await self._store_pair(self._oauth.refresh(refresh_token.strip()))

    async def check(self) -> Mapping[str, Any]:
        """What Zalo says of the account, asked with the stored token. Raises `DeliveryError`."""
        keeper = TokenKeeper(
            self._store, self._oauth, self._clock, timeout_seconds=self._settings.timeout_seconds
        )
        return await OaApi(self._settings, self._session, keeper, self._clock).oa()

    async def _store_pair(self, asked: Awaitable[Pair]) -> None:
        try:
            pair = await asked
        except UnreachableError:
            raise GrantError("unreachable") from None
        except UnansweredError:
            raise GrantError("unanswered") from None
        except RefusedError as error:
            raise GrantError("wrong-app" if error.code in WRONG_APP else "refused", error.code) from None
        owner = secrets.token_hex(8)
        # A running desk may hold the lock for a refresh that will be in vain now.
        longest = 2 * self._settings.timeout_seconds + LOCK_MARGIN
        give_up = time.monotonic() + longest + 1
        while not await self._store.lock(owner, longest):
            if time.monotonic() > give_up:
                raise GrantError("locked")
            await asyncio.sleep(LOCK_STEP)
        await self._store.save(owner, pair)
