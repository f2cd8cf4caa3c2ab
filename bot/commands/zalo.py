"""`python -m bot zalo login`: an admin grants the desk the right to speak for the Official Account."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from bot.commands.errors import plain_errors
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages
from knowledge.errors import SettingsError


def add_zalo(cli: typer.Typer, catalogue: Catalogue) -> None:
    """Add the commands to `cli`."""
    words = catalogue.of(DEFAULT_LANGUAGE)
    config_option = typer.Option(None, "--config", help=words.text("cli-option-config"), metavar="FILE")
    refresh_option = typer.Option(False, "--refresh-token", help=words.text("cli-option-refresh-token"))
    group = typer.Typer(help=words.text("cli-zalo"), no_args_is_help=True, add_completion=False)

    @group.callback()
    def zalo() -> None:
        """Keep `login` a command of its own: a group of one would be the command itself."""

    @group.command(help=words.text("cli-zalo-login"))
    def login(config: Path | None = config_option, refresh_token: bool = refresh_option) -> None:
        with plain_errors(words):
            asyncio.run(_login(config, words, by_refresh_token=refresh_token))

    cli.add_typer(group, name="zalo")


async def _login(config: Path | None, words: Messages, *, by_refresh_token: bool) -> None:
    from bot import logs  # noqa: PLC0415 - only this command needs these
    from bot.channels.calling import open_session  # noqa: PLC0415
    from bot.channels.zalo_oa.granting import GrantError, Granting  # noqa: PLC0415
    from bot.channels.zalo_oa.opening import check_whole, open_tokens  # noqa: PLC0415
    from bot.settings import load  # noqa: PLC0415
    from bot.state.opening import open_state  # noqa: PLC0415
    from knowledge.clock import SystemClock  # noqa: PLC0415

    settings, clock = load(config), SystemClock()
    logs.configure(settings.logging)
    check_whole(settings.zalo_oa, words)
    if settings.zalo_oa.callback_url is None and not by_refresh_token:
        raise SettingsError(
            words.text("zalo-oa-missing", names="callback_url"),
            where="[zalo_oa]",
            mend=words.text("zalo-oa-callback-mend"),
        )
    async with (
        open_state(settings.state, settings.privacy, clock, words, sole=False) as state,
        open_session() as session,
    ):
        store = open_tokens(settings.zalo_oa, state.database, state.sealer, clock)
        granting = Granting(settings.zalo_oa, store, session, clock)
        try:
            account = await granting.resume()
            if account is not None:
                typer.echo(words.text("zalo-login-resumed"))
            elif by_refresh_token:
                account = await granting.by_refresh_token(
                    _ask(words.text("zalo-login-ask-token"), hidden=True)
                )
            else:
                typer.echo(f"{words.text('zalo-login-open')}\n\n{granting.link}\n")
                account = await granting.by_code(granting.code_of(_ask(words.text("zalo-login-paste"))))
        except GrantError as error:
            raise SettingsError(
                words.text(f"zalo-login-{error.reason}", code=error.code),
                where="[zalo_oa] oa_id" if error.reason == "other-oa" else "",
                mend=words.text(f"zalo-login-{error.reason}-mend"),
            ) from error
        typer.echo(words.text("zalo-login-stored"))
        _tell_account(account, words)


def _tell_account(account: Mapping[str, Any] | None, words: Messages) -> None:
    if account is None:
        raise SettingsError(words.text("zalo-login-unchecked"), mend=words.text("zalo-login-unchecked-mend"))
    typer.echo(words.text("zalo-login-speaks-for", name=str(account.get("name", "?"))))
    if account.get("is_verified") is False:
        typer.echo(words.text("zalo-login-unverified"))


def _ask(question: str, *, hidden: bool = False) -> str:
    answer: str = typer.prompt(question, hide_input=hidden)
    return answer
