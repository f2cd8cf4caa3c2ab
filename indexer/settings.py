"""Settings of the indexer: config.toml under the environment, only the tables it needs.

The bot reads the same file and the same `IndexSettings`, so both always speak of the same index.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from knowledge.errors import SettingsError
from knowledge.settings import EmbeddingSettings, RankingSettings, Section

CONFIG_VARIABLE = "MOTCUA_CONFIG"  # names another file
DEFAULT_CONFIG = Path("config.toml")


class IndexSettings(Section):
    """[index] — where the index lies and what goes into it."""

    directory: Path = Field(default=Path("var/index"), description="Directory of the index.")
    sources: tuple[Path, ...] = Field(
        default=(), description="Files and folders to index when the command names none."
    )
    builtin: bool = Field(default=True, description="Add the built-in knowledge to those sources.")
    keep: int = Field(
        default=3,
        ge=1,
        le=100,
        description="How many snapshots to keep for going back, the served one included.",
    )
    prefer: Literal["builtin", "source"] = Field(
        default="builtin",
        description="Which procedure of one code is kept: the built-in one, or that of a catalogue (.jsonl).",
    )
    overrides: Path | None = Field(
        default=None, description="The office's own fees, places and notes on procedures (TOML)."
    )


class EvaluationSettings(Section):
    """[evaluation] — the questions that a new index must answer as well as the one in service."""

    questions: tuple[Path, ...] = Field(
        default=(), description="The office's own: files or folders of questions (JSON lines)."
    )
    builtin: bool = Field(
        default=False, description="Ask the questions that ship with the program, too, before publishing."
    )
    margin: float = Field(
        default=0.02, ge=0, le=1, description="How far a figure may fall (a share) before a build is refused."
    )
    reports: Path = Field(default=Path("var/evaluation"), description="Folder of the reports.")


class LayeredSettings(BaseSettings):
    """Settings whose file lies under the environment `MOTCUA_*`; the bot's are made of it, too."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_nested_delimiter="__", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then the values of the file (given as arguments)."""
        return env_settings, init_settings


class IndexerSettings(LayeredSettings):
    """The tables of config.toml that the indexer reads; it leaves the bot's tables alone."""

    model_config = SettingsConfigDict(extra="ignore")

    index: IndexSettings = IndexSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    ranking: RankingSettings = RankingSettings()
    evaluation: EvaluationSettings = EvaluationSettings()


def load_settings(config: Path | None = None) -> IndexerSettings:
    """Settings from `config`, else the file of `MOTCUA_CONFIG`, else config.toml here when it exists.

    The environment (`MOTCUA_INDEX__DIRECTORY` …) is over the file.

    Raises `SettingsError` when the file is missing or not TOML, or a value or key in it is wrong.
    """
    if config is None and (named := os.environ.get(CONFIG_VARIABLE)):
        config = Path(named)
    path = config or DEFAULT_CONFIG
    tables: dict[str, Any] = {}
    if config is not None or path.exists():
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(
                "không đọc được tệp cấu hình", where=str(path), mend="kiểm tra đường dẫn và quyền đọc của tệp"
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"tệp cấu hình sai cú pháp TOML ({error})",
                where=str(path),
                mend="sửa dòng được nêu rồi chạy lại",
            ) from error
    try:
        known = IndexerSettings.model_fields.keys() & tables.keys()
        return IndexerSettings(**{name: tables[name] for name in known})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            problem, mend = f"khóa “{key}” không có trong cấu hình", "xóa khóa này hoặc sửa lại tên khóa"
        else:
            problem = f"giá trị của “{key}” không hợp lệ: {first.get('input')!r}"
            mend = "xem giá trị cho phép trong config.example.toml"
        raise SettingsError(problem, where=str(path), mend=mend) from error
