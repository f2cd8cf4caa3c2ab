"""What the commands of officials share: the services opened, somebody signed in, results shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from bot.commands.errors import plain_errors
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.auditing import Actor
    from bot.campaigns.opening import Bureau
    from bot.settings import Settings

Result = TypeVar("Result")
Work = Callable[["Bureau"], Awaitable[Result]]


class Options:
    """The options and arguments that many commands of officials take."""

    def __init__(self, words: Messages) -> None:
        self.config = typer.Option(None, "--config", help=words.text("cli-option-config"), metavar="FILE")
        self.json = typer.Option(False, "--json", help=words.text("cli-option-as-json"))
        self.official = typer.Option("", "--as", help=words.text("cli-option-as"), metavar="NAME")
        self.campaign = typer.Argument(help=words.text("cli-argument-campaign"), metavar="ID")
        self.reason = typer.Option("", "--reason", help=words.text("cli-option-reason"))
        self.version = typer.Option(0, "--version", help=words.text("cli-option-version"), min=0)


def with_bureau(config: Path | None, catalogue: Catalogue, words: Messages, work: Work[Result]) -> Result:
    """Do `work` with the services of the settings; what is refused or wrong ends in one plain line."""

    async def opened() -> Result:
        from bot import logs  # noqa: PLC0415 - `--help` does without
        from bot.campaigns.opening import opened_bureau  # noqa: PLC0415
        from bot.campaigns.refusing import RefusedError, worded  # noqa: PLC0415
        from bot.settings import load  # noqa: PLC0415
        from bot.state.opening import open_state  # noqa: PLC0415
        from knowledge.clock import SystemClock  # noqa: PLC0415

        settings, clock = load(config), SystemClock()
        logs.configure(settings.logging)
        async with open_state(settings.state, settings.privacy, clock, words, sole=False) as state:
            with opened_bureau(settings, state, clock, catalogue, words) as bureau:
                try:
                    return await work(bureau)
                except RefusedError as error:
                    raise worded(error, words) from error

    with plain_errors(words):
        return asyncio.run(opened())


async def signed_in(bureau: Bureau, named: str, words: Messages) -> Actor:
    """The official who runs the command, by name and password: of the environment, or asked for."""
    from bot.campaigns.auditing import Actor  # noqa: PLC0415
    from bot.settings import signing_in  # noqa: PLC0415

    name, password = signing_in()
    name = named or name or str(typer.prompt(words.text("cli-ask-official"), err=True))
    password = password or str(
        typer.prompt(words.text("cli-ask-password", name=name), hide_input=True, err=True)
    )
    return Actor((await bureau.officials.sign_in(name, password)).id, "cli")


def desk_runs(settings: Settings, words: Messages) -> bool:
    """Whether a desk runs that carries out what commands write down."""
    from bot.state.lock import is_held  # noqa: PLC0415

    return is_held(settings.state.database, words)


def new_password(question: str) -> str:
    """A new password, typed twice without being shown."""
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=True, err=True))


def tell(value: Mapping[str, Any], lines: str, *, as_json: bool) -> None:
    """Show a result: as JSON, or as lines for people."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=_as_json) if as_json else lines)


def _as_json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
