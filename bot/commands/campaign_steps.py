"""Commands that take a campaign from one status to the next: submit, approve, return, schedule, pause …"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, desk_runs, signed_in, tell, with_bureau
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.auditing import Actor
    from bot.campaigns.life import Life
    from bot.campaigns.model import Campaign
    from bot.campaigns.opening import Bureau
    from bot.dialogue.announcing_review import Review, Reviewed

    Step = Callable[[Life, Actor, int, int, str], Awaitable[Campaign]]
    ReviewStep = Callable[[Review, Actor, int, int, str], Awaitable[Reviewed]]
    Shown = tuple[dict[str, Any], list[str]]
    Take = Callable[[Bureau, Actor, int, int, str], Awaitable[Shown]]


def add_steps(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    """Add the commands to `group`."""
    config_option, json_option, as_option = options.config, options.json, options.official
    id_argument, version_option, reason_option = options.campaign, options.version, options.reason

    def add(name: str, take: Take) -> None:
        @group.command(name, help=words.text(f"cli-campaign-{name}"))
        def command(  # noqa: PLR0917 - typer calls it by name
            campaign: int = id_argument,
            reason: str = reason_option,
            version: int = version_option,
            config: Path | None = config_option,
            official: str = as_option,
            json: bool = json_option,
        ) -> None:
            async def work(bureau: Bureau) -> Shown:
                actor = await signed_in(bureau, official, words)
                at = version or (await bureau.campaign(campaign)).version
                return await take(bureau, actor, campaign, at, reason)

            values, lines = with_bureau(config, catalogue, words, work)
            tell(values, "\n".join(lines), as_json=json)

    def step(name: str, done: Step) -> None:
        async def take(bureau: Bureau, actor: Actor, number: int, version: int, reason: str) -> Shown:
            return await _shown(bureau, await done(bureau.life, actor, number, version, reason), words)

        add(name, take)

    def review(name: str, done: ReviewStep) -> None:
        async def take(bureau: Bureau, actor: Actor, number: int, version: int, reason: str) -> Shown:
            reviewed = await done(_review_of(bureau, words), actor, number, version, reason)
            values, lines = await _shown(bureau, reviewed.campaign, words)
            values["told"] = [official.name for official in reviewed.told]
            waits = reviewed.told and not desk_runs(bureau.settings, words)
            lines += [*reviewed.lines, *([words.text("cli-campaign-post-waits")] if waits else [])]
            return values, lines

        add(name, take)

    review("submit", lambda to, actor, number, version, _: to.submit(actor, number, version))
    review("approve", lambda to, actor, number, version, _: to.approve(actor, number, version))
    review(
        "return", lambda review, actor, number, version, why: review.send_back(actor, number, version, why)
    )
    step("schedule", lambda life, actor, number, version, _: life.schedule(actor, number, version))
    step("pause", lambda life, actor, number, _, why: life.pause(actor, number, why))
    step("resume", lambda life, actor, number, _version, _why: life.resume(actor, number))
    step("cancel", lambda life, actor, number, _, why: life.cancel(actor, number, why))


def _review_of(bureau: Bureau, words: Messages) -> Review:
    """The steps that others hear of in their chats, as soon as the desk runs."""
    from bot.dialogue.announcing_review import Review  # noqa: PLC0415
    from bot.dialogue.announcing_views import Views  # noqa: PLC0415

    views = Views(bureau.database, bureau.clock, words, bureau.drafter.topics)
    return Review(bureau.life, bureau.officials, bureau.accounts, bureau.post, views)


async def _shown(bureau: Bureau, campaign: Campaign, words: Messages) -> Shown:
    """The campaign as it is now; for whoever reviews it also what the lint says."""
    values = await showing.values_of(bureau, campaign)
    lines = [showing.lines_of(values, words)]
    if campaign.status == "in_review":
        findings = bureau.findings(campaign.definition)
        lines += showing.finding_lines(findings, words)
        values["findings"] = showing.finding_values(findings, words)
    return values, lines
