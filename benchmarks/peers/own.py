"""motcua on one collection, in a process of its own: open the index, ask, write down what was found.

    python own.py INDEX QUERIES OUT

What `systems.py` does for a peer. QUERIES are JSON lines {id, text}, OUT gets what was found and its cost.
"""

from __future__ import annotations

import sys
from pathlib import Path

import systems

from indexer.searching import Searcher
from knowledge.settings import EmbeddingSettings


def main() -> None:
    index, queries, out = sys.argv[1:4]
    searcher = Searcher.open(Path(index), EmbeddingSettings())
    retriever, store = searcher.retriever, searcher.snapshot.store
    found_in = searcher.snapshot.index.document_of

    def search(text: str) -> list[list[str]]:
        hits = retriever.search(retriever.read(text), systems.K)
        return [[store.metadata(int(found_in[hit.row])).id, store.passage(hit.row).text] for hit in hits]

    systems.write(Path(out), systems.asked(systems.rows(queries), search))
    searcher.snapshot.close()


if __name__ == "__main__":
    main()
