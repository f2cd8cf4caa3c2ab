"""Judges a new index beside the one in service, before it is published."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indexer.evaluating.cases import QUESTIONS
from indexer.evaluating.comparing import refuse_worse
from indexer.evaluating.report import write_report
from indexer.evaluating.running import Plan, run
from indexer.searching import Searcher
from indexer.settings import EvaluationSettings
from knowledge.errors import EmbedderError, SnapshotError
from knowledge.manifest import Manifest
from knowledge.retrieval.index import Report
from knowledge.settings import EmbeddingSettings
from knowledge.snapshot import Snapshot

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gate:
    """Asks both indexes the same questions; a new one that answers worse stays outside."""

    settings: EvaluationSettings
    embedding: EmbeddingSettings
    index: Path  # directory of the index, with the snapshot in service
    day: date
    report: Report = lambda _stage, _done, _total: None

    def __call__(self, directory: Path, manifest: Manifest) -> None:
        """Judge the candidate in `directory`; raises `SnapshotError` when a figure fell too far.

        Lets it pass when nothing is in service yet, or what is there needs another embedding model.
        """
        try:
            served = Searcher.open(self.index, self.embedding)
        except (SnapshotError, EmbedderError) as error:
            _log.warning("Không so được với bản đang dùng: %s", error.problem)
            return
        candidate = Searcher.over(Snapshot.unpublished(directory, manifest), self.embedding)
        try:
            own = (QUESTIONS,) if self.settings.builtin else ()
            plan = Plan(questions=(*self.settings.questions, *own), day=self.day, embedding=self.embedding)
            before = run(plan, served, report=self.report)
            after = run(plan, candidate, report=self.report)
            write_report(self.settings.reports / "build", after, before)
        finally:
            served.snapshot.close()
            candidate.snapshot.close()
        refuse_worse(before, after, self.settings.margin)
