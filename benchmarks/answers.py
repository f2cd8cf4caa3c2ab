"""How long one answer takes over a large collection: built-in knowledge and the documents given."""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import datetime
from pathlib import Path

import machine

from indexer.parsing import standard_parser
from indexer.pipeline import BuildRequest, build
from knowledge.answering.answerer import Answerer
from knowledge.builtin import builtin_files
from knowledge.clock import VIETNAM, FixedClock
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.retriever import Retriever
from knowledge.settings import EmbeddingSettings
from knowledge.snapshot import Snapshot

_ASKED = ("procedures", "guides", "plans", "out_of_scope")


def asked() -> list[str]:
    """The repository's own questions."""
    return [question for name in _ASKED for question in machine.question_set(name)]


def main() -> None:
    """Build, open, ask every question twice (the first round warms up) and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path, help="files or folders to index as well")
    sources = tuple(parser.parse_args().documents)
    embedder = open_embedder(EmbeddingSettings())
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name) / "index"
        build(
            BuildRequest(sources=sources, directory=directory, builtin=tuple(builtin_files())),
            parser=standard_parser(),
            embedder=embedder,
        )
        snapshot = Snapshot.load(directory, embedder=embedder.fingerprint)
        started = time.perf_counter()
        retriever = Retriever.open(snapshot.index, embedder)
        clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM))
        answerer = Answerer.build(retriever, snapshot.store, clock)
        opened = time.perf_counter() - started
        questions = asked()
        for question in questions:
            answerer.resolve(question)
        took: list[float] = []
        for question in questions:
            before = time.perf_counter()
            answerer.resolve(question)
            took.append((time.perf_counter() - before) * 1000)
        machine.show(
            "answers",
            {
                "documents": snapshot.store.document_count,
                "passages": snapshot.store.passage_count,
                "questions": len(questions),
                "open_seconds": round(opened, 2),
                "milliseconds": machine.percentiles(took),
            },
        )
        snapshot.close()


if __name__ == "__main__":
    main()
