"""Writes an evaluation down: a page for people, figures for programs, and the plan to repeat it."""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from indexer.evaluating.cases import described
from indexer.evaluating.comparing import changes
from indexer.evaluating.judging import AS_WRITTEN
from indexer.evaluating.naming import FIGURES, OUTCOMES, SETS
from indexer.evaluating.running import OVERALL, Evaluation, Plan
from indexer.evaluating.typing import STYLES
from knowledge.errors import SourceError

PAGE, FOUND, PLAN = "report.html", "figures.json", "plan.json"
_SHOWN = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")


def write_report(directory: Path, after: Evaluation, before: Evaluation | None) -> Path:
    """Write page, figures and plan into `directory`; returns the page.

    Raises `SourceError` when nothing can be written there.
    """
    environment = Environment(
        loader=PackageLoader("indexer.evaluating"), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("report.html.j2").render(
        after=after,
        before=before,
        compared=list(changes(before, after)) if before else [],
        overall=OVERALL,
        names=SETS,
        figures=FIGURES,
        ranking_names=_SHOWN,
        styles={AS_WRITTEN: "nguyên văn", **STYLES},
        outcomes=OUTCOMES,
        sets=described(after.sets),
        plan_file=directory / PLAN,
    )
    found = {"after": after.as_json(), "before": before.as_json() if before else None}
    plan = after.plan.model_copy(update={"against": before.snapshot if before else ""})
    try:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / PAGE).write_text(page, encoding="utf-8")
        (directory / FOUND).write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
        (directory / PLAN).write_text(plan.model_dump_json(indent=1), encoding="utf-8")
    except OSError as error:
        raise SourceError(
            f"không ghi được báo cáo ({error.strerror})",
            where=str(directory),
            mend="chọn thư mục khác bằng --out",
        ) from error
    return directory / PAGE


def read_plan(path: Path) -> Plan:
    """The plan beside a report; raises `SourceError` when it is none."""
    try:
        return Plan.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SourceError(
            "không đọc được kế hoạch đo",
            where=str(path),
            mend="chỉ tới tệp plan.json nằm cạnh một báo cáo",
        ) from error
