"""[zalo_bot] — the token of the bot and how updates come in."""

from __future__ import annotations

import hashlib
import hmac

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from knowledge.settings import Section

# The older one, still in some clients, is https://bot-api.zapps.me.
BASE_URL = "https://bot-api.zaloplatforms.com/"


class ZaloBotSettings(Section):
    """[zalo_bot] — the channel is on when there is a token."""

    token: SecretStr = SecretStr("")
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr = SecretStr("")
    base_url: HttpUrl = HttpUrl(BASE_URL)
    poll_seconds: int = Field(default=30, ge=1, le=60)
    timeout_seconds: float = Field(default=30.0, gt=0, le=120)

    @field_validator("webhook_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        # The platform's own limits.
        if value.get_secret_value() and not 8 <= len(value.get_secret_value()) <= 256:
            raise PydanticCustomError("secret_length", "8 to 256 characters")
        return value

    @property
    def enabled(self) -> bool:
        """True when there is a bot to be."""
        return bool(self.token.get_secret_value())

    @property
    def secret(self) -> str:
        """What the platform must show with every webhook call.

        Made from the token where none is set: it is the same after every restart, and no call that was made
        before the platform heard of a new one is turned away.
        """
        token = self.token.get_secret_value()
        derived = hmac.new(token.encode(), b"motcua zalo-bot webhook", hashlib.sha256).hexdigest()
        return self.webhook_secret.get_secret_value() or derived
