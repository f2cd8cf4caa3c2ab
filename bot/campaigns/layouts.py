"""How each messaging platform lays a message out, without the platform itself: for previews and warnings."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.base import LayOut
from bot.channels.telegram import parts as telegram
from bot.channels.zalo_bot import parts as zalo_bot
from bot.channels.zalo_oa import messages as zalo_oa
from bot.settings import Settings

LAYOUTS: Mapping[str, LayOut] = {
    "telegram": telegram.lay_out,
    "zalo-oa": zalo_oa.parts_of,
    "zalo-bot": zalo_bot.lay_out,
}


def layouts_of(settings: Settings) -> dict[str, LayOut]:
    """The layouts of the channels that are switched on; of all, while none is."""
    on = {
        "telegram": settings.telegram.enabled,
        "zalo-oa": settings.zalo_oa.enabled,
        "zalo-bot": settings.zalo_bot.enabled,
    }
    return {name: LAYOUTS[name] for name in on if on[name]} or dict(LAYOUTS)
