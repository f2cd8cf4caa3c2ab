"""motcua beside its peers on the same questions: quality, latency, memory, time to index.

The peers are installed into an environment of their own (`--env`). Collections: law articles and procedures
with questions of citizens, five plans with phrases that a right passage holds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import desks
import law_index
import machine
import numpy as np

from indexer.evaluating.ranking import Measures, of_documents, of_ranks

PEERS = ("bm25s", "txtai", "haystack", "langchain")
PACKAGES = (
    "torch>=2.2,<2.14",
    "sentence-transformers>=5,<7",
    "faiss-cpu",
    "bm25s",
    "txtai",
    "haystack-ai",
    "langchain-community",
    "langchain-huggingface",
    "langchain-text-splitters",
)
MODEL = machine.ROOT / "knowledge" / "weights" / "embedder"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Collection:
    """Documents with questions; either documents or phrases tell what is right."""

    name: str
    relevant: dict[str, frozenset[str]]
    gold: dict[str, tuple[str, ...]]
    questions: dict[str, str]

    def measures(self, found: dict[str, list[list[str]]]) -> Measures:
        """Means over the questions of what was `found`: pairs of document and text, best first."""
        if self.gold:
            return of_ranks([_rank(found[one], phrases) for one, phrases in self.gold.items()])
        rows = [
            of_documents(list(dict.fromkeys(document for document, _ in found[one])), relevant)
            for one, relevant in self.relevant.items()
        ]
        return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def _rank(found: Sequence[Sequence[str]], phrases: Sequence[str]) -> int:
    for place, (_, text) in enumerate(found, start=1):
        said = desks.plain(text)
        if any(desks.plain(phrase) in said for phrase in phrases):
            return place
    return 0


def collection(name: str, shared: Path) -> Collection:
    """The questions on the collection `name` with what is right."""
    if name == "plans":
        asked = {f"{number}": pair for number, pair in enumerate(desks.plan_questions(shared))}
        return Collection(
            name,
            {},
            {one: gold for one, (_, gold) in asked.items()},
            {one: text for one, (text, _) in asked.items()},
        )
    pairs = desks.judged(shared, {"law": "zalo", "portal": "hotich"}[name])
    return Collection(
        name,
        {str(number): relevant for number, (_, relevant) in enumerate(pairs)},
        {},
        {str(number): text for number, (text, _) in enumerate(pairs)},
    )


def documents(desk: desks.Desk) -> list[dict[str, str]]:
    """Every document of our index as one text: its title, then its passages."""
    store = desk.snapshot.store
    texts: dict[str, list[str]] = {}
    for row, passage in store.scan():
        texts.setdefault(passage.document_id, [store.metadata(row).title]).append(passage.text)
    return [{"id": one, "text": "\n\n".join(lines)} for one, lines in texts.items()]


def environment(folder: Path) -> Path:
    """The Python of the peers' environment, made and filled when it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def ours(index: Path, folder: Path) -> dict[str, Any]:
    """Run motcua on the questions written into `folder`."""
    return _run("motcua", folder, [sys.executable, str(_HERE / "own.py"), str(index), "{queries}", "{out}"])


def peer(
    python: Path, name: str, model: Path, folder: Path, *, whole: bool, minutes: float
) -> dict[str, Any]:
    """Run one peer on the collection written into `folder`; nothing when it takes more than `minutes`."""
    script, documents = str(_HERE / "systems.py"), str(folder / "documents.jsonl")
    way = "whole" if whole else "chunks"
    command = [str(python), script, name, str(model), documents, "{queries}", "{out}", way]
    return _run(name, folder, command, minutes=minutes)


def _run(name: str, folder: Path, command: list[str], *, minutes: float | None = None) -> dict[str, Any]:
    """What `command` wrote, with the files of questions and of what is found put in for `{}`."""
    out = folder / f"{name}.json"
    files = {"{queries}": str(folder / "queries.jsonl"), "{out}": str(out)}
    command = [files.get(part, part) for part in command]
    limit = None if minutes is None else minutes * 60
    environment = {**os.environ, "PYTHONPATH": str(machine.ROOT)}
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return {}
    if done.returncode != 0:
        raise SystemExit(f"{name} failed:\n{done.stderr[-3000:]}")
    result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return result


def row(kind: Collection, result: dict[str, Any]) -> dict[str, Any]:
    """One line of the table; `given_up` when nothing came of it in time."""
    if not result:
        return {"given_up": True}
    measures = kind.measures(result["found"])
    shown = {name: round(measures[name], 4) for name in ("recall@1", "recall@5", "ndcg@10")}
    costs = {name: round(result[name], 1) for name in ("index_s", "peak_mb", "serving_mb")}
    times = {name: machine.percentiles(result[name]) for name in ("ms", "cpu_ms")}
    return {**shown, **times, **costs}


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the folder of shared data")
    parser.add_argument(
        "--env", type=Path, required=True, help="environment for the peers; made when missing"
    )
    parser.add_argument("--index", type=Path, help="keep our indexes in this folder")
    parser.add_argument("--model", type=Path, default=MODEL, help="embedding model of the peers")
    parser.add_argument("--peers", nargs="*", default=PEERS, help="only these")
    parser.add_argument("--minutes", type=float, default=20, help="a peer that takes longer is given up")
    parser.add_argument("--collections", nargs="+", default=["plans", "portal", "law"])
    options = parser.parse_args()
    python = environment(options.env)
    table: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        for each in options.collections:
            kind = collection(each, options.shared)
            folder = Path(name) / each
            folder.mkdir()
            index = options.index or Path(name)
            (source,) = (options.shared / one for one in desks.SOURCES[each])
            built = law_index.build(source, index / each)
            with desks.opened(each, options.shared, index) as desk:
                _write(folder / "documents.jsonl", documents(desk))
            asked = [{"id": one, "text": text} for one, text in kind.questions.items()]
            _write(folder / "queries.jsonl", asked)
            cost = {"index_s": built["seconds"], "peak_mb": built["peak_memory_mb"]}
            table[each] = {"motcua": row(kind, {**ours(index / each, folder), **cost})}
            for system in options.peers:
                result = peer(
                    python, system, options.model, folder, whole=not kind.gold, minutes=options.minutes
                )
                table[each][system] = row(kind, result)
                print(each, system, table[each][system], file=sys.stderr, flush=True)
    machine.show("peers", table)


if __name__ == "__main__":
    main()
