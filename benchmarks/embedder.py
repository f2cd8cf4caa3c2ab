"""An embedding model alone: every document ranked by its passage nearest to the question."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import machine
import numpy as np

from indexer.evaluating.collection import read_qrels, read_queries
from indexer.parsing import Parsed, standard_parser
from indexer.training.embedder.measuring import measure
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.index import searchable
from knowledge.settings import EmbeddingSettings
from knowledge.vietnamese.text import fold

_AT_ONCE = 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="documents, as for `indexer build`")
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--qrels", type=Path, required=True)
    parser.add_argument(
        "--model", default=EmbeddingSettings().model, help="as embedding.model of config.toml"
    )
    options = parser.parse_args()
    started = time.perf_counter()
    embedder = open_embedder(EmbeddingSettings(model=options.model))
    opened = time.perf_counter() - started

    documents: list[str] = []
    owners: list[int] = []
    texts: list[str] = []
    for found in standard_parser().parse(
        options.source, name=options.source.name, document_id=options.source.stem
    ):
        if isinstance(found, Parsed):
            owners += [len(documents)] * len(found.passages)
            documents.append(found.document.meta.id)
            texts += map(searchable, found.passages)
    started = time.perf_counter()
    parts = [embedder.embed(texts[first : first + _AT_ONCE]) for first in range(0, len(texts), _AT_ONCE)]
    spent = time.perf_counter() - started

    queries, relevant = read_queries(options.queries), read_qrels(options.qrels)
    typed = {"as_written": queries, "folded": {name: fold(text) for name, text in queries.items()}}
    scores = {
        name: measure(
            embedder,
            np.concatenate(parts),
            owners=np.asarray(owners),
            documents=documents,
            queries=asked,
            relevant=relevant,
        ).as_json()
        for name, asked in typed.items()
    }
    machine.show(
        "embedder",
        {
            "model": embedder.fingerprint,
            "dimension": embedder.dimension,
            "open_ms": round(opened * 1000),
            "documents": len(documents),
            "passages": len(texts),
            "passages_per_second": round(len(texts) / spent),
            **scores,
        },
    )


if __name__ == "__main__":
    main()
