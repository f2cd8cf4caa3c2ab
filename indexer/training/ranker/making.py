"""From law articles and questions to a ranker on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.evaluating.collection import read_qrels, read_queries
from indexer.evaluating.ranking import Measures
from indexer.evaluating.typing import typed
from indexer.parsing import standard_parser
from indexer.pipeline import BuildRequest, build
from indexer.searching import Searcher
from indexer.training.ranker.collecting import collect
from indexer.training.ranker.recipe import Recipe
from indexer.training.ranker.training import cross_validated, learned
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.index import Report
from knowledge.retrieval.learned import FILE, LearnedRanker
from knowledge.settings import EmbeddingSettings

JUDGED_STYLES = ("folded", "chat", "telex")


@dataclass(frozen=True, slots=True)
class Made:
    """A trained model with the figures it was judged by."""

    recipe: Recipe
    model: dict[str, Any] = field(repr=False)
    embedder: str  # fingerprint of the embedding model that the vectors were of
    questions: int
    figures: dict[str, Measures]

    def told(self) -> dict[str, Any]:
        """What the command prints."""
        return {
            "embedder": self.embedder,
            "questions": self.questions,
            "signals": len(self.model["signals"]),
            "trees": len(self.model["trees"]),
            "cross-validated": self.figures,
        }

    def save(self, directory: Path) -> None:
        """Write the model, its recipe and its figures into `directory`."""
        LearnedRanker.of(self.model)
        directory.mkdir(parents=True, exist_ok=True)
        _write(directory / FILE, self.model, compact=True)
        _write(directory / "recipe.json", self.recipe.model_dump(mode="json"))
        told = {name: self.told()[name] for name in ("embedder", "questions", "cross-validated")}
        _write(directory / "figures.json", told)


def make(
    recipe: Recipe,
    sources: Sequence[Path],
    queries: Path,
    qrels: Path,
    work: Path,
    *,
    report: Report = lambda _stage, _done, _total: None,
) -> Made:
    """Index `sources` in a folder of `work`, ask, learn; the settings of embedding are those that ship.

    Raises `SourceError` when nothing is to be learned from the questions.
    """
    settings = EmbeddingSettings()
    request = BuildRequest(sources=tuple(sources), directory=work / "ranker-index")
    build(request, parser=standard_parser(), embedder=open_embedder(settings), report=report)
    searcher = Searcher.open(request.directory, settings)
    try:
        collected = collect(
            searcher,
            read_queries(queries),
            read_qrels(qrels),
            typed((*recipe.styles, *JUDGED_STYLES), recipe.seed),
            report=report,
        )
    finally:
        searcher.snapshot.close()
    figures = cross_validated(collected, recipe, report=report)
    embedder = searcher.snapshot.manifest.embedder
    return Made(recipe, learned(collected, recipe), embedder, collected.questions, figures)


def _write(path: Path, data: Any, *, compact: bool = False) -> None:
    text = json.dumps(data, separators=(",", ":")) if compact else json.dumps(data, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")
