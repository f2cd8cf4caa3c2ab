"""Commands that write announcements: new, edit, list."""

from __future__ import annotations

import json as to_json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, signed_in, tell, with_bureau
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.model import Campaign, Definition
    from bot.campaigns.opening import Bureau

    Saved = tuple[dict[str, Any], list[str]]


def add_writing(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    """Add the commands to `group`."""
    config_option, json_option, as_option = options.config, options.json, options.official
    id_argument, version_option = options.campaign, options.version
    file_argument = typer.Argument(None, help=words.text("cli-argument-campaign-file"), metavar="[FILE]")

    @group.command(help=words.text("cli-campaign-new"))
    def new(
        file: Path | None = file_argument,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        saved = with_bureau(config, catalogue, words, lambda bureau: _new(bureau, official, file, words))
        _show_saved(saved, words, as_json=json)

    @group.command(help=words.text("cli-campaign-edit"))
    def edit(  # noqa: PLR0917 - typer calls it by name
        campaign: int = id_argument,
        file: Path | None = file_argument,
        version: int = version_option,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        saved = with_bureau(
            config, catalogue, words, lambda bureau: _edit(bureau, official, (campaign, version), file, words)
        )
        _show_saved(saved, words, as_json=json)

    @group.command("list", help=words.text("cli-campaign-list"))
    def list_(config: Path | None = config_option, json: bool = json_option) -> None:
        found = with_bureau(config, catalogue, words, _all)
        if json:
            typer.echo(to_json.dumps([item.model_dump(mode="json") for item in found], ensure_ascii=False))
            return
        for item in found:
            status = words.text(f"campaign-status-{item.status}")
            when = f"  {showing.moment(item.next_fire)}" if item.next_fire else ""
            typer.echo(f"{item.id:>5}  {status:<12}  {item.definition.content.title}{when}")


async def _new(bureau: Bureau, official: str, file: Path | None, words: Messages) -> Saved:
    from bot.campaigns.drafting import example  # noqa: PLC0415

    actor = await signed_in(bureau, official, words)
    definition = _read(bureau, file, example(), words)
    return await _saved(bureau, await bureau.life.create(actor, definition), words)


async def _edit(
    bureau: Bureau, official: str, which: tuple[int, int], file: Path | None, words: Messages
) -> Saved:
    from bot.campaigns.drafting import written  # noqa: PLC0415

    number, version = which
    actor = await signed_in(bureau, official, words)
    before = await bureau.campaign(number)
    text = written(before.definition, words.text("campaign-file-head"))
    definition = _read(bureau, file, text, words)
    saved = await bureau.life.edit(actor, number, version or before.version, definition)
    return await _saved(bureau, saved, words)


async def _all(bureau: Bureau) -> list[Campaign]:
    from bot.campaigns.records import listed  # noqa: PLC0415

    return await bureau.database.read(listed)


def _read(bureau: Bureau, file: Path | None, text: str, words: Messages) -> Definition:
    """The definition of a file, or of what the official makes of `text` in an editor."""
    from knowledge.errors import CampaignError  # noqa: PLC0415

    if file is not None:
        try:
            return bureau.drafter.read(file.read_text(encoding="utf-8"), str(file))
        except (OSError, UnicodeDecodeError) as error:
            raise CampaignError(
                words.text("campaign-file-unreadable"),
                where=str(file),
                mend=words.text("campaign-file-unreadable-mend"),
            ) from error
    while True:
        edited = click.edit(text, extension=".toml")
        if edited is None:
            raise CampaignError(words.text("campaign-file-left"), mend=words.text("campaign-file-left-mend"))
        try:
            return bureau.drafter.read(edited, words.text("campaign-file-editor"))
        except CampaignError as error:
            typer.echo(str(error), err=True)
            if not typer.confirm(words.text("cli-ask-edit-again"), default=True, err=True):
                raise
            text = edited


async def _saved(bureau: Bureau, campaign: Campaign, words: Messages) -> Saved:
    findings = bureau.findings(campaign.definition)
    values = await showing.values_of(bureau, campaign)
    lines = [showing.lines_of(values, words), *showing.finding_lines(findings, words)]
    return {**values, "findings": showing.finding_values(findings, words)}, lines


def _show_saved(saved: Saved, words: Messages, *, as_json: bool) -> None:
    values, lines = saved
    told = "\n".join([*lines, words.text("cli-campaign-saved", id=values["id"])])
    tell(values, told, as_json=as_json)
