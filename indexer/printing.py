"""How the commands speak: summaries and errors for people, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from indexer.pipeline import BuildReport
from knowledge.errors import MotcuaError
from knowledge.manifest import FileProblem

_LISTED = 20  # problems and skipped files shown to people; --json has them all


def print_json(value: object) -> None:
    """One line of JSON on standard output, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def errors() -> Console:
    """The console for progress and errors."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


def fail(error: MotcuaError) -> None:
    """Tell a person what is wrong and how to mend it."""
    errors().print(Text(f"Lỗi: {error}", style="red"))


@contextmanager
def friendly(*, as_json: bool = False) -> Iterator[None]:
    """Turn errors that a person can mend into words and exit status 2."""
    try:
        yield
    except MotcuaError as error:
        fail(error)
        if as_json:
            print_json({"error": {"problem": error.problem, "where": error.where, "mend": error.mend}})
        raise typer.Exit(2) from error
    except KeyboardInterrupt as error:
        errors().print("Đã dừng.")
        raise typer.Exit(130) from error


def show_problem(problem: FileProblem) -> None:
    """A bad file on one line, on the error console."""
    errors().print(Text(_problem_line(problem)))


def show_report(report: BuildReport, *, as_json: bool) -> None:
    """How a build ended."""
    if as_json:
        print_json(
            {
                "status": "unchanged" if report.unchanged else "published",
                "snapshot": report.snapshot,
                "files": report.files,
                **report.counts.model_dump(),
                "reused": report.reused,
                "skipped": [asdict(item) for item in report.skipped],
                "problems": [problem.model_dump() for problem in report.problems],
                "seconds": report.seconds,
            }
        )
        return
    out = Console(soft_wrap=True, highlight=False)
    if report.unchanged:
        out.print(f"Không có gì thay đổi, vẫn dùng bản {report.snapshot}.")
    else:
        out.print(f"Đã lập xong bản {report.snapshot}.")
    table = Table(show_header=False, box=None, pad_edge=False)
    for label, value in (
        ("Tệp", report.files),
        ("Văn bản", report.counts.documents),
        ("Mục", report.counts.sections),
        ("Đoạn", report.counts.passages),
        ("Văn bản dùng lại", report.reused),
        ("Tệp bỏ qua", len(report.skipped)),
        ("Tệp, chỗ có lỗi", len(report.problems)),
        ("Số giây", report.seconds),
    ):
        table.add_row(label, str(value))
    out.print(table)
    _show_list("Bỏ qua", [f"{item.file}: {item.reason}" for item in report.skipped])
    _show_list("Có lỗi, cần sửa", [_problem_line(problem) for problem in report.problems])


def _show_list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    out = errors()
    out.print(Text(f"{title}:", style="bold"))
    for line in lines[:_LISTED]:
        out.print(Text(f"  {line}"))
    if len(lines) > _LISTED:
        out.print(f"  … và {len(lines) - _LISTED} mục nữa (xem đủ bằng --json)")


def _problem_line(problem: FileProblem) -> str:
    place = f", {problem.place}" if problem.place else ""
    mend = f" → {problem.mend}" if problem.mend else ""
    return f"{problem.file}{place}: {problem.problem}{mend}"
