"""`python -m bot official`: officials, their roles and their chat accounts."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.bureau import Options, new_password, signed_in, tell, with_bureau
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.auditing import Actor
    from bot.campaigns.officials import Official, Role
    from bot.campaigns.opening import Bureau

    Switch = Callable[[Bureau, Actor, str], Awaitable[Official]]


def add_official(cli: typer.Typer, catalogue: Catalogue) -> None:
    """Add the commands to `cli`."""
    words = catalogue.of(DEFAULT_LANGUAGE)
    options = Options(words)
    group = typer.Typer(help=words.text("cli-official"), no_args_is_help=True)
    cli.add_typer(group, name="official")
    config_option, json_option, as_option = options.config, options.json, options.official
    name_argument = typer.Argument(help=words.text("cli-argument-official"), metavar="NAME")
    display_option = typer.Option("", "--display", help=words.text("cli-option-display"))
    role_option = typer.Option([], "--role", help=words.text("cli-option-role"), metavar="ROLE")
    _add_switches(group, catalogue, words, options)

    @group.command(help=words.text("cli-official-add"))
    def add(  # noqa: PLR0917 - typer calls it by name
        name: str = name_argument,
        display: str = display_option,
        role: list[str] = role_option,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        added = with_bureau(
            config, catalogue, words, lambda bureau: _added(bureau, official, (name, display, role), words)
        )
        _show(added, words, "cli-official-added", as_json=json)

    @group.command("role", help=words.text("cli-official-role"))
    def role_(
        name: str = name_argument,
        role: list[str] = role_option,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        changed = with_bureau(
            config, catalogue, words, lambda bureau: _with_roles(bureau, official, name, role, words)
        )
        _show(changed, words, "cli-official-changed", as_json=json)

    @group.command(help=words.text("cli-official-password"))
    def password(
        name: str = name_argument, config: Path | None = config_option, official: str = as_option
    ) -> None:
        with_bureau(config, catalogue, words, lambda bureau: _new_password(bureau, official, name, words))
        typer.echo(words.text("cli-official-password-set", name=name))

    @group.command(help=words.text("cli-official-link"))
    def link(
        name: str = name_argument,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        code, minutes = with_bureau(
            config, catalogue, words, lambda bureau: _code(bureau, official, name, words)
        )
        told = words.text("cli-official-code", code=code, minutes=minutes)
        tell({"code": code, "minutes": minutes}, told, as_json=json)

    @group.command("list", help=words.text("cli-official-list"))
    def list_(config: Path | None = config_option, json: bool = json_option) -> None:
        found = with_bureau(config, catalogue, words, lambda bureau: bureau.officials.all())
        lines = "\n".join(_line(official, words) for official in found) or words.text("cli-official-none")
        typer.echo(_json(found) if json else lines)


def _add_switches(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    config_option, json_option, as_option = options.config, options.json, options.official
    name_argument = typer.Argument(help=words.text("cli-argument-official"), metavar="NAME")

    def add(command: str, switch: Switch) -> None:
        @group.command(command, help=words.text(f"cli-official-{command}"))
        def switched(
            name: str = name_argument,
            config: Path | None = config_option,
            official: str = as_option,
            json: bool = json_option,
        ) -> None:
            async def work(bureau: Bureau) -> Official:
                return await switch(bureau, await signed_in(bureau, official, words), name)

            changed = with_bureau(config, catalogue, words, work)
            _show(changed, words, "cli-official-changed", as_json=json)

    add("disable", lambda bureau, actor, name: bureau.officials.disable(actor, name))
    add("enable", lambda bureau, actor, name: bureau.officials.enable(actor, name))


async def _added(
    bureau: Bureau, official: str, new: tuple[str, str, Sequence[str]], words: Messages
) -> Official:
    name, display, named = new
    roles = _roles(named, words)
    actor = await _admin(bureau, official, words)
    password = new_password(words.text("cli-ask-new-password", name=name))
    return await bureau.officials.add(actor, name, display, password, roles)


async def _with_roles(
    bureau: Bureau, official: str, name: str, named: Sequence[str], words: Messages
) -> Official:
    roles = _roles(named, words)
    return await bureau.officials.set_roles(await signed_in(bureau, official, words), name, roles)


async def _new_password(bureau: Bureau, official: str, name: str, words: Messages) -> None:
    actor = await signed_in(bureau, official, words)
    password = new_password(words.text("cli-ask-new-password", name=name))
    await bureau.officials.set_password(actor, name, password)


async def _code(bureau: Bureau, official: str, name: str, words: Messages) -> tuple[str, int]:
    from bot.campaigns.linking import CODE_MINUTES  # noqa: PLC0415

    return await bureau.accounts.link_code(await signed_in(bureau, official, words), name), CODE_MINUTES


async def _admin(bureau: Bureau, named: str, words: Messages) -> Actor:
    """Who adds an official; the first one is added by whoever is at the machine."""
    from bot.campaigns.auditing import Actor  # noqa: PLC0415

    if not await bureau.officials.all():
        return Actor(None, "cli")
    return await signed_in(bureau, named, words)


def _roles(named: Sequence[str], words: Messages) -> set[Role]:
    from bot.campaigns.officials import Role  # noqa: PLC0415
    from knowledge.errors import CampaignError  # noqa: PLC0415

    names = [name for item in named for name in item.split(",") if name]
    if not names or any(name not in list(Role) for name in names):
        raise CampaignError(
            words.text("cli-official-bad-role", roles=", ".join(names) or "-"),
            mend=words.text("cli-official-bad-role-mend", roles=", ".join(Role)),
        )
    return {Role(name) for name in names}


def _show(official: Official, words: Messages, key: str, *, as_json: bool) -> None:
    line = f"{words.text(key)} {_line(official, words)}"
    tell(_values(official), line, as_json=as_json)


def _line(official: Official, words: Messages) -> str:
    roles = ", ".join(words.text(f"campaign-role-{role}") for role in sorted(official.roles))
    parts = [official.name, official.display, roles, ", ".join(official.channels)]
    off = [words.text("cli-official-off")] if official.disabled else []
    return "  ".join([*(part for part in parts if part), *off])


def _values(official: Official) -> dict[str, Any]:
    return {
        "id": official.id,
        "name": official.name,
        "display": official.display,
        "roles": sorted(official.roles),
        "channels": list(official.channels),
        "disabled": official.disabled,
    }


def _json(found: Sequence[Official]) -> str:
    return json.dumps([_values(official) for official in found], ensure_ascii=False)
