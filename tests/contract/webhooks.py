"""What each platform sends to its webhook, and how it proves who it is; what the chat page sends."""

from __future__ import annotations

import re
import time
from typing import Any

from bot.channels.telegram.channel import SECRET_HEADER as TELEGRAM_SECRET_HEADER
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.zalo_bot.channel import SECRET_HEADER as ZALO_BOT_SECRET_HEADER
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.signature import HEADER, mac_of
from tests.contract.forging import Webhook


def telegram_webhook(url: str, settings: TelegramSettings) -> Webhook:
    """Telegram's."""
    return Webhook(
        url,
        sample=_telegram_update,
        proof=lambda _body: {TELEGRAM_SECRET_HEADER: settings.secret},
        required=[
            ("update_id",),
            ("message",),
            *[("message", name) for name in ("chat", "message_id", "date")],
            ("message", "from", "id"),
            ("message", "chat", "id"),
        ],
    )


def zalo_bot_webhook(url: str, settings: ZaloBotSettings) -> Webhook:
    """That of the Zalo Bot Platform."""
    return Webhook(
        url,
        sample=_zalo_bot_update,
        proof=lambda _body: {ZALO_BOT_SECRET_HEADER: settings.secret},
        required=[
            ("event_name",),
            ("message",),
            *[("message", name) for name in ("from", "chat", "message_id", "date")],
            ("message", "from", "id"),
            ("message", "chat", "id"),
        ],
    )


def zalo_oa_webhook(url: str, settings: ZaloOaSettings) -> Webhook:
    """That of a Zalo Official Account, which signs the body."""

    def sample(message_id: str) -> dict[str, Any]:
        return {
            "app_id": settings.app_id,
            "user_id_by_app": "552177",
            "event_name": "user_send_text",
            "timestamp": str(int(time.time() * 1000)),
            "sender": {"id": "246845883529197922"},
            "recipient": {"id": settings.oa_id},
            "message": {"msg_id": message_id, "text": "Xin chào"},
        }

    def proof(body: bytes) -> dict[str, str]:
        found = re.search(rb'"timestamp": "(\d+)"', body)
        stamp = found[1].decode() if found else "0"
        key = settings.oa_secret_key.get_secret_value()
        return {HEADER: f"mac={mac_of(settings.app_id, body, stamp, key)}"}

    required = [("event_name",), ("timestamp",), ("sender",), ("message",)]
    return Webhook(url, sample, proof, [*required, ("sender", "id"), ("message", "msg_id")])


def page_webhook(url: str) -> Webhook:
    """Where the chat page asks: open to everybody, but not to the pages of others."""
    return Webhook(
        url,
        sample=lambda message_id: {"question": "Xin chào", "language": "vi", "id": f"{message_id:0>12}"},
        proof=lambda _body: {"Sec-Fetch-Site": "same-origin"},
        required=[("question",)],
        headers={"Cookie": f"motcua={'s' * 32}"},
        open=True,
        wrong=(None, [], {}, [[]], {"id": []}, 3, True, ["a"], {"$ne": 1}),  # any text may be asked
    )


def _telegram_update(message_id: str) -> dict[str, Any]:
    return {
        "update_id": int(message_id),
        "message": {
            "message_id": 12,
            "from": {"id": 1001, "is_bot": False, "first_name": "An"},
            "chat": {"id": 1001, "type": "private", "first_name": "An"},
            "date": 1750316131,
            "text": "Xin chào",
        },
    }


def _zalo_bot_update(message_id: str) -> dict[str, Any]:
    return {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": "6ede", "display_name": "An", "is_bot": False},
            "chat": {"id": "6ede", "chat_type": "PRIVATE"},
            "text": "Xin chào",
            "message_id": message_id,
            "date": 1750316131602,
        },
    }
