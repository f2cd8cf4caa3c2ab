"""Reports as tables for people: lines of words and numbers, written as CSV or as an Excel workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from bot.campaigns.grouping import LEAST, Groups
from bot.campaigns.reasons import reason_text, state_text
from bot.campaigns.reports import ENDS, CampaignReport, RunReport
from bot.messages import Messages
from knowledge.clock import VIETNAM

_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take such a text for a formula


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report: the run, what is counted, which of it, and how many people."""

    run: str
    what: str
    which: str
    people: int | str


def rows_of(report: CampaignReport, words: Messages) -> Iterator[Row]:
    """The lines of `report`, the newest run first; nothing in them is more than the report tells."""
    for run in report.runs:
        when = f"{run.occurrence.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        for what, which, people in _lines(run, words):
            yield Row(when, what, which, people)


def _lines(run: RunReport, words: Messages) -> Iterator[tuple[str, str, int | str]]:
    yield words.text("report-planned"), "", run.planned
    for state in ENDS:
        yield words.text(f"report-{state}"), "", run.states[state]
        groups = {"failed": run.failed, "skipped": run.skipped}.get(state)
        if groups is not None and groups.shown:
            for which, people in _reasons(groups, words):
                yield words.text(f"report-{state}-by"), which, people
    if run.waiting:
        yield words.text("report-waiting"), "", run.waiting
    if run.possible_duplicates:
        yield words.text("report-duplicates"), "", run.possible_duplicates
    for line in run.channels:
        name = ", ".join(line.channels)
        yield words.text("report-channel"), name, line.planned
        for result, people in (line.states or {}).items():
            yield words.text("report-channel"), f"{name}: {state_text(result, words)}", people
    for tap in run.taps:
        count = words.text("report-not-counted") if tap.is_link else _told(tap.people, words)
        yield words.text("report-taps"), f"{tap.number}. {tap.label}", count
    yield words.text("report-questions"), "", _told(run.questions, words)
    yield words.text("report-opt-outs"), "", _told(run.opt_outs, words)


def _reasons(groups: Groups[str], words: Messages) -> Iterator[tuple[str, int]]:
    for reason, people in groups.shown:
        yield reason_text(reason, words), people
    if groups.joined:
        joined = ", ".join(sorted(reason_text(reason, words) for reason in groups.joined))
        yield words.text("report-joined", what=joined), groups.rest


def _told(people: int | None, words: Messages) -> int | str:
    return words.text("report-few", least=LEAST) if people is None else people


def write_csv(report: CampaignReport, words: Messages, path: Path) -> None:
    """Write `report` to `path` as CSV in UTF-8 with a mark by which Excel knows it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_head(words))
        for row in rows_of(report, words):
            writer.writerow([_harmless(row.run), _harmless(row.what), _harmless(row.which), row.people])


def write_xlsx(report: CampaignReport, words: Messages, path: Path) -> None:
    """Write `report` to `path` as an Excel workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(words.text("report-sheet"))
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCD", (18, 30, 60, 14), strict=True):
        sheet.column_dimensions[column].width = width
    head = [WriteOnlyCell(sheet, value=text) for text in _head(words)]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows_of(report, words):
        sheet.append([_harmless(row.run), _harmless(row.what), _harmless(row.which), row.people])
    book.save(path)


def _head(words: Messages) -> list[str]:
    return [words.text(f"report-head-{name}") for name in ("run", "what", "which", "people")]


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) else text
