"""The targets of quality, on the question sets beside the checkout (`MOTCUA_SHARED` names the folder)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.evaluating.collection import evaluate, read_qrels, read_queries
from indexer.searching import Searcher
from knowledge.settings import EmbeddingSettings
from tests.integration.answering import Asker, Reply, Row, Tally, build_index, opened, rows, without_accents

pytestmark = pytest.mark.shared_data

FIRST, FIVE = 0.88, 0.97
LOST_WITHOUT_ACCENTS = 0.02
REFUSED, ANSWERED = 0.95, 0.95
FACTS = 0.85
NDCG_AT_10 = 0.73


@pytest.fixture(scope="module")
def shared() -> Path:
    return Path(os.environ["MOTCUA_SHARED"])


@pytest.fixture(scope="module", params=[False, True], ids=["plans", "plans-and-builtin"])
def desk(
    request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asker]:
    """The desk over the five plans; then with the built-in knowledge beside them, as an office runs it."""
    directory = tmp_path_factory.mktemp("targets") / "index"
    report = build_index(directory, [shared / "corpus" / "plans"], builtin=bool(request.param))
    assert report.problems == ()
    with opened(directory) as asker:
        yield asker


@pytest.fixture(scope="module")
def plan_rows(shared: Path) -> list[Row]:
    return rows(shared / "eval" / "plan_questions.dev.jsonl")


def _in_scope(plan_rows: list[Row]) -> list[tuple[str, list[str]]]:
    """Every wording of every question on the plans, with its gold phrases."""
    return [
        (asked, row["gold"])
        for row in plan_rows
        if row["doc"] is not None
        for asked in (row["question"], *row["variants"])
    ]


def _said(question: str, reply: Reply) -> str:
    resolution = reply.resolution
    return (
        f"{question}\n    {resolution.outcome} {resolution.reason or ''} {resolution.confidence:.2f} "
        f"{reply.documents[:1]} {reply.text[:300]!r}"
    )


def _cited(
    asker: Asker, asked: list[tuple[str, list[str]]], first: int, typed: Callable[[str], str]
) -> Tally:
    tally = Tally()
    for question, gold in asked:
        reply = asker.ask(typed(question))
        tally.count(
            reply.answered and reply.cites(gold, first), f"{_said(typed(question), reply)}\n    {gold}"
        )
    return tally


@pytest.mark.parametrize(("first", "floor"), [(1, FIRST), (5, FIVE)])
def test_the_gold_phrase_is_cited(desk: Asker, plan_rows: list[Row], first: int, floor: float) -> None:
    _cited(desk, _in_scope(plan_rows), first, str).assert_at_least(floor)


@pytest.mark.parametrize("first", [1, 5])
def test_questions_without_accents_lose_little(desk: Asker, plan_rows: list[Row], first: int) -> None:
    asked = _in_scope(plan_rows)
    accented = _cited(desk, asked, first, str)
    bare = _cited(desk, asked, first, without_accents)
    bare.assert_at_least(accented.share - LOST_WITHOUT_ACCENTS)


def test_what_is_out_of_scope_is_refused(desk: Asker, plan_rows: list[Row], shared: Path) -> None:
    tally = Tally()
    others = rows(shared / "eval" / "out_of_scope.dev.jsonl")
    for row in [*(row for row in plan_rows if row["doc"] is None), *others]:
        reply = desk.ask(row["question"])
        tally.count(not reply.answered, _said(row["question"], reply))
    tally.assert_at_least(REFUSED)


def test_what_is_in_scope_is_answered(desk: Asker, plan_rows: list[Row]) -> None:
    tally = Tally()
    for question, _gold in _in_scope(plan_rows):
        reply = desk.ask(question)
        tally.count(reply.answered, _said(question, reply))
    tally.assert_at_least(ANSWERED)


def test_procedures_are_answered_with_their_facts(shared: Path, tmp_path: Path) -> None:
    build_index(tmp_path / "index", [], builtin=True)
    tally = Tally()
    with opened(tmp_path / "index") as asker:
        for row in rows(shared / "eval" / "procedure_questions.dev.jsonl"):
            reply = asker.ask(row["question"])
            procedure = reply.resolution.procedure
            of_it = not row["codes"] or (procedure is not None and procedure.code in row["codes"])
            right = of_it and reply.says(row["facts"])
            tally.count(right, f"{_said(row['question'], reply)}\n    {row['codes']} {row['facts']}")
    tally.assert_at_least(FACTS)


@pytest.mark.slow
def test_law_articles_are_found(shared: Path, tmp_path: Path) -> None:
    """nDCG over 42,542 articles; how long it takes is for `benchmarks/law_index.py` to say."""
    build_index(tmp_path / "index", [shared / "corpus" / "phapdien_articles.jsonl.zst"], builtin=False)
    searcher = Searcher.open(tmp_path / "index", EmbeddingSettings())
    try:
        scores = evaluate(
            searcher,
            read_queries(shared / "eval" / "zalo.dev.queries.jsonl"),
            read_qrels(shared / "eval" / "zalo.dev.qrels.jsonl"),
        )
    finally:
        searcher.snapshot.store.close()
    print(scores)
    assert scores.measures["ndcg@10"] >= NDCG_AT_10
