"""`python -m indexer evaluate`: measures search on judged documents, or the whole desk on questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from indexer.evaluating.cases import QUESTIONS
from indexer.evaluating.collection import evaluate, read_qrels, read_queries, retyped
from indexer.evaluating.judging import Typed
from indexer.evaluating.naming import SETS
from indexer.evaluating.report import read_plan, write_report
from indexer.evaluating.running import Evaluation, Plan, run
from indexer.evaluating.typing import STYLES, typed
from indexer.printing import errors, friendly, print_json
from indexer.progress import progress
from indexer.searching import Searcher
from indexer.settings import IndexerSettings, load_settings
from knowledge.clock import SystemClock
from knowledge.errors import SourceError
from knowledge.settings import EmbeddingSettings
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot


def evaluate_command(  # noqa: PLR0917 - typer passes them by name
    questions: Annotated[
        list[Path] | None,
        typer.Option(
            help="Bộ câu hỏi (.jsonl) hoặc thư mục; mặc định bộ của cơ quan trong cấu hình và bộ có sẵn."
        ),
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="Đo lại đúng như lần trước: tệp plan.json.")] = None,
    queries: Annotated[
        Path | None, typer.Option(help="Chỉ đo tìm kiếm: câu hỏi, mỗi dòng {id, text}; cần --qrels.")
    ] = None,
    qrels: Annotated[Path | None, typer.Option(help="Đáp án, mỗi dòng {query_id, doc_id}.")] = None,
    snapshot: Annotated[str | None, typer.Option(help="Bản chỉ mục cần đo; mặc định bản đang dùng.")] = None,
    against: Annotated[str | None, typer.Option(help="So với bản chỉ mục này.")] = None,
    robust: Annotated[
        bool, typer.Option("--robust", help="Hỏi thêm bằng các cách gõ của người dân.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Số bắt đầu của các lỗi gõ.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Thư mục ghi báo cáo.")] = None,
    index: Annotated[Path | None, typer.Option("--index", help="Thư mục chỉ mục.")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="Tệp cấu hình.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác đọc.")] = False,
) -> None:
    """Đo chất lượng và tốc độ trả lời trên bộ câu hỏi có đáp án, và ghi báo cáo."""
    with friendly(as_json=as_json):
        settings = load_settings(config)
        directory = index or settings.index.directory
        if queries is not None or qrels is not None:
            ways = typed(STYLES if robust else (), seed)
            _evaluate_search(queries, qrels, directory, settings, ways, as_json=as_json)
            return
        carried = read_plan(plan) if plan else _plan(questions, settings, robust=robust, seed=seed)
        searcher = _open(directory, snapshot or carried.snapshot, carried.embedding)
        against = against or carried.against
        other = _open(directory, against, carried.embedding) if against else None
        styles = typed(carried.styles, carried.seed)
        try:
            with progress(errors(), quiet=as_json) as report:
                before = run(carried, other, styles, report=report) if other else None
                after = run(carried, searcher, styles, report=report)
        finally:
            for one in (searcher, other):
                if one is not None:
                    one.snapshot.close()
        page = write_report(out or settings.evaluation.reports / "latest", after, before)
        if as_json:
            print_json(
                {**after.as_json(), "before": before.as_json() if before else None, "report": str(page)}
            )
            return
        Console().print(_table(after))
        Console().print(f"Báo cáo: {page}", highlight=False, soft_wrap=True)


def _plan(questions: list[Path] | None, settings: IndexerSettings, *, robust: bool, seed: int) -> Plan:
    own = (QUESTIONS,) if settings.index.builtin else ()
    return Plan(
        questions=tuple(questions or (*settings.evaluation.questions, *own)),
        day=SystemClock().now().date(),
        seed=seed,
        styles=tuple(STYLES) if robust else (),
        embedding=settings.embedding,
    )


def _open(directory: Path, name: str, embedding: EmbeddingSettings) -> Searcher:
    if not name:
        return Searcher.open(directory, embedding)
    return Searcher.over(Snapshot.open(Shelf(directory).path(name)), embedding)


def _table(evaluation: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Bộ câu hỏi", "Câu", "Đúng", "Chính xác", "Ngoài", "Từ chối", "nDCG@10", "p95 ms"):
        table.add_column(heading, no_wrap=True)
    for name, one in evaluation.scores.items():
        table.add_row(
            SETS.get(name, name),
            str(one.answers.questions),
            f"{one.answers.right:.3f}",
            f"{one.answers.precision:.3f}",
            str(one.refusals.questions),
            f"{one.refusals.recall:.3f}",
            f"{one.ranking['ndcg@10']:.3f}",
            f"{one.latency.p95:.1f}",
        )
    for style in evaluation.styles[1:]:
        name = STYLES.get(style.name, style.name)
        table.add_row(name, "", f"{style.right:.3f}", "", "", f"{style.refused:.3f}", "", "")
    return table


def _evaluate_search(
    queries: Path | None,
    qrels: Path | None,
    directory: Path,
    settings: IndexerSettings,
    styles: Mapping[str, Typed],
    *,
    as_json: bool,
) -> None:
    if queries is None or qrels is None:
        raise SourceError(
            "thiếu câu hỏi hoặc đáp án",
            where="--queries, --qrels",
            mend="cho cả hai tệp, hoặc dùng --questions",
        )
    asked, relevant = read_queries(queries), read_qrels(qrels)
    searcher = Searcher.open(directory, settings.embedding)
    with progress(errors(), quiet=as_json) as report:
        scores = evaluate(searcher, asked, relevant, report=report).as_json()
        by_style = {
            style: evaluate(searcher, retyped(asked, way), relevant, report=report).measures
            for style, way in styles.items()
        }
    searcher.snapshot.close()
    if as_json:
        print_json({**scores, "styles": by_style} if styles else scores)
        return
    table = Table("Chỉ số", "Giá trị", *(STYLES[style] for style in by_style))
    for name, value in scores.items():
        table.add_row(name, str(value), *(str(found.get(name, "")) for found in by_style.values()))
    Console().print(table)
