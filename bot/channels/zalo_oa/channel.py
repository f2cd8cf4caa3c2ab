"""The channel of an Official Account: its webhook in, its OpenAPI out."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
import structlog
from aiohttp import web
from aiohttp.web import AbstractRouteDef

from bot.channels.base import Incoming, Outgoing, Part, Receive, Sent
from bot.channels.calling import open_session
from bot.channels.errors import DeliveryError, Failure
from bot.channels.their_time import TheirTime
from bot.channels.zalo_oa.api import OaApi
from bot.channels.zalo_oa.codes import ASSET_CODES
from bot.channels.zalo_oa.events import ANONYMOUS_MARK, CHANNEL
from bot.channels.zalo_oa.messages import PICTURES, file_message, parts_of, picture_message, plain_of
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.signature import Verifier
from bot.channels.zalo_oa.tokens import TokenKeeper
from bot.channels.zalo_oa.webhook import Webhook
from bot.state.zalo_tokens import ZaloTokens
from bot.state.zalo_windows import Window, ZaloWindows
from knowledge.clock import VIETNAM, Clock

UPLOAD_LASTS = 6 * 24 * 3600.0  # seconds; Zalo keeps uploads for 7 days
_WINDOW_CODES = frozenset({"-230", "-232"})
_REUPLOAD_CODES = frozenset(str(code) for code in ASSET_CODES)


@dataclass(frozen=True, slots=True)
class _Upload:
    asset: str  # an attachment id or a token
    changed_at: int  # of the file
    until: float  # on the clock of the machine's uptime


class ZaloOaChannel:
    """One Official Account."""

    def __init__(
        self, settings: ZaloOaSettings, tokens: ZaloTokens, windows: ZaloWindows, clock: Clock
    ) -> None:
        """`settings` must be whole (`missing` is empty); the others keep tokens and windows."""
        self._settings = settings
        self._store = tokens
        self._windows = windows
        self._clock = clock
        key = settings.oa_secret_key.get_secret_value()
        self._time = TheirTime(clock)
        verifier = Verifier(settings.app_id, settings.oa_id, key)
        self._webhook = Webhook(verifier, clock, self._time, windows.interacted)
        self._session: aiohttp.ClientSession | None = None
        self._api: OaApi | None = None
        self._keeper: TokenKeeper | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._uploads: dict[Path, _Upload] = {}

    @property
    def name(self) -> str:
        """The channel's stable name."""
        return CHANNEL

    @property
    def problem(self) -> str:
        """Why a person must act ("lost", "refused", "signature" …), "" while all is well."""
        if self._keeper is None:
            return ""
        stored = self._keeper.stored
        if stored.alarm is not None:
            return str(stored.alarm)
        if stored.pair is None:
            return "consent"
        return "signature" if self._webhook.unsigned else ""

    @property
    def skew(self) -> float:
        """Seconds this machine's clock is ahead of Zalo's."""
        return self._time.skew

    def routes(self) -> Sequence[AbstractRouteDef]:
        """The webhook."""
        return [web.post(self._settings.webhook_path, self._webhook.called)]

    async def start(self, receive: Receive) -> None:
        """Take events and keep the tokens fresh; Zalo need not be up, nor consent be there yet."""
        self._session = open_session()
        self._keeper = TokenKeeper(
            self._store,
            OAuth(self._settings, self._session, self._clock),
            self._clock,
            timeout_seconds=self._settings.timeout_seconds,
        )
        self._api = OaApi(self._settings, self._session, self._keeper, self._clock, self._time.dated)
        try:
            stored = await self._keeper.load()
        except BaseException:
            await self.stop()
            raise
        if stored.pair is None:
            structlog.get_logger().error(
                "no consent yet: python -m bot zalo login", channel=CHANNEL, reason=self.problem
            )
        self._keeping = asyncio.create_task(self._keeper.keep())
        self._webhook.open(receive)

    async def stop(self) -> None:
        """Take no more events, let a refresh of the tokens end, close the connections."""
        self._webhook.close()
        if self._keeping is not None:
            task, self._keeping = self._keeping, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._keeper is not None:
            await self._keeper.close()
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    def lay_out(self, outgoing: Outgoing, card: str) -> list[Part]:
        """Texts of at most 2000 characters; up to 5 buttons, the rest as a numbered menu."""
        return parts_of(outgoing, card)

    async def send(self, address: str, part: Part, *, replaces: str = "") -> Sent:  # noqa: ARG002 - no editing
        """Send one message to the person at `address`. Raises `DeliveryError`."""
        api = self._ready()
        mark, _, visitor = address.partition(":")
        if mark == ANONYMOUS_MARK and visitor:
            anonymous_id, _, conversation_id = visitor.partition(":")
            text = plain_of(part)
            if not text:
                raise DeliveryError(Failure.CONTENT_REFUSED, "text-only")
            return Sent(await api.send_anonymous(anonymous_id, conversation_id, text))
        try:
            return Sent(await self._send(api, address, part))
        except DeliveryError as error:
            if error.code in _WINDOW_CODES:
                await self._windows.closed(address)
            raise

    def template_part(self, template: str, data: Mapping[str, str]) -> Part:
        """An approved template with its data, as `send` takes it; it may go out beyond the window."""
        return {"template": template, "data": dict(data)}

    async def broadcast(self, article: str) -> Sent:
        """Broadcast a published article to all followers, whoever they are. Raises `DeliveryError`."""
        return Sent(await self._ready().broadcast(article))

    async def noticed(self, incoming: Incoming) -> None:
        """Nothing: an Official Account has no sign of writing."""

    async def window_of(self, sender: str) -> Window:
        """What may be sent to `sender` now: campaigns ask before they write.

        Of people who were there before the desk was, Zalo knows the day. Raises `DeliveryError`.
        """
        window = await self._windows.window_of(sender)
        if window is not Window.UNKNOWN:
            return window
        day = (await self._ready().user(sender)).get("user_last_interaction_date")
        try:
            began = datetime.strptime(str(day), "%d/%m/%Y").replace(tzinfo=VIETNAM)
        except ValueError:
            return Window.UNKNOWN
        await self._windows.interacted(sender, began)
        return await self._windows.window_of(sender)

    async def _send(self, api: OaApi, user_id: str, part: Part) -> str:
        if "message" in part:
            return await api.send(user_id, part["message"])
        if "template" in part:
            return await api.send_template(user_id, part["template"], part["data"])
        path = Path(part["upload"])
        try:
            return await api.send(user_id, await self._uploaded(api, path, part["text"]))
        except DeliveryError as error:
            if error.code not in _REUPLOAD_CODES or self._uploads.pop(path, None) is None:
                raise
        return await api.send(user_id, await self._uploaded(api, path, part["text"]))

    async def _uploaded(self, api: OaApi, path: Path, text: str) -> dict[str, object]:
        changed = await asyncio.to_thread(_changed_at, path)
        upload = self._uploads.get(path)
        if upload is None or upload.changed_at != changed or time.monotonic() >= upload.until:
            upload = _Upload(await api.upload(path), changed, time.monotonic() + UPLOAD_LASTS)
            self._uploads[path] = upload
        if path.suffix.lower() in PICTURES:
            return picture_message(text, attachment_id=upload.asset)
        return file_message(upload.asset)

    def _ready(self) -> OaApi:
        if self._api is None or self._session is None:
            raise DeliveryError(Failure.RETRY_LATER, "stopped")
        return self._api


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0  # the upload says what is wrong
