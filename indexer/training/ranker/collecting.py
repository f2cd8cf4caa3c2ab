"""Questions with the articles that search finds for them: signals, and which are right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.evaluating.judging import Typed
from indexer.searching import Searcher
from knowledge.errors import SourceError
from knowledge.retrieval.index import Report
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.retrieval.signals import SignalReader


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, typed one way: `matrix` (articles, signals), fixed scores, and which articles are right.

    `wanted` right articles there are in all, found or not.
    """

    question: int
    style: str
    matrix: Vector = field(repr=False)
    right: NDArray[np.bool_] = field(repr=False)
    wanted: int


@dataclass(frozen=True, slots=True)
class Collected:
    """All questions, with the names of the signals."""

    names: tuple[str, ...]
    asked: tuple[Asked, ...] = field(repr=False)

    def of(self, questions: Collection[int], styles: Collection[str]) -> Self:
        """Those of some questions typed in some styles; "" is as written."""
        chosen = (one for one in self.asked if one.question in questions and one.style in styles)
        return type(self)(self.names, tuple(chosen))

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return 1 + max(one.question for one in self.asked)

    def stacked(self) -> tuple[Vector, NDArray[np.bool_], Ids]:
        """Signals and judgements of all articles one beneath the other, and how many each question has."""
        return (
            np.concatenate([one.matrix for one in self.asked]),
            np.concatenate([one.right for one in self.asked]),
            np.asarray([len(one.right) for one in self.asked], np.int64),
        )


def collect(
    searcher: Searcher,
    queries: Mapping[str, str],
    relevant: Mapping[str, Collection[str]],
    typed: Mapping[str, Typed],
    *,
    report: Report = lambda _stage, _done, _total: None,
) -> Collected:
    """Search every judged question as written and in the styles `typed`; raises `SourceError` without any."""
    retriever, signals = searcher.retriever, SignalReader.of(searcher.retriever.index)
    rows = {identity: row for row, identity in enumerate(searcher.snapshot.store.document_ids())}
    judged = [(text, relevant[name] & rows.keys()) for name, text in queries.items() if relevant.get(name)]
    names: tuple[str, ...] = ()
    asked: list[Asked] = []
    ways: Sequence[tuple[str, Typed]] = [("", str), *typed.items()]
    for number, (text, right) in enumerate(judged):
        report("evaluate", number, len(judged))
        wanted = np.asarray([rows[identity] for identity in right], np.int64)
        for style, way in ways if len(wanted) else ():
            query = retriever.read(way(text))
            articles = signals.read(query, retriever.found(query))
            if articles is None:
                continue
            names = articles.names
            asked.append(
                Asked(number, style, articles.matrix, np.isin(articles.documents, wanted), len(wanted))
            )
    if not asked:
        raise SourceError(
            "không câu hỏi nào có điều luật đúng trong chỉ mục",
            where="--queries, --qrels",
            mend="kiểm tra id của câu hỏi, của điều luật và query_id, doc_id của đáp án có khớp nhau",
        )
    return Collected(names, tuple(asked))
