"""Commands that take a campaign from one status to the next: submit, approve, return, schedule, pause …"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, signed_in, tell, with_bureau
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.auditing import Actor
    from bot.campaigns.life import Life
    from bot.campaigns.model import Campaign
    from bot.campaigns.opening import Bureau

    Step = Callable[[Life, Actor, int, int, str], Awaitable[Campaign]]


def add_steps(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    """Add the commands to `group`."""
    config_option, json_option, as_option = options.config, options.json, options.official
    id_argument, version_option, reason_option = options.campaign, options.version, options.reason

    def add(name: str, step: Step) -> None:
        @group.command(name, help=words.text(f"cli-campaign-{name}"))
        def take(  # noqa: PLR0917 - typer calls it by name
            campaign: int = id_argument,
            reason: str = reason_option,
            version: int = version_option,
            config: Path | None = config_option,
            official: str = as_option,
            json: bool = json_option,
        ) -> None:
            async def work(bureau: Bureau) -> tuple[dict[str, Any], list[str]]:
                actor = await signed_in(bureau, official, words)
                at = version or (await bureau.campaign(campaign)).version
                return await _told(bureau, await step(bureau.life, actor, campaign, at, reason), words)

            values, lines = with_bureau(config, catalogue, words, work)
            tell(values, "\n".join(lines), as_json=json)

    add("submit", lambda life, actor, number, version, _: life.submit(actor, number, version))
    add("approve", lambda life, actor, number, version, _: life.approve(actor, number, version))
    add("return", lambda life, actor, number, version, why: life.send_back(actor, number, version, why))
    add("schedule", lambda life, actor, number, version, _: life.schedule(actor, number, version))
    add("pause", lambda life, actor, number, _, why: life.pause(actor, number, why))
    add("resume", lambda life, actor, number, _version, _why: life.resume(actor, number))
    add("cancel", lambda life, actor, number, _, why: life.cancel(actor, number, why))


async def _told(bureau: Bureau, campaign: Campaign, words: Messages) -> tuple[dict[str, Any], list[str]]:
    """The campaign as it is now; for whoever reviews it also what the lint says."""
    values = await showing.values_of(bureau, campaign)
    lines = [showing.lines_of(values, words)]
    if campaign.status == "in_review":
        findings = bureau.findings(campaign.definition)
        lines += showing.finding_lines(findings, words)
        values["findings"] = showing.finding_values(findings, words)
    return values, lines
