"""Puts the channel of an Official Account together from the settings and the desk's state."""

from __future__ import annotations

from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.events import CHANNEL
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.messages import Messages
from bot.state.database import Database
from bot.state.sealing import Sealer
from bot.state.zalo_tokens import ZaloTokens
from bot.state.zalo_windows import ZaloWindows
from knowledge.clock import Clock
from knowledge.errors import SettingsError


def open_channel(
    settings: ZaloOaSettings, database: Database, sealer: Sealer, clock: Clock, words: Messages
) -> ZaloOaChannel:
    """The channel, not started. Raises `SettingsError` naming what is missing."""
    check_whole(settings, words)
    return ZaloOaChannel(
        settings,
        open_tokens(settings, database, sealer, clock),
        ZaloWindows(database, sealer, CHANNEL, clock),
        clock,
    )


def open_tokens(settings: ZaloOaSettings, database: Database, sealer: Sealer, clock: Clock) -> ZaloTokens:
    """Where the tokens of the account of `settings` are kept."""
    return ZaloTokens(database, sealer, f"{settings.app_id}/{settings.oa_id}", clock)


def check_whole(settings: ZaloOaSettings, words: Messages) -> None:
    """Raise `SettingsError` when the channel is off or something it needs is missing."""
    missing = settings.missing if settings.enabled else ("app_id",)
    if missing:
        raise SettingsError(
            words.text("zalo-oa-missing", names=", ".join(missing)),
            where="[zalo_oa]",
            mend=words.text("zalo-oa-missing-mend"),
        )
