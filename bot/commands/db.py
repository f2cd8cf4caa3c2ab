"""`python -m bot db`: bring the database up to date, check it, back it up."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.errors import plain_errors
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages

if TYPE_CHECKING:
    from bot.state.upgrading import Checked


def add_db(cli: typer.Typer, catalogue: Catalogue) -> None:
    """Add the commands to `cli`."""
    words = catalogue.of(DEFAULT_LANGUAGE)
    group = typer.Typer(help=words.text("cli-db"), no_args_is_help=True)
    cli.add_typer(group, name="db")
    config_option = typer.Option(None, "--config", help=words.text("cli-option-config"), metavar="FILE")
    json_option = typer.Option(False, "--json", help=words.text("cli-option-as-json"))
    to_option = typer.Option(None, "--to", help=words.text("cli-option-backup-to"), metavar="FILE")

    @group.command(help=words.text("cli-db-upgrade"))
    def upgrade(config: Path | None = config_option) -> None:
        with plain_errors(words):
            path = _database(config)
            from bot.state import upgrading  # noqa: PLC0415 - only these commands need it
            from bot.state.lock import sole_use  # noqa: PLC0415
            from knowledge.clock import SystemClock  # noqa: PLC0415

            with sole_use(path, words):
                saved = upgrading.upgrade(path, SystemClock().now(), words)
            if saved is not None:
                typer.echo(words.text("cli-state-saved", file=str(saved)))
            typer.echo(words.text("cli-db-current", revision=upgrading.newest()))

    @group.command(help=words.text("cli-db-check"))
    def check(config: Path | None = config_option, as_json: bool = json_option) -> None:
        with plain_errors(words):
            from bot.state import upgrading  # noqa: PLC0415

            checked = upgrading.check(_database(config), words)
        if as_json:
            typer.echo(json.dumps({**asdict(checked), "ok": checked.ok}))
        else:
            _show(checked, words)
        if not checked.ok:
            raise typer.Exit(1)

    @group.command(help=words.text("cli-db-backup"))
    def backup(config: Path | None = config_option, to: Path | None = to_option) -> None:
        with plain_errors(words):
            path = _database(config)
            from bot.state import upgrading  # noqa: PLC0415
            from knowledge.clock import SystemClock  # noqa: PLC0415

            made = upgrading.backup(path, to or upgrading.backup_name(path, SystemClock().now()), words)
            typer.echo(words.text("cli-db-saved", file=str(made)))


def _database(config: Path | None) -> Path:
    from bot.settings import load  # noqa: PLC0415 - `--help` does without

    return load(config).state.database


def _show(checked: Checked, words: Messages) -> None:
    typer.echo(words.text("cli-db-sound" if checked.sound else "cli-db-damaged"))
    if checked.revision == checked.newest:
        typer.echo(words.text("cli-db-current", revision=checked.revision))
    else:
        typer.echo(words.text("cli-db-old", revision=checked.revision or "–", newest=checked.newest))
    for name, rows in checked.rows.items():
        typer.echo(f"  {name}: {rows}")
