"""Settings of the knowledge side: which embedder, how signals are weighed, when to refuse.

Plain pydantic models; `indexer.settings` and `bot.settings` put them into one file, config.toml.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A table of config.toml: unknown keys are errors, so that a typo does not pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RankingSettings(Section):
    """[ranking] — an optional second look at what was found."""

    cross_encoder: str = Field(
        default="", description="A sentence-transformers CrossEncoder: directory or hub name; empty: none."
    )
    first: int = Field(default=20, ge=2, le=200, description="How many passages it puts in order.")


class EmbeddingSettings(Section):
    """[embedding] — the model that turns text into vectors."""

    model: str = Field(
        default="shipped",
        description="shipped, hashing (without weights), a sentence-transformers directory, or a hub name.",
    )
    dimension: int = Field(default=128, ge=16, le=4096, description="Vector length of hashing.")
    weight: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Share of the vectors in the ranking; empty takes the weight measured for the model.",
    )
