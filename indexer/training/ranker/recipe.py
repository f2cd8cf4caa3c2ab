"""Everything that decides a training run of the ranker, in one place and written beside the model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Recipe(BaseModel):
    """Sizes, rates and counts; what was tried against each stands in docs/adr/0010."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 0
    folds: int = Field(default=5, ge=2, description="parts of the questions, each judged by the others")
    repeats: int = Field(default=2, ge=1, description="ways of parting them, for the figures only")
    styles: tuple[str, ...] = Field(default=(), description="ways of typing each question once more")
    ridge: float = Field(default=0.03, ge=0, description="weight of the squared weights")
    rounds: int = Field(default=250, ge=0, description="trees of one run; 0 leaves them out")
    runs: int = Field(default=1, ge=1, description="runs with other seeds, averaged")
    leaves: int = Field(default=7, ge=2, le=64)
    rate: float = Field(default=0.05, gt=0, description="learning rate of the trees")
    fewest: int = Field(default=50, ge=1, description="articles in a leaf")
    shrinkage: float = Field(default=5.0, ge=0, description="pulls the values of leaves to nothing")
    signals: float = Field(default=0.5, gt=0, le=1, description="share of the signals that a tree may use")
    questions: float = Field(default=0.7, gt=0, le=1, description="share of the articles that a tree sees")
