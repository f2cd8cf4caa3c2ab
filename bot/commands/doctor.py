"""`python -m bot doctor`: checks every configured credential, address and permission."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import typer

from bot.commands.errors import plain_errors
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages


def add_doctor(cli: typer.Typer, catalogue: Catalogue) -> None:
    """Add the command to `cli`."""
    words = catalogue.of(DEFAULT_LANGUAGE)
    config_option = typer.Option(None, "--config", help=words.text("cli-option-config"), metavar="FILE")
    json_option = typer.Option(False, "--json", help=words.text("cli-option-as-json"))

    @cli.command(help=words.text("cli-doctor"))
    def doctor(config: Path | None = config_option, as_json: bool = json_option) -> None:
        with plain_errors(words):
            wrong = _check(config, words, as_json=as_json)
        if wrong:
            raise typer.Exit(1)


def _check(config: Path | None, words: Messages, *, as_json: bool) -> int:
    from bot import logs  # noqa: PLC0415 - only this command needs these
    from bot.doctor.checkup import check_all  # noqa: PLC0415
    from bot.doctor.findings import Level  # noqa: PLC0415
    from bot.settings import load  # noqa: PLC0415

    settings = load(config)
    logs.configure(settings.logging)
    report = asyncio.run(check_all(settings, words))
    wrong, warnings = report.count(Level.WRONG), report.count(Level.WARNING)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in report.findings], ensure_ascii=False, indent=2))
        return wrong
    for finding in report.findings:
        typer.echo(f"[{words.text(f'doctor-level-{finding.level}')}] {finding.text}")
        if finding.mend:
            typer.echo(f"    → {finding.mend}")
    if wrong or warnings:
        typer.echo("\n" + words.text("doctor-summary", wrong=wrong, warnings=warnings))
    else:
        typer.echo("\n" + words.text("doctor-summary-ok"))
    return wrong
