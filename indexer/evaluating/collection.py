"""How well search finds the documents that are known to answer a set of questions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.evaluating.judging import Typed
from indexer.evaluating.latency import Latency
from indexer.evaluating.ranking import Measures, of_documents
from indexer.searching import Searcher
from knowledge.errors import SourceError
from knowledge.retrieval.index import Report

_SHOWN = 10  # passages of a timed search: what people are shown
_DEEP = 300  # passages of an untimed one: enough for a hundred documents


@dataclass(frozen=True)
class Scores:
    """Means over the questions; documents rank by their best passage. Times are of the ten best passages."""

    queries: int
    unjudged: int  # questions without a judgement, left out
    measures: Measures
    latency: Latency
    queries_per_second: float

    def as_json(self) -> dict[str, object]:
        """Flat names as other evaluation tools print them."""
        return {
            "queries": self.queries,
            "unjudged": self.unjudged,
            **self.measures,
            "ms_p50": self.latency.p50,
            "ms_p95": self.latency.p95,
            "queries_per_second": self.queries_per_second,
        }


def evaluate(
    searcher: Searcher,
    queries: Mapping[str, str],
    relevant: Mapping[str, Collection[str]],
    *,
    report: Report = lambda _stage, _done, _total: None,
) -> Scores:
    """Search every judged query twice: timed as people search, and deeper for the measures.

    Raises `SourceError` when no query is judged.
    """
    judged = {identity: text for identity, text in queries.items() if relevant.get(identity)}
    if not judged:
        raise SourceError(
            "không câu hỏi nào có đáp án",
            where="--queries, --qrels",
            mend="kiểm tra id của câu hỏi và query_id của đáp án có khớp nhau",
        )
    rows, times = [], []
    for number, (identity, text) in enumerate(judged.items()):
        report("evaluate", number, len(judged))
        times.append(searcher.search(text, _SHOWN)["ms"])
        rows.append(of_documents(searcher.documents(text, _DEEP), relevant[identity]))
    report("evaluate", len(judged), len(judged))
    return Scores(
        queries=len(judged),
        unjudged=len(queries) - len(judged),
        measures={name: round(sum(row[name] for row in rows) / len(rows), 4) for name in rows[0]},
        latency=Latency.of(times),
        queries_per_second=round(1000 * len(times) / sum(times), 1),
    )


def retyped(queries: Mapping[str, str], way: Typed) -> dict[str, str]:
    """The same questions, typed in another way."""
    return {identity: way(text) for identity, text in queries.items()}


def read_queries(path: Path) -> dict[str, str]:
    """Texts by id from JSON lines `{"id","text"}`; raises `SourceError` for a bad line."""
    return {row["id"]: row["text"] for row in _rows(path, "id", "text")}


def read_qrels(path: Path) -> dict[str, set[str]]:
    """Relevant documents by query from JSON lines `{"query_id","doc_id"}`; raises `SourceError`."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for row in _rows(path, "query_id", "doc_id"):
        relevant[row["query_id"]].add(row["doc_id"])
    return dict(relevant)


def _rows(path: Path, *keys: str) -> Iterator[dict[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "không đọc được tệp", where=str(path), mend="kiểm tra đường dẫn; tệp phải là JSON lines UTF-8"
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield {key: str(row[key]) for key in keys}
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(
                "dòng không đúng mẫu",
                where=f"{path}, dòng {number}",
                mend=f"mỗi dòng là một đối tượng JSON có {', '.join(keys)}",
            ) from error
