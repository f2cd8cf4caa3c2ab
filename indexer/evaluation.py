"""How well search finds the documents that are known to answer a set of questions."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from indexer.searching import Searcher
from knowledge.errors import SourceError
from knowledge.retrieval.index import Report

RECALL_AT = (1, 5, 10, 20, 100)
_SHOWN = 10  # passages of a timed search: what people are shown
_DEEP = 300  # passages of an untimed one: enough for a hundred documents


@dataclass(frozen=True)
class Scores:
    """Means over the questions; documents rank by their best passage. Times are of the ten best passages."""

    queries: int
    unjudged: int  # questions without a judgement, left out
    recall: dict[int, float]
    mrr_at_10: float
    ndcg_at_10: float
    ms_p50: float
    ms_p95: float
    queries_per_second: float

    def as_json(self) -> dict[str, object]:
        """Flat names as other evaluation tools print them."""
        values = asdict(self)
        recall = values.pop("recall")
        return {
            "queries": values.pop("queries"),
            "unjudged": values.pop("unjudged"),
            **{f"recall@{k}": recall[k] for k in RECALL_AT},
            "mrr@10": values.pop("mrr_at_10"),
            "ndcg@10": values.pop("ndcg_at_10"),
            **values,
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
        rows.append(measures(searcher.documents(text, _DEEP), relevant[identity]))
    report("evaluate", len(judged), len(judged))
    means = np.mean(np.array(rows), axis=0).round(4).tolist()
    return Scores(
        queries=len(judged),
        unjudged=len(queries) - len(judged),
        recall=dict(zip(RECALL_AT, means, strict=False)),
        mrr_at_10=means[-2],
        ndcg_at_10=means[-1],
        ms_p50=round(float(np.percentile(times, 50)), 3),
        ms_p95=round(float(np.percentile(times, 95)), 3),
        queries_per_second=round(1000 * len(times) / sum(times), 1),
    )


def measures(ranked: Sequence[str], relevant: Collection[str]) -> list[float]:
    """Recall at each depth of `RECALL_AT`, then reciprocal rank and nDCG at 10."""
    wanted = set(relevant)
    hits = [identity in wanted for identity in ranked]
    recall = [sum(hits[:k]) / len(wanted) for k in RECALL_AT]
    first = hits[:10].index(True) + 1 if any(hits[:10]) else 0
    gain = sum(hit / math.log2(rank + 2) for rank, hit in enumerate(hits[:10]))
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(wanted))))
    return [*recall, 1 / first if first else 0.0, gain / ideal]


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
