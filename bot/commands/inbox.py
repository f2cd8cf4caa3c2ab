"""`python -m bot inbox report`: what became of the messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.errors import plain_errors
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages

if TYPE_CHECKING:
    from bot.delivery.report import Count, Listed, Report


def add_inbox(cli: typer.Typer, catalogue: Catalogue) -> None:
    """Add the command to `cli`."""
    words = catalogue.of(DEFAULT_LANGUAGE)
    group = typer.Typer(help=words.text("cli-inbox"), no_args_is_help=True)
    cli.add_typer(group, name="inbox")
    config_option = typer.Option(None, "--config", help=words.text("cli-option-config"), metavar="FILE")
    json_option = typer.Option(False, "--json", help=words.text("cli-option-as-json"))

    @group.callback()
    def _is_a_group() -> None:
        """Keep the name of the only command: typer would drop it."""

    @group.command("report", help=words.text("cli-inbox-report"))
    def report_(config: Path | None = config_option, as_json: bool = json_option) -> None:
        with plain_errors(words):
            report = _read(config, words, whole=as_json)
        if as_json:
            typer.echo(json.dumps(asdict(report), default=str))
        else:
            _show(report, words)


def _read(config: Path | None, words: Messages, *, whole: bool) -> Report:
    from sqlalchemy import create_engine  # noqa: PLC0415 - only this command needs these

    from bot.delivery.report import MOST_SHOWN, report  # noqa: PLC0415
    from bot.settings import load  # noqa: PLC0415
    from bot.state import upgrading  # noqa: PLC0415
    from bot.state.database import url_of  # noqa: PLC0415
    from knowledge.errors import StateError  # noqa: PLC0415

    path = load(config).state.database
    if upgrading.revision_of(path) != upgrading.newest():
        raise StateError(
            words.text("state-not-current"), where=str(path), mend=words.text("state-not-current-mend")
        )
    engine = create_engine(url_of(path), hide_parameters=True)
    try:
        with engine.connect() as connection:
            return report(connection, None if whole else MOST_SHOWN)
    finally:
        engine.dispose()


def _show(report: Report, words: Messages) -> None:
    typer.echo(words.text("cli-inbox-received"))
    _show_counts(report.received)
    typer.echo(words.text("cli-inbox-sent"))
    _show_counts(report.sent)
    typer.echo(words.text("cli-inbox-unanswered", count=report.unanswered_count))
    _show_list(report.unanswered, report.unanswered_count, words)
    typer.echo(words.text("cli-inbox-twice", count=report.possible_duplicates_count))
    _show_list(report.possible_duplicates, report.possible_duplicates_count, words)


def _show_counts(counts: Sequence[Count]) -> None:
    for count in counts:
        state = f"{count.state} ({count.reason})" if count.reason else count.state
        typer.echo(f"  {count.channel}  {state}: {count.messages}")


def _show_list(listed: Sequence[Listed], count: int, words: Messages) -> None:
    for item in listed:
        typer.echo(
            f"  #{item.id}  {item.channel}  {item.state}  {item.reason}  {item.at:%Y-%m-%d %H:%M:%S} UTC"
        )
    if count > len(listed):
        typer.echo("  " + words.text("cli-inbox-more", count=count - len(listed)))
