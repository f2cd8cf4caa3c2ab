"""Commands that show what an announcement will be before it goes out: preview, plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, desk_runs, signed_in, tell, with_bureau
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.model import Campaign
    from bot.campaigns.opening import Bureau
    from bot.campaigns.rendering import Shown


@dataclass(frozen=True, slots=True)
class _Wish:
    """What of a preview is wanted."""

    campaign: int
    channel: str
    send: bool
    check_links: bool
    official: str


def add_looking(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    """Add the commands to `group`."""
    config_option, json_option, as_option = options.config, options.json, options.official
    id_argument = options.campaign
    channel_option = typer.Option("", "--channel", help=words.text("cli-option-channel"), metavar="NAME")
    send_option = typer.Option(False, "--send", help=words.text("cli-option-preview-send"))
    links_option = typer.Option(False, "--check-links", help=words.text("cli-option-check-links"))

    @group.command(help=words.text("cli-campaign-preview"))
    def preview(  # noqa: PLR0917 - typer calls it by name
        campaign: int = id_argument,
        channel: str = channel_option,
        send: bool = send_option,
        check_links: bool = links_option,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        wish = _Wish(campaign, channel, send, check_links, official)
        values, lines = with_bureau(config, catalogue, words, lambda bureau: _preview(bureau, wish, words))
        tell(values, lines, as_json=json)

    @group.command(help=words.text("cli-campaign-plan"))
    def plan(
        campaign: int = id_argument, config: Path | None = config_option, json: bool = json_option
    ) -> None:
        values, lines = with_bureau(config, catalogue, words, lambda bureau: _plan(bureau, campaign, words))
        tell(values, lines, as_json=json)


async def _plan(bureau: Bureau, number: int, words: Messages) -> tuple[dict[str, Any], str]:
    from bot.campaigns.describing import audience_text  # noqa: PLC0415
    from bot.campaigns.recurrence import next_after  # noqa: PLC0415

    found = await bureau.campaign(number)
    parts = {name: len(made) for name, made in bureau.parts(found.definition).items()}
    schedule = found.definition.schedule
    at = found.next_fire or schedule.at or next_after(schedule, bureau.clock.now())
    estimate = await bureau.estimator.estimate(found.definition, parts, at)
    values = await showing.values_of(bureau, found)
    topics = bureau.drafter.topics.names(words.language)
    whom = audience_text(found.definition.audience, topics, words)
    lines = [showing.lines_of(values, words), whom, *showing.estimate_lines(estimate, words)]
    return {"campaign": number, **showing.estimate_values(estimate)}, "\n".join(lines)


async def _preview(bureau: Bureau, wish: _Wish, words: Messages) -> tuple[dict[str, Any], str]:
    from bot.campaigns.checking_links import dead_links  # noqa: PLC0415
    from bot.campaigns.rendering import shown  # noqa: PLC0415

    found = await bureau.campaign(wish.campaign)
    definition = found.definition
    findings = [
        item for item in bureau.findings(definition) if wish.channel in {"", item.channel or wish.channel}
    ]
    if wish.check_links:
        findings += await dead_links(definition.content)
    made = {
        name: [shown(part) for part in parts]
        for name, parts in bureau.parts(definition).items()
        if wish.channel in {"", name}
    }
    sent = await _send(bureau, found, wish, words) if wish.send else []
    values = {
        "campaign": wish.campaign,
        "channels": {name: [asdict(item) for item in parts] for name, parts in made.items()},
        "findings": showing.finding_values(findings, words),
        "sent_to": sent,
    }
    lines = [
        *_messages(made),
        *(showing.finding_lines(findings, words) or [words.text("cli-campaign-no-findings")]),
        *([words.text("cli-campaign-preview-sent", channels=", ".join(sent))] if sent else []),
    ]
    if sent and not desk_runs(bureau.settings, words):
        lines.append(words.text("cli-campaign-post-waits"))
    return values, "\n".join(lines)


def _messages(made: Mapping[str, Sequence[Shown]]) -> list[str]:
    lines: list[str] = []
    for name, parts in made.items():
        lines.append(f"=== {name} ===")
        for item in parts:
            lines += [f"[{item.attached}]"] if item.attached else []
            lines += [item.text] if item.text else []
            lines += ["  ".join(f"[{label}]" for label in item.buttons)] if item.buttons else []
        lines.append("")
    return lines


async def _send(bureau: Bureau, campaign: Campaign, wish: _Wish, words: Messages) -> list[str]:
    """Send the announcement to whoever signed in, on each of their linked accounts that are wanted."""
    from bot.campaigns.rendering import outgoing_of  # noqa: PLC0415
    from knowledge.errors import CampaignError  # noqa: PLC0415

    actor = await signed_in(bureau, wish.official, words)
    accounts = await bureau.accounts.of_official(actor.official or 0)
    reachable = [
        person
        for person in accounts
        if wish.channel in {"", person.channel} and bureau.post.reaches(person.channel)
    ]
    if not reachable:
        raise CampaignError(
            words.text("cli-campaign-no-account"), mend=words.text("cli-campaign-no-account-mend")
        )
    content = campaign.definition.content
    outgoing = outgoing_of(content, bureau.catalogue.of(content.language))
    for person in reachable:
        await bureau.post.send(person, outgoing)
    return [person.channel for person in reachable]
