"""[telegram] — the token of the bot and how updates come in."""

from __future__ import annotations

import hashlib
import hmac
import re

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from knowledge.settings import Section

BASE_URL = "https://api.telegram.org/"

# What BotFather gives out, and what Telegram takes as a secret: https://core.telegram.org/bots/api#setwebhook
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class TelegramSettings(Section):
    """[telegram] — the channel is on when there is a token."""

    token: SecretStr = SecretStr("")
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr = SecretStr("")
    base_url: HttpUrl = HttpUrl(BASE_URL)
    poll_seconds: int = Field(default=30, ge=1, le=50)
    timeout_seconds: float = Field(default=15.0, gt=0, le=120)

    @field_validator("token")
    @classmethod
    def _a_token(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _TOKEN.fullmatch(value.get_secret_value()):
            raise PydanticCustomError("token", "not a token of BotFather")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _a_secret(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
            raise PydanticCustomError("secret", "16 to 256 of A-Z a-z 0-9 _ -")
        return value

    @property
    def enabled(self) -> bool:
        """True when there is a bot to be."""
        return bool(self.token.get_secret_value())

    @property
    def bot_id(self) -> int:
        """The bot's own id, which its token begins with; 0 without one."""
        return int(self.token.get_secret_value().partition(":")[0] or 0)

    @property
    def secret(self) -> str:
        """What Telegram must show with every webhook call.

        Made from the token where none is set: it is the same after every restart, and no call that was made
        before Telegram heard of a new one is turned away.
        """
        token = self.token.get_secret_value()
        derived = hmac.new(token.encode(), b"motcua telegram webhook", hashlib.sha256).hexdigest()
        return self.webhook_secret.get_secret_value() or derived
