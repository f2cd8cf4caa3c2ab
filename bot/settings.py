"""All settings of the desk in one typed tree: defaults < config.toml < environment (`MOTCUA_WEB__PORT`)."""

from __future__ import annotations

import os
import tomllib
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import SettingsConfigDict
from pydantic_settings import SettingsError as SourceParseError

from bot.campaigns.settings import CampaignSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.zalo_bot.settings import ZaloBotSettings
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.messages import Catalogue, Messages
from bot.settings_errors import Explainer, file_error
from indexer.settings import CONFIG_VARIABLE, EvaluationSettings, IndexSettings, LayeredSettings
from knowledge.settings import EmbeddingSettings, RankingSettings, Section

DEFAULT_FILE = Path("config.toml")
OFFICIAL_VARIABLE, PASSWORD_VARIABLE = "MOTCUA_OFFICIAL", "MOTCUA_PASSWORD"  # of who runs a command


def _network(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ip_network(value.strip(), strict=False)
    except ValueError as error:
        raise PydanticCustomError("network", "not a network address") from error


Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]


class OfficeSettings(Section):
    """[office] — who runs the desk; empty values are left out of what citizens see."""

    name: str = Field(default="", max_length=120)
    commune: str = Field(default="", max_length=80)
    province: str = Field(default="", max_length=80)
    address: str = Field(default="", max_length=200)
    hours: str = Field(default="", max_length=200)
    hotline: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=120)
    map_url: HttpUrl | None = None
    holidays: Path | None = None


class WebSettings(Section):
    """[web] — the citizens' chat page and its limits."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    secure_cookies: bool = False
    question_max_chars: int = Field(default=300, ge=20, le=2000)
    session_per_minute: int = Field(default=30, ge=1)
    session_burst: int = Field(default=12, ge=1)
    address_per_minute: int = Field(default=600, ge=1)
    address_burst: int = Field(default=120, ge=1)
    trusted_proxies: tuple[Network, ...] = ()


class StateSettings(Section):
    """[state] — where the desk keeps what must survive a restart."""

    database: Path = Path("var/state/motcua.sqlite")


class PrivacySettings(Section):
    """[privacy] — what protects citizens' data, and how long it is kept."""

    key: SecretStr | None = Field(default=None, min_length=32)
    key_file: Path | None = None
    message_days: int = Field(default=30, ge=1, le=365)


class DeliverySettings(Section):
    """[delivery] — how messages are worked off and sent."""

    parallel: int = Field(default=16, ge=1, le=200)
    in_flight: int = Field(default=20, ge=1, le=200)
    give_up_hours: int = Field(default=24, ge=1, le=168)
    card_hours: int = Field(default=48, ge=1, le=720)
    drain_seconds: float = Field(default=10.0, ge=0, le=300)


class NewsSettings(Section):
    """[news] — what people may subscribe to."""

    topics: Path | None = None
    places: tuple[str, ...] = ()
    lapse_days: int = Field(default=365, ge=1, le=3650)


class FloodSettings(Section):
    """[flood] — how fast people may write on messaging platforms before they are asked to slow down."""

    sender_per_minute: int = Field(default=30, ge=1)
    sender_burst: int = Field(default=20, ge=1)
    total_per_minute: int = Field(default=12_000, ge=1)
    total_burst: int = Field(default=2_000, ge=1)


class LoggingSettings(Section):
    """[logging] — how much is logged, and in which form."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class ConversationSettings(Section):
    """[conversation] — how long the desk remembers what was said."""

    turns: int = Field(default=6, ge=0, le=50)
    minutes: int = Field(default=30, ge=1, le=24 * 60)


class Settings(LayeredSettings):
    """Everything that can be set, by section of config.toml."""

    model_config = SettingsConfigDict(extra="forbid")

    index: IndexSettings = IndexSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    ranking: RankingSettings = RankingSettings()
    evaluation: EvaluationSettings = EvaluationSettings()
    office: OfficeSettings = OfficeSettings()
    web: WebSettings = WebSettings()
    telegram: TelegramSettings = TelegramSettings()
    zalo_oa: ZaloOaSettings = ZaloOaSettings()
    zalo_bot: ZaloBotSettings = ZaloBotSettings()
    conversation: ConversationSettings = ConversationSettings()
    state: StateSettings = StateSettings()
    privacy: PrivacySettings = PrivacySettings()
    delivery: DeliverySettings = DeliverySettings()
    news: NewsSettings = NewsSettings()
    campaigns: CampaignSettings = CampaignSettings()
    flood: FloodSettings = FloodSettings()
    logging: LoggingSettings = LoggingSettings()


def load(path: Path | None = None) -> Settings:
    """Read the settings.

    `path` names the file; without it the one of `MOTCUA_CONFIG`, then `config.toml` if there is one.
    Raises `SettingsError` naming file or variable, the key and the mend.
    """
    messages = Catalogue.load().of("vi")
    named = path or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    file = named or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    values = _read(file, messages) if file else {}
    explainer = Explainer(Settings, file, os.environ, messages)
    explainer.refuse_unknown_variables()
    try:
        return Settings(**values)
    except SourceParseError as error:
        raise explainer.unparsable(error) from error
    except ValidationError as error:
        raise explainer.invalid(error) from error


def signing_in() -> tuple[str, str]:
    """Name and password of the official for whom a script runs a command; "" where they are not given."""
    return os.environ.get(OFFICIAL_VARIABLE, ""), os.environ.get(PASSWORD_VARIABLE, "")


def _read(file: Path, messages: Messages) -> dict[str, Any]:
    if not file.is_file():
        raise file_error(file, "settings-missing-file", messages)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise file_error(file, "settings-bad-toml", messages, str(error)) from error
    except UnicodeDecodeError as error:
        raise file_error(file, "settings-not-utf8", messages) from error
    except OSError as error:
        raise file_error(file, "settings-unreadable", messages, error.strerror or "") from error
