"""Indexing many documents, indexing them again unchanged, and searching them beside brute force."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import machine
import numpy as np

from indexer.evaluating.collection import evaluate, read_qrels, read_queries
from indexer.searching import Searcher
from knowledge.settings import EmbeddingSettings

_KIB = 1024 if sys.platform != "darwin" else 1024 * 1024  # ru_maxrss is in bytes there
_TITLES = 500  # asked when no questions are given
_SHOWN = 10
_AT_ONCE = 50


def build(source: Path, index: Path) -> dict[str, Any]:
    """Run the indexer as an admin does; seconds and the most memory any build so far took."""
    command = [
        sys.executable,
        "-m",
        "indexer",
        "build",
        "--source",
        str(source),
        "--index",
        str(index),
        "--json",
    ]
    started = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        raise SystemExit(f"the build failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIB
    status = json.loads(done.stdout)["status"]  # "published" again when the code changed between two builds
    return {"seconds": round(seconds, 1), "peak_memory_mb": round(peak), "status": status}


def search(index: Path, questions: list[str]) -> dict[str, Any]:
    """Milliseconds per question, beside comparing the question's vector with every vector by numpy."""
    searcher = Searcher.open(index, EmbeddingSettings())
    try:
        rows = len(searcher.snapshot.index.document_of)
        everything = np.random.default_rng(7).standard_normal((rows, 128), dtype=np.float32)
        ours: list[float] = []
        brute: list[float] = []
        # In turns, so that a busy moment hits both; not one by one, which would spoil each other's caches.
        for first in range(0, len(questions), _AT_ONCE):
            some = questions[first : first + _AT_ONCE]
            ours += [_ms(partial(searcher.search, asked, _SHOWN)) for asked in some]
            brute += [_ms(lambda: np.argpartition(everything @ everything[0], -_SHOWN)) for _ in some]
    finally:
        searcher.snapshot.store.close()
    return {
        "passages": rows,
        "questions": len(questions),
        "ms": machine.percentiles(ours),
        "brute_force_ms": machine.percentiles(brute),
        "search_to_brute_force": round(machine.median(ours) / machine.median(brute), 2),
    }


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def titles(index: Path) -> list[str]:
    """Titles of documents spread over the index, to ask for when there are no questions."""
    searcher = Searcher.open(index, EmbeddingSettings())
    try:
        owners = searcher.snapshot.index.document_of
        chosen = np.unique(np.linspace(0, int(owners[-1]), _TITLES).astype(int))
        return [searcher.snapshot.store.metadata(int(row)).title for row in chosen]
    finally:
        searcher.snapshot.store.close()


def scores(index: Path, queries: Path, qrels: Path) -> dict[str, object]:
    """What `python -m indexer evaluate` reports."""
    searcher = Searcher.open(index, EmbeddingSettings())
    try:
        return evaluate(searcher, read_queries(queries), read_qrels(qrels)).as_json()
    finally:
        searcher.snapshot.store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="documents as .jsonl or .jsonl.zst, or a folder")
    parser.add_argument("--queries", type=Path, help="questions to search for, as for `indexer evaluate`")
    parser.add_argument("--qrels", type=Path, help="their answers: reports nDCG and recall, too")
    parser.add_argument("--index", type=Path, help="keep the index in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        index = options.index or Path(name) / "index"
        measured: dict[str, Any] = {"build": build(options.source, index)}
        measured["rebuild"] = build(options.source, index)
        asked = list(read_queries(options.queries).values()) if options.queries else titles(index)
        measured["search"] = search(index, asked)
        if options.queries and options.qrels:
            measured["scores"] = scores(index, options.queries, options.qrels)
    wanted = {
        "build_s": 240,
        "build_mb": 2500,
        "unchanged_s": 10,
        "p50_ms": 10,
        "p95_ms": 25,
        "ndcg@10": 0.73,
    }
    machine.show("law_index", {**measured, "wanted_for_42542_articles": wanted})


if __name__ == "__main__":
    main()
