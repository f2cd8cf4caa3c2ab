"""One peer on one collection, in the environment of the peers: index, ask, write down what was found.

    python systems.py NAME MODEL DOCUMENTS QUERIES OUT

DOCUMENTS are JSON lines {id, text}, QUERIES {id, text}; MODEL is a directory of sentence-transformers. Each
peer is set up as its own documentation shows it, with Vietnamese syllables as words where it lets one choose.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

K = 100  # chunks a query brings
CHUNK, OVERLAP = 1000, 200  # characters: the usual ones of LangChain's splitter
WHOLE = {"bm25s"}  # indexes whole documents: splitting lowers it
_WORD = re.compile(r"\w+")

Chunks = list[tuple[str, str]]  # document id, text
Search = Callable[[str], list[int]]  # places of chunks, best first


def syllables(text: str) -> list[str]:
    """Lower-case syllables."""
    return _WORD.findall(text.lower())


def bm25s(chunks: Chunks, _model: str) -> Search:
    """bm25s with the parameters of its paper."""
    import bm25s as library

    words = [syllables(text) for _, text in chunks]
    index = library.BM25(k1=1.5, b=0.75)
    index.index(words, show_progress=False)
    known = set(index.vocab_dict)

    def search(query: str) -> list[int]:
        asked = [word for word in syllables(query) if word in known]
        if not asked:
            return []
        found, _ = index.retrieve([asked], k=min(K, len(chunks)), show_progress=False)
        return [int(place) for place in found[0]]

    return search


def txtai(chunks: Chunks, model: str) -> Search:
    """txtai's hybrid index: BM25 and vectors, half and half."""
    from txtai import Embeddings

    index = Embeddings(path=model, method="sentence-transformers", hybrid=True)
    index.index((place, text, None) for place, (_, text) in enumerate(chunks))
    return lambda query: [int(place) for place, _ in index.search(query, K)]


def haystack(chunks: Chunks, model: str) -> Search:
    """Haystack's hybrid pipeline: BM25 and embedding retrievers over the in-memory store, joined by rank."""
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model)
    store = InMemoryDocumentStore(bm25_tokenization_regex=r"\w+")
    vectors = encoder.encode([text for _, text in chunks], batch_size=256, show_progress_bar=False)
    store.write_documents(
        [
            Document(id=str(place), content=text, embedding=vector.tolist())
            for place, ((_, text), vector) in enumerate(zip(chunks, vectors, strict=True))
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=K))
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=K))
    pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=K))
    pipeline.connect("words", "join")
    pipeline.connect("vectors", "join")

    def search(query: str) -> list[int]:
        vector = encoder.encode(query, show_progress_bar=False).tolist()
        found = pipeline.run({"words": {"query": query}, "vectors": {"query_embedding": vector}})
        return [int(document.id) for document in found["join"]["documents"]]

    return search


def langchain(chunks: Chunks, model: str) -> Search:
    """LangChain's splitter and its FAISS store."""
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    store = FAISS.from_texts(
        [text for _, text in chunks],
        HuggingFaceEmbeddings(model_name=model),
        metadatas=[{"place": place} for place in range(len(chunks))],
    )
    return lambda query: [found.metadata["place"] for found in store.similarity_search(query, k=K)]


SYSTEMS: dict[str, Callable[[Chunks, str], Search]] = {
    "bm25s": bm25s,
    "txtai": txtai,
    "haystack": haystack,
    "langchain": langchain,
}


def split(rows: Iterable[dict[str, Any]]) -> Chunks:
    """Documents as chunks of LangChain's usual splitter."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    return [(row["id"], text) for row in rows for text in splitter.split_text(row["text"])]


def rows(path: str) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def asked(queries: Iterable[dict[str, Any]], search: Callable[[str], list[list[str]]]) -> dict[str, Any]:
    """Ask every question once and say what was found, and what that took."""
    given = list(queries)
    search(given[0]["text"])  # what is loaded on first use is not a citizen's wait
    found: dict[str, list[list[str]]] = {}
    ms: list[float] = []
    cpu_ms: list[float] = []
    for row in given:
        started, spent = time.perf_counter(), time.process_time()
        found[row["id"]] = search(row["text"])
        ms.append((time.perf_counter() - started) * 1000)
        cpu_ms.append((time.process_time() - spent) * 1000)
    return {"ms": ms, "cpu_ms": cpu_ms, "found": found, "serving_mb": memory("VmRSS")}


def memory(field: str) -> float:
    """Megabytes of this process; not ru_maxrss, which remembers the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(rf"{field}:\s+(\d+)", status)[0]) / 1024


def write(path: Path, result: dict[str, Any]) -> None:
    """Write what was measured as JSON."""
    path.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    name, model, documents, queries, out, whole = sys.argv[1:7]
    given = rows(documents)
    chunks = (
        [(row["id"], row["text"]) for row in given] if whole == "whole" and name in WHOLE else split(given)
    )
    started = time.perf_counter()
    places_of = SYSTEMS[name](chunks, model)
    index_s = time.perf_counter() - started
    result = asked(rows(queries), lambda text: [list(chunks[place]) for place in places_of(text)])
    write(Path(out), {**result, "index_s": index_s, "peak_mb": memory("VmHWM")})


if __name__ == "__main__":
    main()
