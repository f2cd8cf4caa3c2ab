"""Everything that decides a training run, in one place and written beside the model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

_OF_CORPUS = {"syllables", "phrases", "hard"}


class Recipe(BaseModel):
    """Sizes, rates and counts; what was tried against each stands in docs/adr/0009."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 0
    syllables: int = Field(default=9_000, gt=0, description="single syllables known")
    phrases: int = Field(default=54_000, gt=0, description="phrases known in all")
    dimension: int = Field(default=384, ge=16)
    semantic: float = Field(default=0.5, ge=0, description="share of the co-occurrence start, 0 for chance")
    runs: int = Field(default=3, gt=0, description="runs over other questions from one start, averaged")
    epochs: int = Field(default=5, gt=0)
    batch: int = Field(default=1024, gt=1)
    rate: float = Field(default=0.05, gt=0, description="learning rate after warming up, falls to nothing")
    warm_up: int = Field(default=50, gt=0, description="steps")
    temperature: float = Field(default=0.05, gt=0)
    backward: float = Field(default=0.3, ge=0, description="weight of answers looking for their questions")
    dropout: float = Field(default=0.3, ge=0, lt=1, description="share of an answer's phrases left out")
    hard: int = Field(
        default=16, ge=0, description="hard negatives mined for each item; one is used at a time"
    )

    def corpus(self, files: Iterable[Path], code: str) -> str:
        """Names what is prepared of `files` by the reading code of fingerprint `code`: 16 hex digits."""
        found = hashlib.sha256(f"{self.model_dump_json(include=_OF_CORPUS)}\n{code}".encode())
        for file in files:
            with file.open("rb") as stream:
                found.update(hashlib.file_digest(stream, "sha256").digest())
        return found.hexdigest()[:16]

    def run(self) -> str:
        """Names the runs over what is prepared; more of them go on where fewer ended."""
        return hashlib.sha256(self.model_dump_json(exclude={*_OF_CORPUS, "runs"}).encode()).hexdigest()[:16]
