"""Progress of long work on the terminal; silent in scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from knowledge.retrieval.index import Report

_STAGES = {
    "hash": "Kiểm tra tệp",
    "read": "Đọc văn bản",
    "embed": "Tính véc-tơ",
    "lexical": "Lập chỉ mục từ",
    "write": "Ghi ra đĩa",
    "evaluate": "Đánh giá",
    "whole": "Đếm cụm từ cả đoạn",
    "body": "Đếm cụm từ thân đoạn",
    "mine": "Tìm đoạn dễ nhầm",
    "learn": "Học",
}


@contextmanager
def progress(console: Console, *, quiet: bool = False) -> Iterator[Report]:
    """A function to report progress to; draws bars on `console` when it is a terminal and not `quiet`."""
    if quiet or not console.is_terminal:
        yield lambda _stage, _done, _total: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(_STAGES.get(stage, stage), total=None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield report
