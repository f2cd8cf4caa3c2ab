"""[zalo_oa] — the app and the Official Account that the desk speaks for."""

from __future__ import annotations

from pydantic import Field, HttpUrl, SecretStr

from knowledge.settings import Section

OAUTH_URL = "https://oauth.zaloapp.com"
OPENAPI_URL = "https://openapi.zalo.me"


class ZaloOaSettings(Section):
    """[zalo_oa] — the channel is on when there is an app id; tokens come from `python -m bot zalo login`."""

    # Ids are text: they are larger than what every JSON reader keeps exactly.
    app_id: str = Field(default="", pattern=r"^\d{0,32}$")
    app_secret: SecretStr = SecretStr("")
    oa_id: str = Field(default="", pattern=r"^\d{0,32}$")
    oa_secret_key: SecretStr = SecretStr("")  # signs the webhook; not the app's secret
    webhook_path: str = Field(default="/webhooks/zalo-oa", pattern=r"^/[A-Za-z0-9/_-]{1,200}$")
    callback_url: HttpUrl | None = None
    code_verifier: SecretStr = SecretStr("")
    appsecret_proof: bool = False
    timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    oauth_url: HttpUrl = HttpUrl(OAUTH_URL)
    openapi_url: HttpUrl = HttpUrl(OPENAPI_URL)

    @property
    def enabled(self) -> bool:
        """True when there is an app to speak through."""
        return bool(self.app_id)

    @property
    def missing(self) -> tuple[str, ...]:
        """The settings without which the channel cannot work, where it is on."""
        needed = {
            "app_secret": self.app_secret.get_secret_value(),
            "oa_id": self.oa_id,
            "oa_secret_key": self.oa_secret_key.get_secret_value(),
        }
        return tuple(name for name, value in needed.items() if not value) if self.enabled else ()
